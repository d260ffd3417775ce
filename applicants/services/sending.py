"""Letting letters go, each at most once by itself (docs/decisions, "our own outbox").

A letter is taken (`claimed_at`, committed) before anybody speaks to the mail server, and marked after. A worker that is killed
between the two leaves it taken: it was perhaps sent, nobody takes it again, a person looks. Taking one asks under the gate
(`letters.GATE`) how many were taken in the last minute, so that all workers together keep the pace.
"""

import logging
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import make_msgid, parseaddr
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.utils import timezone

from applicants.letters.as_html import as_page
from applicants.letters.shipped import Words
from applicants.models import ApplicationStatusChange, Letter
from applicants.services.letters import hold_the_gate
from applicants.services.mail_errors import Then, Verdict, verdict_on

log = logging.getLogger(__name__)

BACK_OFF: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
"""How long after each temporary failure it is tried again; after the last it has failed."""
OVERTAKEN: Final = "The application moved on before this was told, so it is not told any more."
LOT: Final = 500
SECONDS: Final = 25.0
"""One call sends so many at most, over one connection, and takes the next only for so long: beat calls again."""
BROKE_IN_A_ROW: Final = 3
REST: Final = timedelta(minutes=30)
"""After so many letters in a row that nobody knows the fate of, sending rests: a person should not have to look at hundreds."""
DJANGOS_SMTP: Final = "django.core.mail.backends.smtp.EmailBackend"
CAREFUL_SMTP: Final = "applicants.services.careful_smtp.EmailBackend"


