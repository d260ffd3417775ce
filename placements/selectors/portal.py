"""What a client contact may read. Every query of the portal starts from `for_client`, `openings_for` or `clients_of`."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When, prefetch_related_objects

from bootcamp.models import Credential
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from placements.lifecycle import CANDIDATE, COMMITTED, ENDED, PlacementStatus
from placements.models import (
    ClientFeedback,
    InterviewRequest,
    OnboardingEvidence,
    OnboardingItem,
    OnboardingRequirement,
    Opening,
    Placement,
    ProfilePart,
)
from placements.selectors.contacts import (
    RANK,
    NotYourPart,
    Part,
    check_part,
    clients_of,
    has_part,
    part_of,
    parts_of,
)
from placements.selectors.interviews import OPEN, state_of
from placements.selectors.openings import with_counts
from placements.selectors.profile import Shown, shown_to_client
from placements.wall import check_closed

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
    """A person as a client sees them: where they stand, and what they show. Nothing of the application, no score, no address."""

    placement: Placement
    shown: Shown
    asked: bool = False
    interview_at: datetime | None = None
    """When the next interview is that has a moment and was not called off."""
    needed: list[tuple[str, str]] = field(default_factory=list)
    """What the opening needs, and whether it is held on the first day: held, not_held, not_shown."""

    @property
    def name(self) -> str:
        """The name, or before its stage what stands for it."""
        return self.shown.name


@dataclass(frozen=True, slots=True)
class Board:
    """The portal's first page."""

    candidates: list[Card]
    placed: list[Card]
    """At most `FIRST`, those before their first day in front."""
    earlier: list[Card]
    """Those of whom something was recorded last, at most `EARLIER`."""
    more: frozenset[str] = frozenset()
    """The groups (keys of `GROUPS`) with people who do not stand here: `people_of` has everybody, page by page."""


def _people(placements: QuerySet[Placement], now: datetime) -> QuerySet[Placement]:
    """Only the columns that a client may see; who it is comes from `shown_to_client` alone."""
    mine = InterviewRequest.objects.filter(placement=OuterRef("pk"))
    coming = mine.filter(starts_at__gt=now, cancelled_at__isnull=True).order_by("starts_at")
    return (
        placements.select_related("opening__client", "supervisor")
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
            "enrolment_id",
        )
        .annotate(asked=Exists(mine.filter(OPEN)), interview_at=Subquery(coming.values("starts_at")[:1]))
    )


def cards(placements: QuerySet[Placement]) -> list[Card]:
    """Placements as cards, inside the wall; at most nine queries at any number."""
    check_closed()
    rows = list(_people(placements, clock.now()))
    shown = shown_to_client(rows)
    return [Card(one, shown[one.pk], one.asked, one.interview_at) for one in rows]  # type: ignore[attr-defined]  # annotated


EARLIER: Final = 50
"""What is over grows for ever: so many of it stand on the first page."""
FIRST: Final = 100
"""So many of the presented, and of the placed, stand on the first page; a page of the whole list has as many."""
GROUPS: Final = {"presented": CANDIDATE, "placed": COMMITTED, "earlier": (*ENDED, PlacementStatus.NOT_SELECTED)}
"""How the people of a client are grouped, and the statuses of each group."""


def portal_board(user: User) -> Board:
    """Whom a contact is concerned with now, by where they stand, and the latest of those with whom it is over. As many queries and
    rows at a hundred people as at a hundred thousand."""
    mine = for_client(user)
    working = Case(When(status=PlacementStatus.ACTIVE, then=1), default=0)
    orders: dict[str, tuple[QuerySet[Placement], int]] = {
        "presented": (mine.order_by("opening__starts_on", "opening", "pk"), FIRST),
        "placed": (mine.order_by(working, "opening__starts_on", "opening", "pk"), FIRST),
        "earlier": (mine.order_by("-status_changed_at", "-pk"), EARLIER),
    }
    first: dict[str, list[int]] = {}
    more = set()
    for group, (ordered, most) in orders.items():
        found = list(ordered.filter(status__in=GROUPS[group]).values_list("pk", flat=True)[: most + 1])
        first[group] = found[:most]
        if len(found) > most:
            more.add(group)
    rows = cards(Placement.objects.filter(pk__in=[pk for pks in first.values() for pk in pks]))
    by_id = {card.placement.pk: card for card in rows}
    presented, placed, earlier = ([by_id[pk] for pk in pks if pk in by_id] for pks in first.values())
    return Board(presented, placed, earlier, frozenset(more))


def people_of(user: User, group: str, *, after: tuple[datetime, int] | None = None) -> tuple[list[Card], bool]:
    """A page of one of `GROUPS`, whoever moved last in front, and whether there is another; KeyError for another group.

    `after` is the moment and the id of the last card of the page before.
    """
    mine = for_client(user).filter(status__in=GROUPS[group]).order_by("-status_changed_at", "-pk")
    if after is not None:
        moment, pk = after
        mine = mine.filter(Q(status_changed_at__lt=moment) | Q(status_changed_at=moment, pk__lt=pk))
    pks = list(mine.values_list("pk", flat=True)[: FIRST + 1])
    by_id = {card.placement.pk: card for card in cards(Placement.objects.filter(pk__in=pks[:FIRST]))}
    return [by_id[pk] for pk in pks[:FIRST] if pk in by_id], len(pks) > FIRST


