"""Everything about one person, for that person: theirs alone, nobody else's, and nothing that recruiters wrote for each other.

One structure for both files: `as_json` for machines (keys: docs/your-data.md), the page of it for people. A constant number of
queries, whatever they have.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from applicants.lifecycle import ApplicationStatus as S
from applicants.models import Application, Restriction
from applicants.own_data import PARTS, Field, Part
from applicants.selectors import own_records as records
from applicants.selectors.applying import in_words, my_applications, records_of
from applicants.selectors.own_records import documents_of, number_of
from applicants.selectors.telling import Told, told, with_what_is_told
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.ui.moments import say_day, say_moment
from cohorts.models import Question

__all__ = ["FORMAT", "as_json", "documents_of", "everything_about", "said"]
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
        *records.written(user, applications, ids),
        *records.asked(applications, ids),
        *records.passed_on(applications, ids),
        records.addresses(applications, ids),
        records.choices(user),
        records.next_class(user),
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


def _applications(applications: Sequence[Application], known: dict[int, Told]) -> Part:
    kept = {each.application_id: each for each in Restriction.objects.filter(application__in=applications)}
    return Part(
        "applications",
        _("Your applications"),
        _("Where each stands, as you were told."),
        [
            [
                number_of(each),
                Field("class", _("Class"), each.cohort.name),
                Field("status", _("Status"), known[each.pk].status, str(S(known[each.pk].status).label)),
                Field("came_by", _("Came by"), each.source, each.get_source_display()),
                Field("sent_by", _("Sent by"), each.university.name if each.university else None),
                Field("started_at", _("Started"), each.started_at),
                Field("sent_at", _("Sent"), each.submitted_at),
                Field("saved_at", _("Last saved"), each.updated_at),
                Field("flags", _("Looked odd to us"), list(each.flags), ", ".join(_flag(flag) for flag in each.flags)),
                Field("restricted_until", _("Kept until"), kept[each.pk].until if each.pk in kept else None),
            ]
            for each in applications
        ],
    )


def _flag(code: str) -> str:
    """What a flag says, to the person it is about (`selectors.flags` has the words for recruiters, in English)."""
    return {
        "honeypot": _("a field that people do not see was filled in"),
        "too_quick": _("the first page came back within two seconds"),
        "disposable_address": _("the address is of a throw-away service"),
    }.get(code, code)


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
                    number_of(each),
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
                number_of(each),
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
            records.append([number_of(each), Field("reason", _("Main reasons"), reason)])
    return Part("reasons", _("Main reasons of a no"), "", records)