@dataclass
class Lot:
    """What became of the letters of one call."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    unsure: int = 0
    unreachable: str = ""
    """Why no connection could be made; then no letter was touched."""


def send_due(*, most: int = LOT, seconds: float = SECONDS) -> Lot:
    """Send the letters that are due, at the pace of LETTERS_PER_MINUTE; what became of them. Safe in any number of workers."""
    lot, until, mailer, went = Lot(), time.monotonic() + seconds, None, 0
    try:
        for _ in range(most):
            if time.monotonic() >= until:
                break
            if mailer is None:
                if not something_due() or resting():
                    break
                if (mailer := _connect(lot)) is None:
                    break
                went = 0
            if (letter := take_one()) is None:
                break
            verdict = _send(letter, mailer)
            _count(lot, verdict)
            if verdict is None:
                went += 1
                continue
            if verdict.then is Then.UNSURE or (verdict.stop and not went):
                break
            # Whatever state the connection is in (some servers take only so many letters over one), the next gets a fresh one.
            _close(mailer)
            mailer = None
    finally:
        _close(mailer)
    return lot


def something_due() -> bool:
    """Whether a letter waits to be sent now; one index lookup."""
    return Letter.objects.filter(next_try_at__lte=timezone.now()).exists()


def resting() -> bool:
    """Whether the last letters all broke off while they were handed over, a short while ago: then another would go the same way."""
    last = list(
        Letter.objects.filter(claimed_at__isnull=False, claimed_at__lte=timezone.now())
        .order_by("-claimed_at")
        .values_list("claimed_at", "problem", "sent_at", "failed_at", "next_try_at", "cancelled_at")[:BROKE_IN_A_ROW]
    )
    broke = [claimed for claimed, problem, *settled in last if claimed and problem and not any(settled)]
    return len(broke) == BROKE_IN_A_ROW and broke[0] > timezone.now() - REST


@transaction.atomic
def take_one() -> Letter | None:
    """Take the next letter that is due, so that nobody else takes it: committed before it is sent. None where none may go now.

    None also where the pace is used up. A letter that is held, or whose release was undone, is never taken, whatever
    `next_try_at` says; one whose application moved on while it was held is cancelled, for it would tell what is no longer so.
    """
    hold_the_gate()
    now = timezone.now()
    # An hour back on the clock: what was taken "later than now" does not count, so that sending does not stand still.
    lately = Letter.objects.filter(claimed_at__gt=now - timedelta(minutes=1), claimed_at__lte=now)
    if lately.count() >= settings.LETTERS_PER_MINUTE:
        return None
    while (letter := _next_due(now)) is not None and _overtaken(letter):
        letter.cancelled_at, letter.next_try_at, letter.problem = now, None, OVERTAKEN
        letter.save(update_fields=["cancelled_at", "next_try_at", "problem"])
    if letter is None:
        return None
    letter.claimed_at, letter.next_try_at, letter.attempts = now, None, letter.attempts + 1
    letter.message_id = letter.message_id or message_id(letter)
    letter.save(update_fields=["claimed_at", "next_try_at", "attempts", "message_id"])
    return letter


def _next_due(now: datetime) -> Letter | None:
    return (
        Letter.objects.filter(next_try_at__lte=now, hold_until__lte=now)
        .filter(decision__release__undone_at__isnull=True)
        .select_related("decision__release")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("next_try_at", "pk")
        .first()
    )


def _overtaken(letter: Letter) -> bool:
    """Whether the application left the decision again before anybody was told of it (`selectors.telling`)."""
    release = letter.decision.release if letter.decision else None
    if release is None or release.hold_until is None:
        return False
    moves = ApplicationStatusChange.objects.filter(subject=letter.application_id)
    carried_out = moves.filter(batch=release.batch).values_list("pk", flat=True).first()
    return carried_out is not None and moves.filter(pk__gt=carried_out, at__lt=release.hold_until).exists()


def message_id(letter: Letter) -> str:
    """The Message-ID of a letter: the same in every try, so that a mail program can tell the second from the first."""
    return make_msgid(f"letter-{letter.pk}", domain=parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2])


def as_mail(words: Words, to: str, mailer: Any = None) -> EmailMultiAlternatives:
    """The message: text, and the same as HTML. Answers come to a person."""
    mail = EmailMultiAlternatives(
        words.subject, words.body, to=[to], reply_to=[settings.CONTACT_EMAIL], connection=mailer
    )
    mail.attach_alternative(as_page(words.subject, words.body, site=settings.SITE_URL), "text/html")
    mail.extra_headers["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers to it
    # Mail services: nobody is watched opening it.
    mail.track_opens = mail.track_clicks = False  # type: ignore[attr-defined]
    return mail


def open_mailer() -> Any:
    """An open connection to whatever sends mail here. Raises what the backend raises."""
    backend = CAREFUL_SMTP if settings.EMAIL_BACKEND == DJANGOS_SMTP else None
    mailer = get_connection(backend)
    mailer.open()
    return mailer


def _connect(lot: Lot) -> Any:
    try:
        return open_mailer()
    except Exception as error:  # whatever is wrong with the server, the letters wait
        lot.unreachable = f"The mail server cannot be reached: {error}"
        log.warning("%s", lot.unreachable)
        return None


def _send(letter: Letter, mailer: Any) -> Verdict | None:
    """Hand one letter over and mark what became of it; None where it went."""
    verdict: Verdict | None = None
    mail = as_mail(Words(letter.subject, letter.body), letter.to, mailer)
    mail.extra_headers["Message-ID"] = letter.message_id
    mail.metadata = {"letter": str(letter.pk)}  # type: ignore[attr-defined]  # comes back with a service's events
    try:
        if not mail.send():
            verdict = Verdict(Then.NEVER, "The mail server took no recipient.")
    except Exception as error:  # every kind of error has its meaning
        # A backend that cannot say how far it came may have come far.
        verdict = verdict_on(error, handing_over=getattr(mailer, "handing_over", True))
        if verdict.then is Then.LATER and letter.attempts > len(BACK_OFF):
            verdict = replace(verdict, then=Then.NEVER, why=f"{verdict.why} ({letter.attempts} tries)")
        log.warning("Letter %s: %s (%s)", letter.pk, verdict.then.value, verdict.why)
    if verdict is None:
        status = getattr(mail, "anymail_status", None)
        _mark(
            letter,
            sent_at=timezone.now(),
            problem="",
            message_id=getattr(status, "message_id", None) or letter.message_id,
        )
    elif verdict.then is Then.LATER:
        _mark(letter, next_try_at=_next_try(letter.attempts), problem=verdict.why)
    elif verdict.then is Then.UNSURE:
        _mark(letter, problem=verdict.why)
    else:
        _mark(letter, failed_at=timezone.now(), problem=verdict.why)
    return verdict


def _next_try(attempts: int) -> datetime:
    return timezone.now() + BACK_OFF[attempts - 1]


def _mark(letter: Letter, **what: Any) -> None:
    """Write what became of a letter that this call took, unless a person or an event has said something since."""
    taken = Letter.objects.filter(
        pk=letter.pk,
        claimed_at=letter.claimed_at,
        attempts=letter.attempts,
        next_try_at=None,
        sent_at=None,
        failed_at=None,
    )
    if not taken.update(**what):
        log.warning("Letter %s was settled by somebody else meanwhile", letter.pk)


def _count(lot: Lot, verdict: Verdict | None) -> None:
    if verdict is None:
        lot.sent += 1
    elif verdict.then is Then.LATER:
        lot.later += 1
    elif verdict.then is Then.UNSURE:
        lot.unsure += 1
    else:
        lot.failed += 1


def _close(mailer: Any) -> None:
    if mailer is None:
        return
    try:
        mailer.close()
    except Exception:  # it was broken already
        log.debug("A connection to the mail server could not be closed", exc_info=True)
