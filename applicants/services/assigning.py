"""Who looks after one application. All that match are assigned by a bulk operation (services/operations/assign.py)."""

from django.db.models import QuerySet

from applicants.models import Application
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role


class AssignRefused(ValueError):
    """An application cannot be assigned so; the message says why, in words."""


def assignable() -> QuerySet[User]:
    """The people who can look after applications: recruiters and reviewers with an account in use, by name."""
    roles = [Role.RECRUITER.value, Role.REVIEWER.value]
    return User.objects.filter(is_active=True, groups__name__in=roles).distinct().order_by("name", "email")


def assign(application: Application, *, to: User | None, by: User) -> Application:
    """Let somebody look after an application, or nobody. Raises AssignRefused for a person without the role."""
    if to is not None and not assignable().filter(pk=to.pk).exists():
        raise AssignRefused(f"{to} is neither a recruiter nor a reviewer.")
    application.assigned_to = to
    application.save(update_fields=["assigned_to"])
    return application
