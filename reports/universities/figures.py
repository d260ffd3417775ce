"""What a partner's page shows, as sections with tables and a chart. Plain Python."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from reports.sections.figures import as_percent
from reports.stages import BY_KEY
from reports.tables import HIDDEN, Chart, Column, Kind, Mark, Section, Table, Value, say
from reports.universities.protecting import CLASS, TOLD

LABELS: Final = {
    "submitted": "Applied",
    "assessed": "Read by people",
    "admitted": "Joined the class",
    "completed": "Graduated from boot camp",
    "placed": "Placed with a client",
    "retained": "Stayed six months",
}
POOL: Final = "submitted"
NAMED: Final = (POOL, CLASS, "completed", "placed")
"""How far somebody who is named can have come, as a partner reads it."""


@dataclass(frozen=True)
class ClassFigures:
    """One class, or all together: people by stage, of the university and of everybody. None: hidden."""

    title: str
    theirs: Mapping[str, int | None]
    whole: Mapping[str, int | None]


def stage_of(reached: int) -> str:
    """How far somebody came, of the stages at which people are named."""
    return next((key for key in reversed(NAMED) if reached & BY_KEY[key].bit), POOL)


def sections_of(name: str, classes: Sequence[ClassFigures], together: ClassFigures | None) -> tuple[Section, ...]:
    """The yield with its chart, then a section for each class, the newest first."""
    if not classes:
        return (
            Section(
                "yield",
                "How it goes",
                "",
                empty="When people have applied and the first count is made, on a Monday, it stands here.",
            ),
        )
    parts = [*classes, *([together] if together else [])]
    return (_yield(name, parts), *(_class(name, number, part) for number, part in enumerate(parts)))


def _yield(name: str, parts: Sequence[ClassFigures]) -> Section:
    columns = (
        Column("class", "Class", Kind.TEXT),
        Column("applied", "Yours applied"),
        Column("joined", "Yours joined"),
        Column("rate", "Of yours", Kind.PERCENT, "how many of your applicants joined the class"),
        Column("all_applied", "All applied"),
        Column("all_joined", "All joined"),
        Column(
            "all_rate", "Of all", Kind.PERCENT, "how many of everybody who applied joined the class, yours among them"
        ),
    )
    rows = []
    marks = []
    for part in parts:
        rates = [rate(of, CLASS) if _is_reached(part, CLASS) else None for of in (part.theirs, part.whole)]
        counts = [_value(of, stage, part) for of in (part.theirs, part.whole) for stage in (POOL, CLASS)]
        rows.append((part.title, counts[0], counts[1], rates[0], counts[2], counts[3], rates[1]))
        drawn = [float(one) if isinstance(one, Decimal) else None for one in rates]
        marks.append(Mark(part.title, drawn[0], text=say(rates[0], Kind.PERCENT), second=drawn[1]))
    told = "; ".join(
        f"{row[0]}: {say(row[3], Kind.PERCENT)} of yours, {say(row[6], Kind.PERCENT)} of everybody" for row in rows
    )
    chart = Chart(
        "dots",
        "Of those who applied, how many joined the class",
        f"{told}.",
        unit="%",
        marks=tuple(marks),
        first_label="Yours",
        second_label="Everybody",
    )
    table = Table("yield", f"Who joined the class: {name} beside everybody", columns, tuple(rows))
    return Section("yield", "Yield beside the whole programme", "", charts=(chart,), tables=(table,))


def _class(name: str, number: int, part: ClassFigures) -> Section:
    columns = (
        Column("stage", "Stage", Kind.TEXT),
        Column("yours", "Yours"),
        Column("of_yours", "Of yours", Kind.PERCENT, "of your applicants"),
        Column("everybody", "All", meaning="everybody in the programme, yours among them"),
        Column("of_everybody", "Of all", Kind.PERCENT, "of everybody who applied"),
    )
    rows = tuple(
        (
            LABELS[stage],
            _value(part.theirs, stage, part),
            rate(part.theirs, stage) if _is_reached(part, stage) else None,
            _value(part.whole, stage, part),
            rate(part.whole, stage) if _is_reached(part, stage) else None,
        )
        for stage in TOLD
    )
    table = Table(f"class-{number}", f"{part.title}: how far {name}’s applicants came", columns, rows)
    return Section(f"class-{number}", part.title, "", tables=(table,))


def rate(counts: Mapping[str, int | None], stage: str) -> Value:
    """The part of those who applied that reached a stage; hidden where either count is, none where nobody applied."""
    part, pool = counts[stage], counts[POOL]
    if part is None or pool is None:
        return HIDDEN
    return as_percent(Fraction(part, pool)) if pool else None


def _is_reached(part: ClassFigures, stage: str) -> bool:
    """Whether anybody at all is there yet: before that a nought would look like an outcome."""
    return part.whole[stage] != 0


def _value(of: Mapping[str, int | None], stage: str, part: ClassFigures) -> Value:
    if not _is_reached(part, stage):
        return None
    count = of[stage]
    return HIDDEN if count is None else count


def csv_rows(sections: Sequence[Section]) -> Iterator[Sequence[Any]]:
    """The tables of the classes in long form: class, stage, whose, people, of those who applied, and whether it is shown."""
    yield ("class", "stage", "whose", "people", "percent of applicants", "state")
    for section in sections[1:]:
        for table in section.tables:
            for stage, yours, of_yours, everybody, of_everybody in table.rows:
                for whose, count, share in (("yours", yours, of_yours), ("everybody", everybody, of_everybody)):
                    state = "hidden" if count is HIDDEN else "not yet" if count is None else "shown"
                    yield section.title, stage, whose, _cell(count), _cell(share), state


def _cell(value: Value) -> str | int | None:
    if value is None or value is HIDDEN:
        return None
    return value if isinstance(value, int) else str(value)
