"""What a transcript says: figures of one person as they stand, and as they were frozen when their completion was signed."""

from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal
from typing import Any

from bootcamp.models import Completion
from bootcamp.progress import ModuleMark
from bootcamp.selectors.competencies import Attained, competencies_of_class
from bootcamp.selectors.standing import Standing


def figures_of(standing: Standing, attained: Iterable[Attained] = ()) -> dict[str, Any]:
    """The figures of one person as JSON: marks as text with one decimal, so that they are read as they were written."""
    share = standing.attendance
    return {
        "modules": [part_of(module) for module in standing.modules],
        "examination": part_of(standing.examination) if standing.examination else None,
        "course_mark": say_mark(standing.course.mark),
        "attendance": {
            "percent": say_mark(share.percent),
            "minutes": share.attended,
            "scheduled": share.scheduled,
            "sessions": len(standing.sittings),
        },
        "competencies": [
            {"name": each.competency.name, "level": each.reading.level, "word": str(each.level.label)}
            for each in attained
        ],
    }


def part_of(module: ModuleMark) -> dict[str, str | None]:
    """A module or the examination."""
    return {
        "title": module.title,
        "mark": say_mark(module.mark),
        "pass_mark": f"{module.pass_mark.normalize():f}",
        "weight": f"{module.weight.normalize():f}",
    }


def say_mark(mark: Decimal | None) -> str | None:
    """A mark as text; None stays None."""
    return None if mark is None else f"{mark:f}"


def figures_of_class(standings: Iterable[Standing]) -> dict[int, dict[str, Any]]:
    """The figures of any number of people, by enrolment id; the competencies are read in a constant number of queries."""
    them = list(standings)
    attained = competencies_of_class([standing.enrolment.pk for standing in them])
    return {standing.enrolment.pk: figures_of(standing, attained.get(standing.enrolment.pk, ())) for standing in them}


def frozen_figures(completion: Completion) -> dict[str, Any]:
    """What was frozen; completions from before transcripts have the mark and the attendance alone."""
    if completion.figures:
        return dict(completion.figures)
    share = Decimal(completion.minutes_attended * 100) / (completion.minutes_scheduled or 1)
    return {
        "modules": [],
        "examination": None,
        "course_mark": say_mark(completion.course_mark),
        "attendance": {
            "percent": say_mark(share.quantize(Decimal("0.1"), rounding=ROUND_DOWN)),
            "minutes": completion.minutes_attended,
            "scheduled": completion.minutes_scheduled,
            "sessions": None,
        },
        "competencies": [],
    }
