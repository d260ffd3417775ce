"""All cohorts at a glance."""

from dataclasses import dataclass
from typing import Final

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from applicants.selectors.fairness import Signature, signatures_of
from cohorts.models import Cohort
from reports.models import StageCount
from reports.stages import BY_KEY

TOLD: Final = ("submitted", "offered", "admitted", "completed", "placed", "retained")
"""The stages that the overview counts."""


@dataclass(frozen=True)
class CohortRow:
    """A cohort with how many reached the main stages, and how it stands with its pending decisions."""

    cohort: Cohort
    counts: dict[str, int]
    signature: Signature


def overview() -> list[CohortRow]:
    """Every cohort, newest first, with its counts, and who signed for what is pending; four queries at most."""
    cohorts = list(Cohort.objects.order_by("-opens_at", "-pk"))
    signatures, counts = signatures_of(cohorts), _counts()
    nobody = dict.fromkeys(TOLD, 0)
    return [CohortRow(cohort, counts.get(cohort.pk, nobody), signatures[cohort.pk]) for cohort in cohorts]


def _counts() -> dict[int, dict[str, int]]:
    """How many of each cohort reached the main stages, by its id; one query over the counts that the histories keep."""
    rows = StageCount.objects.order_by().values("cohort_id", "reached").annotate(people=Coalesce(Sum(F("n")), 0))
    found: dict[int, dict[str, int]] = {}
    for row in rows:
        counts = found.setdefault(row["cohort_id"], dict.fromkeys(TOLD, 0))
        for key in TOLD:
            counts[key] += row["people"] if row["reached"] & BY_KEY[key].bit else 0
    return found
