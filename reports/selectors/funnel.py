"""How many reached each stage, overall and by where they came from. No demographics here."""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from django.db import connection

from applicants.models import Application
from cohorts.models import Cohort, University
from reports.models import StageCount
from reports.sections.funnel import ANSWER, Funnel, Stays, funnel_of
from reports.sections.funnel import Origin as Came
from reports.selectors.stages import POOL, STAGES, Stage, count_reached
from reports.shares import percent
from reports.tables import Section
from reports.tallies import Tally, count

NO_PARTNER: Final = "No partner"

# The days of each stay of everybody, and those of the answers by university (0: none) and by source.
_STAYS: Final = """
SELECT stay, university_id, source, days, sum(n) FROM reports_staycount WHERE cohort_id = %(cohort)s
 GROUP BY GROUPING SETS ((stay, days), (stay, days, university_id), (stay, days, source))
HAVING stay = %(answer)s OR grouping(university_id, source) = 3
 ORDER BY days
"""


def funnel_section(cohort: Cohort) -> Section:
    """The funnel of a cohort with times, universities and sources, from the counts. Three queries."""
    people: dict[tuple[str, Any], list[Tally]] = defaultdict(list)
    ways = StageCount.objects.filter(cohort_id=cohort.pk, n__gt=0).order_by("reached", "decided", "withdrew")
    for way in ways:
        tally = Tally(way.n, way.reached, way.decided, way.withdrew)
        for whose in (("all", None), ("university", way.university_id), ("source", way.source)):
            people[whose].append(tally)
    stays, answers = _stays(cohort)
    sent_by = [value for of, value in people if of == "university" and value]
    names = dict(University.objects.filter(pk__in=sent_by).values_list("pk", "name"))
    labels: dict[str, dict[Any, str]] = {
        "university": {0: NO_PARTNER, **names},
        "source": {value: str(label) for value, label in Application.Source.choices},
    }

    def origins(of: str) -> list[Came]:
        found = [
            Came(labels[of].get(value, str(value)), who, answers.get((kind, value), ()))
            for (kind, value), who in people.items()
            if kind == of
        ]
        return sorted(found, key=lambda came: (-count(came.people), came.label == NO_PARTNER, came.label))

    return funnel_of(Funnel(people["all", None], stays, origins("university"), origins("source")))


def _stays(cohort: Cohort) -> tuple[dict[str, Stays], dict[tuple[str, Any], Stays]]:
    stays: dict[str, list[tuple[int, int]]] = defaultdict(list)
    answers: dict[tuple[str, Any], list[tuple[int, int]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_STAYS, {"cohort": cohort.pk, "answer": ANSWER})
        for stay, university, source, days, n in cursor.fetchall():
            if university is not None:
                answers["university", university].append((days, int(n)))
            elif source is not None:
                answers["source", source].append((days, int(n)))
            else:
                stays[stay].append((days, int(n)))
    return dict(stays), dict(answers)


@dataclass(frozen=True)
class Step:
    """A stage with its count, and that count as a part of the stage before it and of the pool."""

    stage: Stage
    count: int
    before: int
    pool: int

    @property
    def of_before(self) -> str:
        """Conversion from the stage before, as a percentage; a dash for the first."""
        return f"{percent(Fraction(self.count, self.before))}%" if self.before and self.stage.key != POOL else "–"

    @property
    def of_pool(self) -> str:
        """Part of everybody who applied, as a percentage."""
        return f"{percent(Fraction(self.count, self.pool))}%" if self.pool else "–"


def funnel(cohort: Cohort) -> list[Step]:
    """The stages of one cohort with their counts; one query."""
    rows = count_reached(Application.objects.filter(cohort=cohort), "cohort_id")
    counts = rows[0] if rows else {stage.key: 0 for stage in STAGES}
    steps, before = [], counts[POOL]
    for stage in STAGES:
        steps.append(Step(stage, counts[stage.key], before, counts[POOL]))
        before = counts[stage.key]
    return steps


@dataclass(frozen=True)
class Origin:
    """Where people came from, and how many of them applied, were offered a seat and were admitted."""

    label: str
    applied: int
    offered: int
    admitted: int


def origins(cohort: Cohort) -> list[Origin]:
    """Applications by partner university ("No partner" for the rest), most first; one query."""
    told = [stage for stage in STAGES if stage.key in ("submitted", "offered", "admitted")]
    rows = count_reached(Application.objects.filter(cohort=cohort), "university__name", stages=told)
    rows.sort(key=lambda row: (-row["submitted"], row["university__name"] is None, row["university__name"]))
    return [
        Origin(row["university__name"] or "No partner", row["submitted"], row["offered"], row["admitted"])
        for row in rows
    ]
