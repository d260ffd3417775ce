"""The tables of New York City Local Law 144 (6 RCNY 5-300 to 5-304): counts in, rows out.

Selection rate: selected of a category. Scoring rate: people of a category who scored strictly above the median of the whole sample.
Impact ratio: the rate of a category to that of the category with the highest. By sex, by race and ethnicity, and by both together.
The figures are prepared for an independent auditor, who audits; nothing here is an audit.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Generic, TypeVar

from reports.impact.groups import Group as Counted
from reports.impact.groups import is_below_four_fifths, is_big

SEXES: Final = ("Male", "Female")
RACES: Final = (
    "Hispanic or Latino",
    "White",
    "Black or African American",
    "Native Hawaiian or Pacific Islander",
    "Asian",
    "Native American or Alaska Native",
    "Two or More Races",
)
"""The race and ethnicity categories of the EEO-1 report in the order of the rule's own tables; all but the first not Hispanic."""

Category = TypeVar("Category", bound=Hashable)
Number = int | float | Fraction
Counts = tuple[int, int]
"""How many of a category were assessed, and how many of them were selected or scored above the median."""


@dataclass(frozen=True)
class Row(Generic[Category]):
    """One category. `ratio` is None for a category left out, and where nobody of any category was selected."""

    category: Category
    n: int
    selected: int
    ratio: Fraction | None
    left_out: bool
    """Below 2% of the people in the table (6 RCNY 5-301(d)); its count and rate stay."""

    @property
    def rate(self) -> Fraction | None:
        """Selected of n, or above the median of n; None where there is nobody."""
        return Fraction(self.selected, self.n) if self.n else None


@dataclass(frozen=True)
class LawTable(Generic[Category]):
    """The rows in the order given, and how many people are in none because their category is not known."""

    rows: tuple[Row[Category], ...]
    unknown: int
    highest: Category | None
    """The category with the highest rate: of equals the larger, then the first. None where nobody was selected."""

    @property
    def known(self) -> int:
        """People in the rows."""
        return sum(row.n for row in self.rows)

    @property
    def below(self) -> list[Category]:
        """The categories whose rate is below four fifths of the highest. The rule asks for ratios only; readers ask for this."""
        top = next((Counted("", row.n, row.selected) for row in self.rows if row.category == self.highest), None)
        if top is None:
            return []
        shown = [row for row in self.rows if row.ratio is not None]
        return [row.category for row in shown if is_below_four_fifths(Counted("", row.n, row.selected), top)]


def law_table(
    counts: Mapping[Category, Counts], *, unknown: int = 0, leave_out_small: bool = True
) -> LawTable[Category]:
    """The table of one set of categories from (n, selected) of each; `unknown` people are printed beside it and in no ratio.

    A category below 2% of the people in the table gets no ratio and is never the highest, unless `leave_out_small` is off: leaving
    it out is the auditor's choice, with a reason. Raises ValueError where more were selected than assessed.
    """
    groups = {category: Counted(str(category), n, selected) for category, (n, selected) in counts.items()}
    known = sum(group.considered for group in groups.values())
    out = {category: leave_out_small and not is_big(group, known) for category, group in groups.items()}
    fit = {category: group for category, group in groups.items() if group.considered and not out[category]}
    highest = max(fit, key=lambda category: (fit[category].rate, fit[category].considered), default=None)
    top = fit[highest].rate if highest is not None else None
    rows = tuple(
        Row(
            category,
            group.considered,
            group.advanced,
            group.rate / top if top and group.rate is not None and not out[category] else None,
            out[category],
        )
        for category, group in groups.items()
    )
    return LawTable(rows, unknown, highest if top else None)


@dataclass(frozen=True)
class LawTables:
    """The three tables of the rule."""

    sex: LawTable[str]
    race: LawTable[str]
    both: LawTable[tuple[str, str]]


def law_tables(
    counts: Mapping[tuple[str | None, str | None], Counts],
    *,
    sexes: Sequence[str] = SEXES,
    races: Sequence[str] = RACES,
    leave_out_small: bool = True,
) -> LawTables:
    """The tables by sex, by race and ethnicity, and by both, from (n, selected) of each (sex, race).

    None, or a name that is not in `sexes` or `races`, is unknown in the tables that need it and counts in the other one: somebody
    who gave only a sex is in the table by sex. Every category has a row, also where nobody is in it.
    """
    sex, race = dict.fromkeys(sexes, (0, 0)), dict.fromkeys(races, (0, 0))
    both = {(one, other): (0, 0) for one in sexes for other in races}
    unknown = Counter[str]()
    for (one, other), more in counts.items():
        if one in sex:
            sex[str(one)] = _add(sex[str(one)], more)
        if other in race:
            race[str(other)] = _add(race[str(other)], more)
        if one in sex and other in race:
            both[str(one), str(other)] = _add(both[str(one), str(other)], more)
        unknown["sex"] += more[0] * (one not in sex)
        unknown["race"] += more[0] * (other not in race)
        unknown["both"] += more[0] * (one not in sex or other not in race)
    return LawTables(
        law_table(sex, unknown=unknown["sex"], leave_out_small=leave_out_small),
        law_table(race, unknown=unknown["race"], leave_out_small=leave_out_small),
        law_table(both, unknown=unknown["both"], leave_out_small=leave_out_small),
    )


def _add(one: Counts, other: Counts) -> Counts:
    return one[0] + other[0], one[1] + other[1]


def median(scores: Mapping[Number, int]) -> Fraction | None:
    """The median of a sample given as score -> people; of an even number the mean of the two in the middle. None of nobody."""
    people = sum(scores.values())
    if not people:
        return None
    return (Fraction(_at(scores, (people - 1) // 2)) + Fraction(_at(scores, people // 2))) / 2


def _at(scores: Mapping[Number, int], place: int) -> Number:
    """The score of the person at a place, counted from 0, when all stand in order."""
    seen = 0
    for score in sorted(scores):
        seen += scores[score]
        if seen > place:
            return score
    raise IndexError(place)


def above_median(
    scores: Mapping[Category, Mapping[Number, int]], *, unknown: Mapping[Number, int] | None = None
) -> dict[Category, Counts]:
    """People of each category, and those of them strictly above the median of the whole sample, ready for `law_table`.

    `scores` holds people by score of each category, `unknown` of those whose category is not known: they are part of the sample,
    so of its median, and of nothing else.
    """
    everybody: dict[Number, int] = dict(unknown or {})
    for column in scores.values():
        for score, people in column.items():
            everybody[score] = everybody.get(score, 0) + people
    middle = median(everybody)
    return {
        category: (
            sum(column.values()),
            sum(people for score, people in column.items() if middle is not None and score > middle),
        )
        for category, column in scores.items()
    }
