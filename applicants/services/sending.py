"""Letting letters and notices go, each at most once by itself (docs/decisions, "our own outbox").

What somebody waits for on a page (a code) goes before everything and does not ask for the pace; then notices that are expected,
then letters, then reminders.

A letter is taken (`claimed_at`, committed) before anybody speaks to the mail server, and marked after. A worker that is killed
between the two leaves it taken: it was perhaps sent, nobody takes it again, a person looks. Taking one by the pace asks under the
gate (`letters.GATE`) how many were taken in the last minute, so that all workers together keep it.
"""

import logging
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import make_msgid, parseaddr
from operator import itemgetter
from typing import Any, Final, TypeVar

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.utils import timezone

from applicants.letters.as_html import as_page
from applicants.letters.shipped import Words
from applicants.models import ApplicationStatusChange, Letter, Notice
from applicants.services.letters import hold_the_gate
from applicants.services.mail_errors import Then, Verdict, verdict_on
from applicants.services.notices import SECRET, file_of, words_to_send

log = logging.getLogger(__name__)

NOW, SOON, SOMETIME = Notice.Urgency
Mail = TypeVar("Mail", Letter, Notice)

BACK_OFF: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
"""How long after each temporary failure it is tried again; after the last it has failed."""
OVERTAKEN: Final = "The application moved on before this was told, so it is not told any more."
TOO_LATE: Final = "It was too late to send it."
LOT: Final = 500
SECONDS: Final = 25.0
"""One call sends so many at most, over one connection, and takes the next only for so long: beat calls again."""
BROKE_IN_A_ROW: Final = 3
REST: Final = timedelta(minutes=30)
"""After so many letters in a row that nobody knows the fate of, sending rests: a person should not have to look at hundreds."""
SHORT_REST: Final = timedelta(minutes=1)
"""So long rests what somebody waits for on a page: they can ask for another one."""
DJANGOS_SMTP: Final = "django.core.mail.backends.smtp.EmailBackend"
CAREFUL_SMTP: Final = "applicants.services.careful_smtp.EmailBackend"


