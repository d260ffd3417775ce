"""Saving what somebody writes into a draft: each statement changes the fields that were given and no other, so that two tabs, or a
telephone and a computer, keep what the other wrote."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import transaction
from django.db.models import F, Func, JSONField, TextField, Value

from applicants.lifecycle import ApplicationStatus as S
from applicants.models import Applicant, Application
from applicants.selectors.forms import form_of
from applicants.services.applying_rules import check_is_draft, check_takes_drafts, gone
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from cohorts.answers import Answer, QuestionSpec, clean_answers
from cohorts.models import Section
from cohorts.saying import say

DETAILS = ("name", "phone", "language")
"""What is kept of the applicant and not of the application."""


class Patched(Func):
    """The answers without some keys and with others: `(answers - keys) || answers`."""

    template = "((%(expressions)s))"
    output_field = JSONField()

    def __init__(self, without: Iterable[str], answers: dict[str, Answer]) -> None:
        taken = Value(sorted(without), output_field=ArrayField(TextField()))
        super().__init__(F("answers"), taken, Value(answers, output_field=JSONField()))

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_extra: Any) -> tuple[str, tuple[Any, ...]]:
        parts = [compiler.compile(part) for part in self.source_expressions]
        (column, first), (keys, second), (added, third) = parts
        return f"(({column} - {keys}::text[]) || {added}::jsonb)", (*first, *second, *third)


def save_fields(
    application: Application,
    *,
    raw: dict[str, Any],
    only: Iterable[str] | None = None,
    details: dict[str, str] | None = None,
    at: datetime | None = None,
) -> dict[str, str]:
    """Save some fields of a draft, and return what does not fit, as words by question key. One UPDATE, two with details.

    `raw` holds what was sent by question key; of the keys in `only` (all of `raw` without it) one that `raw` lacks, or that is
    empty, becomes unanswered. What does not fit leaves what was saved before. Keys that are no questions of the form are left out.
    `details` are checked by the caller's form. The application is brought up to date. Needs `cohort`, `question_set`. Raises
    ApplyingRefused where the draft can no longer be changed.
    """
    by_key = form_of(application.question_set).by_key
    keys = [key for key in (raw if only is None else only) if key in by_key]
    return _save(application, [by_key[key] for key in keys], raw, details or {}, at)


def save_answers(
    application: Application,
    *,
    raw: dict[str, Any],
    by: User | None,
    section: Section | None = None,
    at: datetime | None = None,
) -> dict[str, str]:
    """Save what fits of a draft's answers and return what does not, as words by question key.

    `raw` holds every question of the section (of the whole form without one): a question it lacks becomes unanswered, one whose
    new answer does not fit keeps what was saved before, and keys that are not questions are left out. A required question may
    stay empty in a draft. Raises ApplyingRefused where the draft can no longer be changed.
    """
    form = form_of(application.question_set)
    if section is None:
        specs = list(form.specs)
    else:
        specs = [spec for part in form.parts if part.section.pk == section.pk for spec in part.specs]
    return _save(application, specs, raw, {}, at)


def save_details(
    application: Application,
    *,
    name: str,
    phone: str,
    by: User | None,
    language: str | None = None,
    at: datetime | None = None,
) -> None:
    """Keep the name, telephone and language of a draft's applicant; an account without a name gets this one.

    Raises ApplyingRefused.
    """
    details = {"name": name, "phone": phone} | ({} if language is None else {"language": language})
    with transaction.atomic():
        _save(application, [], {}, details, at)
        if by is not None and by.pk == application.applicant.user_id and not by.name and name:
            by.name = name
            by.save(update_fields=["name"])


def _save(
    application: Application,
    specs: list[QuestionSpec],
    raw: dict[str, Any],
    details: dict[str, str],
    at: datetime | None,
) -> dict[str, str]:
    moment = at or clock.now()
    check_is_draft(application)
    check_takes_drafts(application.cohort, moment)
    answers, errors = clean_answers(specs, raw)
    settled = {spec.key for spec in specs} - set(errors)
    changes: dict[str, Any] = {"updated_at": moment}
    if settled:
        changes["answers"] = Patched(settled - set(answers), answers)
    if details:
        with transaction.atomic():
            _write(application, changes)
            Applicant.objects.filter(pk=application.applicant_id).update(**details)
        for name, value in details.items():
            setattr(application.applicant, name, value)
    else:
        _write(application, changes)
    application.answers = {key: old for key, old in application.answers.items() if key not in settled} | answers
    application.updated_at = moment
    return {key: say(words) for key, words in errors.items()}


def _write(application: Application, changes: dict[str, Any]) -> None:
    """Compare and set: what was sent or ended meanwhile is not touched."""
    if Application.objects.filter(pk=application.pk, status=S.DRAFT).update(**changes):
        return
    try:
        application.refresh_from_db(fields=["status"])
    except Application.DoesNotExist:
        raise gone() from None
    check_is_draft(application)
    raise gone()  # pragma: no cover  # sent and taken up again between two statements
