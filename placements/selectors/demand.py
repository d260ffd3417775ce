"""What clients ask for, as the last mile plans for it, and what holds a placed graduate up (`bootcamp.demand`)."""

from collections import defaultdict
from collections.abc import Collection

from django.utils import timezone

from bootcamp.demand import Demand
from placements.lifecycle import PlacementStatus
from placements.models import OnboardingItem, Opening
from placements.selectors.openings import seats_taken


def open_seats() -> list[Demand]:
    """Openings with seats that nobody has agreed to take; three queries."""
    openings = list(
        Opening.objects.filter(closed_on__isnull=True, client__is_active=True)
        .select_related("client")
        .prefetch_related("credentials")
    )
    taken = seats_taken([one.pk for one in openings])
    return [
        Demand(one.title, one.client.name, one.starts_on, left, frozenset(each.pk for each in one.credentials.all()))
        for one in openings
        if (left := one.seats - taken.get(one.pk, 0)) > 0
    ]


def what_holds_up(enrolments: Collection[int]) -> dict[int, list[str]]:
    """Enrolment id -> the blocking items before a first day that are open or expire first, in words; one query."""
    items = OnboardingItem.objects.filter(
        placement__enrolment__in=enrolments,
        placement__status__in=(PlacementStatus.ACCEPTED, PlacementStatus.ONBOARDING),
        requirement__is_blocking=True,
        waived_on__isnull=True,
    ).select_related("requirement__client", "placement")
    said: defaultdict[int, list[str]] = defaultdict(list)
    today = timezone.now().date()
    for one in items.order_by("due_on", "pk"):
        what = f"{one.requirement.name} for {one.requirement.client.name}"
        if one.verified_on is None:
            said[one.placement.enrolment_id].append(f"{what} is not verified yet.")
        elif one.expires_on is not None and one.expires_on <= max(today, one.placement.starts_on or today):
            said[one.placement.enrolment_id].append(f"{what} expires on {one.expires_on:%d %B %Y}.")
    return dict(said)
