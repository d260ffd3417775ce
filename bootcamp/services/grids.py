"""A grid that several people may have open at once: only what one changed is written; what another changed is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import transaction

from bootcamp.models import Attendance, Session
from bootcamp.services.attending import WrongMarks, record_attendance
from bootcamp.services.grading import Mark
from bootcamp.services.locking import check_can_note
from careerpath.accounts.models import User

K = TypeVar("K")
V = TypeVar("V")

NOT_GRADED: Mark = ("ungraded", None)


@dataclass(frozen=True, slots=True)
class GridResult:
    """What became of a grid: how many cells were written, what is wrong, and what others wrote meanwhile (the value now)."""

    saved: int = 0
    errors: dict[Any, str] = field(default_factory=dict)
    conflicts: dict[Any, Any] = field(default_factory=dict)


def merge(sent: Mapping[K, V], seen: Mapping[K, V], now: Mapping[K, V]) -> tuple[dict[K, V], dict[K, V | None]]:
    """Three-way: the cells to write, and the cells that two people changed (with the value that stands there now).

    A cell sent as it was seen was not touched, and what stands there now stays.
    """
    changed: dict[K, V] = {}
    conflicts: dict[K, V | None] = {}
    for key, value in sent.items():
        if value in (seen.get(key), now.get(key)):
            continue
        if now.get(key) == seen.get(key):
            changed[key] = value
        else:
            conflicts[key] = now.get(key)
    return changed, conflicts


@transaction.atomic
def save_attendance(
    session: Session,
    *,
    sent: Mapping[int, tuple[str, int | None]],
    seen: Mapping[int, tuple[str, int | None]],
    by: User,
    reason: str = "",
) -> GridResult:
    """Write a class's attendance as it was filled in: enrolment id -> (code, minutes). All that fits, or nothing (errors by id).

    A refresh of the grid is needed only for the people whom somebody else marked otherwise meanwhile (conflicts).
    """
    session = (
        Session.objects.select_for_update(no_key=True, of=("self",))
        .select_related("module__programme__cohort")
        .get(pk=session.pk)
    )
    check_can_note(session, session.module.programme, by=by)
    rows = Attendance.objects.filter(session=session).values_list("enrolment_id", "code", "minutes")
    now = {pk: as_written(code, minutes, session.minutes) for pk, code, minutes in rows}
    changed, conflicts = merge(sent, seen, now)
    try:
        return GridResult(record_attendance(session, changed, by=by, reason=reason), {}, conflicts)
    except WrongMarks as wrong:
        return GridResult(0, wrong.errors, {})


def as_written(code: str, minutes: int, scheduled: int) -> tuple[str, int | None]:
    """A noted value as the grid writes it: minutes are left out where the code says them."""
    return code, minutes if 0 < minutes < scheduled else None
