"""Small cells stay hidden, in any tables whose cells add up, with their margins and percentages. Plain Python and scipy.

`System` (or `one_way`, `two_way`, `three_way`, `link`) says what adds up to what; `protect` says what to hide; `breaches` proves
that a release is safe. docs/suppression.md says how and from which sources, and what it does not protect against.
"""

from reports.suppression.checking import Breach, breaches
from reports.suppression.lists import INTERNAL_MINIMUM, hide_rows, stages_shown, suppress
from reports.suppression.protecting import Unprotectable, protect
from reports.suppression.shares import shares_hidden
from reports.suppression.systems import TOTAL, Key, Sum, System, link, one_way, three_way, two_way

__all__ = [
    "INTERNAL_MINIMUM",
    "TOTAL",
    "Breach",
    "Key",
    "Sum",
    "System",
    "Unprotectable",
    "breaches",
    "hide_rows",
    "link",
    "one_way",
    "protect",
    "shares_hidden",
    "stages_shown",
    "suppress",
    "three_way",
    "two_way",
]
