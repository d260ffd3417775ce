"""The demo's attendance beside the grid: a session in which learners noted themselves by code, and one that was corrected."""

import uuid
from datetime import timedelta

from bootcamp.models import Attendance, CheckedIn, CheckIn, CorrectionRequest, Session
from bootcamp.services.attending import record_attendance
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from cohorts.models import Cohort


def attend_by_code(cohort: Cohort, *, by: User) -> None:
    """The last session that was held got its attendance by code but for some; two people of it were corrected afterwards.

    In the first session of the class, long locked, a correction was asked for.
    """
    held = list(
        Session.objects.filter(
            module__programme=cohort.pk, ends_at__lt=clock.now(), cancelled_at=None, attendances__isnull=False
        )
        .order_by("starts_at")
        .distinct()
    )
    if not held:
        return
    session = held[-1]
    check_in = CheckIn.objects.create(
        session=session,
        nonce=uuid.uuid5(session.uid, "check-in"),
        late_after=10,
        opened_by=by,
        opened_at=session.starts_at - timedelta(minutes=10),
        closes_at=session.starts_at + timedelta(minutes=20),
    )
    there = list(Attendance.objects.filter(session=session, code__in=["present", "late"]).order_by("enrolment_id"))
    CheckedIn.objects.bulk_create(
        CheckedIn(
            check_in=check_in,
            enrolment_id=each.enrolment_id,
            at=check_in.opened_at + timedelta(seconds=20 * number),
            code=each.code,
            was_noted=True,
        )
        for number, each in enumerate(there)
        if number % 9
    )
    if len(there) > 2:
        marks: dict[int, tuple[str, int | None]] = {
            there[0].enrolment_id: ("left_early", session.minutes - 75),
            there[1].enrolment_id: ("excused", None),
        }
        record_attendance(
            session,
            marks,
            by=by,
            reason="They had told us that morning; it was written down too late.",
            at=session.ends_at + timedelta(hours=2),
        )
    if held[0] != session:
        CorrectionRequest.objects.create(
            session=held[0],
            words="The first one on the list brought a doctor's note for this day. Please make it excused.",
            asked_by=by,
            asked_at=session.ends_at,
        )
