"""The facts of a form, read for services and pages alike."""

from collections.abc import Iterable

from applicants.screening import facts
from applicants.screening.facts import FactDefinition
from cohorts.models import Question
from cohorts.selectors import spec_of


def definitions_by_form(question_set_ids: Iterable[int]) -> dict[int, tuple[FactDefinition, ...]]:
    """The facts of each of these forms, in order; one query for all."""
    wanted = list(question_set_ids)
    questions: dict[int, list[Question]] = {pk: [] for pk in wanted}
    for question in (
        Question.objects.select_related("section")
        .filter(question_set__in=wanted)
        .order_by("section__position", "position")
    ):
        questions[question.question_set_id].append(question)
    return {pk: facts.definitions_of([spec_of(question) for question in rows]) for pk, rows in questions.items()}
