"""Papers of clients and placements: added, replaced by a new version, removed with a reason. Nothing is overwritten."""

from dataclasses import dataclass
from datetime import date

from django.core.files.base import File
from django.db import transaction

from applicants.services.documents import check_document
from applicants.services.documents.keeping import store, stored_or_gone
from careerpath.accounts.access import has_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from placements.models import Client, DocumentKind, Placement, PlacementDocument
from placements.models.documents import OF_CLIENT, OF_PLACEMENT
from placements.selectors.contacts import Part, check_part, has_part
from placements.selectors.portal import for_client
from placements.services.portal import NotYours

STAFF = (Role.MANAGER, Role.RECRUITER)


class CannotKeep(ValueError):
    """A paper cannot be kept, replaced or removed like this. The message is the reason, in words for people."""


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a paper: what it is, its title, until when it holds, and who sees it besides staff."""

    kind: str
    title: str
    valid_until: date | None = None
    for_client: bool = True
    for_person: bool = False


def _check_may_send(client: Client, placement: Placement | None, by: User) -> bool:
    """Whether it comes from the client. Raises NotYours or NotYourPart for a contact who may not send one here."""
    if has_role(by, *STAFF):
        return False
    check_part(by, client, Part.HIRING)
    if placement is not None and not for_client(by).filter(pk=placement.pk).exists():
        raise NotYours("No such person among those presented to you.")
    return True


def _check_about(about: About, placement: Placement | None, *, by_client: bool) -> None:
    if about.kind not in (OF_CLIENT if placement is None else OF_PLACEMENT):
        raise CannotKeep("Choose what it is from the list: a client’s papers and a person’s are of different kinds.")
    if not about.title.strip():
        raise CannotKeep("Give it a title, so that others find it.")
    if about.kind == DocumentKind.STATEMENT_OF_WORK and about.for_person:
        raise CannotKeep("A statement of work is between the client and the programme. Take the graduate’s tick away.")
    if by_client and not about.for_client:
        raise CannotKeep("What you send, you see.")


def add_document(
    *,
    client: Client,
    placement: Placement | None = None,
    about: About,
    file: File,
    by: User,
    replaces: PlacementDocument | None = None,
) -> PlacementDocument:
    """Keep a paper; it waits for its check, and nobody gets it till then. Of a placement, `client` is that of its opening.

    Raises DocumentRefused for what can be seen at once, CannotKeep, NotYours or NotYourPart.
    """
    if placement is not None and placement.opening.client_id != client.pk:
        raise CannotKeep("This person is not placed with this client.")
    by_client = _check_may_send(client, placement, by)
    _check_about(about, placement, by_client=by_client)
    checked = check_document(file)
    with stored_or_gone() as stored, transaction.atomic():
        row = PlacementDocument(
            client=client,
            placement=placement,
            kind=about.kind,
            title=about.title.strip(),
            valid_until=about.valid_until,
            for_client=about.for_client,
            for_person=about.for_person,
            added_by=by,
            by_client=by_client,
            replaces=replaces,
        )
        store(row, file, checked, stored)
    return row


def check_can_change(document: PlacementDocument, *, by: User) -> None:
    """Raise with the reason where somebody may not replace or remove it: staff may, and a client's contact what the client sent."""
    if not document.is_current:
        raise CannotKeep("This version was replaced or removed already. Go to the one that counts.")
    if has_role(by, *STAFF):
        return
    if not document.by_client:
        raise CannotKeep("The programme keeps this one. Write to us if something in it is wrong.")
    check_part(by, document.client_id, Part.HIRING)


def can_change(document: PlacementDocument, *, by: User) -> bool:
    """Whether somebody may replace or remove it."""
    if not document.is_current:
        return False
    return has_role(by, *STAFF) or (document.by_client and has_part(by, document.client_id, Part.HIRING))


@transaction.atomic
def replace_document(document: PlacementDocument, *, about: About, file: File, by: User) -> PlacementDocument:
    """Put a new version in its place; the old one is kept, for staff and the same readers. Raises as `add_document`."""
    locked = _lock(document)
    check_can_change(locked, by=by)
    locked.replaced_at = clock.now()
    locked.save(update_fields=["replaced_at"])
    return add_document(
        client=locked.client, placement=locked.placement, about=about, file=file, by=by, replaces=locked
    )


@transaction.atomic
def remove_document(document: PlacementDocument, *, reason: str, by: User) -> PlacementDocument:
    """Take a paper away from everybody but staff, who read why; its file is kept. Raises CannotKeep or NotYourPart."""
    locked = _lock(document)
    check_can_change(locked, by=by)
    if not reason.strip():
        raise CannotKeep("Say in a few words why it is removed.")
    locked.removed_at, locked.removed_by, locked.removed_because = clock.now(), by, reason.strip()
    locked.save(update_fields=["removed_at", "removed_by", "removed_because"])
    return locked


def _lock(document: PlacementDocument) -> PlacementDocument:
    return (
        PlacementDocument.objects.select_for_update(of=("self",), no_key=True)
        .select_related("client", "placement__opening")
        .get(pk=document.pk)
    )
