"""Attendance of a whole class in one go."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from bootcamp.lifecycle import IN_CLASS
from bootcamp.models import Attendance, AttendanceCode, Enrolment, Session
from bootcamp.progress import check_minutes
from bootcamp.services.looking_again import look_again_at
from careerpath.accounts.models import User


class WrongMarks(ValueError):
    """Marks that cannot be noted, with the reason in words by enrolment id (or by enrolment and assessment)."""

    def __init__(self, errors: Mapping[Any, str]) -> None:
        super().__init__("; ".join(dict.fromkeys(errors.values())))
        self.errors: dict[Any, str] = dict(errors)


class ReasonNeeded(ValueError):
    """Something noted earlier would change, and nobody said why."""


NOTE = """
    WITH given (enrolment_id, code, minutes) AS (SELECT * FROM unnest(%(ids)s::bigint[], %(codes)s::text[], %(minutes)s::int[])),
    noted AS (
        INSERT INTO bootcamp_attendance AS now (session_id, enrolment_id, code, minutes, by_id, at)
        SELECT %(session)s, enrolment_id, code, minutes, %(by)s, %(at)s FROM given ORDER BY enrolment_id
        ON CONFLICT (session_id, enrolment_id) DO UPDATE
           SET code = excluded.code, minutes = excluded.minutes, by_id = excluded.by_id, at = excluded.at
         WHERE (now.code, now.minutes) IS DISTINCT FROM (excluded.code, excluded.minutes)
        RETURNING id, code, minutes
    )
    INSERT INTO bootcamp_attendancerecord (attendance_id, code, minutes, by_id, at, reason)
    SELECT id, code, minutes, %(by)s, %(at)s, %(reason)s FROM noted
"""


@transaction.atomic
def record_attendance(
    session: Session,
    marks: Mapping[int, tuple[str, int | None]],
    *,
    by: User | None,
    reason: str = "",
    at: datetime | None = None,
) -> int:
    """Note attendance of any number of people in one session: enrolment id -> (code, minutes or None for "as the code says").

    Returns how many values are new or changed; the same marks twice change nothing the second time. Everything or nothing: raises
    WrongMarks with a reason for each person whose mark does not fit, and ReasonNeeded where an earlier value would change and
    `reason` is empty. Only people for whom the session takes place are noted: the whole class, or its section (and whoever was
    noted before they changed theirs); of a session that is called off nobody is. Five statements at any size.
    """
    # Corrections of one session go one after the other, so that "what stood there" is what the correction replaces.
    session = Session.objects.select_for_update(no_key=True).select_related("module").get(pk=session.pk)
    people = Enrolment.objects.filter(cohort_id=session.module.programme_id, status__in=IN_CLASS)
    if session.section_id is not None:
        people = people.filter(Q(section=session.section_id) | Q(attendances__session=session)).distinct()
    in_class = set(people.values_list("pk", flat=True))
    noted: dict[int, tuple[str, int]] = {}
    errors: dict[int, str] = {}
    for pk, (code, minutes) in marks.items():
        try:
            if session.cancelled_at is not None:
                raise ValueError("This session was called off, so nobody is noted in it.")
            if pk not in in_class:
                raise ValueError("This person is not in the class of this session.")
            if code not in AttendanceCode.values:
                raise ValueError("Choose one of the codes.")
            noted[pk] = (str(code), check_minutes(code, minutes, session.minutes))
        except ValueError as error:
            errors[pk] = str(error)
    if errors:
        raise WrongMarks(errors)
    before = Attendance.objects.filter(session=session).values_list("enrolment_id", "code", "minutes")
    was = {pk: (code, minutes) for pk, code, minutes in before}
    changed = {pk: mark for pk, mark in noted.items() if was.get(pk) != mark}
    if not reason.strip() and any(pk in was for pk in changed):
        raise ReasonNeeded("Attendance of this session was noted before. Say why you correct it.")
    if changed:
        values: dict[str, Any] = {
            "ids": list(changed),
            "codes": [code for code, _ in changed.values()],
            "minutes": [minutes for _, minutes in changed.values()],
            "session": session.pk,
            "by": by.pk if by else None,
            "at": at or timezone.now(),
            "reason": reason.strip(),
        }
        with connection.cursor() as cursor:
            cursor.execute(NOTE, values)
        look_again_at(changed)
    return len(changed)
