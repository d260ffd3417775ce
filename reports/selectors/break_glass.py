"""Who opened whose answers, who read aggregates, and what a compliance officer has not seen yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from applicants.models import Application
from applicants.selectors.fairness import deciders_of
from careerpath.accounts.models import User
from reports.models import BreakGlass, BreakGlassSeen, DemographicsRead

PAGE: Final = 50
Row = TypeVar("Row", BreakGlass, DemographicsRead)


def took_part(application: Application) -> set[int]:
    """The ids of everybody who moved, read, assigned themselves, decided or decided again about an application."""
    history = application.history.filter(by__isnull=False).exclude(by=application.applicant.user_id)
    parts: list[Iterable[int]] = [
        history.values_list("by", flat=True),
        application.decisions.filter(dropped_by__isnull=False).values_list("dropped_by", flat=True),
        application.reviews.values_list("reviewer", flat=True),
        application.second_readings.filter(reader__isnull=False).values_list("reader", flat=True),
        application.reconsiderations.filter(answered_by__isnull=False).values_list("answered_by", flat=True),
        [application.assigned_to_id] if application.assigned_to_id else [],
    ]
    return deciders_of(application) | {pk for part in parts for pk in part}


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, the newest first, and the key of the next page (empty: there is none)."""

    rows: Sequence[Row]
    next_key: str


def reads_page(after: str = "", size: int = PAGE) -> Page[DemographicsRead]:
    """Who read which aggregates. One query."""
    return _page(DemographicsRead.objects.select_related("by"), after, size)


def openings_page(after: str = "", size: int = PAGE) -> Page[BreakGlass]:
    """Who opened one person's answers, each with those who have seen the notice (`seen_by`). Two queries."""
    seen = Prefetch("seen", BreakGlassSeen.objects.select_related("by").order_by("pk"), to_attr="seen_by")
    return _page(BreakGlass.objects.select_related("by").prefetch_related(seen), after, size)


def unseen(officer: User) -> QuerySet[BreakGlass]:
    """The openings by others whose notice this compliance officer has not marked, the newest first."""
    mine = BreakGlassSeen.objects.filter(opening=OuterRef("pk"), by=officer)
    return BreakGlass.objects.exclude(by=officer).filter(~Exists(mine)).select_related("by").order_by("-pk")


def find_application(whose: str) -> Application | None:
    """The application of that number, or the newest that somebody with that address sent; None where there is none."""
    sent = Application.objects.select_related("applicant", "cohort").filter(submitted_at__isnull=False)
    try:
        return sent.filter(public_id=UUID(whose.strip())).first()
    except ValueError:
        return sent.filter(applicant__email__iexact=whose.strip()).order_by("-submitted_at", "-pk").first()


def _page(rows: QuerySet[Row], after: str, size: int) -> Page[Row]:
    rows = rows.order_by("-pk")
    if after.isascii() and after.isdigit() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows[: size + 1])
    return Page(found[:size], str(found[size - 1].pk) if len(found) > size else "")
