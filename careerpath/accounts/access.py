"""Who may do what: the one place that asks for roles.

Being a superuser opens the admin, not other people's data: roles are asked by group only, so that no account sees
demographics, mentoring notes or a client's people because it happens to be technical staff.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from careerpath.accounts.models import User
from careerpath.accounts.roles import ADMIN_SITE_ROLES, Role

View = Callable[..., HttpResponseBase]


def roles_of(user: User | AnonymousUser) -> frozenset[Role]:
    """The roles a user holds; one query for each user object, then kept on it."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    if (kept := getattr(user, "_roles", None)) is None:
        names = set(user.groups.values_list("name", flat=True))
        kept = frozenset(role for role in Role if role.value in names)
        user._roles = kept  # type: ignore[attr-defined]  # a cache on the instance, gone with the request
    return kept


def has_role(user: User | AnonymousUser, *roles: Role) -> bool:
    """Whether the user holds at least one of the roles."""
    return not roles_of(user).isdisjoint(roles)


def role_required(*roles: Role) -> Callable[[View], View]:
    """Guard a view: nobody signed in is sent to sign in, somebody without one of the roles gets a 403 in words."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not has_role(request.user, *roles):
                raise PermissionDenied(f"This page is for: {', '.join(roles)}.")
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return guard


def me(request: HttpRequest) -> User:
    """The person signed in; for views whose guard lets nobody else in."""
    return cast(User, request.user)


def give_role(user: User, role: Role) -> None:
    """Add a role to a user; the roles that work in the admin also open it."""
    user.groups.add(Group.objects.get(name=role.value))
    if role in ADMIN_SITE_ROLES and not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    user.__dict__.pop("_roles", None)


def take_role(user: User, role: Role) -> None:
    """Take a role from a user. Whoever holds none that works in the admin any more does not open it either."""
    user.groups.remove(Group.objects.get(name=role.value))
    user.__dict__.pop("_roles", None)
    if role in ADMIN_SITE_ROLES and not user.is_superuser and not roles_of(user) & ADMIN_SITE_ROLES:
        user.is_staff = False
        user.save(update_fields=["is_staff"])
