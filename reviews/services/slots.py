"""Times that interviewers offer: added, many at once, and withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from applicants.models import Application
from applicants.services.interviewing import cancel_interview
from careerpath.accounts.access import has_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from reviews.lifecycle import RoundStatus
from reviews.models import Assignment, InterviewSlot, ReviewRound, RoundReader
from reviews.selectors.companions import busy
from reviews.selectors.slots import zone_of
from reviews.services import company
from reviews.services.slot_notices import ask_again, tell_interviewer

STAFF = (Role.RECRUITER, Role.MANAGER)


class SlotRefused(ValueError):
    """Why a time cannot be offered, withdrawn or settled like this. The message is the reason, in words."""


@dataclass(frozen=True)
class Offered:
    """What became of the times that somebody offered."""

    made: int
    over: int
    """Times that have passed."""
    busy: int
    """Times in which this person has offered, or joined, another one already."""


def check_can_offer(round: ReviewRound, reader: RoundReader) -> None:
    """Raise SlotRefused where nobody can be interviewed in this round any more."""
    if round.kind != ReviewRound.Kind.INTERVIEW:
        raise SlotRefused("This is a round of reading: there is nobody to talk with.")
    if round.status not in (RoundStatus.DRAFT, RoundStatus.OPEN):
        raise SlotRefused(f"The round is {round.get_status_display()}. Times can be offered until it closes.")
    if reader.left_at is not None:
        raise SlotRefused("You are not an interviewer of this round any more.")


@transaction.atomic
def offer(
    round: ReviewRound, *, by: User, starts: Sequence[datetime], minutes: int, place: str = "", link: str = ""
) -> Offered:
    """Offer times of one's own. What has passed, and what overlaps another time of the same person, is left out and counted.

    Raises SlotRefused where `by` is no interviewer of the round, or it has closed.
    """
    # Whoever offers in two windows at once is not to be in two places at once.
    readers = list(RoundReader.objects.select_for_update(no_key=True).filter(user=by).order_by("pk"))
    reader = next((each for each in readers if each.round_id == round.pk), None)
    if reader is None:
        raise SlotRefused("You are not an interviewer of this round.")
    round = ReviewRound.objects.get(pk=round.pk)
    check_can_offer(round, reader)
    if not (place or link):
        raise SlotRefused("Say where: a place, a telephone number or a link.")
    if round.closes_at is not None and starts and max(starts) > round.closes_at:
        raise SlotRefused("The round closes before the last of these times. Offer earlier ones.")
    now, length = clock.now(), timedelta(minutes=minutes)
    ahead = [each for each in sorted(set(starts)) if each > now]
    taken = busy(by, now)
    made: list[InterviewSlot] = []
    for start in ahead:
        end = start + length
        if any(start < other_end and other_start < end for other_start, other_end in taken):
            continue
        taken.append((start, end))
        made.append(
            InterviewSlot(
                round=round, interviewer=reader, starts_at=start, minutes=minutes, place=place, link=link,
                created_at=now, changed_at=now,
            )
        )  # fmt: skip
    InterviewSlot.objects.bulk_create(made)
    return Offered(made=len(made), over=len(set(starts)) - len(ahead), busy=len(ahead) - len(made))


def check_is_theirs(slot: InterviewSlot, by: User) -> None:
    """Raise SlotRefused unless `by` is the interviewer or staff."""
    if slot.interviewer.user_id != by.pk and not has_role(by, *STAFF):
        raise SlotRefused("Somebody else offered this time.")


@transaction.atomic
def withdraw(slot: InterviewSlot, *, by: User) -> InterviewSlot:
    """The interviewer cannot then. Whoever had chosen it is told, and asked to choose another time. Twice is once.

    Raises SlotRefused: not theirs, or it has begun.
    """
    held = hold(slot)
    check_is_theirs(held, by)
    if held.withdrawn_at is not None:
        return held
    now = clock.now()
    if held.entry_id is not None and held.starts_at <= now:
        raise SlotRefused("It has begun already. Say what became of it instead.")
    held.withdrawn_at = held.changed_at = now
    held.sequence += 1
    held.save(update_fields=["withdrawn_at", "changed_at", "sequence"])
    company.withdrawn(held, "The time was withdrawn.")
    if held.entry is not None and held.interview is not None:
        company.end_assignment(held.assignment_id, Assignment.End.MOVED, "The time was withdrawn.")
        cancel_interview(held.interview, by=by, zone=zone_of(held))
        ask_again(held)
        if held.interviewer.user_id != by.pk:
            tell_interviewer(held, "withdrawn")
    return held


def hold(slot: InterviewSlot) -> InterviewSlot:
    """A time as it is now, held until the end of the transaction, with all that is read of it.

    Who has it is held first: whoever chooses holds their application before the times.
    """
    whose = InterviewSlot.objects.filter(pk=slot.pk).values_list("entry__application", flat=True).first()
    if whose is not None:
        Application.objects.select_for_update(no_key=True).get(pk=whose)
    InterviewSlot.objects.select_for_update(no_key=True).get(pk=slot.pk)
    # Read again, now that nobody changes it: what is joined to a row that was waited for may be from before.
    held = InterviewSlot.objects.select_related(
        "round__cohort", "interviewer__user", "entry__application__applicant", "interview", "assignment"
    ).get(pk=slot.pk)
    if held.entry is not None and held.entry.application_id != whose:
        raise SlotRefused("Somebody chose this time a moment ago. Look at it again.")
    return held
