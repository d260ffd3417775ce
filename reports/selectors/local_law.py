"""Scores of a run by the answers of those scored, as counts, for the tables of Local Law 144. Behind the second wall."""

from typing import Final

from django.db import connection

from applicants.models import ScreeningRun
from cohorts.models import Cohort
from reports.stages import mask_of
from reports.tallies import Tally
from reports.wall import check_open

# The median is of the whole sample, of people who did not answer too. Scores are whole numbers, so twice the median is one.
_SCORED: Final = """
WITH sample AS MATERIALIZED (
    SELECT application_id, score FROM applicants_screeningresult WHERE run_id = %(run)s AND cohort_id = %(cohort)s AND band > 0
), middle AS (
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY score) AS score FROM sample
)
SELECT answers.races, answers.gender, sample.score > middle.score AS above, count(*)
  FROM sample CROSS JOIN middle
  LEFT JOIN reports_selfidentificationkey AS own ON own.application_id = sample.application_id
  LEFT JOIN reports_selfidentification AS answers ON answers.key = own.key
 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
SCORED: Final = mask_of("assessed")


def deciding_run(cohort: Cohort) -> ScreeningRun | None:
    """The run that sorted the cohort last; None where none has."""
    return ScreeningRun.objects.filter(cohort=cohort, applied_at__isnull=False).order_by("-applied_at", "-pk").first()


def scored(run: ScreeningRun) -> list[Tally]:
    """Everybody eligible whom a run scored, by answers: considered for being read, and past it if above the median."""
    check_open()
    with connection.cursor() as cursor:
        cursor.execute(_SCORED, {"run": run.pk, "cohort": run.cohort_id})
        return [
            Tally(n, SCORED if above else 0, SCORED, races=frozenset(races or ()), gender=gender or "")
            for races, gender, above, n in cursor.fetchall()
        ]
