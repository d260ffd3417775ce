"""What waits for a contact on the portal's first page: one list, what is late in front."""

from collections import Counter
from collections.abc import Sized
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q

from careerpath.accounts.models import User
from careerpath.pipeline import clock
from placements.lifecycle import COMMITTED
from placements.models import (
    ClientFeedback,
    InterviewRequest,
    OnboardingEvidence,
    OnboardingItem,
    OnboardingRequirement,
    ProfileView,
)
from placements.selectors.contacts import RANK, Part, parts_of
from placements.selectors.evaluations import MOST_DUE, Due, due_of_contact
from placements.selectors.interviews import ends_of
from placements.selectors.portal import Board, Card
from placements.wall import check_closed

FIRST = 3
"""Of each kind this many stand in the open, so that all kinds fit one screen of a phone."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Each list with the longest waiting first; all of them empty where nothing waits."""

    evaluations: list[Due]
    """At most `evaluations.MOST_DUE`."""
    interviews: list[tuple[Card, InterviewRequest]]
    """Interviews that are over and of which nobody of the client said yet how they went."""
    items: list[tuple[Card, int]]
    """People before their first day, and how many things the client itself has to do for them."""
    new: list[Card]
    """People presented whose page this contact has not opened yet."""

    def __len__(self) -> int:
        return sum(map(len, self._lists))

    @property
    def is_cut(self) -> bool:
        """Whether more evaluations may wait than stand here."""
        return len(self.evaluations) >= MOST_DUE

    @property
    def more(self) -> int:
        """How many stand behind the first of each kind."""
        return sum(max(0, len(one) - FIRST) for one in self._lists)

    @property
    def _lists(self) -> tuple[Sized, ...]:
        return self.evaluations, self.interviews, self.items, self.new


def waiting_for(user: User, board: Board) -> Waiting:
    """What waits for a contact, inside the wall: the same queries at any number of people."""
    check_closed()
    ranks = {client: RANK[part] for client, part in parts_of(user).items()}

    def may(card: Card, part: Part) -> bool:
        return ranks.get(card.placement.opening.client_id, -1) >= RANK[part]

    seen = set(
        ProfileView.objects.filter(
            by=user.pk, placement__in=[card.placement.pk for card in board.candidates]
        ).values_list("placement_id", flat=True)
    )
    return Waiting(
        due_of_contact(user),
        _to_say([card for card in board.candidates if may(card, Part.SUPERVISOR)]),
        _to_do([card for card in board.placed if may(card, Part.HIRING) and card.placement.status in COMMITTED]),
        [card for card in board.candidates if card.placement.pk not in seen],
    )


def _to_say(cards: list[Card]) -> list[tuple[Card, InterviewRequest]]:
    now, by_placement = clock.now(), {card.placement.pk: card for card in cards}
    said = ClientFeedback.objects.filter(placement=OuterRef("placement"), at__gte=OuterRef("starts_at"))
    held = (
        InterviewRequest.objects.filter(placement__in=by_placement, starts_at__lte=now, cancelled_at__isnull=True)
        .exclude(Exists(said))
        .order_by("placement", "-starts_at")
        .distinct("placement")
    )
    over = sorted((one for one in held if ends_of(one) <= now), key=ends_of)
    return [(by_placement[one.placement_id], one) for one in over]


def _to_do(cards: list[Card]) -> list[tuple[Card, int]]:
    if not cards:
        return []
    by_placement = {card.placement.pk: card for card in cards}
    unchecked = OnboardingEvidence.objects.filter(item=OuterRef("pk"), checked_at__isnull=True)
    items = (
        OnboardingItem.objects.filter(
            Q(verified_on__isnull=True)
            | Q(expires_on__lt=clock.now().astimezone(cards[0].placement.opening.client.tz).date()),
            placement__in=by_placement,
            requirement__owner=OnboardingRequirement.Owner.CLIENT,
            waived_on__isnull=True,
        )
        .exclude(Exists(unchecked))
        .order_by(F("due_on"), "pk")
    )
    return [(by_placement[pk], number) for pk, number in Counter(one.placement_id for one in items).items()]
