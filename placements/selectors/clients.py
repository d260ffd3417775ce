"""What staff read of clients: how many people, openings and requests each has; one client with its sites and contacts."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from placements.lifecycle import CANDIDATE, COMMITTED, PlacementStatus
from placements.models import Client, ClientContact, ClientSite, Opening, OpeningRequest, Placement
from placements.selectors.openings import with_counts


def _count(found: QuerySet, key: str) -> Coalesce:
    """How many rows of `found` belong to the client of the outer row, counted in a query of their own."""
    counted = found.order_by().values(key).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def clients_board() -> QuerySet[Client]:
    """Clients that work with us in front; one query.

    Each has `contacts_in`, `open_openings`, `presented`, `working` and `waiting`, all numbers.
    """
    own = {"client": OuterRef("pk")}
    people = Placement.objects.filter(opening__client=OuterRef("pk"))
    return Client.objects.annotate(
        contacts_in=_count(ClientContact.objects.filter(is_active=True, **own), "client"),
        open_openings=_count(Opening.objects.filter(closed_on__isnull=True, **own), "client"),
        presented=_count(people.filter(status__in=CANDIDATE), "opening__client"),
        working=_count(people.filter(status=PlacementStatus.ACTIVE), "opening__client"),
        waiting=_count(OpeningRequest.objects.filter(answered_at__isnull=True, **own), "client"),
    ).order_by("-is_active", "name")


@dataclass(frozen=True, slots=True)
class ClientPage:
    """One client as staff see it."""

    client: Client
    sites: list[ClientSite]
    contacts: list[ClientContact]
    openings: list[Opening]
    waiting: list[OpeningRequest]


def client_page(client: Client) -> ClientPage:
    """One client with its sites, contacts, openings and unanswered requests; four queries."""
    return ClientPage(
        client,
        list(client.sites.order_by("-is_active", "name")),
        list(client.contacts.select_related("user").order_by("-is_active", "user__name", "pk")),
        list(with_counts(client.openings.filter(closed_on__isnull=True)).order_by("starts_on", "pk")),
        list(waiting_requests().filter(client=client)),
    )


def waiting_requests() -> QuerySet[OpeningRequest]:
    """What clients asked for and nobody has answered, the longest waiting in front."""
    return (
        OpeningRequest.objects.filter(answered_at__isnull=True)
        .select_related("client", "asked_by", "at_site")
        .prefetch_related("credentials")
        .order_by("asked_at", "pk")
    )


def who_is_there(opening: Opening) -> tuple[int, int]:
    """Of one opening: how many people the client still looks at, and how many have agreed. One query."""
    found = Placement.objects.filter(opening=opening).aggregate(
        candidates=Count("pk", filter=Q(status__in=CANDIDATE)), committed=Count("pk", filter=Q(status__in=COMMITTED))
    )
    return found["candidates"], found["committed"]


def requests_of(clients: Collection[int], limit: int = 50) -> list[OpeningRequest]:
    """What a contact's clients asked for, newest first, with the answer; two queries. Inside the portal's wall."""
    return list(
        OpeningRequest.objects.filter(client__in=clients)
        .select_related("client", "asked_by", "opening", "at_site")
        .prefetch_related("credentials")[:limit]
    )
