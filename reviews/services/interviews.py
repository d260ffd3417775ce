"""An applicant chooses a time, moves, or gives it back; the interviewer says what became of it.

The interview itself, what is told of it and its calendar stand in `applicants.services.interviewing`: each choice is a new version
there. Locks are taken in one order, application first and then times by their id, so two who swap wait for each other at most once.
"""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.models import Application, Interview, InterviewVersion
from applicants.services import interviewing
from applicants.services.interviewing import InterviewRefused
from careerpath.accounts.access import has_role
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from reviews.lifecycle import RoundStatus
from reviews.models import Assignment, InterviewSlot, ReviewRound, RoundEntry, Scoresheet
from reviews.selectors.apart import pairs
from reviews.selectors.slots import LEAD, at_interview, last_slot, standing_slot, zone_of
from reviews.services import companions, company
from reviews.services.scoring import submit
from reviews.services.slot_notices import ask_again, tell_interviewer
from reviews.services.slots import STAFF, SlotRefused, check_is_theirs, hold

Outcome = InterviewSlot.Outcome
STARTS_EARLY: Final = timedelta(minutes=15)
"""So long before its time an interview can be said to have taken place."""


class ChoiceRefused(ValueError):
    """Why a time cannot be chosen or given back. The message is the reason, in words for the applicant."""


def check_can_choose(entry: RoundEntry) -> None:
    """Raise ChoiceRefused where no time can be chosen, or moved, in this round now. Reads round and application."""
    round, now = entry.round, clock.now()
    if round.kind != ReviewRound.Kind.INTERVIEW or entry.left_at is not None or not at_interview(entry):
        raise ChoiceRefused(_("There is no interview to choose a time for."))
    if round.status != RoundStatus.OPEN or (round.closes_at is not None and round.closes_at <= now):
        raise ChoiceRefused(_("Times can no longer be chosen here. Write to us if you need one."))
    if hasattr(entry.application, "restriction"):
        raise ChoiceRefused(_("You asked us to delete this application, so nobody works with it any more."))
    last = last_slot(entry)
    if last is None or last.withdrawn_at is not None:
        return
    if last.outcome == Outcome.HELD:
        raise ChoiceRefused(_("Your interview has taken place."))
    if last.outcome and last.again_at is None:
        raise ChoiceRefused(_("Write to us to arrange another time."))
    if not last.outcome and last.starts_at <= now:
        raise ChoiceRefused(_("Your interview has begun, or its time has passed. Write to us to arrange another one."))


def can_choose(entry: RoundEntry) -> bool:
    """Whether a time can be chosen, or moved."""
    try:
        check_can_choose(entry)
    except ChoiceRefused:
        return False
    return True


@transaction.atomic
def choose(entry: RoundEntry, slot: InterviewSlot, *, by: User, time_zone: str = "") -> InterviewSlot:
    """Take a time, or move to it from the one that was taken before. Both sides are told. The same one twice is once.

    `time_zone` is the one in which the applicant reads times. Staff may choose for somebody. Two who want the same one in the same
    second: one gets it. Raises ChoiceRefused.
    """
    entry = _held(entry)
    _check_whose(entry, by)
    before = standing_slot(entry)
    both = [slot.pk, *([before.pk] if before else [])]
    times = {
        each.pk: each
        for each in InterviewSlot.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round__cohort", "interviewer__user")
        .filter(pk__in=both)
        .order_by("pk")
    }
    wanted = times.get(slot.pk)
    if wanted is not None and before is not None and wanted.pk == before.pk:
        return wanted
    check_can_choose(entry)
    wanted = _check_free(wanted, entry)
    if before is not None:
        _free(times[before.pk])
    wanted.time_zone = time_zone or (before.time_zone if before else "")
    try:
        version = interviewing.set_interview(
            entry.application,
            starts_at=wanted.starts_at,
            minutes=wanted.minutes,
            place=wanted.place,
            link=wanted.link,
            by=by,
            zone=zone_of(wanted),
        )
    except InterviewRefused as refusal:
        raise ChoiceRefused(str(refusal)) from refusal
    wanted.entry, wanted.interview = entry, version.interview
    wanted.taken_at = wanted.changed_at = clock.now()
    wanted.taken_by, wanted.reminded_at = by, None
    wanted.assignment = company.open_assignment(entry, wanted.interviewer, wanted)
    wanted.sequence += 1
    wanted.save()
    tell_interviewer(wanted, "chosen")
    company.chosen(wanted)
    return wanted


