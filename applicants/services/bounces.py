"""What a mail service says of a letter afterwards: it came back, it arrived, somebody complained. By django-anymail's events.

Mail servers that speak SMTP alone send a message back to the sender; nothing here reads those (docs/deploying.md).
"""

import logging
from typing import Any, Final

from anymail.signals import AnymailTrackingEvent, EventType
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from applicants.letters.placeholders import one_line
from applicants.models import Letter, Notice

log = logging.getLogger(__name__)

CAME_BACK: Final = frozenset({EventType.BOUNCED, EventType.REJECTED, EventType.FAILED})
ARRIVED: Final = frozenset({EventType.DELIVERED, EventType.SENT})
LONGEST: Final = 500


def on_tracking(sender: Any, event: AnymailTrackingEvent, esp_name: str, **_: Any) -> None:
    """Receiver of anymail's `tracking` signal, which its webhook view sends."""
    if not record(event):
        log.info("%s told of %s, which changes no letter", esp_name, event.event_type)


@transaction.atomic
def record(event: AnymailTrackingEvent) -> bool:
    """Write what an event says of its letter or notice; whether that was new. Told twice, the second time changes nothing."""
    letter = _letter_of(event)
    if letter is None or letter.cancelled_at:
        return False
    at = event.timestamp or timezone.now()
    same: QuerySet[Any] = type(letter)._default_manager.filter(pk=letter.pk)
    if event.event_type in CAME_BACK and letter.bounced_at is None:
        said = event.description or event.mta_response or event.reject_reason or "The mail service gave no reason."
        same.update(bounced_at=at, next_try_at=None, problem=one_line(said, LONGEST))
        return True
    if event.event_type == EventType.COMPLAINED and letter.bounced_at is None:
        told = "They marked it as unwanted. It had arrived; write to them no more than they must be told."
        return bool(same.exclude(problem=told).update(problem=told))
    if event.event_type in ARRIVED:  # one that a killed worker left as perhaps sent was sent
        taken = same.filter(claimed_at__isnull=False, sent_at=None, failed_at=None, bounced_at=None)
        return bool(taken.update(sent_at=at, next_try_at=None, problem=""))
    return False


def _letter_of(event: AnymailTrackingEvent) -> Letter | Notice | None:
    """By the service's id of the message, else by our own mark in it, where the address is the letter's too. Locked."""
    kinds: tuple[tuple[str, type[Letter | Notice]], ...] = (("letter", Letter), ("notice", Notice))
    if event.message_id:
        for _name, model in kinds:
            locked = model._default_manager.select_for_update()
            if found := locked.filter(message_id=event.message_id).order_by("-pk").first():
                return found
    for name, model in kinds:
        mark = str((event.metadata or {}).get(name, ""))
        if mark.isdecimal() and len(mark) < 19 and event.recipient:
            return model._default_manager.select_for_update().filter(pk=int(mark), to__iexact=event.recipient).first()
    return None
