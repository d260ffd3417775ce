"""The rule sets that a report follows: named, dated, never changed once used. Plain Python.

None of them makes anything "compliant": what is printed is prepared for review by counsel or an independent auditor.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class RuleSet:
    """How figures are counted. `minimum`: counts from 1 to one below it are never shown, nor derivable."""

    key: str
    label: str
    minimum: int
    mena_counts: bool
    sources: tuple[str, ...]

    @property
    def last_hidden(self) -> int:
        """The largest count that is never shown."""
        return self.minimum - 1


UGESP: Final = "29 CFR 1607 (Uniform Guidelines on Employee Selection Procedures)"
SPD15: Final = "OMB Statistical Policy Directive No. 15 (2024)"

INTERNAL: Final = RuleSet("internal-2026-1", "Internal report, 2026, first edition", 5, True, (UGESP, SPD15))
INTERNAL_EEO1: Final = RuleSet(
    "internal-eeo1-2026-1",
    "Internal report on the EEO-1 basis, 2026, first edition",
    5,
    False,
    (UGESP, "EEO-1 roll-up"),
)
PUBLIC: Final = RuleSet("public-2026-1", "Public page, 2026, first edition", 11, True, (SPD15, "CMS cell size policy"))

RULE_SETS: Final[dict[str, RuleSet]] = {rules.key: rules for rules in (INTERNAL, INTERNAL_EEO1, PUBLIC)}
