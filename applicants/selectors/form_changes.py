"""What changing a form means for applications: who has begun, whose answers no longer fit, which rubrics would miss something."""

from collections.abc import Sequence

from django.db.models import Count, F, Q, QuerySet

from applicants.lifecycle import ApplicationStatus, RunStatus
from applicants.models import Application, RubricVersion
from applicants.screening.document import from_document
from applicants.screening.facts import definitions_of
from applicants.screening.problems import problems
from cohorts.answers import AnswerError, QuestionSpec, clean_answer
from cohorts.form_changes import Answered, Touched
from cohorts.models import Cohort

AT_ONCE = 2_000


def answered(cohorts: Sequence[Cohort]) -> dict[tuple[int, int], Answered]:
    """By (cohort, version): drafts and what was sent, whatever became of it; one query."""
    draft = Q(status=ApplicationStatus.DRAFT)
    rows = (
        Application.objects.filter(cohort__in=[cohort.pk for cohort in cohorts])
        .order_by()
        .values_list("cohort", "question_set")
        .annotate(drafts=Count("pk", filter=draft), sent=Count("pk", filter=Q(submitted_at__isnull=False) & ~draft))
    )
    return {(cohort, form): Answered(drafts, sent) for cohort, form, drafts, sent in rows}


def drafts_of(cohort: Cohort) -> QuerySet[Application]:
    """The drafts of a cohort."""
    return Application.objects.filter(cohort=cohort, status=ApplicationStatus.DRAFT)


def touched(cohort: Cohort, *, keys: Sequence[str], narrowed: Sequence[QuestionSpec]) -> dict[str, Touched]:
    """By key: how many drafts hold an answer, and of the `narrowed` ones how many do not fit.

    One statement counts; one pass reads the answers to the narrowed questions alone, by the rules by which they are saved.
    """
    unfit = dict.fromkeys((spec.key for spec in narrowed), 0)
    if narrowed:
        names = [f"answers__{spec.key}" for spec in narrowed]
        for row in drafts_of(cohort).order_by().values_list(*names).iterator(chunk_size=AT_ONCE):
            for spec, answer in zip(narrowed, row, strict=True):
                unfit[spec.key] += not _fits(spec, answer)
    counts = drafts_of(cohort).aggregate(
        **{f"n{place}": Count("pk", filter=Q(answers__has_key=key)) for place, key in enumerate(keys)}
    )
    return {key: Touched(counts[f"n{place}"], unfit.get(key, 0)) for place, key in enumerate(keys)}


def _fits(spec: QuestionSpec, answer: object) -> bool:
    try:
        clean_answer(spec, answer)
    except AnswerError:
        return False
    return True


def complaints(cohort: Cohort, before: Sequence[QuestionSpec], after: Sequence[QuestionSpec]) -> list[str]:
    """What is wrong with the rubrics in use on the new form that is not wrong on the old one, in words. Two queries."""
    old, new = definitions_of(before), definitions_of(after)
    found: list[str] = []
    for version in rubrics_in_use(cohort):
        rubric = from_document(version.document)
        known = set(problems(rubric, old))
        found += [f"{version}: {text}" for text in problems(rubric, new) if text not in known]
    return found


def rubrics_in_use(cohort: Cohort) -> Sequence[RubricVersion]:
    """The versions that runs of a cohort used; where there was no run yet, the newest that any run used, or that there is."""
    versions = RubricVersion.objects.select_related("rubric")
    used = Q(runs__is_dry=False) & ~Q(runs__status=RunStatus.CANCELLED)
    if own := list(versions.filter(used, runs__cohort=cohort).order_by("pk").distinct()):
        return own
    return list(versions.order_by(F("frozen_at").desc(nulls_last=True), "-pk")[:1])
