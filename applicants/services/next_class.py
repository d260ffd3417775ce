"""The list of those who want to hear of the next class: asked, confirmed by a link, told once of each class, taken off again.

Whoever asks gets the same answer whether or not the address was known, and nothing is sent to an address twice an hour.
"""

import hashlib
import secrets
from datetime import timedelta
from functools import partial
from typing import Final

from django.core import signing
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from applicants.models import NextClassInterest, NextClassTold, Notice, NoticeKind
from applicants.models.next_class import FORGOTTEN_AFTER_DAYS
from applicants.services.notices import compose, insert, write_notice
from careerpath.pipeline import clock
from careerpath.ui.links import site_link
from careerpath.ui.moments import say_moment
from cohorts.models import Cohort

LOT: Final = 500
_STOP: Final = signing.Signer(salt="applicants.next_class.stop")
QUIET: Final = timedelta(hours=1)
"""Between two mails that ask the same address to confirm."""


def digest_of(secret: str) -> str:
    """What is stored of a mailed secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def ask(*, email: str, language: str) -> None:
    """Somebody typed an address: send it a link to confirm, unless it is on the list already or was sent one just now."""
    email, now, secret = email.strip().lower(), clock.now(), secrets.token_urlsafe(32)
    fresh = {"language": language, "asked_at": now, "token_digest": digest_of(secret)}
    interest, made = NextClassInterest.objects.get_or_create(email=email, defaults=fresh)
    if not made:
        interest = NextClassInterest.objects.select_for_update().get(pk=interest.pk)
        is_wanted = interest.confirmed_at is not None and interest.unsubscribed_at is None
        if is_wanted or interest.asked_at > now - QUIET:
            return
        for name, value in fresh.items():
            setattr(interest, name, value)
        interest.save(update_fields=list(fresh))
    interest.told.filter(told_at__isnull=True).delete()
    known = Cohort.objects.filter(opens_at__lte=now, closes_at__gte=now)
    NextClassTold.objects.bulk_create(
        (NextClassTold(interest=interest, cohort=cohort) for cohort in known), ignore_conflicts=True
    )
    write_notice(
        NoticeKind.INTEREST_CONFIRM,
        to=email,
        language=language,
        values={"link": site_link("applicants:next-class-confirm", secret), "days": FORGOTTEN_AFTER_DAYS},
        once=f"interest-confirm:{fresh['token_digest']}",
        good_until=now + timedelta(days=1),
    )


def found_by(secret: str) -> NextClassInterest | None:
    """Whose link this is, or None where it is not good any more."""
    return NextClassInterest.objects.filter(token_digest=digest_of(secret)).first()


@transaction.atomic
def confirm(secret: str) -> bool:
    """The owner of an address presses the button behind the link; whether the link was good. Twice is as once."""
    interest = NextClassInterest.objects.select_for_update().filter(token_digest=digest_of(secret)).first()
    if interest is None:
        return False
    if interest.confirmed_at is None or interest.unsubscribed_at is not None:
        interest.confirmed_at, interest.unsubscribed_at = clock.now(), None
        interest.save(update_fields=["confirmed_at", "unsubscribed_at"])
    return True


def stop_token(interest: NextClassInterest) -> str:
    """What stands in the link that takes an address off the list."""
    return _STOP.sign(str(interest.pk))


def is_stop_token(token: str) -> bool:
    """Whether a token is one of ours."""
    return _interest_of(token) is not None


def _interest_of(token: str) -> int | None:
    try:
        return int(_STOP.unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def stop(token: str) -> bool:
    """Take an address off the list; whether the token was one of ours. Of who is gone already it is true too."""
    pk = _interest_of(token)
    if pk is None:
        return False
    wanted = NextClassInterest.objects.filter(pk=pk, confirmed_at__isnull=False, unsubscribed_at__isnull=True)
    wanted.update(unsubscribed_at=clock.now())
    return True


def tell_of_open_classes(lot: int = LOT) -> int:
    """Write to everybody on the list who does not know of a class that is open; how many mails were written.

    Three statements for a lot, each lot in a transaction of its own; two workers at once take different people.
    """
    now, written = clock.now(), 0
    for cohort in Cohort.objects.filter(opens_at__lte=now, closes_at__gt=now).order_by("opens_at", "pk"):
        while taken := _tell_lot(cohort, lot):
            written += taken
    return written


@transaction.atomic
def _tell_lot(cohort: Cohort, lot: int) -> int:
    now = clock.now()
    known = NextClassTold.objects.filter(interest=OuterRef("pk"), cohort=cohort)
    wanted = NextClassInterest.objects.filter(
        ~Exists(known), confirmed_at__isnull=False, unsubscribed_at__isnull=True
    ).order_by("pk")
    people = list(wanted.select_for_update(skip_locked=True)[:lot])
    if not people:
        return 0
    NextClassTold.objects.bulk_create(
        [NextClassTold(interest=each, cohort=cohort, told_at=now) for each in people], ignore_conflicts=True
    )
    insert([_opening(cohort, each) for each in people])
    return len(people)


def _opening(cohort: Cohort, interest: NextClassInterest) -> Notice:
    return compose(
        NoticeKind.INTEREST_OPEN,
        to=interest.email,
        language=interest.language,
        values={
            "cohort_name": partial(cohort.said, "name"),
            "closes": partial(say_moment, cohort.closes_at, cohort.time_zone),
            "link": site_link("cohorts:cohort", cohort.slug),
        },
        once=f"interest-open:{cohort.pk}:{interest.pk}",
        good_until=cohort.closes_at,
        stop_link=site_link("applicants:next-class-stop", stop_token(interest)),
    )


def forget_unconfirmed() -> int:
    """Delete addresses that were not confirmed, and those that want no more mail, after FORGOTTEN_AFTER_DAYS; how many.

    What was mailed to them goes too: the outbox holds the address.
    """
    long_ago = clock.now() - timedelta(days=FORGOTTEN_AFTER_DAYS)
    old = Q(confirmed_at__isnull=True, asked_at__lt=long_ago) | Q(unsubscribed_at__lt=long_ago)
    gone = NextClassInterest.objects.filter(old).delete()[1].get("applicants.NextClassInterest", 0)
    known = NextClassInterest.objects.filter(email=Lower(OuterRef("to")))
    about_it = (NoticeKind.INTEREST_CONFIRM, NoticeKind.INTEREST_OPEN)
    Notice.objects.filter(~Exists(known), kind__in=about_it, created_at__lt=long_ago).delete()
    return gone