@transaction.atomic
def give_back(entry: RoundEntry, *, by: User) -> InterviewSlot | None:
    """Give the time back: somebody else can choose it, both sides are told. None where there was none. Raises ChoiceRefused.

    Also after the round closed: better a word than an empty room.
    """
    entry = _held(entry)
    _check_whose(entry, by)
    slot = standing_slot(entry)
    if slot is None or slot.interview is None:
        return None
    if slot.starts_at <= clock.now():
        raise ChoiceRefused(_("Your interview has begun, or its time has passed. Write to us to arrange another one."))
    interviewing.cancel_interview(slot.interview, by=by, zone=zone_of(slot))  # `follow` frees the time
    slot.refresh_from_db()
    return slot


def follow(interview: Interview, version: InterviewVersion | None, by: User) -> None:
    """An interview was set, moved or called off, here or by hand on the workbench: the time that does not fit any more is free."""
    standing = interview.slots.filter(withdrawn_at__isnull=True, outcome="")
    if version is not None:
        standing = standing.exclude(starts_at=version.starts_at)
    for slot in standing.select_for_update(of=("self",), no_key=True).select_related(
        "round__cohort", "interviewer__user"
    ):
        _free(slot)


@transaction.atomic
def settle(slot: InterviewSlot, *, outcome: str, by: User, again: bool = False) -> InterviewSlot:
    """Say what became of a time that was taken. Where it did not take place on our side, or with `again`, they choose another one.

    That it took place is also said by a second interviewer's scorecard. Raises SlotRefused: not theirs, nobody took it, it is still
    to come, or a later one stands.
    """
    held = hold(slot)
    if outcome != Outcome.HELD or company.companion_at(held, by) is None:
        check_is_theirs(held, by)
    elif held.outcome in companions.DID_NOT_TAKE_PLACE:
        raise SlotRefused("It was written down that it did not take place. Whoever offers the time can change that.")
    if held.entry is None or held.withdrawn_at is not None:
        raise SlotRefused("Nobody has this time.")
    now = clock.now()
    if held.starts_at > now + (STARTS_EARLY if outcome == Outcome.HELD else timedelta(0)):
        raise SlotRefused("It is still to come.")
    if held.outcome == outcome and not again:
        return held
    if held.outcome and held.entry.slots.filter(taken_at__gt=held.taken_at, withdrawn_at__isnull=True).exists():
        raise SlotRefused("Another time was chosen since. What became of this one stays.")
    if outcome != Outcome.HELD and held.assignment is not None and held.assignment.finished_at is not None:
        raise SlotRefused("You have sent the scorecard of it already.")
    if outcome != Outcome.HELD and held.companions.filter(left_at=None, assignment__finished_at__isnull=False).exists():
        raise SlotRefused("A second interviewer has sent the scorecard of it already.")
    held.outcome, held.outcome_at = outcome, now
    held.save(update_fields=["outcome", "outcome_at"])
    if outcome == Outcome.HELD:
        held.assignment = company.open_assignment(held.entry, held.interviewer, held)
        held.save(update_fields=["assignment"])
        company.held(held)
    else:
        company.end_assignment(held.assignment_id, Assignment.End.ABSTAINED, held.get_outcome_display())
        company.not_held(held, held.get_outcome_display())
        if again or outcome == Outcome.NOT_HELD:
            ask_again(held)
    return held


