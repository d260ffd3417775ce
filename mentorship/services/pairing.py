"""Bringing mentor and mentee together, and parting."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from careerpath.accounts.models import User
from careerpath.pipeline.history import begin_many, move
from mentorship.lifecycle import LIVE, MentorshipStatus
from mentorship.models import Mentor, Mentorship
from mentorship.pairing import conflicts
from mentorship.selectors.pairing import mentee_sides, mentor_sides
from placements.lifecycle import COMMITTED
from placements.models import Placement


class CannotPair(ValueError):
    """These two cannot be paired. The message is the reason, in words for people."""


class CannotConfirm(ValueError):
    """This person cannot confirm this pair. The message is the reason, in words for people."""


@transaction.atomic
def pair_many(
    pairs: Sequence[tuple[Placement, Mentor]], *, by: User | None, at: datetime | None = None
) -> list[Mentorship]:
    """Propose pairs, all or none. Capacity is counted under a lock on the mentors' rows. Constant queries.

    Raises CannotPair with the first reason: a conflict, no place left, a mentor already there, or nobody placed.
    """
    moment = at or timezone.now()
    list(Placement.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one, _ in pairs]).order_by("pk"))
    _check_pairs(pairs, Mentor.objects.select_for_update(of=("self",), no_key=True), moment)
    made = Mentorship.objects.bulk_create(
        [
            Mentorship(placement=placement, mentor=mentor, proposed_at=moment, status_changed_at=moment)
            for placement, mentor in pairs
        ]
    )
    begin_many(made, by=by, at=moment)
    return made


def _check_pairs(pairs: Sequence[tuple[Placement, Mentor]], mentors: QuerySet[Mentor], moment: datetime) -> None:
    """Raise CannotPair with the first reason. Each pair counts against the capacity of its mentor. `mentors` may lock its rows."""
    sides = {side.id: side for side in mentor_sides(mentors.filter(pk__in={one.pk for _, one in pairs}).order_by("pk"))}
    placements = {one.pk for one, _ in pairs}
    placed = set(Placement.objects.filter(pk__in=placements, status__in=COMMITTED).values_list("pk", flat=True))
    mentored = set(
        Mentorship.objects.filter(placement__in=placements, status__in=LIVE).values_list("placement", flat=True)
    )
    mentees = {side.id: side for side in mentee_sides(Placement.objects.filter(pk__in=placements))}
    for placement, mentor in pairs:
        if placement.pk not in placed:
            raise CannotPair("Mentoring begins with a placement: this person has none now.")
        if placement.pk in mentored:
            raise CannotPair("This person already has a mentor. End that mentorship first.")
        if why := conflicts(mentees[placement.pk], sides[mentor.pk], moment):
            raise CannotPair(" ".join(why))
        mentored.add(placement.pk)
        sides[mentor.pk] = sides[mentor.pk].with_load(sides[mentor.pk].load + 1)


def pair(placement: Placement, *, mentor: Mentor, by: User | None, at: datetime | None = None) -> Mentorship:
    """Propose a mentor to somebody placed. Both confirm before it begins. Raises CannotPair with the reason."""
    return pair_many([(placement, mentor)], by=by, at=at)[0]


def check_can_pair(placement: Placement, *, mentor: Mentor) -> None:
    """Raise CannotPair with the reason, if there is one. Changes nothing."""
    _check_pairs([(placement, mentor)], Mentor.objects.all(), timezone.now())


def side_of(mentorship: Mentorship, user: User) -> str:
    """`mentor`, `mentee`, or the empty text for anybody else."""
    if mentorship.mentor.user_id == user.pk:
        return "mentor"
    return "mentee" if mentorship.placement.enrolment.application.applicant.user_id == user.pk else ""


@transaction.atomic
def confirm(mentorship: Mentorship, *, by: User, at: datetime | None = None) -> Mentorship:
    """Mentor or mentee says yes; with the second yes it begins. Saying yes twice changes nothing. Raises CannotConfirm."""
    locked = (
        Mentorship.objects.select_for_update(of=("self",), no_key=True)
        .select_related("mentor", "placement__enrolment__application__applicant", "placement__opening__client")
        .get(pk=mentorship.pk)
    )
    side = side_of(locked, by)
    if not side:
        raise CannotConfirm("Only the two people themselves can confirm.")
    if locked.status == MentorshipStatus.ACTIVE:
        return locked
    if locked.status != MentorshipStatus.PROPOSED:
        raise CannotConfirm("This pair is no longer proposed.")
    moment = at or timezone.now()
    if side == "mentor":
        locked.mentor_confirmed_at = locked.mentor_confirmed_at or moment
    else:
        locked.mentee_confirmed_at = locked.mentee_confirmed_at or moment
    locked.save(update_fields=["mentor_confirmed_at", "mentee_confirmed_at"])
    if locked.mentor_confirmed_at and locked.mentee_confirmed_at:
        began = moment.astimezone(locked.mentor.tz).date()
        move(locked, to=MentorshipStatus.ACTIVE, by=by, at=moment, also={"began_on": began})
    return locked


def end(mentorship: Mentorship, *, by: User | None, reason: str = "", at: datetime | None = None) -> Mentorship:
    """End a mentorship, or take back a proposal. Nobody needs to give a reason. Raises IllegalMove if it is over."""
    return move(mentorship, to=MentorshipStatus.ENDED, by=by, reason=reason, at=at)


def complete(mentorship: Mentorship, *, by: User | None, at: datetime | None = None) -> Mentorship:
    """The work is done. Raises IllegalMove with the reason."""
    return move(mentorship, to=MentorshipStatus.COMPLETED, by=by, at=at)
