"""Clients, the people who sign in for them, and their openings."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from bootcamp.models import Credential
from careerpath.accounts.access import give_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from placements.models import Client, ClientContact, OnboardingRequirement, Opening

USUAL_REQUIREMENTS: Sequence[tuple[str, bool, int, int | None]] = (
    ("background", True, 14, 365),
    ("exclusion", True, 14, 30),
    ("hipaa", True, 7, 365),
    ("drug_screen", True, 10, None),
    ("immunisation", True, 10, 365),
    ("nda", True, 7, None),
    ("i9", True, 3, None),
    ("ehr_access", False, 2, None),
)
"""Kind, whether it blocks, days before the first day, days it is valid: where a new client starts. Editable."""


@transaction.atomic
def make_client(*, name: str, by: User | None, slug: str = "", **fields: Any) -> Client:
    """Make a client with the usual checklist. Raises ValidationError for what is not valid."""
    client = Client(name=name, slug=slug or slugify(name)[:50], **fields)
    client.full_clean()
    client.save()
    OnboardingRequirement.objects.bulk_create(
        [
            OnboardingRequirement(client=client, kind=kind, is_blocking=blocks, days_before=days, valid_for_days=valid)
            for kind, blocks, days, valid in USUAL_REQUIREMENTS
        ]
    )
    return client


@transaction.atomic
def add_contact(client: Client, *, user: User, by: User | None, title: str = "") -> ClientContact:
    """Let somebody sign in to the portal for a client; they get the role. Somebody whom it was closed to is let in again."""
    contact, _ = ClientContact.objects.update_or_create(
        client=client, user=user, defaults={"title": title, "is_active": True}
    )
    give_role(user, Role.CLIENT)
    return contact


@transaction.atomic
def make_opening(
    client: Client,
    *,
    title: str,
    starts_on: date,
    by: User | None,
    credentials: Collection[Credential] = (),
    **fields: Any,
) -> Opening:
    """Make an opening. Raises ValidationError for what is not valid."""
    opening = Opening(client=client, title=title, starts_on=starts_on, **fields)
    opening.full_clean()
    opening.save()
    opening.credentials.set(credentials)
    return opening
