"""How many reached each stage, overall and by where they came from. No demographics here."""

from collections import defaultdict
from typing import Any, Final

from django.db import connection

from applicants.models import Application
from cohorts.models import Cohort, University
from reports.models import StageCount
from reports.sections.funnel import ANSWER, Funnel, Origin, Stays, funnel_of
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

    def origins(of: str) -> list[Origin]:
        found = [
            Origin(labels[of].get(value, str(value)), who, answers.get((kind, value), ()))
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
