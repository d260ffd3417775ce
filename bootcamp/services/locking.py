"""Until when attendance is the instructors', and how they ask for a correction afterwards."""

from datetime import datetime, timedelta

from django.db import transaction

from bootcamp.models import CorrectionRequest, Programme, Session
from bootcamp.selectors.people import teaches
from careerpath.accounts.access import has_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock


class MayNotNote(ValueError):
    """Somebody who may not note attendance of a session now, with the reason in words."""


def locks_at(session: Session, programme: Programme) -> datetime:
    """When the attendance of a session is locked for its instructors."""
    return session.ends_at + timedelta(days=programme.lock_days)


def is_locked(session: Session, programme: Programme) -> bool:
    """Whether the attendance of a session is locked by now."""
    return clock.now() >= locks_at(session, programme)


def check_can_note(session: Session, programme: Programme, *, by: User) -> None:
    """Raise MayNotNote in words: instructors of the class note until it is locked, then only programme managers do."""
    if is_locked(session, programme):
        if not has_role(by, Role.MANAGER):
            raise MayNotNote(
                f"Attendance of this session is locked, {programme.lock_days} days after it ended. "
                "Ask a programme manager to correct it."
            )
    elif not teaches(by, programme.cohort):
        raise MayNotNote("Only the instructors of this class mark and grade it.")


def ask_for_correction(session: Session, programme: Programme, *, words: str, by: User) -> CorrectionRequest:
    """An instructor asks for a correction in a locked session. Raises ValueError in words."""
    words = words.strip()
    if not teaches(by, programme.cohort):
        raise MayNotNote("Only the instructors of this class ask for corrections in it.")
    if not is_locked(session, programme):
        raise ValueError("This session is not locked: correct it yourself.")
    if not words:
        raise ValueError("Say whose attendance should be what, and why.")
    return CorrectionRequest.objects.create(session=session, words=words[:1000], asked_by=by)


@transaction.atomic
def answer_request(request: CorrectionRequest, *, answer: str, by: User) -> None:
    """A programme manager says what was done about it. The first answer stands. Raises ValueError without one."""
    if not answer.strip():
        raise ValueError("Say what you did, or why not.")
    CorrectionRequest.objects.filter(pk=request.pk, answered_at__isnull=True).update(
        answer=answer.strip()[:1000], answered_by=by, answered_at=clock.now()
    )
