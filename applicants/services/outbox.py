"""What a person does with a letter in the outbox, each on record with who did it."""

from datetime import datetime

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from applicants.models import Letter
from applicants.selectors.letters import state_of
from applicants.services.bell import ring
from applicants.services.letters import SEND, LetterRefused, hold_the_gate
from careerpath.accounts.models import User

S = Letter.State
AGAIN = (S.FAILED, S.UNSURE, S.BOUNCED)


def check_can_cancel(letter: Letter) -> None:
    """Raise LetterRefused where a letter cannot be kept back any more."""
    if state_of(letter) not in (S.HELD, S.WAITING, S.FAILED) or (
        state_of(letter) == S.WAITING and not letter.next_try_at
    ):
        raise LetterRefused(f"It cannot be cancelled: it is {state_of(letter).label}.")


def check_can_send_again(letter: Letter) -> None:
    """Raise LetterRefused where a letter is not one to send again."""
    if state_of(letter) not in AGAIN:
        raise LetterRefused(
            f"It is {state_of(letter).label}. Only one that failed, came back or was perhaps sent goes again."
        )
    release = letter.decision.release if letter.decision else None
    if release and release.undone_at:
        raise LetterRefused("The release it tells of was undone.")


def check_can_settle(letter: Letter) -> None:
    """Raise LetterRefused where nobody wonders whether a letter arrived."""
    if state_of(letter) != S.UNSURE:
        raise LetterRefused(f"It is {state_of(letter).label}, so there is nothing to settle.")


@transaction.atomic
def cancel_letter(letter: Letter, *, why: str, by: User) -> Letter:
    """Keep one letter back for good. Raises LetterRefused without a reason, and where it is too late."""
    hold_the_gate()
    locked = _locked(letter)
    check_can_cancel(locked)
    if not why.strip():
        raise LetterRefused("Say why: the reason stays with the letter.")
    locked.cancelled_at, locked.next_try_at, locked.problem = timezone.now(), None, why.strip()
    locked.save(update_fields=["cancelled_at", "next_try_at", "problem"])
    return _logged(locked, by, f"Cancelled: {why.strip()}")


@transaction.atomic
def send_again(letter: Letter, *, to: str, by: User) -> Letter:
    """Let a letter that failed, came back or was perhaps sent go (again), to this address. Raises LetterRefused."""
    hold_the_gate()
    locked = _locked(letter)
    check_can_send_again(locked)
    said = (
        f"Sent again to {to}, after: {state_of(locked).label} ({locked.to or 'no address'}). {locked.problem}".strip()
    )
    now = timezone.now()
    locked.to, locked.next_try_at = to, max(now, locked.hold_until)
    locked.attempts, locked.message_id, locked.problem = 0, "", ""
    locked.claimed_at = locked.sent_at = locked.failed_at = locked.bounced_at = None
    locked.save()
    if locked.next_try_at <= now:
        transaction.on_commit(_ring)
    return _logged(locked, by, said)


@transaction.atomic
def settle_as_sent(letter: Letter, *, by: User) -> Letter:
    """A person found out that a letter which was perhaps sent did arrive. Raises LetterRefused."""
    locked = _locked(letter)
    check_can_settle(locked)
    locked.sent_at, locked.problem = locked.claimed_at, ""
    locked.save(update_fields=["sent_at", "problem"])
    return _logged(locked, by, "Found to have arrived.")


def tell_as_sent() -> int:
    """For a story that is told of the past: the letters whose hold is over went when it ended, and nobody gets them now."""
    told = Letter.objects.filter(next_try_at__isnull=False, hold_until__lte=timezone.now())
    return told.update(sent_at=F("hold_until"), claimed_at=F("hold_until"), attempts=1, next_try_at=None)


def what_people_did(letter: Letter) -> list[tuple[datetime, str, str]]:
    """When, who and what, the newest first. One query."""
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Letter), object_id=str(letter.pk)
    ).select_related("user")
    return [(entry.action_time, str(entry.user), entry.change_message) for entry in entries.order_by("-pk")[:50]]


def _locked(letter: Letter) -> Letter:
    return Letter.objects.select_for_update(of=("self",)).select_related("decision__release").get(pk=letter.pk)


def _logged(letter: Letter, by: User, said: str) -> Letter:
    LogEntry.objects.create(
        user_id=by.pk,
        content_type=ContentType.objects.get_for_model(Letter),
        object_id=str(letter.pk),
        object_repr=f"Letter {letter.pk}",
        action_flag=CHANGE,
        change_message=said,
    )
    return letter


def _ring() -> None:
    ring(SEND, [()])
