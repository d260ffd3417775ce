"""Who sees which paper of a client or of a placement."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from applicants.models import FileState
from careerpath.accounts.models import User
from placements.lifecycle import COMMITTED, PlacementStatus
from placements.models import Client, Placement, PlacementDocument
from placements.models.documents import FOR_WHO_DECIDES
from placements.selectors.contacts import RANK
from placements.selectors.portal import Part, for_client, parts_of
from placements.wall import check_closed

CURRENT = Q(replaced_at__isnull=True, removed_at__isnull=True)
PAGE = 50


def for_staff() -> QuerySet[PlacementDocument]:
    """Every paper, with whose it is."""
    return PlacementDocument.objects.select_related(
        "client", "placement__opening", "placement__enrolment__application__applicant", "added_by", "removed_by"
    )


def for_contact(user: User) -> QuerySet[PlacementDocument]:
    """The papers a contact may see, replaced ones too, inside the wall. One query at once, for the parts.

    Papers of a person go with the person; what may say what is paid is for those who hire or lead. What the programme sent is seen
    once it is clean, what the client sent at once, so that they see how the check stands.
    """
    check_closed()
    parts = parts_of(user)
    deciding = [client for client, part in parts.items() if RANK[part] >= RANK[Part.HIRING]]
    return PlacementDocument.objects.filter(
        Q(client__in=deciding) | Q(client__in=list(parts)) & ~Q(kind__in=FOR_WHO_DECIDES),
        Q(placement__isnull=True) | Q(placement__in=for_client(user)),
        Q(state=FileState.CLEAN) | Q(by_client=True),
        for_client=True,
        removed_at__isnull=True,
    ).select_related("client", "placement__opening", "added_by")


def for_person(user: User) -> QuerySet[PlacementDocument]:
    """The papers somebody may read: those of their own placements, and their client's while they are placed there."""
    own = Placement.objects.filter(enrolment__application__applicant__user=user.pk).exclude(
        status=PlacementStatus.NOT_SELECTED
    )
    there = own.filter(status__in=COMMITTED)
    return PlacementDocument.objects.filter(
        CURRENT,
        Q(placement__in=own) | Q(placement__isnull=True, client__in=there.values("opening__client")),
        state=FileState.CLEAN,
        for_person=True,
    ).select_related("client")


def of_placement(placement: Placement, user: User) -> list[PlacementDocument]:
    """What somebody may read about one of their placements: its own papers, then the client's; one query."""
    mine = for_person(user).filter(
        Q(placement=placement) | Q(placement__isnull=True, client=placement.opening.client_id)
    )
    return sorted(mine, key=lambda one: (one.placement_id is None, one.kind, one.title))


def current(
    found: QuerySet[PlacementDocument], *, after: tuple[datetime, int] | None = None, limit: int = PAGE
) -> list[PlacementDocument]:
    """The papers that count now, the newest first; one more than `limit` says there is more. One query."""
    rows = found.filter(CURRENT)
    if after is not None:
        moment, pk = after
        rows = rows.filter(Q(uploaded_at__lt=moment) | Q(uploaded_at=moment, pk__lt=pk))
    return list(rows.order_by("-uploaded_at", "-pk")[: limit + 1])


def of_client(client: Client) -> list[PlacementDocument]:
    """For staff: a client's own papers that count now, not those of people; one query."""
    return list(for_staff().filter(CURRENT, client=client, placement__isnull=True))


def of_one_placement(placement: Placement) -> list[PlacementDocument]:
    """For staff: a placement's papers that count now; one query."""
    return list(for_staff().filter(CURRENT, placement=placement))


def document(found: QuerySet[PlacementDocument], public_id: UUID) -> PlacementDocument | None:
    """One paper among those, or None."""
    return found.filter(public_id=public_id).first()


def versions_before(document: PlacementDocument) -> Sequence[PlacementDocument]:
    """The versions that this one took the place of, the latest first; one query. Inside the wall only those the client saw."""
    if document.replaces_id is None:
        return []
    rows = PlacementDocument.objects.raw(
        """WITH RECURSIVE line AS (
             SELECT * FROM placements_placementdocument WHERE id = %s
             UNION ALL
             SELECT one.* FROM placements_placementdocument one JOIN line ON one.id = line.replaces_id
           ) SELECT * FROM line""",
        [document.replaces_id],
    )
    return list(rows)
