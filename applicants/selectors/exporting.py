"""Reading applications for an export: a chunk in one statement, a few hundred in memory at a time."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Avg, Count, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import BaseExpression

from applicants.exporting.cells import Cell, answer_cell, cell_of
from applicants.exporting.columns import Column, columns_of
from applicants.lifecycle import ApplicationStatus
from applicants.models import Application, ApplicationTag, Decision, Review, ScreeningResult
from cohorts.answers import QuestionSpec
from cohorts.models import Cohort, QuestionSet
from cohorts.selectors import question_specs

AT_ONCE: Final = 500
"""Rows fetched from the server at a time."""

Forms = dict[int, dict[str, QuestionSpec]]
"""Question set -> its questions by key."""

_BANDS: Final = dict(ScreeningResult.Band.choices)
_STATUSES: Final = dict(ApplicationStatus.choices)
_SOURCES: Final = dict(Application.Source.choices)
_KINDS: Final = dict(Decision.Kind.choices)

_WORDS: Final[dict[str, Callable[[Any], Any]]] = {
    "status": lambda value: str(_STATUSES.get(value, value)),
    "source": lambda value: str(_SOURCES.get(value, value)),
    "band": lambda value: None if value is None else str(_BANDS.get(value, value)),
    "decision": lambda value: None if value is None else str(_KINDS.get(value, value)),
    "id": str,
}
"""Columns whose value is a code, and how people read it."""


def forms_of(cohort: Cohort) -> list[QuestionSet]:
    """The versions of the form that this cohort's applications answered, the newest first; one query."""
    used = Application.objects.filter(cohort=cohort).order_by().values("question_set").distinct()
    return list(QuestionSet.objects.filter(pk__in=used).order_by("-version", "-pk"))


def export_columns(cohort: Cohort) -> list[Column]:
    """Every column that an export of this cohort can have."""
    return columns_of([question_specs(form) for form in forms_of(cohort)])


def export_rows(
    ids: Sequence[int], *, columns: Sequence[Column], cohort: Cohort, run: int | None
) -> Iterator[list[Cell]]:
    """The cells of these applications, by id; scores and bands are those of `run`.

    One statement, read through a server-side cursor (inside a transaction), and two for each form that was answered.
    """
    wanted = [column.key for column in columns if not column.question]
    extra = {f"x_{key}": each for key, each in _expressions(run).items() if key in wanted}
    found: QuerySet[Application, Any] = Application.objects.filter(pk__in=ids).annotate(**extra).order_by("pk")
    names = [f"x_{key}" for key in wanted]
    forms: Forms = {}
    for form, answers, *values in found.values_list("question_set", "answers", *names).iterator(chunk_size=AT_ONCE):
        if form not in forms:
            forms[form] = {each.key: each for each in question_specs(QuestionSet.objects.get(pk=form))}
        about = dict(zip(wanted, values, strict=True))
        yield [
            answer_cell(forms[form].get(column.question), answers.get(column.question))
            if column.question
            else cell_of(_WORDS.get(column.key, _same)(about[column.key]), cohort.tz)
            for column in columns
        ]


def _same(value: Any) -> Any:
    return value


def _expressions(run: int | None) -> dict[str, BaseExpression | F]:
    """The value of each column about an application, as an expression over it."""
    result = ScreeningResult.objects.filter(run=run, application=OuterRef("pk"))
    reviews = Review.objects.filter(application=OuterRef("pk")).order_by().values("application")
    told = Decision.objects.filter(
        application=OuterRef("pk"), release__isnull=False, release__undone_at__isnull=True, skipped_reason=""
    ).order_by("-pk")
    tags = ApplicationTag.objects.filter(application=OuterRef("pk")).order_by().values("application")
    return {
        "id": F("public_id"),
        "external_id": F("external_id"),
        "name": F("applicant__name"),
        "email": F("applicant__email"),
        "phone": F("applicant__phone"),
        "status": F("status"),
        "started": F("started_at"),
        "submitted": F("submitted_at"),
        "source": F("source"),
        "university": F("university__name"),
        "assigned": F("assigned_to__name"),
        "tags": Subquery(tags.values(all=StringAgg("tag__name", delimiter=Value("; "), order_by="tag__name"))),
        "score": Subquery(result.values("score")[:1]),
        "band": Subquery(result.values("band")[:1]),
        "reviews": Subquery(reviews.values(n=Count("pk"))),
        "mark": Subquery(reviews.values(mean=Avg("mark"))),
        "decision": Subquery(told.values("kind")[:1]),
        "decided": Subquery(told.values("release__released_at")[:1]),
        "form": F("question_set__version"),
    }
