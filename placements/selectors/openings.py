"""Reading openings and their seats."""

from collections.abc import Collection

from django.db.models import Count, Q, QuerySet

from placements.lifecycle import CANDIDATE, COMMITTED
from placements.models import Opening, Placement


def seats_taken(openings: Collection[int]) -> dict[int, int]:
    """Opening id -> seats that somebody has agreed to take; openings with none are left out. One query."""
    rows = Placement.objects.filter(opening__in=openings, status__in=COMMITTED).values("opening")
    return dict(rows.annotate(taken=Count("pk")).values_list("opening", "taken"))


def with_counts(openings: QuerySet[Opening]) -> QuerySet[Opening]:
    """Openings with `taken` (seats agreed) and `candidates` (people the client is still looking at)."""
    return openings.annotate(
        taken=Count("placements", filter=Q(placements__status__in=COMMITTED)),
        candidates=Count("placements", filter=Q(placements__status__in=CANDIDATE)),
    )


def openings_board() -> QuerySet[Opening]:
    """What staff fill: openings that are not closed, the next first day in front, with their counts."""
    return with_counts(
        Opening.objects.filter(closed_on__isnull=True, client__is_active=True).select_related("client")
    ).order_by("starts_on", "pk")
