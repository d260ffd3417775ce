"""Whether those who read judge groups alike: second readings that overturned the sorting, and reviewers' high marks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from reports.categories import is_minority
from reports.groupings import GENDER, MINORITY, NOT_WOMEN, WOMEN
from reports.impact import Comparison, Group
from reports.release import Protect
from reports.rules import RuleSet
from reports.sections.figures import as_percent, as_probability
from reports.suppression import TOTAL, two_way
from reports.tables import HIDDEN, Column, Kind, Section, Table, Value
from reports.tallies import Tally, count

METHOD: Final = "overturns"
NOT_MINORITY: Final = "Not minority"
YES, NO = "yes", "no"


@dataclass(frozen=True)
class Judged:
    """So many readings (`who.n`) of people with the same answers, and whether they said yes: overturned, or a high mark."""

    who: Tally
    said: bool


def overturns_section(second: Sequence[Judged], reviews: Sequence[Judged], rules: RuleSet, protect: Protect) -> Section:
    """Both tables, by gender and by minority, each protected with its margins."""
    tables = [
        *_tables("second-readings", "Second readings below the cut", "Overturned", second, rules, protect),
        *_tables("high-marks", "Reviewers’ marks", "Marked 4 or 5", reviews, rules, protect),
    ]
    return Section(
        "overturns",
        "Readers, by group",
        METHOD,
        lead=(
            "Readers see neither name nor any of these answers. A difference here is a reason to look, not a finding.",
        ),
        tables=tuple(tables),
        empty="" if tables else "Nobody has read a second time, and nobody has marked yet.",
    )


def _tables(key: str, what: str, said: str, judged: Sequence[Judged], rules: RuleSet, protect: Protect) -> list[Table]:
    if not judged:
        return []
    minority = _minority_by(rules)
    return [
        _table(f"{key}-gender", f"{what}: women and others", said, judged, (WOMEN, NOT_WOMEN), in_two, rules, protect),
        _table(
            f"{key}-minority",
            f"{what}: minority",
            said,
            judged,
            (MINORITY, NOT_MINORITY),
            minority,
            rules,
            protect,
        ),
    ]


def in_two(tally: Tally) -> str | None:
    """Women and everybody else; None of whoever did not answer."""
    atom = GENDER.atom(tally)
    return None if atom is None else WOMEN if atom == WOMEN else NOT_WOMEN


def _minority_by(rules: RuleSet) -> Callable[[Tally], str | None]:
    words = {None: None, True: MINORITY, False: NOT_MINORITY}
    return lambda tally: words[is_minority(tally.races, mena_counts=rules.mena_counts)]


def _table(
    key: str,
    caption: str,
    said: str,
    judged: Sequence[Judged],
    labels: tuple[str, str],
    group: Callable[[Tally], str | None],
    rules: RuleSet,
    protect: Protect,
) -> Table:
    cells = [
        [count(one.who for one in judged if group(one.who) == label and one.said is yes) for yes in (True, False)]
        for label in labels
    ]
    system = two_way(labels, (YES, NO), cells)
    hidden = protect(system, rules.minimum, {})
    rows: list[tuple[Value, ...]] = []
    together = [Group(label, sum(line), line[0]) for label, line in zip(labels, cells, strict=True)]
    for one in together:
        if {(one.label, YES), (one.label, TOTAL)} & hidden:
            total: Value = HIDDEN if (one.label, TOTAL) in hidden else one.considered
            rows.append((one.label, total, HIDDEN, HIDDEN))
        else:
            rows.append((one.label, one.considered, one.advanced, as_percent(one.rate)))
    notes = []
    if all(HIDDEN not in row for row in rows) and all(one.considered for one in together):
        compared = Comparison(*together)
        notes.append(f"{compared.test}: p {as_probability(compared.p)}.")
    unknown = count(one.who for one in judged if group(one.who) is None)
    if unknown:
        notes.append(f"{unknown:,} more are of people who did not answer.")
    columns = (
        Column("group", "Group", Kind.TEXT),
        Column("read", "Read"),
        Column("said", said),
        Column("rate", "Rate", Kind.PERCENT),
    )
    return Table(key, caption, columns, tuple(rows), tuple(notes))