@dataclass
class Lot:
    """What became of what one call sent."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    unsure: int = 0
    unreachable: str = ""
    """Why no connection could be made; then no letter was touched."""


def send_due(*, most: int = LOT, seconds: float = SECONDS, upto: int = SOMETIME) -> Lot:
    """Send what is due, at the pace of LETTERS_PER_MINUTE; what became of it. Safe in any number of workers.

    With `upto` below SOMETIME no letters and only such notices (`Notice.Urgency`).
    """
    lot, until, mailer, went = Lot(), time.monotonic() + seconds, None, 0
    try:
        for _ in range(most):
            if time.monotonic() >= until:
                break
            if mailer is None:
                upto = _reach(upto)
                if not something_due(upto):
                    break
                if (mailer := _connect(lot)) is None:
                    break
                went = 0
            if (letter := take_one(upto)) is None:
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


def something_due(upto: int = SOMETIME) -> bool:
    """Whether something waits to be sent now; one index lookup, or two."""
    now = timezone.now()
    return Notice.objects.filter(urgency__lte=upto, next_try_at__lte=now).exists() or (
        upto >= SOMETIME and Letter.objects.filter(next_try_at__lte=now).exists()
    )


def resting(rest: timedelta = REST) -> bool:
    """Whether the last ones all broke off while they were handed over, a short while ago: then another would go the same way."""
    last: list[tuple[Any, ...]] = []
    for model in (Letter, Notice):
        last += (
            model.objects.filter(claimed_at__isnull=False, claimed_at__lte=timezone.now())
            .order_by("-claimed_at")
            .values_list("claimed_at", "problem", "sent_at", "failed_at", "next_try_at", "cancelled_at")[
                :BROKE_IN_A_ROW
            ]
        )
    last = sorted(last, key=itemgetter(0), reverse=True)[:BROKE_IN_A_ROW]
    broke = [claimed for claimed, problem, *settled in last if problem and not any(settled)]
    return len(broke) == BROKE_IN_A_ROW and broke[0] > timezone.now() - rest


def _reach(upto: int) -> int:
    """What may go now: while sending rests only what somebody waits for on a page, and that after a minute. -1: nothing."""
    if not resting():
        return upto
    return -1 if resting(SHORT_REST) else NOW


def take_one(upto: int = SOMETIME) -> Letter | Notice | None:
    """Take the next that is due, so that nobody else takes it: committed before it is sent. None where none may go now.

    None also where the pace is used up. A letter that is held, or whose release was undone, is never taken, whatever
    `next_try_at` says; one whose application moved on while it was held is cancelled, for it would tell what is no longer so.
    """
    return _take_awaited() or (_take_by_pace(upto) if upto > NOW else None)


@transaction.atomic
def _take_awaited() -> Notice | None:
    return _claim(_next_notice(timezone.now(), urgency=NOW))


@transaction.atomic
def _take_by_pace(upto: int) -> Letter | Notice | None:
    hold_the_gate()
    now = timezone.now()
    # An hour back on the clock: what was taken "later than now" does not count, so that sending does not stand still.
    lately = {"claimed_at__gt": now - timedelta(minutes=1), "claimed_at__lte": now}
    taken = Letter.objects.filter(**lately).order_by().values("pk")
    if (
        taken.union(Notice.objects.filter(**lately).order_by().values("pk"), all=True).count()
        >= settings.LETTERS_PER_MINUTE
    ):
        return None
    notice = _next_notice(now, urgency__lte=upto)
    if notice is not None and notice.urgency < SOMETIME:
        return _claim(notice)
    letter = _next_letter(now) if upto >= SOMETIME else None
    return _claim(letter) if letter is not None else _claim(notice)


def _claim(mail: Mail | None) -> Mail | None:
    if mail is None:
        return None
    mail.claimed_at, mail.next_try_at, mail.attempts = timezone.now(), None, mail.attempts + 1
    mail.message_id = mail.message_id or message_id(mail)
    mail.save(update_fields=["claimed_at", "next_try_at", "attempts", "message_id"])
    return mail


def _next_notice(now: datetime, **which: Any) -> Notice | None:
    due = (
        Notice.objects.filter(next_try_at__lte=now, hold_until__lte=now, **which)
        .select_for_update(skip_locked=True)
        .order_by("urgency", "next_try_at", "pk")
    )
    while (notice := due.first()) is not None and notice.good_until and notice.good_until <= now:
        _cancel(notice, TOO_LATE)
    return notice


def _next_letter(now: datetime) -> Letter | None:
    due = (
        Letter.objects.filter(next_try_at__lte=now, hold_until__lte=now)
        .filter(decision__release__undone_at__isnull=True)
        .select_related("decision__release")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("next_try_at", "pk")
    )
    while (letter := due.first()) is not None and _overtaken(letter):
        _cancel(letter, OVERTAKEN)
    return letter


def _cancel(mail: Letter | Notice, why: str) -> None:
    mail.cancelled_at, mail.next_try_at, mail.problem = timezone.now(), None, why
    if mail.kind in SECRET:
        mail.body = ""
    mail.save(update_fields=["cancelled_at", "next_try_at", "problem", "body"])


def _overtaken(letter: Letter) -> bool:
    """Whether the application left the decision again before anybody was told of it (`selectors.telling`)."""
    release = letter.decision.release if letter.decision else None
    if release is None or release.hold_until is None:
        return False
    moves = ApplicationStatusChange.objects.filter(subject=letter.application_id)
    carried_out = moves.filter(batch=release.batch).values_list("pk", flat=True).first()
    return carried_out is not None and moves.filter(pk__gt=carried_out, at__lt=release.hold_until).exists()


def message_id(mail: Letter | Notice) -> str:
    """The Message-ID of a letter: the same in every try, so that a mail program can tell the second from the first."""
    return make_msgid(f"{_name(mail)}-{mail.pk}", domain=parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2])


def _name(mail: Letter | Notice) -> str:
    return "notice" if isinstance(mail, Notice) else "letter"


def as_mail(
    words: Words, to: str, mailer: Any = None, *, language: str = "", stop_link: str = ""
) -> EmailMultiAlternatives:
    """The message: text, and the same as HTML. Answers come to a person. `stop_link` stops such mail with one click (RFC 8058)."""
    mail = EmailMultiAlternatives(
        words.subject, words.body, to=[to], reply_to=[settings.CONTACT_EMAIL], connection=mailer
    )
    page = as_page(words.subject, words.body, site=settings.SITE_URL, language=language or settings.LANGUAGE_CODE)
    mail.attach_alternative(page, "text/html")
    if stop_link:
        mail.extra_headers["List-Unsubscribe"] = f"<{stop_link}>"
        mail.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
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


def _send(letter: Letter | Notice, mailer: Any) -> Verdict | None:
    """Hand one over and mark what became of it; None where it went."""
    verdict: Verdict | None = None
    words = words_to_send(letter) if isinstance(letter, Notice) else Words(letter.subject, letter.body)
    if words is None:
        _mark(letter, cancelled_at=timezone.now(), problem=TOO_LATE, **_over(letter))
        return Verdict(Then.NEVER, TOO_LATE)
    mail = as_mail(
        words,
        letter.to,
        mailer,
        language=letter.language,
        stop_link=letter.stop_link if isinstance(letter, Notice) else "",
    )
    if isinstance(letter, Notice) and (file := file_of(letter)):
        name, content = file
        method = "CANCEL" if b"METHOD:CANCEL" in content else "REQUEST"
        mail.attach(
            name, content.decode(), f"text/calendar; method={method}"
        )  # RFC 6047: calendars take it by themselves
    mail.extra_headers["Message-ID"] = letter.message_id
    mail.metadata = {_name(letter): str(letter.pk)}  # type: ignore[attr-defined]  # comes back with a service's events
    try:
        if not mail.send():
            verdict = Verdict(Then.NEVER, "The mail server took no recipient.")
    except Exception as error:  # every kind of error has its meaning
        # A backend that cannot say how far it came may have come far.
        verdict = verdict_on(error, handing_over=getattr(mailer, "handing_over", True))
        if verdict.then is Then.LATER and letter.attempts > len(BACK_OFF):
            verdict = replace(verdict, then=Then.NEVER, why=f"{verdict.why} ({letter.attempts} tries)")
        log.warning("%s %s: %s (%s)", _name(letter), letter.pk, verdict.then.value, verdict.why)
    if verdict is None:
        status = getattr(mail, "anymail_status", None)
        _mark(
            letter,
            sent_at=timezone.now(),
            problem="",
            message_id=getattr(status, "message_id", None) or letter.message_id,
            **_over(letter),
        )
    elif verdict.then is Then.LATER:
        _mark(letter, next_try_at=_next_try(letter.attempts), problem=verdict.why)
    elif verdict.then is Then.UNSURE:
        _mark(letter, problem=verdict.why)
    else:
        _mark(letter, failed_at=timezone.now(), problem=verdict.why, **_over(letter))
    return verdict


def _over(mail: Letter | Notice) -> dict[str, str]:
    """What is written besides when nothing more is tried: a link that lets in does not stay in the table."""
    return {"body": ""} if mail.kind in SECRET else {}


def _next_try(attempts: int) -> datetime:
    return timezone.now() + BACK_OFF[attempts - 1]


def _mark(letter: Letter | Notice, **what: Any) -> None:
    """Write what became of one that this call took, unless a person or an event has said something since."""
    taken = type(letter).objects.filter(
        pk=letter.pk,
        claimed_at=letter.claimed_at,
        attempts=letter.attempts,
        next_try_at=None,
        sent_at=None,
        failed_at=None,
    )
    if not taken.update(**what):
        log.warning("%s %s was settled by somebody else meanwhile", _name(letter), letter.pk)


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
