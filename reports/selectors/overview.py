"""All cohorts at a glance."""

from dataclasses import dataclass

from django.db.models import Count, Q

from applicants.lifecycle import ApplicationStatus as Status
from cohorts.models import Cohort


@dataclass(frozen=True)
class CohortRow:
    """A cohort with how many applied and how many hold a seat now."""

    cohort: Cohort
    applied: int
    admitted: int


def overview() -> list[CohortRow]:
    """Every cohort, newest first, with counts of now; one query."""
    cohorts = Cohort.objects.annotate(
        applied=Count("applications", filter=~Q(applications__status__in=[Status.DRAFT, Status.DUPLICATE])),
        admitted=Count("applications", filter=Q(applications__status=Status.ADMITTED)),
    ).order_by("-opens_at")
    return [CohortRow(cohort, cohort.applied, cohort.admitted) for cohort in cohorts]
