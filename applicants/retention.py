"""How long records are kept: the rules, as data. Plain Python, no database.

None of this is legal advice. Rules differ by place and change: each is named, has a version and a source, and a programme switches
on those that apply to it. The longest of those holds; a legal hold on a person is above them all.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final


@dataclass(frozen=True)
class Rule:
    """Keep the record of an application for so many years after it was made, or after the last action on it, whichever is later."""

    key: str
    years: int
    name: str
    source: str
    version: int = 1


RULES: Final = (
    Rule("federal", 1, "Employers in the United States", "29 CFR 1602.14"),
    Rule("federal_contractor", 2, "Federal contractors", "41 CFR 60-1.12"),
    Rule("colorado", 3, "Decisions helped by software, Colorado", "Colorado SB 26-189"),
    Rule("california", 4, "California", "2 CCR 11013(c)"),
)
BY_KEY: Final = {rule.key: rule for rule in RULES}
ALWAYS: Final = "federal"
"""The rule that cannot be switched off."""
DRAFT_RULE: Final = Rule("draft", 0, "Drafts that were not sent", "our own promise")
DRAFT_DAYS: Final = 90
"""Days that a draft is kept after its class closed, or after it was last saved if that was later."""


def rule_in_force(switched_on: Collection[str]) -> Rule:
    """The longest of the rules that apply."""
    return max((BY_KEY[key] for key in {ALWAYS, *switched_on} if key in BY_KEY), key=lambda rule: rule.years)


def years_later(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 1 March, so that nothing is kept a day too short."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def keep_until(last_action: date, rule: Rule) -> date:
    """The last day on which a record is kept. From the next day on it is erased."""
    return years_later(last_action, rule.years)


def draft_until(closes_at: datetime, saved_at: datetime) -> datetime:
    """The moment after which a draft is erased."""
    return max(closes_at, saved_at) + timedelta(days=DRAFT_DAYS)