@transaction.atomic
def recuse(slot: InterviewSlot, *, by: User, why: str = "") -> InterviewSlot:
    """The interviewer knows the person: never again, and the person chooses somebody else. Raises SlotRefused.

    A second interviewer who knows them goes alone, and the person keeps the time.
    """
    from reviews.services import conflicts, keeping_apart
    from reviews.services.slots import withdraw

    held = hold(slot)
    companion = company.companion_at(held, by)
    if held.interviewer.user_id != by.pk and companion is None:
        raise SlotRefused("Only the interviewer says whom they know.")
    if held.entry is None or held.withdrawn_at is not None or (held.outcome and companion is None):
        raise SlotRefused("Nobody has this time.")
    if companion is not None:
        companions.check_can_leave(held, companion, by=by)
    conflict = conflicts.declare(by, held.entry.application.applicant, why=why, by=by)
    mine = held.assignment_id if companion is None else companion.assignment_id
    company.end_assignment(mine, Assignment.End.RECUSED, why[:300])
    keeping_apart.give_to_others(by, [conflict.applicant_id], why[:300])
    if companion is not None:
        companions.go(held, companion, by=by, as_=Assignment.End.RECUSED, note=why[:300])
        return held
    return withdraw(held, by=by)


def _held(entry: RoundEntry) -> RoundEntry:
    """The entry as it is, its application held until the end of the transaction: whoever has two windows waits here."""
    Application.objects.select_for_update(no_key=True).get(pk=entry.application_id)
    return RoundEntry.objects.select_related(
        "round__cohort", "application__applicant", "application__cohort", "application__restriction"
    ).get(pk=entry.pk)


def _check_whose(entry: RoundEntry, by: User) -> None:
    if entry.application.applicant.user_id != by.pk and not has_role(by, *STAFF):
        raise ChoiceRefused(_("Only the applicant can ask for this."))


def _check_free(slot: InterviewSlot | None, entry: RoundEntry) -> InterviewSlot:
    """The time, where this applicant can still have it."""
    if slot is None or slot.round_id != entry.round_id or slot.withdrawn_at is not None:
        raise ChoiceRefused(_("This time is not offered any more. Choose another one."))
    if slot.entry_id is not None:
        raise ChoiceRefused(_("Somebody chose this time a moment ago. Choose another one."))
    if slot.starts_at <= clock.now() + LEAD:
        raise ChoiceRefused(_("This time is too close, or over. Choose a later one."))
    apart = {reader for _entry, reader, _why in pairs(entry.round, entry_ids=[entry.pk])}
    who = {slot.interviewer_id, *(each.reader_id for each in company.standing(slot))}
    if slot.interviewer.left_at is not None or who & apart:
        raise ChoiceRefused(_("This time is not offered any more. Choose another one."))
    return slot


def _free(slot: InterviewSlot) -> None:
    """Make a time free again, and tell its interviewers."""
    note = "The applicant chose another time, or gave it back."
    company.end_assignment(slot.assignment_id, Assignment.End.MOVED, note)
    slot.entry = slot.interview = slot.assignment = slot.taken_at = slot.taken_by = slot.reminded_at = None
    slot.time_zone = ""
    slot.sequence += 1
    slot.changed_at = clock.now()
    slot.save()
    tell_interviewer(slot, "free")
    company.freed(slot, note)


def has_begun(slot: InterviewSlot) -> bool:
    """Whether it is too late to give a time back."""
    return slot.starts_at <= clock.now()


def read_in(entry: RoundEntry, time_zone: str) -> None:
    """The applicant reads times in this zone from now on: their reminder too."""
    entry.slots.filter(withdrawn_at__isnull=True, outcome="").update(time_zone=time_zone)


@transaction.atomic
def finish(slot: InterviewSlot, *, by: User, sent_id: UUID, **filled: Any) -> Scoresheet:
    """Keep an interviewer's scorecard, and that the interview took place. The same page sent twice is one.

    `filled` as `scoring.submit` takes it. Raises SlotRefused, ScoringRefused.
    """
    held = settle(slot, outcome=Outcome.HELD, by=by)
    companion = company.companion_at(held, by)
    mine = held.assignment if companion is None else companion.assignment
    if mine is None:
        raise SlotRefused("Nobody has this time.")
    return submit(mine, by=by, sent_id=sent_id, **filled)
