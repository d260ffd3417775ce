"""The sessions of a class by week, with what changed, for the schedule. Constant queries."""

from collections.abc import Iterable
from datetime import date

from bootcamp.models import Session, SessionChange
from cohorts.models import Cohort


def week_of(day: date, cohort: Cohort) -> int:
    """The week of the boot camp that a day is in; 1 is the one in which it begins."""
    monday = cohort.bootcamp_starts.toordinal() - cohort.bootcamp_starts.weekday()
    return (day.toordinal() - monday) // 7 + 1


def last_moves(sessions: Iterable[Session]) -> dict[int, SessionChange]:
    """The last change of each session, with who made it; one query."""
    found = SessionChange.objects.filter(session__in=[each.pk for each in sessions]).select_related("by")
    return {each.session_id: each for each in found.order_by("at", "pk")}


def changes_of(session: Session) -> list[SessionChange]:
    """Everything that happened to a session, the latest first."""
    return list(session.changes.select_related("by").order_by("-at", "-pk"))
