"""Notices: mail that the programme sends by itself. Written here into the outbox; `sending` lets them go, each once.

A template says the words: `templates/applicants/mail/<kind>.txt`, its first line the subject. It is filled in when the notice is
written, in the recipient's language. So give dates as functions (`partial(say_day, day)`): they are called in that language.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, F, TextField, Value, When
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from applicants.letters.placeholders import one_line
from applicants.letters.shipped import Words
from applicants.models import Application, Notice, NoticeKind
from applicants.services.bell import ring
from applicants.services.letters import address_problem
from careerpath.pipeline import clock
from careerpath.ui.links import absolute

SEND_NOTICES: Final = "applicants.tasks.send_notices"
LONGEST_SUBJECT: Final = 300
K = NoticeKind
NOW, SOON, SOMETIME = Notice.Urgency

URGENCY: Final[dict[str, Notice.Urgency]] = {
    K.CODE: NOW,
    K.RESUME_LINK: NOW,
    K.INTEREST_CONFIRM: NOW,
    K.RECEIPT: SOON,
    K.INTERVIEW: SOON,
    K.DATA_ANSWER: SOON,
    K.PARTNER_INVITE: SOON,
}
"""What is not named here goes last. What somebody waits for goes before everything else, and does not ask for the pace."""
SECRET: Final = frozenset(
    {K.CODE, K.RESUME_LINK, K.INTEREST_CONFIRM, K.DRAFT_UNFINISHED, K.DEADLINE_NEAR, K.OFFER_WAITING}
)
"""Nobody but the recipient reads these (a link in them lets in): the outbox page does not show them, and their text goes when they
are sent, fail or are kept back."""


@dataclass(frozen=True)
class Late:
    """A value that is put in when a notice is sent: its name in the template, and which of `values` says what it follows from."""

    name: str
    row: str


LATE: Final[dict[str, Late]] = {K.CODE: Late("code", "proof_id")}
LATE_VALUES: Final[dict[str, Callable[[int], str | None]]] = {}
"""Kind -> the value, given the row. None where it is not good any more: then the notice is not sent.

Register it where the worker loads it too: `AppConfig.ready`."""
LATE_WORDS: Final[dict[str, Callable[[Notice], Words | None]]] = {}
"""Kind -> all the words of a notice that was written without values: somebody waits for the page, nobody for the mail. None, and
registered, as above."""
FILES: Final[dict[str, list[Callable[[Notice], tuple[str, bytes] | None]]]] = {}
"""Kind -> the invitation that goes with it, made when it is sent: its name and an iCalendar file. The first that is not None.

