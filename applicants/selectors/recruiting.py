"""The recruiter's list: one cohort's applications, filtered, searched and paged by key. Usable at a million rows.

What is ordered has an index in that order; nothing is counted past `COUNT_UP_TO`; no page is deep, because each begins at a key.
Drafts are never in it: what somebody has not sent is theirs alone.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Literal

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Avg, BooleanField, Count, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KeyTransform

from applicants.models import Application, ApplicationTag, Review, ScreeningResult
from applicants.selectors.applying import in_words
from applicants.selectors.filtering import Filters, matching, submitted
from applicants.selectors.known import Known
from applicants.selectors.matching import in_run

__all__ = ["COUNT_UP_TO", "PAGE", "Page", "Row", "Size", "page", "size_of", "submitted"]

PAGE: Final = 50
COUNT_UP_TO: Final = 10_000
FETCHED: Final = (
    "public_id",
    "status",
    "status_changed_at",
    "source",
    "submitted_at",
    "external_id",
    "cohort_id",
    "applicant__name",
    "applicant__email",
    "university__name",
    "assigned_to__name",
    "assigned_to__email",
)
"""What a row of the list shows; the answers stay in the database, but for those that were chosen as columns."""
ANSWER: Final = "answer."
"""What the name of a column begins with where it shows an answer; the key of the question follows."""

Order = Literal["newest", "score"]


@dataclass(frozen=True)
class Row:
    """One line of the list. `answers` are the words for the chosen questions, in the order of the columns."""

    application: Application
    score: int | None = None
    band: int | None = None
    tags: Sequence[str] = ()
    reads: int = 0
    mean: float | None = None
    answers: Sequence[str] = field(default_factory=list)

    @property
    def band_label(self) -> str:
        """The band in words; empty where the run has no result for it."""
        return "" if self.band is None else str(ScreeningResult.Band(self.band).label)

    @property
    def band_key(self) -> str:
        """The name of the band, by which a badge knows its look."""
        return "" if self.band is None else ScreeningResult.Band(self.band).name.lower()


@dataclass(frozen=True)
class Page:
    """Some rows, and the keys where the next and the previous page begin (empty: there is none)."""

    rows: Sequence[Row]
    next_key: str = ""
    previous_key: str = ""
    size: "Size" = field(default_factory=lambda: Size(0, exact=True))


@dataclass(frozen=True)
class Size:
    """How many match: exact up to COUNT_UP_TO, beyond that what the planner of the database reckons."""

    number: int
    exact: bool

    @property
    def rounded(self) -> int:
        """A number to show: an estimate has no more than two figures that say anything."""
        if self.exact:
            return self.number
        step = 10 ** max(0, len(str(self.number)) - 2)
        return round(self.number / step) * step


def page(
    filters: Filters,
    *,
    known: Known | None = None,
    order: Order = "newest",
    columns: Sequence[str] = (),
    after: str = "",
    before: str = "",
    size: int = PAGE,
) -> Page:
    """A page of the list that begins behind the key `after` (or ends before the key `before`); a key that is none is left out.

    Two queries where at most COUNT_UP_TO match: keys with their number, and what the rows show. Otherwise four: also the walk
    and the estimate.
    """
    known = known or Known(filters.cohort, filters.run)
    if filters.run is None:
        order = "newest"
    backwards = bool(before)
    key = _read_key(before or after, order)
    in_order = _by_score if order == "score" else _by_newest
    # The planner cannot know how many match, and where it is wrong it reads a million rows to find three. So ask it for all that
    # match, up to a limit: few are sorted here; of many the next fifty are met soon on a walk along the index.
    found = in_order(filters, known, rowwise=False)
    number, chosen = _few(found, key, backwards, size + 1, order)
    if number > COUNT_UP_TO:
        chosen = list(_walk(in_order(filters, known, rowwise=True), key, backwards, order)[: size + 1])
        total = _estimate(found, number)
    else:
        total = Size(number, exact=True)
    more, chosen = len(chosen) > size, chosen[:size]
    if not chosen:
        return Page([], size=total)
    if backwards:
        chosen.reverse()
    has_next, has_previous = (True, more) if backwards and key else (more, bool(key))
    return Page(
        _rows([pk for pk, _ in chosen], filters, known, columns),
        next_key=_write_key(*chosen[-1]) if has_next else "",
        previous_key=_write_key(*chosen[0]) if has_previous else "",
        size=total,
    )


Key = tuple[Any, int]


def _by_newest(filters: Filters, known: Known, *, rowwise: bool) -> QuerySet[Any, Any]:
    """All that match, as (application, moment)."""
    return matching(filters, known, rowwise=rowwise).order_by().values_list("pk", "submitted_at")


def _by_score(filters: Filters, known: Known, *, rowwise: bool) -> QuerySet[Any, Any]:
    """All that match and have a score in the run, as (application, score)."""
    wanted = matching(replace(filters, bands=(), score_from=None, score_to=None), known, rowwise=rowwise)
    found = ScreeningResult.objects.filter(
        in_run(filters, known, ""), cohort=filters.cohort, run=filters.run, score__isnull=False
    )
    return found.filter(application__in=wanted.values("pk")).order_by().values_list("application_id", "score")


def _few(
    found: QuerySet[Any, Any], key: Key | None, backwards: bool, size: int, order: Order
) -> tuple[int, list[tuple[int, Any]]]:
    """How many there are (no further than COUNT_UP_TO + 1), and the page of them that begins at the key. One query."""
    try:
        sql, params = found[: COUNT_UP_TO + 1].query.sql_with_params()
    except EmptyResultSet:  # Django knows without asking: a filter that nobody can meet
        return 0, []
    # By moment the newer key comes first among equals, by score the older one.
    direction, other = ("ASC", "DESC") if backwards else ("DESC", "ASC")
    by_pk = direction if order == "newest" else other
    behind, at = "", []
    if key:
        sign = ">" if backwards else "<"
        pk_sign = sign if by_pk == direction else {"<": ">", ">": "<"}[sign]
        behind, at = f"WHERE first {sign} %s OR (first = %s AND pk {pk_sign} %s)", [key[0], key[0], key[1]]
    with connection.cursor() as cursor:
        # The inner statement is what the queryset compiles to; the rest is made of words that stand here.
        cursor.execute(
            f"WITH found (pk, first) AS MATERIALIZED ({sql}) "  # noqa: S608
            "SELECT counted.number, page.pk, page.first FROM (SELECT count(*) AS number FROM found) AS counted "
            f"LEFT JOIN (SELECT pk, first FROM found {behind} ORDER BY first {direction}, pk {by_pk} LIMIT {int(size)}) AS page "
            f"ON true ORDER BY page.first {direction}, page.pk {by_pk}",
            [*params, *at],
        )
        rows = cursor.fetchall()
    return rows[0][0], [(pk, first) for _, pk, first in rows if pk is not None]


def _walk(found: QuerySet[Any, Any], key: Key | None, backwards: bool, order: Order) -> QuerySet[Any, Any]:
    """Along the index, from the key on."""
    if order == "newest":
        if key:
            found = found.filter(_RowCompared("submitted_at", "pk", ">" if backwards else "<", *key))
        return found.order_by("submitted_at", "pk") if backwards else found.order_by("-submitted_at", "-pk")
    if key:
        score, pk = key
        found = found.filter(
            Q(score__gte=score) & (Q(score__gt=score) | Q(application__lt=pk))
            if backwards
            else Q(score__lte=score) & (Q(score__lt=score) | Q(application__gt=pk))
        )
    best = F("score").asc(nulls_first=True) if backwards else F("score").desc(nulls_last=True)
    return found.order_by(best, "-application_id" if backwards else "application_id")


def _rows(pks: Sequence[int], filters: Filters, known: Known, columns: Sequence[str]) -> list[Row]:
    """What the rows show, in the order of their keys; one query. Nothing is fetched for a column that is not there."""
    found: QuerySet[Any] = (
        Application.objects.filter(pk__in=pks).select_related("applicant", "university", "assigned_to").only(*FETCHED)
    )
    if filters.run is not None:
        result = ScreeningResult.objects.filter(run=filters.run, application=OuterRef("pk"))
        found = found.annotate(score=Subquery(result.values("score")), band=Subquery(result.values("band")))
    if "tags" in columns:
        tags = ApplicationTag.objects.filter(application=OuterRef("pk")).order_by("tag__name")
        found = found.annotate(tag_names=ArraySubquery(tags.values("tag__name")))
    if "reviews" in columns:
        read = Review.objects.filter(application=OuterRef("pk")).order_by().values("application")
        found = found.annotate(
            reads=Subquery(read.annotate(n=Count("pk")).values("n")),
            mean=Subquery(read.annotate(mean=Avg("mark")).values("mean")),
        )
    questions = [known.questions[key] for key in answer_keys(columns) if key in known.questions]
    for place, question in enumerate(questions):
        found = found.annotate(**{f"answer_{place}": KeyTransform(question.key, "answers")})
    by_pk = {
        each.pk: Row(
            each,
            getattr(each, "score", None),
            getattr(each, "band", None),
            getattr(each, "tag_names", ()),
            getattr(each, "reads", 0) or 0,
            getattr(each, "mean", None),
            [in_words(question, getattr(each, f"answer_{place}")) for place, question in enumerate(questions)],
        )
        for each in found
    }
    return [by_pk[pk] for pk in pks if pk in by_pk]


def answer_keys(columns: Sequence[str]) -> list[str]:
    """The keys of the questions among the columns."""
    return [name.removeprefix(ANSWER) for name in columns if name.startswith(ANSWER)]


def size_of(queryset: QuerySet[Any]) -> Size:
    """How many rows a queryset has, without counting past COUNT_UP_TO; one query, two for a large one."""
    counted = queryset.order_by().values("pk")[: COUNT_UP_TO + 1].count()
    return Size(counted, exact=True) if counted <= COUNT_UP_TO else _estimate(queryset, counted)


def _estimate(queryset: QuerySet[Any], at_least: int) -> Size:
    """What the planner reckons; one query, which reads no row."""
    plan = json.loads(queryset.order_by().explain(format="json"))
    return Size(max(at_least, int(plan[0]["Plan"]["Plan Rows"])), exact=False)


class _RowCompared(Func):
    """`(a, b) < (x, y)`: the comparison of rows that an index in this order answers by going straight to the place."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, first: str, second: str, sign: str, *values: object) -> None:
        super().__init__(F(first), F(second), *(Value(value) for value in values))
        self.template, self.arg_joiner = "(%(expressions)s)", ", "
        self.sign = sign

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Compile the four expressions into the comparison."""
        parts, params = [], []
        for expression in self.source_expressions:
            sql, values = compiler.compile(expression)
            parts.append(sql)
            params += values
        return f"({parts[0]}, {parts[1]}) {self.sign} ({parts[2]}, {parts[3]})", params


def _write_key(pk: int, first: Any) -> str:
    return f"{first.isoformat() if isinstance(first, datetime) else first}~{pk}"


def _read_key(text: str, order: Order) -> Key | None:
    """The key in an address; None where there is none or where somebody has changed it into something else."""
    first, _, pk = text.partition("~")
    try:
        value: Any = int(first) if order == "score" else datetime.fromisoformat(first)
        fits = abs(value) < 2**31 if order == "score" else value.tzinfo is not None
        return (value, int(pk)) if fits and 0 < int(pk) < 2**63 else None
    except (ValueError, OverflowError):
        return None
