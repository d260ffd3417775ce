"""How many came how far, how long it took, and where they came from. Plain Python; nothing demographic stands here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from reports.sections.figures import as_percent
from reports.stages import BY_KEY, POOL, STAGES, Stage
from reports.tables import Chart, Column, Kind, Mark, Section, Table, Value
from reports.tallies import Tally, count

METHOD: Final = "funnel"
INTERVIEWED: Final = "interviewed"
"""A step that a programme may do without."""
ANSWER: Final = "answer"
"""The stay from applying to a first answer; every other stay has the key of the stage that ends it."""

Stays = Sequence[tuple[int, int]]
"""Whole days and how many people took so many, in the order of the days."""


@dataclass(frozen=True)
class Origin:
    """People who came the same way in: the name of it, how far they came, and how long they waited for an answer."""

    label: str
    people: Sequence[Tally]
    answers: Stays


@dataclass(frozen=True)
class Funnel:
    """A cohort: how far its people came, the days of each stay by stage, and the same by university and by source."""

    people: Sequence[Tally]
    stays: Mapping[str, Stays]
    universities: Sequence[Origin]
    sources: Sequence[Origin]


def rank_days(stays: Stays, part: Fraction) -> int | None:
    """The fewest whole days within which at least this part of the people was through (nearest rank); None of nobody."""
    needed, passed = part * sum(n for _, n in stays), 0
    for days, n in stays:
        passed += n
        if passed >= needed and passed:
            return days
    return None


def median_days(stays: Stays) -> int | None:
    """The days within which half was through."""
    return rank_days(stays, Fraction(1, 2))


def funnel_of(found: Funnel) -> Section:
    """The section. Stages that nobody can have reached yet stand in it with 0."""
    pool = count(found.people)
    if not pool:
        return Section("funnel", "From application to the second year", METHOD, empty="Nobody has applied yet.")
    return Section(
        "funnel",
        "From application to the second year",
        METHOD,
        charts=(_chart(found),),
        tables=(
            _stages(found),
            _origins("universities", "By partner university", "University", found.universities),
            _origins("sources", "By how the application came in", "Came in by", found.sources),
        ),
    )


def reached(people: Sequence[Tally], stage: Stage | str) -> int:
    """How many of them reached a stage."""
    return count(each for each in people if each.has(stage))


def _chart(found: Funnel) -> Chart:
    counts = {stage.key: reached(found.people, stage) for stage in STAGES}
    marks = tuple(Mark(stage.label, counts[stage.key], text=_bar(stage, counts)) for stage in STAGES)
    said = ", ".join(f"{mark.label} {mark.text}" for mark in marks)
    return Chart("bars", "People who reached each stage (of the stage before)", f"{said}.", unit="people", marks=marks)


def _bar(stage: Stage, counts: Mapping[str, int]) -> str:
    n, before = counts[stage.key], counts.get(stage.parent, 0)
    return f"{n:,} ({as_percent(Fraction(n, before))}%)" if n and before else f"{n:,}"


def _stages(found: Funnel) -> Table:
    columns = (
        Column("stage", "Stage", Kind.TEXT),
        Column("people", "People", meaning="who reached it, then or later"),
        Column("of_before", "Of the stage before", Kind.PERCENT, "certified and placed: of those who completed"),
        Column("of_all", "Of all", Kind.PERCENT, "of everybody who applied"),
        Column("median", "Median days", Kind.DAYS, "from the stage before, of those who are through"),
        Column("half", "Middle half", Kind.TEXT, "days: a quarter was quicker, a quarter slower"),
        Column("waiting", "Waiting now", meaning="reached the stage before, and nothing is decided about this one"),
        Column("withdrew", "Withdrew", meaning="left by themselves before this was decided"),
        Column("no", "Did not go on", meaning="was told no, or ended there"),
    )
    notes = () if reached(found.people, INTERVIEWED) else ("Nobody of this cohort was interviewed.",)
    return Table("stages", "Stages", columns, tuple(_stage(found, stage) for stage in STAGES), notes)


def _stage(found: Funnel, stage: Stage) -> tuple[Value, ...]:
    n, pool = reached(found.people, stage), count(found.people)
    if stage.key == POOL:
        return (stage.label, n, None, as_percent(Fraction(n, pool)), None, None, None, None, None)
    if stage.key == INTERVIEWED and not n:
        return (stage.label, 0, *[None] * 7)
    before = [each for each in found.people if each.has(BY_KEY[stage.parent])]
    waiting = count(each for each in before if each.undecided(stage))
    withdrew = count(each for each in before if each.withdrew_before(stage))
    refused = count(each for each in before if each.considered(stage) and not each.has(stage))
    of_before = Fraction(n, count(before)) if before else None
    stays = found.stays.get(stage.key, ())
    low, high = rank_days(stays, Fraction(1, 4)), rank_days(stays, Fraction(3, 4))
    return (
        stage.label,
        n,
        as_percent(of_before),
        as_percent(Fraction(n, pool)),
        median_days(stays),
        None if low is None else f"{low} to {high}",
        waiting,
        withdrew,
        refused,
    )


def _origins(key: str, caption: str, first: str, origins: Sequence[Origin]) -> Table:
    columns = (
        Column("origin", first, Kind.TEXT),
        Column("applied", "Applied"),
        Column("offered", "Offered a seat"),
        Column("offered_rate", "Of those who applied", Kind.PERCENT),
        Column("admitted", "Admitted"),
        Column("admitted_rate", "Of those who applied", Kind.PERCENT),
        Column("answer", "Median days to an answer", Kind.DAYS, "from applying to an offer or a no"),
    )
    rows = []
    for origin in origins:
        n = count(origin.people)
        offered, admitted = reached(origin.people, "offered"), reached(origin.people, "admitted")
        rates = (as_percent(Fraction(offered, n)), as_percent(Fraction(admitted, n)))
        rows.append((origin.label, n, offered, rates[0], admitted, rates[1], median_days(origin.answers)))
    return Table(key, caption, columns, tuple(rows))