def compared(user: User, public_ids: Collection[UUID]) -> list[Card]:
    """The people to compare, in the order in which they were chosen; whoever is not theirs to see is not there."""
    found = {card.placement.public_id: card for card in cards(for_client(user).filter(public_id__in=public_ids))}
    prefetch_related_objects([card.placement for card in found.values()], "opening__credentials")
    for card in found.values():
        card.needed.extend(_needed(card, card.placement.opening.credentials.all()))
    return [found[one] for one in dict.fromkeys(public_ids) if one in found]


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the list before the first day, as the client reads it: never who signed it off, never a result."""

    pk: int
    name: str
    due_on: date
    state: str
    label: str
    waits_for: str
    """Who has the ball: client, programme, person; empty where nothing is to be done."""
    is_theirs: bool
    """The client does it."""
    may_give: bool
    """This contact may show now that it is done."""
    sent_back: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """One person's page in the portal."""

    card: Card
    onboarding: list[Task]
    feedback: list[ClientFeedback]
    interviews: list[tuple[InterviewRequest, str]]
    """Each with its state (`selectors.interviews.state_of`)."""
    may_ask: bool
    may_give_feedback: bool
    may_evaluate: bool
    may_send: bool


def person(placement: Placement, user: User, today: date) -> Person:
    """One placement, which must come from `for_client`, with its onboarding and what the client has said."""
    (card,) = cards(Placement.objects.filter(pk=placement.pk))
    interviews = list(placement.interview_requests.select_related("asked_by"))
    part = part_of(user, placement.opening.client_id) or Part.READER
    return Person(
        card,
        tasks_of(placement, today, may_give=RANK[part] >= RANK[Part.HIRING]),
        list(placement.feedback.select_related("by")),
        [(one, state_of(one, clock.now())) for one in interviews],
        may_ask=placement.status in CANDIDATE
        and not card.asked
        and card.interview_at is None
        and RANK[part] >= RANK[Part.HIRING],
        may_give_feedback=placement.status != PlacementStatus.NOT_SELECTED and RANK[part] >= RANK[Part.SUPERVISOR],
        may_evaluate=RANK[part] >= RANK[Part.SUPERVISOR],
        may_send=RANK[part] >= RANK[Part.HIRING],
    )


def tasks_of(placement: Placement, today: date, *, may_give: bool) -> list[Task]:
    """The list before the first day, what the client does itself first; two queries.

    Inside the wall only what the client showed itself is there to read: of what others gave it is not said that it waits.
    """
    items = list(placement.onboarding.select_related("requirement").order_by("due_on", "pk"))
    latest = {
        one.item_id: one
        for one in OnboardingEvidence.objects.filter(
            item__in=items, item__requirement__owner=OnboardingRequirement.Owner.CLIENT
        ).order_by("given_at", "pk")
    }
    open_ = (OnboardingItem.State.OPEN, OnboardingItem.State.EXPIRED)
    found = []
    for item in items:
        state, given, owner = item.state_on(today), latest.get(item.pk), item.requirement.owner
        theirs, left = owner == OnboardingRequirement.Owner.CLIENT, state in open_
        if left and given is not None and given.checked_at is None:
            state, owner = OnboardingItem.State.GIVEN, OnboardingRequirement.Owner.PROGRAMME
        back = given.sent_back_because if given is not None and state in open_ else ""
        may = may_give and theirs and state in open_ and placement.status in COMMITTED
        found.append(
            Task(item.pk, item.requirement.name, item.due_on, state.value, str(state.label), owner if left else "",
                 theirs, may, back)
        )  # fmt: skip
    return sorted(found, key=lambda one: (not one.may_give, not one.is_theirs))


@dataclass(frozen=True, slots=True)
class OpeningPage:
    """An opening with its people side by side."""

    opening: Opening
    cards: list[Card]
    needed: list[str]


def opening_page(opening: Opening, user: User) -> OpeningPage:
    """One opening, which must come from `openings_for`: each person, and each credential needed as they show it (or not)."""
    needed = list(opening.credentials.order_by("name"))
    here = for_client(user).filter(opening=opening).exclude(status__in=[*ENDED, PlacementStatus.NOT_SELECTED])
    people = cards(here.order_by("pk"))
    for card in people:
        card.needed.extend(_needed(card, needed))
    return OpeningPage(opening, people, [credential.code for credential in needed])


def _needed(card: Card, needed: Iterable[Credential]) -> list[tuple[str, str]]:
    """Each credential that an opening needs, as this person shows it on the opening's first day."""
    first = card.placement.opening.starts_on
    held = {one.credential_id for one in card.shown.credentials if one.valid_on(first)}
    if not card.shown.shows(ProfilePart.CREDENTIALS):
        return [(one.code, "not_shown") for one in needed]
    return [(one.code, "held" if one.pk in held else "not_held") for one in needed]


def openings_list(user: User) -> QuerySet[Opening]:
    """The openings of a contact's clients, open ones first, with the credentials they need."""
    return (
        openings_for(user)
        .prefetch_related("credentials")
        .order_by(F("closed_on").asc(nulls_first=True), "starts_on", "pk")
    )
