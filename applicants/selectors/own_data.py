"""Everything about one person, for that person: theirs alone, nobody else's, and nothing that recruiters wrote for each other.

One structure for both files: `as_json` for machines (keys: docs/your-data.md), the page of it for people. A constant number of
queries, whatever they have.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from applicants.lifecycle import ApplicationStatus as S
from applicants.models import (
    AnswerChange,
    Application,
    Correction,
    Document,
    Interview,
    Letter,
    MailPreference,
    Notice,
    Reconsideration,
    Restriction,
    TalentConsent,
)
from applicants.own_data import PARTS, Field, Part
from applicants.selectors.applying import in_words, my_applications, records_of
from applicants.selectors.telling import Told, told, with_what_is_told
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.ui.moments import say_day, say_moment
from cohorts.models import Question

FORMAT: Final = 1
"""The version of the file: a key that is there keeps its meaning; new ones may come."""


def everything_about(user: User) -> list[Part]:
    """All that is known of the person signed in, part by part."""
    applications = list(with_what_is_told(my_applications(user)))
    ids = [each.pk for each in applications]
    known = {each.pk: told(each) for each in applications}
    parts = [
        _account(user),
        _person(user),
        _applications(applications, known),
        _answers(applications),
        _history(applications, known),
        _reasons(applications, known),
        *_written(applications, ids),
        *_asked(applications, ids),
        _choices(user),
    ]
    return parts + [part for source in PARTS for part in source(user.pk, ids)]


def as_json(parts: Sequence[Part], *, at: datetime | None = None) -> dict[str, Any]:
    """The same as JSON: `{"format": 1, "made_at": ..., "parts": {key: [{key: value}]}}`; moments in ISO 8601, UTC."""
    found: dict[str, list[dict[str, Any]]] = {}
    for part in parts:
        found.setdefault(part.key, []).extend(
            {field.key: _plain(field.value) for field in record} for record in part.records
        )
    return {"format": FORMAT, "made_at": _plain(at or clock.now()), "parts": found}


def said(field: Field) -> str:
    """A field as a person reads it."""
    if field.words:
        return field.words
    value = field.value
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, datetime):
        return say_moment(value)
    if isinstance(value, date):
        return say_day(value)
    return "\n".join(value) if isinstance(value, list) else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _account(user: User) -> Part:
    addresses = EmailAddress.objects.filter(user=user).order_by("pk").values_list("email", flat=True)
    return Part(
        "account",
        _("Your account"),
        _("With this you sign in."),
        [
            [
                Field("email", _("E-mail address"), user.email),
                Field("all_emails", _("Addresses that you added"), list(addresses)),
                Field("name", _("Full name"), user.name),
                Field("joined_at", _("Since"), user.date_joined),
                Field("last_sign_in_at", _("Last signed in"), user.last_login),
            ]
        ],
    )


def _person(user: User) -> Part:
    return Part(
        "person",
        _("You"),
        "",
        [
            [
                Field("id", _("Number"), str(each.public_id)),
                Field("name", _("Full name"), each.name),
                Field("email", _("E-mail address"), each.email),
                Field("phone", _("Telephone"), each.phone),
                Field("language", _("Language"), each.language),
                Field("created_at", _("Since"), each.created_at),
            ]
            for each in records_of(user).order_by("pk")
        ],
    )


def _number(application: Application) -> Field:
    return Field("application", _("Application"), str(application.public_id), application.cohort.name)


def _applications(applications: Sequence[Application], known: dict[int, Told]) -> Part:
    kept = {each.application_id: each for each in Restriction.objects.filter(application__in=applications)}
    return Part(
        "applications",
        _("Your applications"),
        _("Where each stands, as you were told."),
        [
            [
                _number(each),
                Field("class", _("Class"), each.cohort.name),
                Field("status", _("Status"), known[each.pk].status, str(S(known[each.pk].status).label)),
                Field("came_by", _("Came by"), each.source, each.get_source_display()),
                Field("sent_by", _("Sent by"), each.university.name if each.university else None),
                Field("started_at", _("Started"), each.started_at),
                Field("sent_at", _("Sent"), each.submitted_at),
                Field("saved_at", _("Last saved"), each.updated_at),
                Field("restricted_until", _("Kept until"), kept[each.pk].until if each.pk in kept else None),
            ]
            for each in applications
        ],
    )


def _answers(applications: Sequence[Application]) -> Part:
    """Every answer, in the order of the form; one that no question of the form asks is given under its key."""
    forms: dict[int, list[Question]] = {}
    for question in Question.objects.filter(question_set__in={each.question_set_id for each in applications}).order_by(
        "question_set", "section__position", "position"
    ):
        forms.setdefault(question.question_set_id, []).append(question)
    records = []
    for each in applications:
        asked = {question.key: question for question in forms.get(each.question_set_id, [])}
        for key in [*asked, *(key for key in each.answers if key not in asked)]:
            answer = each.answers.get(key)
            label = asked[key].said("label") if key in asked else key
            words = in_words(asked[key], answer) if key in asked else str(answer)
            records.append(
                [
                    _number(each),
                    Field("question", _("Question"), key, label),
                    Field("answer", _("Answer"), answer, words),
                    Field("answer_in_words", _("In words"), words) if not isinstance(answer, str) else None,
                ]
            )
    shown = [[field for field in record if field is not None] for record in records]
    return Part("answers", _("Your answers"), "", shown)


def _history(applications: Sequence[Application], known: dict[int, Told]) -> Part:
    return Part(
        "history",
        _("What happened, as you were told"),
        "",
        [
            [
                _number(each),
                Field("status", _("Became"), change.to_status, str(S(change.to_status).label)),
                Field("at", _("When"), known[each.pk].moment_of(change)),
            ]
            for each in applications
            for change in known[each.pk].changes
        ],
    )


def _reasons(applications: Sequence[Application], known: dict[int, Told]) -> Part:
    records = []
    for each in applications:
        here = known[each.pk].change_to(known[each.pk].status)
        decision = known[each.pk].decision_of(here)
        reason = decision.reason if decision else here.reason if here and here.to_status == S.INELIGIBLE else ""
        if known[each.pk].status in (S.REJECTED, S.INELIGIBLE) and reason:
            records.append([_number(each), Field("reason", _("Main reasons"), reason)])
    return Part("reasons", _("Main reasons of a no"), "", records)


def _written(applications: Sequence[Application], ids: Sequence[int]) -> list[Part]:
    by_pk = {each.pk: each for each in applications}

    def mails(rows: Sequence[Letter] | Sequence[Notice]) -> list[list[Field]]:
        return [
            [
                _number(by_pk[row.application_id or 0]),
                Field("sent_at", _("Sent"), row.sent_at),
                Field("to", _("To"), row.to),
                Field("subject", _("Subject"), row.subject),
                Field("text", _("Text"), row.body),
            ]
            for row in rows
        ]

    letters = list(Letter.objects.filter(application__in=ids, sent_at__isnull=False).order_by("sent_at"))
    notices = list(Notice.objects.filter(application__in=ids, sent_at__isnull=False).order_by("sent_at"))
    documents = [
        [
            _number(by_pk[each.application_id]),
            Field("id", _("Number"), str(each.public_id)),
            Field("name", _("Name of the file"), each.original_name),
            Field("bytes", _("Bytes"), each.size),
            Field("sha256", "SHA-256", each.sha256),
            Field("sent_at", _("Sent"), each.uploaded_at),
        ]
        for each in documents_of(ids)
    ]
    return [
        Part("documents", _("Your documents"), _("The files themselves are in the ZIP."), documents),
        Part("letters", _("Letters we sent you"), "", mails(letters)),
        Part("notices", _("Notices we sent you"), "", mails(notices)),
    ]


def documents_of(ids: Sequence[int]) -> list[Document]:
    """The documents of these applications, the oldest first; one query."""
    return list(Document.objects.filter(application__in=ids).order_by("uploaded_at", "pk"))


def _asked(applications: Sequence[Application], ids: Sequence[int]) -> list[Part]:
    by_pk = {each.pk: each for each in applications}
    looks = [
        [
            _number(by_pk[each.application_id]),
            Field("asked_at", _("Asked"), each.asked_at),
            Field("text", _("What you asked"), each.text),
            Field("answered_at", _("Answered"), each.answered_at),
            Field("outcome", _("What came of it"), each.outcome, each.get_outcome_display()),
            Field("answer", _("Answer"), each.answer),
        ]
        for each in Reconsideration.objects.filter(application__in=ids).order_by("asked_at")
    ]
    corrections = [
        [
            _number(by_pk[each.application_id]),
            Field("question", _("Question"), each.key),
            Field("wrong", _("What is wrong"), each.wrong),
            Field("right", _("What is right"), each.right),
            Field("asked_at", _("Asked"), each.asked_at),
            Field("outcome", _("What came of it"), each.outcome, each.get_outcome_display()),
            Field("answer", _("Answer"), each.answer),
            Field("answered_at", _("Answered"), each.answered_at),
        ]
        for each in Correction.objects.filter(application__in=ids).order_by("asked_at")
    ]
    changes = [
        [
            Field("what", _("What"), each.key),
            Field("before", _("Before"), each.old),
            Field("after", _("After"), each.new),
            Field("at", _("When"), each.at),
        ]
        for each in AnswerChange.objects.filter(applicant__applications__in=ids).distinct().order_by("at", "pk")
    ]
    interviews = [
        [
            _number(by_pk[each.application_id]),
            Field("starts_at", _("Begins"), version.starts_at),
            Field("minutes", _("Minutes"), version.minutes),
            Field("place", _("Place"), version.place),
            Field("link", _("Link"), version.link),
            Field("note", _("Note"), version.note),
            Field("told_at", _("Told"), version.at),
            Field("cancelled_at", _("Called off"), each.cancelled_at),
        ]
        for each in Interview.objects.filter(application__in=ids).prefetch_related(Prefetch("versions")).order_by("pk")
        for version in each.versions.all()
    ]
    return [
        Part("reconsiderations", _("Where you asked for another look"), "", looks),
        Part("corrections", _("Corrections that you asked for"), "", corrections),
        Part(
            "changes",
            _("What was corrected"),
            _("The old values, kept so that everybody can see what changed."),
            changes,
        ),
        Part("interviews", _("Interviews"), "", interviews),
    ]


def _choices(user: User) -> Part:
    records = [
        [
            Field("kind", _("Mail"), each.kind, each.get_kind_display()),
            Field("wanted", _("Wanted"), each.wanted),
            Field("at", _("Since"), each.changed_at),
        ]
        for each in MailPreference.objects.filter(applicant__in=records_of(user)).order_by("kind")
    ]
    records += [
        [
            Field("kind", _("Mail"), "talent_pool", _("Asked for later classes")),
            Field("wanted", _("Wanted"), each.withdrawn_at is None),
            Field("at", _("Since"), each.withdrawn_at or each.given_at),
            Field("until", _("Until"), each.until),
        ]
        for each in TalentConsent.objects.filter(applicant__in=records_of(user))
    ]
    return Part("choices", _("What you chose"), "", records)
