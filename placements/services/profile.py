"""What a person tells clients about themselves, what of it is shown, and who looked.

Only the person decides. Staff, contacts and the worker have no service here by which something would be shown.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from bootcamp.models import Enrolment
from careerpath.accounts.access import has_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from cohorts.models import Cohort
from placements.models import GraduateProfile, PortalRule, ProfileDecision, ProfilePart, ProfileView
from placements.selectors.profile import Shown


class NotYourProfile(PermissionError):
    """Somebody wanted to write or show the profile of another person."""


class CannotShow(ValueError):
    """What was chosen cannot be shown. The message is the reason, in words for people."""


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody tells about themselves."""

    summary: str = ""
    skills: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    city: str = ""
    state: str = ""
    may_relocate: bool | None = None
    remote_only: bool = False


def check_is_own(enrolment: Enrolment, by: User) -> None:
    """Raise NotYourProfile unless this is the person themself."""
    if enrolment.application.applicant.user_id != by.pk:
        raise NotYourProfile("Only the person themself writes and shows their profile.")


def _held(enrolment: Enrolment) -> GraduateProfile:
    """The profile under lock; a new one shows nothing. Call it in a transaction."""
    GraduateProfile.objects.bulk_create([GraduateProfile(enrolment=enrolment)], ignore_conflicts=True)
    return GraduateProfile.objects.select_for_update().get(enrolment=enrolment)


@transaction.atomic
def tell(enrolment: Enrolment, told: Told, *, by: User) -> GraduateProfile:
    """Write the profile. What is shown stays as it was decided. Raises NotYourProfile."""
    check_is_own(enrolment, by)
    profile = _held(enrolment)
    for name in Told.__slots__:
        setattr(profile, name, getattr(told, name))
    profile.save()
    return profile


@transaction.atomic
def decide(enrolment: Enrolment, *, shown: Collection[str], by: User) -> GraduateProfile:
    """Choose which parts clients see, from now on. The same choice again is no new decision. Raises NotYourProfile, CannotShow."""
    check_is_own(enrolment, by)
    unknown = set(shown) - set(ProfilePart.values)
    if unknown:
        raise CannotShow("There is no such part of a profile.")
    chosen = [part for part in ProfilePart.values if part in shown]
    profile = _held(enrolment)
    if profile.decided_at is None or set(profile.shown) != set(chosen):
        profile.shown, profile.decided_at = chosen, clock.now()
        profile.save(update_fields=["shown", "decided_at", "changed_at"])
        ProfileDecision.objects.create(profile=profile, shown=chosen, at=profile.decided_at)
    return profile


@transaction.atomic
def take_back(*, by: User) -> int:
    """Show nothing any more, of all that this person ever showed, also for an earlier class; how many profiles that changed."""
    now = clock.now()
    mine = GraduateProfile.objects.select_for_update().filter(enrolment__application__applicant__user=by)
    changed = list(mine.exclude(shown=[]).order_by("pk"))
    for profile in changed:
        profile.shown, profile.decided_at = [], now
        profile.save(update_fields=["shown", "decided_at", "changed_at"])
    ProfileDecision.objects.bulk_create(ProfileDecision(profile=profile, shown=[], at=now) for profile in changed)
    return len(changed)


def note_view(shown: Mapping[int, Shown], *, by: User, at: datetime | None = None) -> None:
    """Record that a contact read these people: once a person, contact and hour, in one statement.

    `shown` is what `shown_to_client` gave for the page, so that the record says whether the name stood there. Call it where the
    contact opened a person's page, compared people or took an export; a list in which somebody is one of many is not a view.
    """
    if not shown:
        return
    hour = (at or clock.now()).replace(minute=0, second=0, microsecond=0)
    ids = sorted(shown)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO placements_profileview AS known (placement_id, by_id, at, name_shown)
            SELECT placement, %s, %s, named FROM unnest(%s::bigint[], %s::boolean[]) AS seen (placement, named)
            ON CONFLICT (placement_id, by_id, at) DO UPDATE SET name_shown = true
            WHERE excluded.name_shown AND NOT known.name_shown
            """,
            [by.pk, hour, ids, [shown[pk].is_named for pk in ids]],
        )


def choose_stage(cohort: Cohort, *, name_from: str, by: User) -> PortalRule:
    """The programme chooses from which stage clients read the names of a class. Raises PermissionError, CannotShow."""
    if not has_role(by, Role.MANAGER):
        raise PermissionError("Programme managers choose from when clients read names.")
    if name_from not in [stage.value for stage in PortalRule.STAGES]:
        raise CannotShow("Choose one of the stages.")
    rule, _new = PortalRule.objects.update_or_create(cohort=cohort, defaults={"name_from": name_from, "changed_by": by})
    return rule


def erase_profiles(applications: Collection[int]) -> int:
    """Erase what people told and decided, with who looked (`applicants.own_data.ERASERS`); how many rows."""
    looked, _each = ProfileView.objects.filter(placement__enrolment__application__in=applications).delete()
    told, _each = GraduateProfile.objects.filter(enrolment__application__in=applications).delete()
    return looked + told
