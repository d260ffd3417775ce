"""Adverse impact of selection: rates, ratios and what may be said of them. Plain Python, counts in, figures out.

Definitions and sources: docs/adverse-impact.md. Rates are exact fractions; nothing is rounded before it is printed. What stands
here is prepared for review by counsel or an independent auditor; it decides nothing.
"""

from reports.impact.comparing import Comparison, Verdict, adjusted, compare
from reports.impact.exact import TIE, fisher
from reports.impact.groups import SMALL_SHARE, Group, benchmark, is_below_four_fifths, is_big, rate_bounds
from reports.impact.proportions import (
    NORMAL_95,
    SIGNIFICANT,
    chi_squared,
    cohens_h,
    holm,
    pooled_z,
    ratio_interval,
    smallest_expected,
    two_sided,
)

__all__ = [
    "NORMAL_95",
    "SIGNIFICANT",
    "SMALL_SHARE",
    "TIE",
    "Comparison",
    "Group",
    "Verdict",
    "adjusted",
    "benchmark",
    "chi_squared",
    "cohens_h",
    "compare",
    "fisher",
    "holm",
    "is_below_four_fifths",
    "is_big",
    "pooled_z",
    "rate_bounds",
    "ratio_interval",
    "smallest_expected",
    "two_sided",
]
