"""Reading corrections that applicants asked for."""

from dataclasses import dataclass

from django.db.models import QuerySet

from applicants.models import Application, Correction
from applicants.selectors.applying import in_words
from cohorts.models import Question


@dataclass(frozen=True)
class Asked:
    """A correction with its question, what stands there and what should, in words."""

    correction: Correction
    label: str
    stands: str
    right: str


def open_corrections() -> QuerySet[Correction]:
    """The corrections that nobody has answered, the oldest first; not of applications that are out of sight."""
    return (
        Correction.objects.filter(answered_at__isnull=True, application__restriction__isnull=True)
        .select_related("application__applicant", "application__cohort")
        .order_by("asked_at", "pk")
    )


def corrections_of(application: Application) -> list[Asked]:
    """What was asked about one application, the oldest first; two queries at most."""
    return in_full(list(application.corrections.select_related("application").order_by("asked_at", "pk")))


def in_full(corrections: list[Correction]) -> list[Asked]:
    """Corrections with their questions; one query for any number."""
    if not corrections:
        return []
    forms = {each.application.question_set_id for each in corrections}
    keys = {each.key for each in corrections}
    questions = {
        (each.question_set_id, each.key): each for each in Question.objects.filter(question_set__in=forms, key__in=keys)
    }
    found = []
    for each in corrections:
        question = questions.get((each.application.question_set_id, each.key))
        if question is None:
            continue
        before = each.application.answers.get(each.key)
        found.append(Asked(each, question.said("label"), in_words(question, before), in_words(question, each.right)))
    return found