Register it where the worker loads it too: `AppConfig.ready`."""
_COLUMNS: Final = {
    "application_id": "bigint",
    "kind": "text",
    "once": "text",
    "language": "text",
    "urgency": "smallint",
    "good_until": "timestamptz",
    "late_from": "bigint",
    "stop_link": "text",
    "to": "text",
    "subject": "text",
    "body": "text",
    "created_at": "timestamptz",
    "hold_until": "timestamptz",
    "next_try_at": "timestamptz",
    "failed_at": "timestamptz",
    "problem": "text",
}
_MARK: Final = "\ue000late\ue000"


def write_notice(
    kind: str,
    *,
    to: str | None,
    language: str,
    values: Mapping[str, Any] | None,
    once: str,
    application: Application | None = None,
    not_before: datetime | None = None,
    good_until: datetime | None = None,
    stop_link: str = "",
) -> bool:
    """Put one notice into the outbox, in the caller's transaction; whether it was written. What it takes: see `compose`.

    Not where there is no address, nor where one with the same `once` is there already.
    """
    if not to:
        return False
    written = compose(
        kind,
        to=to,
        language=language,
        values=values,
        once=once,
        application_id=application.pk if application else None,
        not_before=not_before,
        good_until=good_until,
        stop_link=stop_link,
    )
    if not insert([written]):
        return False
    if written.urgency == NOW and written.hold_until <= timezone.now():
        transaction.on_commit(partial(ring, SEND_NOTICES, [()]))  # the others wait for beat, a few seconds at most
    return True


def compose(
    kind: str,
    *,
    to: str,
    language: str,
    values: Mapping[str, Any] | None,
    once: str,
    application_id: int | None = None,
    not_before: datetime | None = None,
    good_until: datetime | None = None,
    stop_link: str = "",
    at: datetime | None = None,
) -> Notice:
    """One notice as `insert` takes it, not yet in the outbox.

    `once` is a key of at most 200 characters, such as "receipt:17". Without `values` its words are made when it is sent
    (`LATE_WORDS`). `language` is that of the recipient; empty, or one that we do not have, means the site's own. It is not sent
    before `not_before`, nor after `good_until`. `stop_link` is the page that stops such mail. An address that cannot be written
    to makes it one that failed.
    """
    language = spoken(language)
    late = LATE.get(kind) if values else None
    said = Words("", "")
    if values is not None:
        given = dict(values) | ({late.name: _MARK} if late else {})
        said = words_of(kind, language=language, values=given, stop_link=stop_link)
    problem, now = address_problem(to), at or clock.now()
    held = not_before or now
    return Notice(
        application_id=application_id,
        kind=kind,
        once=once,
        language=language,
        urgency=URGENCY.get(kind, SOMETIME),
        good_until=good_until,
        late_from=int(values[late.row]) if late and values else None,
        stop_link=stop_link,
        to=to,
        subject=said.subject,
        body=said.body,
        created_at=now,
        hold_until=held,
        next_try_at=None if problem else held,
        failed_at=now if problem else None,
        problem=problem,
    )


def words_of(kind: str, *, language: str, values: Mapping[str, Any], stop_link: str = "") -> Words:
    """Subject and text of a notice in a language."""
    common = {
        "site_name": settings.SITE_NAME,
        "contact_email": settings.CONTACT_EMAIL,
        "site_url": absolute(""),
        "stop_link": stop_link,
    }
    with override(language):
        given = {name: value() if callable(value) else value for name, value in values.items()}
        text = render_to_string(f"applicants/mail/{kind}.txt", common | given).strip()
    subject, _, body = text.partition("\n")
    return Words(one_line(subject, LONGEST_SUBJECT), body.strip() + "\n")


def spoken(language: str) -> str:
    """The language that we write to somebody in who reads this one."""
    known = dict(settings.LANGUAGES)
    return next((each for each in (language, language.partition("-")[0]) if each in known), settings.LANGUAGE_CODE)


def words_to_send(notice: Notice) -> Words | None:
    """Subject and text as they go out: what does not stand in the table is put in. None where it is not good any more."""
    if not notice.body and (make := LATE_WORDS.get(notice.kind)):
        if (made := make(notice)) is not None:
            notice.subject, notice.body = made
            notice.save(update_fields=["subject", "body"])  # what was said stays on record
        return made
    if notice.late_from is None:
        return Words(notice.subject, notice.body)
    value = LATE_VALUES[notice.kind](notice.late_from)
    if value is None:
        return None
    return Words(notice.subject.replace(_MARK, value), notice.body.replace(_MARK, value))


def file_of(notice: Notice) -> tuple[str, bytes] | None:
    """The iCalendar file that goes with a notice: its name, and what stands in it."""
    made = (make(notice) for make in FILES.get(notice.kind, ()))
    return next((file for file in made if file is not None), None)


def cancel_notices(application: Application, *, why: str) -> int:
    """Keep back the notices about an application that wait; how many. One that is on its way goes."""
    waiting = Notice.objects.filter(application=application, next_try_at__isnull=False, sent_at=None, failed_at=None)
    kept = Case(When(kind__in=SECRET, then=Value("")), default=F("body"), output_field=TextField())
    return waiting.update(cancelled_at=clock.now(), next_try_at=None, problem=why, body=kept)


def insert(notices: Sequence[Notice]) -> int:
    """Put notices into the outbox with one statement, but for those whose `once` is there already; how many were written."""
    names = ", ".join(f'"{name}"' for name in _COLUMNS)
    values: dict[str, Any]
    if len(notices) == 1:  # a list of one for each column costs more than all the rest
        values = {name: getattr(notices[0], name) for name in _COLUMNS}
        rows = f"VALUES ({', '.join(f'%({name})s::{kind}' for name, kind in _COLUMNS.items())})"
    else:
        values = {name: [getattr(each, name) for each in notices] for name in _COLUMNS}
        lists = ", ".join(f"%({name})s::{kind}[]" for name, kind in _COLUMNS.items())
        rows = f"SELECT * FROM unnest({lists})"  # noqa: S608  # the same
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO applicants_notice ({names}, attempts, message_id) "  # noqa: S608  # our own names
            f"SELECT {names}, 0, '' FROM ({rows}) AS written ({names}) ON CONFLICT DO NOTHING",
            values,
        )
        written: int = cursor.rowcount
    return written
