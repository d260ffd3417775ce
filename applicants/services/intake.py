"""Taking in submitted applications in bulk, with the same rules as the form: for transfers from another system and for the demo."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from applicants.lifecycle import ApplicationStatus
from applicants.models import Applicant, Application
from careerpath.accounts.models import User
from careerpath.pipeline.history import begin_query, move_many
from cohorts.answers import QuestionSpec, clean_answers, missing
from cohorts.models import Cohort, University
from cohorts.selectors import question_specs


class EntryRefused(ValueError):
    """An entry that the form would not have taken; the message names the person's address and the first reason."""


@dataclass(frozen=True)
class Entry:
    """One submitted application: who, what they answered (raw, as the form would send it), and when."""

    name: str
    email: str
    answers: dict[str, Any]
    started_at: datetime
    submitted_at: datetime
    phone: str = ""
    university: University | None = None


@transaction.atomic
def take_in(*, cohort: Cohort, entries: Iterable[Entry], by: User | None, reason: str = "") -> list[Application]:
    """Make an applicant and a submitted application of each entry, all or none; returned in the order given.

    Statements do not grow with people, but by one for each 2,000. Raises EntryRefused for the first entry whose answers do not
    fit or lack a required one, and IntegrityError where an address is taken.
    """
    specs = question_specs(cohort.question_set)
    applicants: list[Applicant] = []
    applications: list[Application] = []
    for entry in entries:
        applicant = Applicant(name=entry.name, email=entry.email.strip().lower(), phone=entry.phone)
        applicants.append(applicant)
        applications.append(
            Application(
                cohort=cohort,
                applicant=applicant,
                question_set_id=cohort.question_set_id,
                answers=_cleaned(specs, entry),
                university=entry.university,
                started_at=entry.started_at,
                submitted_at=entry.submitted_at,
            )
        )
    Applicant.objects.bulk_create(applicants, batch_size=2000)
    Application.objects.bulk_create(applications, batch_size=2000)
    taken = Application.objects.filter(pk__in=[application.pk for application in applications])
    begin_query(taken, by=by, reason=reason, at_field="started_at")
    move_many(taken, to=ApplicationStatus.SUBMITTED, by=by, reason=reason, at_field="submitted_at")
    return applications


def _cleaned(specs: Sequence[QuestionSpec], entry: Entry) -> dict[str, Any]:
    answers, errors = clean_answers(specs, entry.answers)
    problems = [f"{key}: {error}" for key, error in errors.items()] or [
        f"{question.key}: an answer is required." for question in missing(specs, answers)
    ]
    if problems:
        raise EntryRefused(f"{entry.email}: {problems[0]}")
    return answers
