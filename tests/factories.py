"""Plain functions that make records for tests: as little as is valid, everything else by keyword."""

from copy import copy
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from applicants.models import Applicant, Application
from careerpath.accounts.access import give_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import begin
from cohorts import default_form
from cohorts.models import Cohort, Question, QuestionSet, Section, University
from cohorts.services import default_question_set

_numbers = count(1)


def make_user(*roles: Role, **fields: Any) -> User:
    """A user with the given roles."""
    number = next(_numbers)
    user = User.objects.create_user(
        fields.pop("email", f"person{number}@example.org"), **{"name": f"Person {number}", **fields}
    )
    for role in roles:
        give_role(user, role)
    return user


_form: list[tuple[QuestionSet, list[Section], list[Question]]] = []


def make_default_form() -> QuestionSet:
    """The newest default form. Where there is none it is put in as the service made it the first time: nearly every test needs it,
    and to check its questions anew takes longer than all else that a small test makes."""
    if QuestionSet.objects.filter(name=default_form.NAME).exists():
        return default_question_set()
    if not _form:
        form = default_question_set()
        _form.append((form, list(form.sections.order_by("pk")), list(form.questions.order_by("pk"))))
        return form
    known, pages, asked = _form[0]
    form = copy(known)
    form.pk, form.published_at = None, timezone.now()
    form.save(force_insert=True)
    sections = {page.pk: copy(page) for page in pages}
    for section in sections.values():
        section.pk, section.question_set = None, form
    Section.objects.bulk_create(sections.values())
    questions = [copy(one) for one in asked]
    for question in questions:
        question.pk, question.question_set, question.section = None, form, sections[question.section_id]
    Question.objects.bulk_create(questions)
    return form


def make_cohort(**fields: Any) -> Cohort:
    """A cohort that is open now and closes in a week."""
    number, now = next(_numbers), timezone.now()
    defaults: dict[str, Any] = {
        "name": f"Cohort {number}",
        "slug": f"cohort-{number}",
        "opens_at": now - timedelta(days=30),
        "closes_at": now + timedelta(days=7),
        "bootcamp_starts": (now + timedelta(days=60)).date(),
        "bootcamp_ends": (now + timedelta(days=102)).date(),
    }
    if "question_set" not in fields:
        defaults["question_set"] = make_default_form()
    return Cohort.objects.create(**{**defaults, **fields})


def make_university(**fields: Any) -> University:
    """A partner university."""
    number = next(_numbers)
    return University.objects.create(**{"name": f"University {number}", "slug": f"university-{number}", **fields})


def make_applicant(user: User | None = None, **fields: Any) -> Applicant:
    """An applicant, with an account if one is given."""
    number = next(_numbers)
    defaults = {
        "name": user.name if user else f"Applicant {number}",
        "email": user.email if user else f"applicant{number}@example.org",
    }
    return Applicant.objects.create(user=user, **{**defaults, **fields})


GOOD_ANSWERS: dict[str, Any] = {
    "adult": True,
    "work_authorised": True,
    "full_time": True,
    "relocate": True,
    "interest": "clinical",
    "hours_per_week": 12,
    "months_learning": 9,
    "resources": ["free_curriculum", "books"],
    "events": ["meetup"],
    "why_health": "My grandmother spent a night in a hospital that could not find her medication list; nurses wrote it on paper.",
    "taught_yourself": "I taught myself to query data with a free course, one evening at a time, and built a rota for our clinic.",
}


def make_application(
    cohort: Cohort | None = None,
    applicant: Applicant | None = None,
    *,
    draft: bool = False,
    at: Any = None,
    **fields: Any,
) -> Application:
    """An application in the status draft or (the usual) submitted, through the pipeline, with its history."""
    from careerpath.pipeline.history import move

    cohort = cohort or make_cohort()
    now = at or timezone.now()
    defaults: dict[str, Any] = {
        "question_set": cohort.question_set,
        "answers": dict(GOOD_ANSWERS),
        "started_at": now - timedelta(hours=1),
        "submitted_at": None if draft else now,
    }
    application = Application.objects.create(
        cohort=cohort, applicant=applicant or make_applicant(), **{**defaults, **fields}
    )
    begin(application, by=None, at=application.started_at)
    return application if draft else move(application, to="submitted", by=None, at=now)


def make_question_set(name: str = "Small form", questions: list[dict[str, Any]] | None = None) -> QuestionSet:
    """A published form of one section."""
    from cohorts.services import make_question_set as make
    from cohorts.services import publish

    page = {
        "slug": "one",
        "title": "One",
        "questions": questions or [{"key": "hours", "label": "Hours?", "kind": "whole_number"}],
    }
    return publish(make(name=name, sections=[page], by=None), by=None)


def a_day(offset: int = 0) -> date:
    """Today and so many days."""
    return timezone.now().date() + timedelta(days=offset)


def signed(cohort: Cohort) -> Cohort:
    """The same cohort, with what is pending signed for by a new compliance officer: `release(signed(cohort), by=...)`."""
    from applicants.services.signing import sign_off

    sign_off(cohort, by=make_user(Role.COMPLIANCE), note="Looked at the impact of the cut.")
    return cohort


def waived(cohort: Cohort) -> Cohort:
    """The same cohort, where a new programme manager switched off that a release needs a signature."""
    from applicants.services.signing import waive

    return waive(cohort, by=make_user(Role.MANAGER), why="A test of something else.")
