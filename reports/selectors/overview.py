"""All cohorts at a glance."""

from dataclasses import dataclass

from django.db.models import Count, Q

from applicants.lifecycle import ApplicationStatus as Status
from applicants.selectors.fairness import Signature, signatures_of
from cohorts.models import Cohort


@dataclass(frozen=True)
class CohortRow:
    """A cohort with how many applied, how many hold a seat now, and how it stands with its pending decisions."""

    cohort: Cohort
    applied: int
    admitted: int
    signature: Signature


def overview() -> list[CohortRow]:
    """Every cohort, newest first, with counts of now, and who signed for what is pending; three queries at most."""
    cohorts = Cohort.objects.annotate(
        applied=Count("applications", filter=~Q(applications__status__in=[Status.DRAFT, Status.DUPLICATE])),
        admitted=Count("applications", filter=Q(applications__status=Status.ADMITTED)),
    ).order_by("-opens_at")
    signatures = signatures_of(list(cohorts))
    return [CohortRow(cohort, cohort.applied, cohort.admitted, signatures[cohort.pk]) for cohort in cohorts]
