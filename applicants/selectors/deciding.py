"""Reading seats, pending decisions and releases."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from applicants.lifecycle import ApplicationStatus
from applicants.models import Application, Decision, DecisionRelease, ScreeningResult, ScreeningRun
from cohorts.models import Cohort

HOLD_A_SEAT = (ApplicationStatus.OFFERED, ApplicationStatus.ADMITTED)


@dataclass(frozen=True)
class Seats:
    """The seats of a cohort: how many there are, and how many are held by an offer or an admission."""

    capacity: int
    held: int

    @property
    def free(self) -> int:
        """Seats nobody holds; never below zero, also where the capacity was lowered under what is held."""
        return max(0, self.capacity - self.held)


def seats_of(cohort: Cohort) -> Seats:
    """The seats of a cohort now; one query. Exact only under the lock that `services.releasing` takes."""
    return Seats(cohort.capacity, Application.objects.filter(cohort=cohort, status__in=HOLD_A_SEAT).count())


def pending(cohort: Cohort, kinds: Collection[str] | None = None) -> QuerySet[Decision]:
    """The pending decisions of a cohort, or those of some kinds; unordered."""
    decisions = Decision.objects.filter(Decision.PENDING, cohort=cohort)
    return decisions if kinds is None else decisions.filter(kind__in=kinds)


def pending_by_kind(cohort: Cohort) -> dict[str, int]:
    """How many decisions of each kind are pending; kinds without any are 0. One query."""
    found = dict(pending(cohort).order_by().values_list("kind").annotate(n=Count("pk")))
    return {kind: found.get(kind, 0) for kind in Decision.Kind.values}


def pending_list(cohort: Cohort) -> QuerySet[Decision]:
    """The pending decisions as the page lists them: offers first, by rank, with `score` and `band` of the run they came from."""
    result = ScreeningResult.objects.filter(run=OuterRef("run"), application=OuterRef("application"))
    return (
        pending(cohort)
        .select_related("application__applicant", "staged_by")
        .annotate(score=Subquery(result.values("score")[:1]), band=Subquery(result.values("band")[:1]))
        .order_by("kind", F("rank").asc(nulls_last=True), "staged_at", "pk")
    )


def releases_of(cohort: Cohort) -> QuerySet[DecisionRelease]:
    """The releases of a cohort, newest first, with counts of what was carried out and skipped, and the skipped ones (`skipped`)."""
    skipped = (
        Decision.objects.exclude(skipped_reason="").select_related("application__applicant").order_by("kind", "rank")
    )
    done = Q(decisions__skipped_reason="")
    return (
        DecisionRelease.objects.filter(cohort=cohort)
        .select_related("released_by")
        .annotate(
            offered=Count("decisions", filter=done & Q(decisions__kind=Decision.Kind.OFFERED)),
            waitlisted=Count("decisions", filter=done & Q(decisions__kind=Decision.Kind.WAITLISTED)),
            rejected=Count("decisions", filter=done & Q(decisions__kind=Decision.Kind.REJECTED)),
            passed_over=Count("decisions", filter=~done),
        )
        .prefetch_related(Prefetch("decisions", queryset=skipped, to_attr="skipped"))
        .order_by("-released_at")
    )


def latest_run(cohort: Cohort) -> ScreeningRun | None:
    """The newest finished run of a cohort, whose scores the lists show; None before the first."""
    return (
        ScreeningRun.objects.filter(cohort=cohort, finished_at__isnull=False)
        .select_related("rubric_version__rubric")
        .order_by("-finished_at", "-pk")
        .first()
    )


def runs_to_stage_from(cohort: Cohort) -> QuerySet[ScreeningRun]:
    """The applied runs of a cohort, newest first."""
    return (
        ScreeningRun.objects.filter(cohort=cohort, applied_at__isnull=False)
        .select_related("rubric_version__rubric")
        .order_by("-finished_at", "-pk")
    )


def admitted(cohort: Cohort) -> QuerySet[Application]:
    """The applications of a cohort whose seat was accepted; the boot camp enrols from here."""
    return Application.objects.filter(cohort=cohort, status=ApplicationStatus.ADMITTED)


def with_pending(cohorts: list[Cohort]) -> list[tuple[Cohort, int]]:
    """Cohorts with how many decisions are pending in each; one query."""
    waiting = Decision.objects.filter(Decision.PENDING, cohort__in=cohorts).order_by()
    counts = dict(waiting.values_list("cohort").annotate(n=Count("pk")))
    return [(each, counts.get(each.pk, 0)) for each in cohorts]
