"""Bringing mentor and mentee together, and parting."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from careerpath.accounts.models import User
from careerpath.pipeline.history import begin_many, move
from mentorship.lifecycle import MentorshipStatus
from mentorship.models import AnotherMentor, Mentor, Mentorship
from mentorship.pairing import Pair, conflicts, judge
from mentorship.selectors.pairing import mentee_sides, mentor_sides
from mentorship.services.pair_notices import tell_of_proposals
from placements.lifecycle import COMMITTED
from placements.models import Placement

S = MentorshipStatus


class CannotPair(ValueError):
    """These two cannot be paired. The message is the reason, in words for people."""


class CannotConfirm(ValueError):
    """This person cannot confirm this pair. The message is the reason, in words for people."""


@transaction.atomic
def pair_many(
    pairs: Sequence[tuple[Placement, Mentor]], *, by: User | None, at: datetime | None = None
) -> list[Mentorship]:
    """Propose pairs, all or none. Capacity is counted under a lock on the mentors' rows. Constant queries.

    Both are written to, unless it is entered afterwards (`at`). Raises CannotPair with the first reason: a conflict, no place left,
    a mentor already there, or nobody placed.
    """
    moment = at or timezone.now()
    list(
        Placement.objects.select_for_update(no_key=True)
        .filter(pk__in=[one.pk for one, _mentor in pairs])
        .order_by("pk")
    )
    checked = _check_pairs(pairs, Mentor.objects.select_for_update(of=("self",), no_key=True), moment)
    made = Mentorship.objects.bulk_create(
        [
            Mentorship(
                placement=placement,
                mentor=mentor,
                proposed_at=moment,
                status_changed_at=moment,
                follows_id=follows,
                because=asdict(pair.common) if pair.common else {},
            )
            for (placement, mentor), (pair, follows) in zip(pairs, checked, strict=True)
        ]
    )
    begin_many(made, by=by, at=moment)
    if at is None:
        tell_of_proposals([one.pk for one in made])
    return made


def _check_pairs(
    pairs: Sequence[tuple[Placement, Mentor]], mentors: QuerySet[Mentor], moment: datetime
) -> list[tuple[Pair, int | None]]:
    """Each pair with why, and the pair whose place it takes. Raises CannotPair with the first reason. `mentors` may lock its rows;
    each pair counts against the capacity of its mentor."""
    asked_for = mentors.filter(pk__in={one.pk for _placement, one in pairs}).order_by("pk")
    sides = {side.id: side for side in mentor_sides(asked_for, moment)}
    placements = {one.pk for one, _mentor in pairs}
    placed = set(Placement.objects.filter(pk__in=placements, status__in=COMMITTED).values_list("pk", flat=True))
    live = Mentorship.objects.filter(placement__in=placements)
    active = dict(live.filter(status=S.ACTIVE).values_list("placement", "pk"))
    proposed = set(live.filter(status=S.PROPOSED).values_list("placement", flat=True))
    asking = set(
        AnotherMentor.objects.filter(mentorship__in=active.values(), closed_at=None).values_list(
            "mentorship", flat=True
        )
    )
    mentees = {side.id: side for side in mentee_sides(Placement.objects.filter(pk__in=placements))}
    found = list[tuple[Pair, int | None]]()
    for placement, mentor in pairs:
        follows = active.get(placement.pk)
        if placement.pk not in placed:
            raise CannotPair("Mentoring begins with a placement: this person has none now.")
        if follows is not None and follows not in asking:
            raise CannotPair("This person already has a mentor. End that mentorship first.")
        if placement.pk in proposed:
            raise CannotPair("This person already has a mentor proposed. Take that back first.")
        pair = judge(mentees[placement.pk], sides[mentor.pk], moment)
        if not pair.possible:
            raise CannotPair(" ".join(pair.conflicts))
        found.append((pair, follows))
        proposed.add(placement.pk)
        sides[mentor.pk] = sides[mentor.pk].with_load(sides[mentor.pk].load + 1)
    return found


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


def _locked(mentorship: Mentorship) -> Mentorship:
    return (
        Mentorship.objects.select_for_update(of=("self",), no_key=True)
        .select_related("mentor", "placement__enrolment__application__applicant", "placement__opening__client")
        .get(pk=mentorship.pk)
    )


@transaction.atomic
def confirm(
    mentorship: Mentorship, *, by: User, at: datetime | None = None, shares_earlier: bool | None = None
) -> Mentorship:
    """Mentor or mentee says yes; with the second yes it begins. Saying yes twice changes nothing. Raises CannotConfirm.

    Where it takes the place of another pair, that one ends in the same moment, and its goals come along. `shares_earlier` is the
    mentee's: whether the new mentor may read the notes that were shared with the one before.
    """
    locked = _locked(mentorship)
    side = side_of(locked, by)
    if not side:
        raise CannotConfirm(_("Only the two people themselves can confirm."))
    if locked.status == S.ACTIVE:
        return locked
    if locked.status != S.PROPOSED:
        raise CannotConfirm(_("This pair is no longer proposed."))
    moment = at or timezone.now()
    if side == "mentor":
        locked.mentor_confirmed_at = locked.mentor_confirmed_at or moment
    else:
        locked.mentee_confirmed_at = locked.mentee_confirmed_at or moment
        locked.shares_earlier = locked.shares_earlier if shares_earlier is None else shares_earlier
    locked.save(update_fields=["mentor_confirmed_at", "mentee_confirmed_at", "shares_earlier"])
    if locked.mentor_confirmed_at and locked.mentee_confirmed_at:
        _check_may_begin(locked, moment)
        began = moment.astimezone(locked.mentor.tz).date()
        if locked.follows_id is not None:
            _hand_over(locked, locked.follows_id, by=by, at=moment)
        move(locked, to=S.ACTIVE, by=by, at=moment, also={"began_on": began})
    return locked


def _check_may_begin(pair: Mentorship, moment: datetime) -> None:
    """Raise CannotConfirm where the placement ended, or a conflict was declared, after the pair was proposed.

    What the conflict is stays with the coordinator. A pause, the capacity and training were asked when it was proposed.
    """
    Mentor.objects.select_for_update(no_key=True).get(pk=pair.mentor_id)  # no conflict is declared while it begins
    (mentee,) = mentee_sides(Placement.objects.filter(pk=pair.placement_id))
    (mentor,) = mentor_sides(Mentor.objects.filter(pk=pair.mentor_id), moment)
    against = conflicts(replace(mentee, before=frozenset()), replace(mentor, load=0, paused=False, missing=()), moment)
    if pair.placement.status not in COMMITTED or against:
        raise CannotConfirm(_("This pair cannot begin any more. The coordinator proposes another one."))


def _hand_over(new: Mentorship, before: int, *, by: User, at: datetime) -> None:
    """The pair before ends, its request is answered, and what is still to be reached goes on with the new one."""
    old = Mentorship.objects.get(pk=before)
    if old.status == S.ACTIVE:
        move(old, to=S.ENDED, by=by, at=at, reason="Another mentor began.")
    AnotherMentor.objects.filter(mentorship=old, closed_at=None).update(
        closed_at=at, outcome=AnotherMentor.Outcome.BEGUN
    )
    old.goals.update(mentorship=new)


@transaction.atomic
def decline(mentorship: Mentorship, *, by: User, at: datetime | None = None) -> Mentorship:
    """Either of the two says no to a proposal: no reason is asked, and nobody is at fault. Twice changes nothing.

    The place is free again, and these two are not proposed to each other a second time. Raises CannotConfirm.
    """
    locked = _locked(mentorship)
    if not side_of(locked, by):
        raise CannotConfirm(_("Only the two people themselves can say no."))
    if locked.status == S.DECLINED:
        return locked
    if locked.status != S.PROPOSED:
        raise CannotConfirm(_("This pair is no longer proposed."))
    return move(locked, to=S.DECLINED, by=by, at=at)


@transaction.atomic
def end(mentorship: Mentorship, *, by: User | None, reason: str = "", at: datetime | None = None) -> Mentorship:
    """End a mentorship, or take back a proposal. Nobody needs to give a reason. Raises IllegalMove if it is over."""
    ended = move(mentorship, to=S.ENDED, by=by, reason=reason, at=at)
    _close_request(ended, at)
    return ended


@transaction.atomic
def complete(mentorship: Mentorship, *, by: User | None, at: datetime | None = None) -> Mentorship:
    """The work is done. Raises IllegalMove with the reason."""
    done = move(mentorship, to=S.COMPLETED, by=by, at=at)
    _close_request(done, at)
    return done


def _close_request(mentorship: Mentorship, at: datetime | None) -> None:
    AnotherMentor.objects.filter(mentorship=mentorship, closed_at=None).update(
        closed_at=at or timezone.now(), outcome=AnotherMentor.Outcome.OVER
    )
