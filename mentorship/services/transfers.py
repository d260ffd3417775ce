"""A transfer keeps two people together: the pair goes on with the new placement, unless they may not be a pair there."""

from dataclasses import replace

from django.utils import timezone

from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import begin, move
from mentorship.lifecycle import LIVE, MentorshipStatus
from mentorship.models import AnotherMentor, Mentorship
from mentorship.pairing import conflicts
from mentorship.selectors.pairing import mentee_sides, mentor_sides
from mentorship.services.escalating import tell_coordinators
from placements.models import Placement

S = MentorshipStatus


def follow_transfer(old: Placement, new: Placement, by: User | None) -> None:
    """Let the pairs of a placement go on with the one that follows it (`transferring.FOLLOWED`), in its transaction.

    The pair of the old placement ends and one of the same two begins, confirmed as it was: contacts count from today, check-ins by
    the new first day; goals, planned meetings, open actions and a request for another mentor come along, sessions stay where they
    took place. Where the two may not be a pair any more it ends, and the coordinators read why.
    """
    before = list(
        Mentorship.objects.select_for_update(of=("self",), no_key=True)
        .filter(placement=old, status__in=LIVE)
        .select_related("mentor__user")
        .order_by("status", "pk")  # the active one first: a proposal beside it takes its place
    )
    active: Mentorship | None = None
    for one in before:
        if why := _conflicts(one, new):
            _end_in_words(one, old, new, " ".join(why), by)
            continue
        went_on = _go_on(one, old, new, by, follows=active if one.status == S.PROPOSED and active else one)
        active = went_on if went_on.status == S.ACTIVE else active


def why_not_supervise(placement: Placement, user: User) -> str:
    """For `supervising.WHY_NOT`: a mentor is never the supervisor of the same person. One query."""
    if Mentorship.objects.filter(placement=placement, mentor__user=user.pk, status__in=LIVE).exists():
        return "They mentor this person. A mentor is never the supervisor: choose somebody else, or end the pair first."
    return ""


def _conflicts(pair: Mentorship, new: Placement) -> list[str]:
    """Why the two may not be a pair at the new placement; a pause, the capacity or a request do not part who is together."""
    (mentee,) = mentee_sides(Placement.objects.filter(pk=new.pk))
    (mentor,) = mentor_sides(type(pair.mentor).objects.filter(pk=pair.mentor_id))
    return conflicts(
        replace(mentee, before=frozenset()), replace(mentor, load=0, paused=False, missing=()), timezone.now()
    )


def _end_in_words(pair: Mentorship, old: Placement, new: Placement, why: str, by: User | None) -> None:
    reason = f"Transferred from {old.opening.client} to {new.opening.client}. {why}"
    move(pair, to=S.ENDED, by=by, reason=reason[:300])
    AnotherMentor.objects.filter(mentorship=pair, closed_at=None).update(
        closed_at=clock.now(), outcome=AnotherMentor.Outcome.OVER
    )
    tell_coordinators("parted", once=f"parted:{pair.pk}", link="mentorship:propose", args=[new.pk], why=why)


def _go_on(pair: Mentorship, old: Placement, new: Placement, by: User | None, *, follows: Mentorship) -> Mentorship:
    now, was = clock.now(), pair.status
    reason = f"Transferred from {old.opening.client} to {new.opening.client}."
    move(pair, to=S.ENDED, by=by, reason=f"{reason} The pair goes on there.")
    made = Mentorship.objects.create(
        placement=new,
        mentor=pair.mentor,
        proposed_at=now,
        status_changed_at=now,
        mentor_confirmed_at=pair.mentor_confirmed_at,
        mentee_confirmed_at=pair.mentee_confirmed_at,
        because=pair.because,
        follows=follows,
        shares_earlier=pair.shares_earlier,
    )
    begin(made, by=by, reason=reason)
    if was == S.ACTIVE:
        began = now.astimezone(pair.mentor.tz).date()
        move(made, to=S.ACTIVE, by=by, reason=f"{reason} Both had confirmed.", also={"began_on": began})
        pair.goals.update(mentorship=made)
        pair.actions.filter(done_at__isnull=True).update(mentorship=made)
        pair.meetings.filter(starts_at__gt=now, session__isnull=True).update(mentorship=made)
        AnotherMentor.objects.filter(mentorship=pair, closed_at=None).update(mentorship=made)
    return made
