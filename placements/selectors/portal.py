"""What a client contact may read. Every query of the portal starts from `for_client`, `openings_for` or `clients_of`."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from careerpath.accounts.models import User
from placements.lifecycle import CANDIDATE, COMMITTED, ENDED, PlacementStatus
from placements.models import (
    ClientFeedback,
    InterviewRequest,
    OnboardingItem,
    Opening,
    Placement,
)
from placements.selectors.contacts import NotYourPart, Part, check_part, clients_of, has_part, part_of, parts_of
from placements.selectors.credentials import Held, held_by, newest_of_each, tracks_of
from placements.selectors.openings import with_counts

__all__ = [
    "NotYourPart",
    "Part",
    "check_part",
    "clients_of",
    "for_client",
    "has_part",
    "part_of",
    "parts_of",
]


def for_client(user: User) -> QuerySet[Placement]:
    """The people presented to or placed at the clients of a contact, and nobody else; empty for everybody else.

    Who only supervises sees those whose supervisor they are. One query at once, for the parts: the ids keep the list on its index.
    """
    parts = parts_of(user)
    own = [client for client, part in parts.items() if part == Part.SUPERVISOR]
    theirs = Q(opening__client__in=[client for client, part in parts.items() if part != Part.SUPERVISOR])
    if own:
        theirs |= Q(opening__client__in=own, supervisor=user.pk)
    return Placement.objects.filter(theirs)


def openings_for(user: User) -> QuerySet[Opening]:
    """The openings of the clients of a contact, with their counts."""
    return with_counts(Opening.objects.filter(client__in=clients_of(user)).select_related("client"))


@dataclass(frozen=True, slots=True)
class Card:
    """A person as a client sees them: name, state and what they hold. Nothing of the application, no score, no address."""

    placement: Placement
    name: str
    track: str
    credentials: list[Held]
    asked: bool = False
    needed: list[tuple[str, Held | None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Board:
    """The portal's first page."""

    candidates: list[Card]
    placed: list[Card]
    earlier: list[Card]


def _people(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    """Only the columns that a client may see are fetched from the tables of earlier stages."""
    asked = InterviewRequest.objects.filter(placement=OuterRef("pk"), arranged_at__isnull=True)
    return (
        placements.select_related("opening__client", "enrolment__application__applicant", "supervisor")
        .only(
            "public_id",
            "status",
            "status_changed_at",
            "starts_on",
            "ends_on",
            "ended_on",
            "presented_at",
            "supervisor__name",
            "opening",
            "enrolment__public_id",
            "enrolment__application__id",
            "enrolment__application__applicant__name",
        )
        .annotate(asked=Exists(asked))
    )


def cards(placements: QuerySet[Placement]) -> list[Card]:
    """Placements as cards; three queries at any number."""
    rows = list(_people(placements))
    held = held_by([one.enrolment_id for one in rows])
    tracks = tracks_of([one.enrolment_id for one in rows])
    return [
        Card(
            one,
            one.enrolment.application.applicant.name or "Name not given",
            tracks.get(one.enrolment_id, ""),
            newest_of_each(held[one.enrolment_id]),
            one.asked,  # type: ignore[attr-defined]  # annotated
        )
        for one in rows
    ]


def portal_board(user: User) -> Board:
    """Everybody a contact may see, by where they stand."""
    found = cards(for_client(user).order_by("opening__starts_on", "opening", "pk"))
    groups: defaultdict[str, list[Card]] = defaultdict(list)
    for card in found:
        status = card.placement.status
        groups["candidates" if status in CANDIDATE else "placed" if status in COMMITTED else "earlier"].append(card)
    return Board(groups["candidates"], groups["placed"], groups["earlier"])


@dataclass(frozen=True, slots=True)
class Person:
    """One person's page in the portal."""

    card: Card
    onboarding: list[tuple[str, date, str, str]]
    """What, due, state and its word; never who, and never a result."""
    feedback: list[ClientFeedback]
    requests: list[InterviewRequest]
    may_ask: bool
    may_give_feedback: bool


def person(placement: Placement, today: date) -> Person:
    """One placement, which must come from `for_client`, with its onboarding and what the client has said."""
    (card,) = cards(Placement.objects.filter(pk=placement.pk))
    items = OnboardingItem.objects.filter(placement=placement).select_related("requirement").order_by("due_on", "pk")
    states = [(str(item.requirement), item.due_on, item.state_on(today)) for item in items]
    requests = list(placement.interview_requests.select_related("asked_by"))
    return Person(
        card,
        [(name[0].upper() + name[1:], due, state.value, str(state.label)) for name, due, state in states],
        list(placement.feedback.select_related("by")),
        requests,
        may_ask=placement.status in CANDIDATE and not card.asked,
        may_give_feedback=placement.status != PlacementStatus.NOT_SELECTED,
    )


@dataclass(frozen=True, slots=True)
class OpeningPage:
    """An opening with its people side by side."""

    opening: Opening
    cards: list[Card]
    needed: list[str]


def opening_page(opening: Opening) -> OpeningPage:
    """One opening, which must come from `openings_for`: each person, and each credential needed as they hold it (or not)."""
    needed = list(opening.credentials.order_by("name"))
    people = []
    for card in cards(opening.placements.exclude(status__in=[*ENDED, PlacementStatus.NOT_SELECTED]).order_by("pk")):
        by_id = {one.credential_id: one for one in card.credentials}
        row = [
            (credential.code, held if (held := by_id.get(credential.pk)) and held.valid_on(opening.starts_on) else None)
            for credential in needed
        ]
        people.append(Card(card.placement, card.name, card.track, card.credentials, card.asked, row))
    return OpeningPage(opening, people, [credential.code for credential in needed])


def openings_list(user: User) -> QuerySet[Opening]:
    """The openings of a contact's clients, open ones first, with the credentials they need."""
    return (
        openings_for(user)
        .prefetch_related("credentials")
        .order_by(F("closed_on").asc(nulls_first=True), "starts_on", "pk")
    )
