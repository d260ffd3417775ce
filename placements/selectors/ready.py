"""Who begins in the next weeks, and whether they can: items done, what blocks, who has the ball. And what expires at work."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from careerpath.pipeline import clock
from placements.lifecycle import PlacementStatus
from placements.models import (
    FLAGGED_AT_MOST,
    FLAGGED_FROM,
    OnboardingEvidence,
    OnboardingItem,
    OnboardingRequirement,
    Placement,
)
from placements.selectors.starting import NO_CHECKLIST, start_reasons

PAGE: Final = 50
URGENT: Final = timedelta(days=3)
"""A start that is this near and blocked is red, whatever is due."""
MOST: Final = 200
Owner = OnboardingRequirement.Owner
READY, WAITS, LATE = "ready", "waits", "late"
LIGHTS: Final = {
    READY: ("Ready", "good", "circle-check"),
    WAITS: ("Not yet", "watch", "hourglass"),
    LATE: ("In danger", "stop", "circle-alert"),
}
TO_CHECK: Final = "the programme, to check"


@dataclass(frozen=True, slots=True)
class Starter:
    """One person who begins soon."""

    placement: Placement
    light: str
    done: int
    items: int
    reasons: Sequence[str]
    ball: Sequence[str]

    @property
    def shown(self) -> tuple[str, str, str]:
        """The light in words, its tone and its picture."""
        return LIGHTS[self.light]


@dataclass(frozen=True, slots=True)
class Week:
    """How many begin in a week, by light."""

    monday: date
    ready: int
    waits: int
    late: int

    @property
    def total(self) -> int:
        """Everybody of that week."""
        return self.ready + self.waits + self.late


def starting(*, until: date, client: int | None = None, cohort: int | None = None) -> QuerySet[Placement]:
    """Accepted or in onboarding with a first day until then, those whose day has passed among them; the earliest first."""
    found = Placement.objects.filter(
        status__in=(PlacementStatus.ACCEPTED, PlacementStatus.ONBOARDING), starts_on__lte=until
    )
    if client:
        found = found.filter(opening__client=client)
    if cohort:
        found = found.filter(enrolment__cohort=cohort)
    return found.select_related("opening__client", "enrolment__application__applicant", "enrolment__cohort").order_by(
        "starts_on", "pk"
    )


def starters(placements: Sequence[Placement], *, today: date | None = None) -> list[Starter]:
    """Each placement with its light; at most five queries at any number."""
    day = today or clock.now().date()
    waiting = OnboardingEvidence.objects.filter(item=OuterRef("pk"), checked_at__isnull=True)
    items: defaultdict[int, list[OnboardingItem]] = defaultdict(list)
    for item in (
        OnboardingItem.objects.filter(placement__in=placements)
        .select_related("requirement")
        .annotate(to_check=Exists(waiting))
        .order_by("due_on", "pk")
    ):
        items[item.placement_id].append(item)
    why = start_reasons(placements)
    return [_starter(one, items[one.pk], why.get(one.pk, []), day) for one in placements]


def _starter(placement: Placement, items: Sequence[OnboardingItem], reasons: Sequence[str], day: date) -> Starter:
    first = placement.starts_on or day
    left = [item for item in items if not item.lasts_beyond(first)]
    blocking = [item for item in left if item.requirement.is_blocking]
    late = bool(reasons) and (first - day <= URGENT or any(item.due_on < day for item in blocking))
    ball: dict[str, None] = {}
    for item in blocking:
        to_check: bool = item.to_check  # type: ignore[attr-defined]  # annotated
        ball[TO_CHECK if to_check else str(Owner(item.requirement.owner).label)] = None
    if not ball and NO_CHECKLIST in reasons:
        ball["the programme, to begin onboarding"] = None
    elif reasons and not ball:
        ball[str(Owner.PERSON.label)] = None  # a credential that is not held
    light = LATE if late else WAITS if reasons else READY
    return Starter(placement, light, len(items) - len(left), len(items), reasons, list(ball))


def by_week(found: Sequence[Starter]) -> list[Week]:
    """How many begin each week, from the first to the last; weeks without anybody among them."""
    counts: defaultdict[date, dict[str, int]] = defaultdict(lambda: {READY: 0, WAITS: 0, LATE: 0})
    for one in found:
        first = one.placement.starts_on
        if first is not None:
            counts[first - timedelta(days=first.weekday())][one.light] += 1
    if not counts:
        return []
    monday, weeks = min(counts), list[Week]()
    while monday <= max(counts):
        weeks.append(Week(monday, **counts[monday]))
        monday += timedelta(days=7)
    return weeks


def expiring(*, client: int | None = None, today: date | None = None, most: int = PAGE) -> list[OnboardingItem]:
    """Items of people who work there that have expired, or soon do (`FLAGGED_FROM`), the earliest first; one query."""
    day = today or clock.now().date()
    found = OnboardingItem.objects.alias(flagged_from_day=FLAGGED_FROM).filter(
        expires_on__lte=day + timedelta(days=FLAGGED_AT_MOST),  # for the index
        flagged_from_day__lte=day,
        waived_on__isnull=True,
        placement__status=PlacementStatus.ACTIVE,
    )
    if client:
        found = found.filter(placement__opening__client=client)
    return list(
        found.select_related(
            "requirement", "placement__opening__client", "placement__enrolment__application__applicant"
        ).order_by("expires_on", "pk")[:most]
    )
