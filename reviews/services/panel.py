"""Who reads in a round: added with a cap, and gone again. A blind round is read by people who cannot open names anywhere."""

from collections.abc import Iterable

from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from careerpath.accounts.access import roles_of
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from reviews.lifecycle import RoundStatus
from reviews.models import ReviewRound, RoundReader

OPENS_NAMES = (Role.RECRUITER, Role.MANAGER, Role.COMPLIANCE)
"""Roles whose people can open an application with its name somewhere else."""
NAMED = ("view_applicant", "view_application")
"""Permissions of the admin that show a name."""


class PanelRefused(ValueError):
    """Somebody cannot read in a round, or cannot leave it; the message says why, in words."""


def check_can_read(user: User, round: ReviewRound) -> None:
    """Raise PanelRefused where this person may not read (or interview) in this round.

    Asked when they are added and again when they open their queue: roles change. Two queries at most.
    """
    name = user.name or user.email
    if not user.is_active:
        raise PanelRefused(f"{name} has no account in use.")
    roles = roles_of(user)
    if round.is_blind:
        if user.is_superuser or _may_open_names(user):
            raise PanelRefused(
                f"{name} can open applications with their names elsewhere, so the reading would not be blind. "
                "Choose somebody who is a reviewer and nothing else, or make the round one that is not blind."
            )
        if held := [role for role in OPENS_NAMES if role in roles]:
            raise PanelRefused(
                f"{name} is also {' and '.join(str(role).lower() for role in held)} and can open names elsewhere, so the "
                "reading would not be blind. Choose somebody else, or make the round one that is not blind."
            )
        if Role.REVIEWER not in roles:
            raise PanelRefused(f"{name} is not a reviewer. Give them the role first.")
    elif not roles & {Role.REVIEWER, Role.RECRUITER}:
        raise PanelRefused(f"{name} is neither a reviewer nor a recruiter. Give them one of the roles first.")


def _may_open_names(user: User) -> bool:
    """One query: readers' pages ask it each time."""
    held = Q(user=user) | Q(group__user=user)
    return Permission.objects.filter(held, content_type__app_label="applicants", codename__in=NAMED).exists()


def can_read(user: User, round: ReviewRound) -> bool:
    """Whether this person may read in this round."""
    try:
        check_can_read(user, round)
    except PanelRefused:
        return False
    return True


def who_could_read(round: ReviewRound) -> QuerySet[User]:
    """The people who could be added to a round and are not in it, by name; the last word has `check_can_read`."""
    roles = [Role.REVIEWER.value] if round.is_blind else [Role.REVIEWER.value, Role.RECRUITER.value]
    there = RoundReader.objects.filter(round=round, left_at__isnull=True, user=OuterRef("pk"))
    people = User.objects.filter(is_active=True, groups__name__in=roles).exclude(Exists(there))
    if round.is_blind:
        people = people.exclude(is_superuser=True).exclude(
            Exists(
                User.groups.through.objects.filter(user=OuterRef("pk"), group__name__in=[r.value for r in OPENS_NAMES])
            )
        )
    return people.distinct().order_by("name", "email")


@transaction.atomic
def add_readers(round: ReviewRound, users: Iterable[User], *, cap: int | None = None, by: User) -> list[RoundReader]:
    """Let several people read in a round, each of at most `cap` applications: all of them or nobody. Raises PanelRefused."""
    return [add_reader(round, user, cap=cap, by=by) for user in users]


@transaction.atomic
def add_reader(round: ReviewRound, user: User, *, cap: int | None = None, by: User) -> RoundReader:
    """Let somebody read in a round, of at most `cap` applications; who had left comes back. Raises PanelRefused.

    In an open round they get their share of what waits at once.
    """
    check_not_over(round)
    check_can_read(user, round)
    _check_cap(cap)
    try:
        with transaction.atomic():
            reader, made = RoundReader.objects.get_or_create(round=round, user=user, defaults={"cap": cap})
    except IntegrityError:  # pragma: no cover  # get_or_create reads it again
        raise PanelRefused(f"{user} was added a moment ago.") from None
    if not made:
        reader.cap, reader.left_at, reader.left_because = cap, None, ""
        reader.save(update_fields=["cap", "left_at", "left_because"])
    if round.status == RoundStatus.OPEN:
        _share_out(round, by=by)
    return reader


@transaction.atomic
def remove_reader(reader: RoundReader, *, because: str = "", by: User) -> int:
    """Take somebody out of a round; what they had not read goes to the others. Returns how many were given to somebody else.

    What they have read stays. Of a round that was never opened nothing is kept of it. Raises PanelRefused.
    """
    from reviews.services import assigning

    assigning.hold_waiting(reader)
    locked = RoundReader.objects.select_for_update(of=("self",)).select_related("round", "user")
    found = locked.filter(pk=reader.pk).first()
    if found is None or found.left_at is not None:
        return 0
    check_not_over(found.round)
    has_times = found.slots.exists() or found.companions.exists()
    if found.round.status == RoundStatus.DRAFT and not has_times and not found.assignments.exists():
        found.delete()
        return 0
    found.left_at, found.left_because = clock.now(), because.strip()[:300]
    found.save(update_fields=["left_at", "left_because"])
    return assigning.take_over(found, by=by)


@transaction.atomic
def set_cap(reader: RoundReader, *, cap: int | None, by: User) -> RoundReader:
    """The most that somebody reads in a round; None: as many as the others. What they have already stays with them."""
    check_not_over(reader.round)
    _check_cap(cap)
    reader.cap = cap
    reader.save(update_fields=["cap"])
    if reader.round.status == RoundStatus.OPEN:
        _share_out(reader.round, by=by)
    return reader


def check_not_over(round: ReviewRound) -> None:
    """Raise PanelRefused where the panel of a round does not change any more."""
    if round.status not in (RoundStatus.DRAFT, RoundStatus.OPEN):
        raise PanelRefused(f"The round is {round.get_status_display()}: its readers do not change any more.")


def _check_cap(cap: int | None) -> None:
    if cap is not None and not 1 <= cap <= 100_000:
        raise PanelRefused("A cap is a whole number from 1 to 100,000, or nothing.")


def _share_out(round: ReviewRound, *, by: User) -> None:
    from reviews.services import assigning

    assigning.rebalance(round, by=by)
