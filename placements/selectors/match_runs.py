"""Reading runs of the matching for their pages."""

from collections.abc import Sequence
from typing import Final

from django.db.models import QuerySet

from placements.models import MatchLine, MatchRun, Opening

PAGE: Final = 100
RUNS: Final = 25
TABS: Final = {"pairs": "Pairs", "left": "Left over", "presented": "Presented"}


def runs() -> QuerySet[MatchRun]:
    """The latest runs, without what they read."""
    return MatchRun.objects.defer("inputs", "empty").select_related("cohort", "client", "asked_by")[:RUNS]


def lines(run: MatchRun, tab: str, *, after: int = 0, search: str = "") -> Sequence[MatchLine]:
    """One page of lines, and one line more if there are others; one query."""
    found = run.lines.select_related(
        "enrolment__application__applicant",
        "enrolment__cohort",
        "opening__client",
        "next_opening__client",
        "next_person__application__applicant",
        "placement",
        "fixed_by",
    )
    if tab == "left":
        found = found.filter(opening__isnull=True)
    else:
        found = found.filter(opening__isnull=False, placement__isnull=tab != "presented")
    if search:
        found = found.filter(enrolment__application__applicant__name__icontains=search)
    return list(found.filter(pk__gt=after).order_by("pk")[: PAGE + 1])


def empty_openings(run: MatchRun) -> list[tuple[Opening, int, str]]:
    """Openings of a run with seats left over: how many, and why; one query."""
    found = Opening.objects.filter(pk__in=run.empty).select_related("client").order_by("starts_on", "pk")
    return [(one, *run.empty[str(one.pk)]) for one in found]
