"""Learners note themselves: an instructor opens check-in for a while, and whoever types the code that is shown is there."""

import hmac
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from bootcamp.models import Attendance, CheckedIn, CheckIn, Enrolment, Programme, Session
from bootcamp.progress.check_in import is_accepted, noted_for
from bootcamp.selectors.attendance import open_check_ins
from bootcamp.selectors.people import teaches
from bootcamp.services.attending import record_attendance
from bootcamp.services.locking import MayNotNote
from careerpath.accounts.models import User
from careerpath.pipeline import clock

EARLY: Final = timedelta(hours=1)
"""How long before the beginning check-in may open."""
LONGEST: Final = 240
"""Minutes."""
BY_CODE: Final = "Checked in with the code of the session."


class CannotOpen(ValueError):
    """Check-in cannot be opened now, with the reason in words."""


class WrongCode(ValueError):
    """What was typed is not the code, in words."""


def key_of(check_in: CheckIn) -> bytes:
    """What the codes of a check-in follow from. It is kept nowhere: without the server's key the table says nothing."""
    said = b"bootcamp.check-in\x00" + check_in.nonce.bytes
    return hmac.digest(settings.SECRET_KEY.encode(), said, "sha256")


def check_can_open(session: Session) -> None:
    """Raise CannotOpen in words."""
    now = clock.now()
    if session.cancelled_at is not None:
        raise CannotOpen("This session was called off.")
    if now >= session.ends_at:
        raise CannotOpen("This session is over. Mark the attendance in the grid.")
    if now < session.starts_at - EARLY:
        raise CannotOpen("Check-in opens an hour before the session at the earliest.")


@transaction.atomic
def open_check_in(session: Session, programme: Programme, *, minutes: int, late_after: int, by: User) -> CheckIn:
    """Open check-in for so many minutes, at most to the end of the session; one that was open closes. Raises CannotOpen."""
    if not teaches(by, programme.cohort):
        raise MayNotNote("Only the instructors of this class open its check-in.")
    session = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    check_can_open(session)
    if not (1 <= minutes <= LONGEST and 0 <= late_after <= LONGEST):
        raise CannotOpen(f"Choose 1 to {LONGEST} minutes.")
    now = clock.now()
    close_check_in(session, at=now)
    closes = min(now + timedelta(minutes=minutes), session.ends_at)
    return CheckIn.objects.create(session=session, late_after=late_after, opened_by=by, opened_at=now, closes_at=closes)


def close_check_in(session: Session, *, at: datetime | None = None) -> int:
    """Close the check-in of a session now (or at a moment), if one is open; how many were."""
    now = at or clock.now()
    return CheckIn.objects.filter(session=session, opened_at__lte=now, closes_at__gt=now).update(closes_at=now)


@transaction.atomic
def check_in(enrolment: Enrolment, typed: str) -> CheckedIn:
    """Note somebody who typed the code of one of their sessions that is open now. Twice changes nothing.

    What an instructor noted before stays. Raises WrongCode in words where the code is none of them or nothing is open.
    """
    now = clock.now()
    held = list(open_check_ins(enrolment, now))
    if not held:
        raise WrongCode(_("No check-in is open for you now. Ask your instructor."))
    found = next((each for each in held if is_accepted(key_of(each), typed, now)), None)
    if found is None:
        raise WrongCode(_("That is not the code that is shown now. It changes every 30 seconds: type the one you see."))
    # One after the other with the grid and with other check-ins, so that what an instructor noted is seen.
    session = Session.objects.select_for_update(no_key=True).get(pk=found.session_id)
    if before := CheckedIn.objects.filter(check_in=found, enrolment=enrolment).first():
        return before
    noted = Attendance.objects.filter(session=session, enrolment=enrolment).first()
    if noted is not None:
        return CheckedIn.objects.create(check_in=found, enrolment=enrolment, at=now, code=noted.code, was_noted=False)
    code, minutes = noted_for(now, session.starts_at, session.ends_at, late_after=found.late_after)
    record_attendance(session, {enrolment.pk: (code, minutes)}, by=None, reason=BY_CODE, at=now)
    return CheckedIn.objects.create(check_in=found, enrolment=enrolment, at=now, code=code, was_noted=True)
