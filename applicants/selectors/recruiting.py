"""The recruiter's list: one cohort's applications, filtered, searched and paged by key. Usable at a million rows.

What is ordered has an index in that order; nothing is counted past `COUNT_UP_TO`; no page is deep, because each begins at a key.
Drafts are never in it: what somebody has not sent is theirs alone.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Generic, Literal, TypeVar
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import BooleanField, F, Func, Model, Q, QuerySet, Value
from django.db.models.functions import Lower

from applicants.lifecycle import ApplicationStatus
from applicants.models import Applicant, Application, ScreeningResult, ScreeningRun
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
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Filters:
    """What the recruiter asked for. Empty means all. `run` is the run whose scores and bands are meant."""

    cohort: Cohort
    run: ScreeningRun | None = None
    status: str = ""
    band: int | None = None
    university: int | None = None
    source: str = ""
    search: str = ""
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
class Page(Generic[M]):
    """Some rows, and the keys where the next and the previous page begin (empty: there is none)."""

    rows: Sequence[Any]
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


def listed(filters: Filters) -> QuerySet[Application]:
    """The applications that match, unordered. One more query where the search might be an id."""
    found = submitted().filter(cohort=filters.cohort)
    if filters.status:
        found = found.filter(status=filters.status)
    if filters.university is not None:
        found = found.filter(university=filters.university)
    if filters.source:
        found = found.filter(source=filters.source)
    if filters.search.strip():
        found = found.filter(_search(filters.search.strip(), filters.cohort))
    if filters.run is not None and (filters.band is not None or filters.order == "score"):
        # One filter() call, so that all three conditions are about the same result row.
        wanted: dict[str, Any] = {"results__run": filters.run, "results__cohort": filters.cohort}
        if filters.band is not None:
            wanted["results__band"] = filters.band
        if filters.order == "score":
            wanted["results__score__isnull"] = False
        found = found.filter(**wanted)
    return found


def page(filters: Filters, *, after: str = "", before: str = "", size: int = PAGE) -> Page[Application]:
    """A page of the list that begins behind the key `after` (or ends before the key `before`); a key that is none is left out.

    Two queries: the rows, and their scores in the run of the filters.
    """
    if filters.order == "score" and filters.run is None:
        filters = replace(filters, order="newest")
    key, backwards = _read_key(before or after, filters.order), bool(before)
    found = listed(filters).select_related("applicant", "university").only(*COLUMNS)
    found = _begin(found, filters.order, key, backwards)
    rows = list(found[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    results = _results(filters.run, rows)
    lines = [Row(each, *results.get(each.pk, (None, None))) for each in rows]
    if not lines:
        return Page([])
    has_next, has_previous = (True, more) if backwards and key else (more, bool(key))
    return Page(
        lines,
        next_key=_write_key(lines[-1], filters.order) if has_next else "",
        previous_key=_write_key(lines[0], filters.order) if has_previous else "",
    )


def size_of(queryset: QuerySet[Any]) -> Size:
    """How many rows a queryset has, without counting past COUNT_UP_TO; one query, two for a large one."""
    counted = queryset.order_by().values("pk")[: COUNT_UP_TO + 1].count()
    if counted <= COUNT_UP_TO:
        return Size(counted, exact=True)
    plan = json.loads(queryset.order_by().values("pk").explain(format="json"))
    return Size(max(counted, int(plan[0]["Plan"]["Plan Rows"])), exact=False)


def people(text: str) -> QuerySet[Applicant]:
    """The applicants whose address begins with the text, or whose name has words that begin as its words do, in any order."""
    if "@" in text:
        return Applicant.objects.alias(address=Lower("email")).filter(address__startswith=text.lower())
    words = re.findall(r"\w+", text)
    if not words:
        return Applicant.objects.none()
    query = SearchQuery(" & ".join(f"{word}:*" for word in words), search_type="raw", config="simple")
    return Applicant.objects.alias(words=SearchVector("name", config="simple")).filter(words=query)


def _search(text: str, cohort: Cohort) -> Q:
    """What a search means: an id of ours or of the imported file, or a person."""
    try:
        return Q(public_id=UUID(text))
    except ValueError:
        pass
    if "@" not in text and " " not in text and any(character.isdigit() for character in text):
        ids = Q(external_id=text) | (Q(pk=int(text)) if text.isdecimal() and len(text) < 19 else Q(pk__in=[]))
        if found := list(Application.objects.filter(ids, cohort=cohort).values_list("pk", flat=True)[:100]):
            return Q(pk__in=found)
    return Q(applicant__in=people(text))


def _results(run: ScreeningRun | None, rows: Sequence[Application]) -> dict[int, tuple[int | None, int]]:
    if run is None or not rows:
        return {}
    found = ScreeningResult.objects.filter(run=run, application__in=[each.pk for each in rows])
    return {each[0]: each[1:] for each in found.values_list("application_id", "score", "band")}


def _begin(
    found: QuerySet[Application], order: Order, key: tuple[Any, int] | None, backwards: bool
) -> QuerySet[Application]:
    """Order the list and begin it behind (or before) a key."""
    if order == "score":
        if key:
            score, pk = key
            edge = "gte" if backwards else "lte"
            beyond = "gt" if backwards else "lt"
            behind = Q(results__application_id__lt=pk) if backwards else Q(results__application_id__gt=pk)
            found = found.filter(
                Q(**{f"results__score__{edge}": score}) & (Q(**{f"results__score__{beyond}": score}) | behind)
            )
        best, pk_order = F("results__score"), "results__application_id"
        if backwards:
            return found.order_by(best.asc(nulls_first=True), f"-{pk_order}")
        return found.order_by(best.desc(nulls_last=True), pk_order)
    if key:
        found = found.filter(_RowCompared("submitted_at", "pk", ">" if backwards else "<", *key))
    return found.order_by("submitted_at", "pk") if backwards else found.order_by("-submitted_at", "-pk")


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
