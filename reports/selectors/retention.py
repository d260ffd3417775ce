"""How long people stayed at work: one row a person, from the dates of placements. No demographics here.

The next placement within GAP_DAYS goes on with the stay, as in the stage "retained": changing the client is not leaving. A transfer
(`Placement.follows`) goes on with it whatever the gap.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from cohorts.models import Cohort
from placements.lifecycle import PlacementStatus
from placements.models import EndReason, Placement, PlacementStatusChange
from reports.sections.retention import BETWEEN, EARLY, HIRED, PLANNED, STILL, Stayed
from reports.stages import GAP_DAYS

HOW = {
    PlacementStatus.COMPLETED: PLANNED,
    PlacementStatus.CONVERTED: HIRED,
    PlacementStatus.ENDED_EARLY: EARLY,
}
REASONS: dict[str, str] = {
    reason.value: str(reason.label)[0].upper() + str(reason.label)[1:]
    for reason in EndReason
    if reason != EndReason.BEFORE_START
}
"""Why a placement that had begun ended early."""


def begun(at: datetime) -> QuerySet[Placement]:
    """The placements whose first day had come by then, in the order of their first days.

    Somebody's cohort is the one they applied to, also where they sat in a later class.
    """
    started = PlacementStatusChange.objects.filter(subject=OuterRef("pk"), to_status=PlacementStatus.ACTIVE, at__lte=at)
    return (
        Placement.objects.filter(Exists(started), starts_on__isnull=False)
        .select_related("enrolment__application")
        .only("status", "starts_on", "ended_on", "end_reason", "follows_id", "enrolment__application__cohort_id")
        .order_by("starts_on", "pk")
    )


def stays_by_person(cohort: Cohort, *, at: datetime) -> dict[int, Stayed]:
    """Application -> how long they stayed, for those of the cohort who began. One query."""
    found: defaultdict[int, list[Placement]] = defaultdict(list)
    for one in begun(at).filter(enrolment__application__cohort=cohort):
        found[one.enrolment.application_id].append(one)
    day = at.astimezone(cohort.tz).date()
    return {pk: stayed(placements, day) for pk, placements in found.items()}


def stays_by_cohort(*, at: datetime) -> dict[str, list[Stayed]]:
    """Cohort's name -> how long its people stayed; the earliest boot camp first; only those of whom somebody began. Two queries."""
    found: defaultdict[int, defaultdict[int, list[Placement]]] = defaultdict(lambda: defaultdict(list))
    for one in begun(at):
        found[one.enrolment.application.cohort_id][one.enrolment.application_id].append(one)
    return {
        str(cohort): [stayed(some, at.astimezone(cohort.tz).date()) for some in found[cohort.pk].values()]
        for cohort in Cohort.objects.order_by("bootcamp_starts", "pk")
        if cohort.pk in found
    }


def stayed(placements: Sequence[Placement], day: date) -> Stayed:
    """Somebody's placements that began, by first day, as seen on a day: the first stretch without a gap."""
    first = placements[0].starts_on or day
    last, ending = _end(placements[0], day)
    seen = {placements[0].pk}
    for one in placements[1:]:
        if one.follows_id not in seen and (one.starts_on or day) > last + timedelta(days=GAP_DAYS):
            break
        seen.add(one.pk)
        if (later := _end(one, day))[0] >= last:
            last, ending = later
    how = STILL if ending is None else HOW[PlacementStatus(ending.status)]
    if how == EARLY and last + timedelta(days=GAP_DAYS) >= day:
        how = BETWEEN
    return Stayed(
        max((last - first).days, 0),
        how,
        ending.end_reason if ending is not None and how == EARLY else "",
        possible=max((day - first).days, 0),
    )


def _end(placement: Placement, day: date) -> tuple[date, Placement | None]:
    """The last day by then, and the placement if it has ended; one that ends after the day has not."""
    if placement.ended_on is None or placement.ended_on > day or placement.status not in HOW:
        return day, None
    return placement.ended_on, placement
