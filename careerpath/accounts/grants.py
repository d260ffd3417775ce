"""Which permissions a role's group holds in the admin: each app says it in `AppConfig.ready`, migrating carries it out."""

from collections import defaultdict
from typing import Any

from django.apps import AppConfig

from careerpath.accounts.roles import Role

_GRANTS: defaultdict[Role, set[str]] = defaultdict(set)


def grant(role: Role, *permissions: str) -> None:
    """Let a role do something in the admin: `grant(Role.RECRUITER, "applicants.view_application")`."""
    _GRANTS[role].update(permissions)


def apply_grants(sender: AppConfig, **_kwargs: Any) -> None:
    """After an app has migrated (and has its permissions), set what each role's group may do in that app, and nothing else."""
    from django.contrib.auth.models import Group, Permission

    for role in Role:  # made by a migration; made again where a flush (after a test with real transactions) took them
        Group.objects.get_or_create(name=role.value)
    ours = Permission.objects.filter(content_type__app_label=sender.label)
    for group in Group.objects.filter(name__in=[role.value for role in Role]):
        wanted = {name.partition(".")[2] for name in _GRANTS[Role(group.name)] if name.startswith(f"{sender.label}.")}
        group.permissions.remove(*ours.exclude(codename__in=wanted))
        group.permissions.add(*ours.filter(codename__in=wanted))
