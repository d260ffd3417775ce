"""Clients, their sites, and the people who sign in for them."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from applicants.models import Applicant
from careerpath.accounts.access import give_role, take_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from placements.models import Client, ClientContact, ClientSite, OnboardingRequirement


class CannotLetIn(ValueError):
    """Somebody cannot become a contact. The message is the reason, in words for people."""


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
def add_contact(
    client: Client, *, user: User, by: User | None, title: str = "", role: str = ClientContact.Role.HIRING
) -> ClientContact:
    """Let somebody sign in to the portal for a client; they get the role. Somebody whom it was closed to is let in again."""
    contact, _made = ClientContact.objects.update_or_create(
        client=client, user=user, defaults={"title": title, "role": role, "is_active": True}
    )
    give_role(user, Role.CLIENT)
    return contact


@transaction.atomic
def change_client(client: Client, *, by: User, **fields: Any) -> Client:
    """Change name, city, time zone, what they are, or whether they work with us now.

    Switched off, their portal is closed to all at once.

    Raises ValidationError for what is not valid.
    """
    for name in fields:
        if name not in ("name", "city", "time_zone", "kinds", "is_active"):
            raise TypeError(f"Not changed here: {name}")
        setattr(client, name, fields[name])
    client.full_clean()
    client.save(update_fields=list(fields))
    return client


def keep_site(client: Client, *, by: User, site: ClientSite | None = None, **fields: Any) -> ClientSite:
    """Add a site to a client, or change one. Openings keep the name they were made with. Raises ValidationError."""
    kept = site or ClientSite(client=client)
    for name, value in fields.items():
        setattr(kept, name, value)
    kept.full_clean()
    kept.save()
    return kept


@transaction.atomic
def let_in(client: Client, *, email: str, name: str, by: User, role: str, title: str = "") -> ClientContact:
    """Let somebody in by their address: who has no account gets one without a password, and signs in by a code sent there.

    Raises CannotLetIn for an account that cannot sign in, or that belongs to somebody who applied here.
    """
    address = email.strip().lower()
    user = User.objects.filter(email=address).first()
    if user is None:
        user = User(email=address, name=name.strip())
        user.set_unusable_password()
        user.full_clean(exclude=["password"])
        user.save()
    elif not user.is_active:
        raise CannotLetIn(_("This account is closed. Ask whoever looks after the accounts first."))
    elif Applicant.objects.filter(user=user).exists():
        raise CannotLetIn(_("Somebody applied to the programme with this address. Ask for the one they use at work."))
    return add_contact(client, user=user, by=by, title=title, role=role)


@transaction.atomic
def change_contact(contact: ClientContact, *, by: User, role: str, title: str, is_active: bool) -> ClientContact:
    """Change a contact's part, or close the portal to them: at once, with whatever page they have open."""
    contact.role, contact.title, contact.is_active = role, title, is_active
    contact.full_clean()
    contact.save(update_fields=["role", "title", "is_active"])
    if is_active:
        give_role(contact.user, Role.CLIENT)
    elif not ClientContact.objects.filter(user=contact.user, is_active=True).exists():
        take_role(contact.user, Role.CLIENT)
    return contact
