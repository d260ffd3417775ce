"""The secret address of a learner's calendar: made, made anew, taken back, and what it hands out."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from bootcamp.models import CalendarFeed, Enrolment
from bootcamp.selectors.calendars import calendar_of
from careerpath.accounts.models import User
from careerpath.pipeline import clock


@dataclass(frozen=True)
class HandedOut:
    """A calendar as it is now, the hash of its content, and since when it reads so."""

    content: bytes
    sha256: str
    since: datetime


def make_feed(enrolment: Enrolment, *, by: User) -> str:
    """Make the address of somebody's calendar, or make it anew: the one before ends at once. Returns the secret in it.

    The secret is kept nowhere; who has lost it makes a new one.
    """
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        enrolment=enrolment, defaults={"sha256": hash_of(secret), "made_at": clock.now(), "content_sha256": ""}
    )
    return secret


def revoke_feed(enrolment: Enrolment, *, by: User) -> bool:
    """Take the address back; whether there was one."""
    return bool(CalendarFeed.objects.filter(enrolment=enrolment).delete()[0])


def hash_of(secret: str) -> str:
    """What is stored of a secret. It is 256 random bits, so a plain hash tells nobody what it was."""
    return sha256(secret.encode()).hexdigest()


def hand_out(secret: str) -> HandedOut | None:
    """The calendar that a secret opens, or None. It is written down when it reads otherwise than before, and only then."""
    feed = (
        CalendarFeed.objects.filter(sha256=hash_of(secret))
        .select_related("enrolment__cohort", "enrolment__application__applicant")
        .first()
    )
    if feed is None:
        return None
    content = calendar_of(feed.enrolment)
    digest = sha256(content).hexdigest()
    if digest != feed.content_sha256:
        feed.content_sha256, feed.content_at = digest, clock.now()
        CalendarFeed.objects.filter(pk=feed.pk).update(content_sha256=digest, content_at=feed.content_at)
    return HandedOut(content, digest, feed.content_at)
