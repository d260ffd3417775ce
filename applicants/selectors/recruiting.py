"""The recruiter's list: one cohort's applications, filtered, searched and paged by key. Usable at a million rows.

What is ordered has an index in that order; nothing is counted past `COUNT_UP_TO`; no page is deep, because each begins at a key.
Drafts are never in it: what somebody has not sent is theirs alone.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal

from django.db.models import BooleanField, F, Func, Q, QuerySet, Value

from applicants.lifecycle import ApplicationStatus
from applicants.models import Application, ScreeningResult, ScreeningRun
from applicants.selectors.searching import Meant
from cohorts.models import Cohort

PAGE: Final = 50
COUNT_UP_TO: Final = 10_000
COLUMNS: Final = (
    "public_id",
    "status",
    "source",
    "submitted_at",
    "external_id",
    "cohort_id",
    "applicant__name",
    "applicant__email",
    "university__name",
)
"""What a row of the list shows; the answers stay in the database."""

Order = Literal["newest", "score"]


@dataclass(frozen=True)
class Filters:
    """What the recruiter asked for; empty is all. `run` gives the scores and bands, `meant` is whom they search."""

    cohort: Cohort
    run: ScreeningRun | None = None
    status: str = ""
    band: int | None = None
    university: int | None = None
    source: str = ""
    meant: Meant | None = None
    order: Order = "newest"


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    application: Application
    score: int | None = None
    band: int | None = None

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


@dataclass(frozen=True)
class Size:
    """How many match: exact up to COUNT_UP_TO, beyond that what the planner of the database reckons."""

    number: int
    exact: bool


def submitted() -> QuerySet[Application]:
    """All applications that were sent in, whatever became of them."""
    return Application.objects.filter(submitted_at__isnull=False).exclude(status=ApplicationStatus.DRAFT)


def listed(filters: Filters) -> QuerySet[Any]:
    """What matches, unordered: applications, or for a list by score their results in the run."""
    if filters.order == "score" and filters.run is not None:
        results = ScreeningResult.objects.filter(cohort=filters.cohort, run=filters.run, score__isnull=False)
        if filters.band is not None:
            results = results.filter(band=filters.band)
        return results.filter(_wanted(filters, "application__"))
    found = submitted().filter(_wanted(filters, ""), cohort=filters.cohort)
    if filters.run is not None and filters.band is not None:
        # One filter() call, so that all three conditions are about the same result row.
        found = found.filter(results__run=filters.run, results__cohort=filters.cohort, results__band=filters.band)
    return found


def page(filters: Filters, *, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """A page of the list that begins behind the key `after` (or ends before the key `before`); a key that is none is left out.

    One query by score; otherwise two: the rows, and their scores in the run of the filters.
    """
    if filters.run is None:
        filters = replace(filters, order="newest", band=None)
    backwards = bool(before)
    key = _read_key(before or after, filters.order)
    by = _by_score if filters.order == "score" else _by_newest
    rows = by(filters, key, backwards, size + 1)
    more, rows = len(rows) > size, rows[:size]
    if not rows:
        return Page([])
    if backwards:
        rows.reverse()
    has_next, has_previous = (True, more) if backwards and key else (more, bool(key))
    return Page(
        rows,
        next_key=_write_key(rows[-1], filters.order) if has_next else "",
        previous_key=_write_key(rows[0], filters.order) if has_previous else "",
    )


def _by_newest(filters: Filters, key: tuple[Any, int] | None, backwards: bool, number: int) -> list[Row]:
    found = listed(filters).select_related("applicant", "university").only(*COLUMNS)
    if key:
        found = found.filter(_RowCompared("submitted_at", "pk", ">" if backwards else "<", *key))
    found = found.order_by("submitted_at", "pk") if backwards else found.order_by("-submitted_at", "-pk")
    applications = list(found[:number])
    results = _results(filters.run, applications)
    return [Row(each, *results.get(each.pk, (None, None))) for each in applications]


def _by_score(filters: Filters, key: tuple[Any, int] | None, backwards: bool, number: int) -> list[Row]:
    found = listed(filters).select_related("application__applicant", "application__university")
    found = found.only("score", "band", *(f"application__{column}" for column in COLUMNS))
    if key:
        score, pk = key
        behind = (
            Q(score__gte=score) & (Q(score__gt=score) | Q(application_id__lt=pk))
            if backwards
            else Q(score__lte=score) & (Q(score__lt=score) | Q(application_id__gt=pk))
        )
        found = found.filter(behind)
    best = F("score").asc(nulls_first=True) if backwards else F("score").desc(nulls_last=True)
    found = found.order_by(best, "-application_id" if backwards else "application_id")
    return [Row(each.application, each.score, each.band) for each in found[:number]]


def size_of(queryset: QuerySet[Any]) -> Size:
    """How many rows a queryset has, without counting past COUNT_UP_TO; one query, two for a large one."""
    counted = queryset.order_by().values("pk")[: COUNT_UP_TO + 1].count()
    if counted <= COUNT_UP_TO:
        return Size(counted, exact=True)
    plan = json.loads(queryset.order_by().values("pk").explain(format="json"))
    return Size(max(counted, int(plan[0]["Plan"]["Plan Rows"])), exact=False)


def _wanted(filters: Filters, to: str) -> Q:
    """The conditions on an application; `to` is the way to it: empty, or `application__`."""
    chosen = {"status": filters.status, "university": filters.university, "source": filters.source}
    wanted = Q(**{f"{to}{name}": value for name, value in chosen.items() if value not in ("", None)})
    if to:
        wanted &= Q(**{f"{to}submitted_at__isnull": False}) & ~Q(**{f"{to}status": ApplicationStatus.DRAFT})
    if filters.meant:
        wanted &= Q(**{f"{to}{filters.meant.lookup}": filters.meant.value})
    return wanted


def _results(run: ScreeningRun | None, rows: Sequence[Application]) -> dict[int, tuple[int | None, int]]:
    if run is None or not rows:
        return {}
    found = ScreeningResult.objects.filter(run=run, application__in=[each.pk for each in rows])
    return {each[0]: each[1:] for each in found.values_list("application_id", "score", "band")}


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


def _write_key(row: Row, order: Order) -> str:
    at = row.application.submitted_at
    first = str(row.score) if order == "score" else at.isoformat() if at else ""
    return f"{first}~{row.application.pk}"


def _read_key(text: str, order: Order) -> tuple[Any, int] | None:
    """The key in an address; None where there is none or where somebody has changed it into something else."""
    first, _, pk = text.partition("~")
    try:
        value: Any = int(first) if order == "score" else datetime.fromisoformat(first)
        if order == "newest" and value.tzinfo is None:
            return None
        return (value, int(pk)) if 0 < int(pk) < 2**63 else None
    except ValueError:
        return None
