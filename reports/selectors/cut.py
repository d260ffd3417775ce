"""Two runs over a cohort, cut at the same number of seats: what each would do to the impact ratios.

Aggregates only. A group is shown where neither cut, nor the difference between the two, nor the difference of either from what is
offered now would tell of a few people: whoever moves between the two lists could otherwise be read off the figures.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from applicants.models import Application, ScreeningResult, ScreeningRun
from cohorts.models import Cohort
from reports.categories import RACE_LABELS, Race
from reports.cutting import GROUPINGS, IN_TWO, Grouping, Line
from reports.impact import Comparison, Group, compare
from reports.models import SelfIdentificationKey
from reports.selectors.impact import in_pool, offered_now
from reports.shares import FULL_RESPONSE
from reports.suppression import hide_rows
from reports.wall import check_open

THRESHOLDS: Final = {
    "seats": "The best, as many as there are seats",
    "above": "Everybody above the upper threshold",
    "borderline": "Everybody above the lower threshold",
}
"""How a run is cut: at the score that the last seat has (everybody with that score is in), or at a threshold of its rubric."""
Band = ScreeningResult.Band
Table = Mapping[str, Counter[tuple[bool, ...]]]
"""Of each group how many are inside the first cut, inside the second, and offered a seat now."""


@dataclass(frozen=True)
class Cut:
    """One run and where it is cut. `score` is the lowest score inside; None where nobody is inside, or a band says who is."""

    run: ScreeningRun
    at: str
    score: int | None
    inside: int
    considered: int


@dataclass(frozen=True)
class Pair:
    """A group under both cuts; hidden together or not at all."""

    label: str
    first: Line
    second: Line


@dataclass(frozen=True)
class CutView:
    """A way of grouping people under both cuts."""

    key: str
    title: str
    pairs: list[Pair]
    known: int
    total: int
    is_point: bool
    """Whether at least 80% answered; else no rate is shown at all."""


@dataclass(frozen=True)
class Compared:
    """The page: two cuts over the applications that both runs scored and found eligible or not."""

    first: Cut
    second: Cut
    views: list[CutView]


def comparable_runs(cohort: Cohort) -> QuerySet[ScreeningRun]:
    """The finished runs of a cohort, trials among them, newest first."""
    return (
        ScreeningRun.objects.filter(cohort=cohort, finished_at__isnull=False)
        .select_related("rubric_version__rubric")
        .order_by("-finished_at", "-pk")
    )


def _inside(run: ScreeningRun, at: str) -> tuple[Q, int | None]:
    """The results of a run that are inside its cut, and the lowest score inside."""
    if at == "above":
        return Q(band=Band.ABOVE), None
    if at == "borderline":
        return Q(band__in=[Band.BORDERLINE, Band.ABOVE]), None
    ranked = ScreeningResult.objects.filter(
        run=run, cohort=run.cohort_id, band__gt=Band.INELIGIBLE, score__isnull=False
    )
    best = ranked.order_by("-score").values_list("score", flat=True)
    scores = list(best[run.cohort.capacity - 1 : run.cohort.capacity]) or list(
        ranked.order_by("score").values_list("score", flat=True)[:1]
    )
    if not scores:
        return Q(pk__in=[]), None
    return Q(band__gt=Band.INELIGIBLE, score__gte=scores[0]), scores[0]


def compare_cuts(cohort: Cohort, first: ScreeningRun, second: ScreeningRun, *, at: str = "seats") -> Compared:
    """Both cuts, by group; six queries at any size. Only applications that both runs hold are compared."""
    check_open()
    rules = {"first": (first, *_inside(first, at)), "second": (second, *_inside(second, at))}

    def among(run: ScreeningRun, prefix: str, inside: Q | None = None) -> Q:
        scored = ScreeningResult.objects.filter(inside or Q(), run=run, cohort=cohort.pk).values("application")
        return Q(**{f"{prefix}pk__in": scored})

    def flags(prefix: str) -> dict[str, Any]:
        conditions = {f"is_{key}": among(run, prefix, inside) for key, (run, inside, _) in rules.items()}
        conditions["is_offered"] = offered_now(cohort, prefix)
        return {key: ExpressionWrapper(each, output_field=BooleanField()) for key, each in conditions.items()}

    def scored(prefix: str) -> Q:
        return among(first, prefix) & among(second, prefix) & in_pool(prefix)

    cells = ("is_first", "is_second", "is_offered")
    everybody = _count(Application.objects.filter(cohort=cohort).filter(scored("")), flags(""), cells)
    keys = SelfIdentificationKey.objects.filter(application__cohort=cohort).filter(scored("application__"))
    rows = _count(keys, flags("application__"), ("answers__races", "answers__gender", *cells))
    total = sum(everybody.values())
    cuts = [
        Cut(run, at, score, sum(n for cell, n in everybody.items() if cell[place]), total)
        for place, (run, _, score) in enumerate(rules.values())
    ]
    groupings = dict(GROUPINGS)
    tables = {key: _table(rows, grouping) for key, grouping in groupings.items()}
    if _hidden_of(tables["gender"]):
        groupings["gender"], tables["gender"] = IN_TWO, _table(rows, IN_TWO)
    hidden = _hidden(tables)
    views = [_view(grouping, tables[key], hidden[key], total) for key, grouping in groupings.items()]
    return Compared(cuts[0], cuts[1], views)


def _table(rows: Mapping[tuple[Any, ...], int], grouping: Grouping) -> Table:
    _, _, labels, of = grouping
    table: dict[str, Counter[tuple[bool, ...]]] = {label: Counter() for label in labels}
    for (races, gender, *cell), n in rows.items():
        if (label := of(frozenset(races), gender)) is not None:
            table[label][tuple(cell)] += n
    return table


def _count(records: QuerySet[Any], flags: Mapping[str, Any], by: tuple[str, ...]) -> dict[tuple[Any, ...], int]:
    rows = records.annotate(**flags).values_list(*by).annotate(n=Count("pk")).order_by()
    found: Counter[tuple[Any, ...]] = Counter()
    for *cell, n in rows:
        found[tuple(tuple(part) if isinstance(part, list) else part for part in cell)] += n
    return found


def _hidden_of(table: Table) -> frozenset[str]:
    cells = sorted({cell for row in table.values() for cell in row})
    return hide_rows({label: [row[cell] for cell in cells] for label, row in table.items()})


def _hidden(tables: Mapping[str, Table]) -> dict[str, frozenset[str]]:
    """The groups of each view that are hidden whole. White alone is "not minority": both or neither."""
    hidden = {key: _hidden_of(table) for key, table in tables.items()}
    if hidden["minority"] or RACE_LABELS[Race.WHITE] in hidden["race"]:
        hidden["minority"] = frozenset(tables["minority"])
        hidden["race"] = hidden["race"] | {RACE_LABELS[Race.WHITE]}
        if len(hidden["race"]) == 1:  # the total of those known would give it away
            others = {label: sum(row.values()) for label, row in tables["race"].items() if label not in hidden["race"]}
            hidden["race"] |= {min(others, key=lambda label: (others[label] == 0, others[label]))}
    return hidden


def _view(grouping: Grouping, table: Table, hidden: frozenset[str], total: int) -> CutView:
    known = sum(sum(row.values()) for row in table.values())
    is_point = bool(total) and Fraction(known, total) >= FULL_RESPONSE
    sides = []
    for place in (0, 1):
        groups = {
            label: Group(label, sum(row.values()), sum(n for cell, n in row.items() if cell[place]))
            for label, row in table.items()
            if label not in hidden
        }
        beside: dict[str, Comparison] = {each.focal.label: each for each in compare([*groups.values()], pool=total)}
        if not is_point:
            groups = {}  # too few answered for a rate; the page of the cut shows the bounds
        sides.append({label: Line(label, groups.get(label), beside.get(label)) for label in table})
    return CutView(
        grouping[0],
        grouping[1],
        [Pair(label, sides[0][label], sides[1][label]) for label in table],
        known,
        total,
        is_point,
    )
