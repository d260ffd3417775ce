"""Who signs in for a university: let in, and out again."""

from django.db import transaction
from django.db.models import QuerySet

from careerpath.accounts.access import give_role, roles_of, take_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from cohorts.models import University, UniversityContact


class ContactRefused(ValueError):
    """Why somebody cannot be a university's contact, in words."""


def check_can_add(university: University, *, user: User) -> None:
    """Raise ContactRefused for a university that is no partner now, and for somebody who works for the programme."""
    if not university.is_active:
        raise ContactRefused(f"{university} is not an active partner. Make it one first.")
    if not user.is_active:
        raise ContactRefused("This account is closed.")
    if user.is_staff or roles_of(user) - {Role.PARTNER}:
        raise ContactRefused("This person works for the programme. Use another address for the university.")


@transaction.atomic
def add_contact(university: University, *, user: User, by: User | None, title: str = "") -> UniversityContact:
    """Let somebody open the university's pages; they get the role. Somebody who was removed is let in again.

    Raises ContactRefused.
    """
    check_can_add(university, user=user)
    contact, _ = UniversityContact.objects.update_or_create(
        university=university,
        user=user,
        defaults={
            "title": title,
            "is_active": True,
            "added_by": by,
            "added_at": clock.now(),
            "removed_by": None,
            "removed_at": None,
        },
    )
    give_role(user, Role.PARTNER)
    return contact


@transaction.atomic
def remove_contact(contact: UniversityContact, *, by: User | None) -> UniversityContact:
    """Close the university's pages to somebody, at once; the role goes with their last university. Twice changes nothing."""
    locked = UniversityContact.objects.select_for_update().select_related("user").get(pk=contact.pk)
    if locked.is_active:
        locked.is_active, locked.removed_by, locked.removed_at = False, by, clock.now()
        locked.save(update_fields=["is_active", "removed_by", "removed_at"])
        if not UniversityContact.objects.filter(user=locked.user, is_active=True).exists():
            take_role(locked.user, Role.PARTNER)
    return locked


def universities_of(user: User) -> QuerySet[University]:
    """The universities whose pages somebody may open as a contact."""
    mine = UniversityContact.objects.filter(user=user, is_active=True).values("university")
    return University.objects.filter(pk__in=mine, is_active=True)
