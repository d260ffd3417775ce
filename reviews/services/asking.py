"""What the worker does about interviews: ask people to choose a time, remind both sides, and free times of whoever has gone."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from applicants.lifecycle import ApplicationStatus
from applicants.models import Notice
from applicants.services.interviewing import cancel_interview
from applicants.services.notices import insert
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from reviews.lifecycle import RoundStatus
from reviews.models import InterviewSlot, ReaderConflict, ReviewRound, RoundEntry, SlotCompanion
from reviews.selectors.companions import with_company
from reviews.selectors.slots import LEAD, not_chosen
from reviews.services.companions import leave
from reviews.services.slot_notices import reminder, to_choose
from reviews.services.slots import SlotRefused, withdraw

LOT: Final = 500
NEAR: Final = timedelta(hours=24)
"""So long before an interview both sides are reminded."""
JUST_CHOSEN: Final = timedelta(hours=3)
"""Whoever chose their time so lately is not reminded yet: the mail about it is still at the top."""
ONCE_MORE: Final = timedelta(days=3)
"""After so long, whoever was asked to choose a time and has not is asked once more."""
GONE: Final = (ApplicationStatus.WITHDRAWN, ApplicationStatus.DUPLICATE)


def _written(kind: str, before: object = None) -> Exists:
    """Whether an entry has the notice `choose-time:<id><kind>`, written before a moment."""
    once = Concat(Value("choose-time:"), Cast(OuterRef("pk"), CharField()), Value(kind), output_field=CharField())
    found = Notice.objects.filter(once=once)
    return Exists(found.filter(created_at__lte=before) if before else found)


def ask_to_choose(*, round: ReviewRound | None = None, most: int = LOT) -> int:
    """Write to whoever has not chosen a time, where times are free: once, and once more after three days; how many were written.

    Three statements for a lot. A round without a free time writes to nobody: a mail that leads to an empty page helps no one.
    """
    now = clock.now()
    has_free = Exists(
        InterviewSlot.objects.filter(
            round=OuterRef("round"),
            entry__isnull=True,
            withdrawn_at__isnull=True,
            interviewer__left_at__isnull=True,
            starts_at__gt=now + LEAD,
        )
    )
    waiting = not_chosen().filter(
        has_free, Q(round__closes_at__isnull=True) | Q(round__closes_at__gt=now), round__status=RoundStatus.OPEN
    )
    if round is not None:
        waiting = waiting.filter(round=round)
    waiting = waiting.select_related("round__cohort", "application__applicant").order_by("pk")
    first = [(each, "first", "") for each in waiting.filter(~_written(""))[:most]]
    late = _again(waiting, now - ONCE_MORE)[: most - len(first)] if len(first) < most else []
    due = [*first, *((each, "reminder", ":reminder") for each in late)]
    notices = [to_choose(each, change, f"choose-time:{each.pk}{suffix}") for each, change, suffix in due]
    written = [each for each in notices if each is not None]
    return insert(written) if written else 0


def _again(waiting: QuerySet[RoundEntry], before: object) -> QuerySet[RoundEntry]:
    lately = InterviewSlot.objects.filter(entry=OuterRef("pk"), again_at__gt=before)
    return waiting.filter(_written("", before), ~_written(":reminder"), ~Exists(lately))


@transaction.atomic
def remind(*, most: int = LOT) -> int:
    """Write to both sides of every interview that is near, once for each time; how many mails. Four statements for a lot."""
    now = clock.now()
    due = list(
        with_company(InterviewSlot.objects.select_for_update(of=("self",), skip_locked=True, no_key=True))
        .filter(
            entry__isnull=False,
            outcome="",
            withdrawn_at__isnull=True,
            reminded_at__isnull=True,
            starts_at__gt=now,
            starts_at__lte=now + NEAR,
            taken_at__lte=now - JUST_CHOSEN,
            entry__application__status=ApplicationStatus.INTERVIEW,
        )
        .select_related("round__cohort", "interviewer__user", "entry__application__applicant")
        .order_by("starts_at", "pk")[:most]
    )
    if not due:
        return 0
    both = [reminder(slot, side) for slot in due for side in ("applicant", "interviewer")]
    both += [reminder(slot, "interviewer", each) for slot in due for each in slot.company]
    written = insert([each for each in both if each is not None])
    InterviewSlot.objects.filter(pk__in=[each.pk for each in due]).update(reminded_at=now)
    return written


def free_gone(*, most: int = LOT) -> int:
    """Call off the interviews to come of people who withdrew or left the round, so that their times are free; how many."""
    gone = (
        InterviewSlot.objects.filter(
            Q(entry__left_at__isnull=False) | Q(entry__application__status__in=GONE),
            entry__isnull=False,
            outcome="",
            withdrawn_at__isnull=True,
            starts_at__gt=clock.now(),
            round__kind=ReviewRound.Kind.INTERVIEW,
        )
        .select_related("interview", "entry__application__applicant__user", "round__created_by")
        .order_by("pk")[:most]
    )
    freed = 0
    for slot in gone:
        if slot.entry is None or slot.interview is None:
            continue
        withdrew = slot.entry.application.status == ApplicationStatus.WITHDRAWN
        theirs = slot.entry.application.applicant.user if withdrew else None
        by: User = theirs or slot.round.created_by
        cancel_interview(slot.interview, by=by)  # `interviews.follow` frees the time
        freed += 1
    return freed


def withdraw_of_leavers(*, most: int = LOT) -> int:
    """Withdraw the times to come of interviewers who left their round: whoever had one is told and asked again; how many."""
    left = (
        InterviewSlot.objects.filter(
            interviewer__left_at__isnull=False, withdrawn_at__isnull=True, outcome="", starts_at__gt=clock.now()
        )
        .select_related("interviewer__user")
        .order_by("pk")[:most]
    )
    withdrawn = 0
    for slot in left:
        try:
            withdraw(slot, by=slot.interviewer.user)
        except SlotRefused:  # it has begun, or was chosen, this very moment: the next call sees it as it is
            continue
        withdrawn += 1
    return withdrawn


def companions_gone(*, most: int = LOT) -> int:
    """Take second interviewers out of times to come who left their round, or are kept apart from whoever has it since; how many."""
    knows = ReaderConflict.objects.filter(
        Q(applicant=OuterRef("slot__entry__application__applicant"))
        | Q(applicant__merged_into=OuterRef("slot__entry__application__applicant")),
        reader=OuterRef("reader__user"),
    )
    gone = (
        SlotCompanion.objects.filter(
            Q(reader__left_at__isnull=False) | Exists(knows),
            left_at__isnull=True,
            slot__withdrawn_at__isnull=True,
            slot__outcome="",
            slot__starts_at__gt=clock.now(),
        )
        .select_related("slot", "reader__user")
        .order_by("slot", "pk")[:most]
    )
    left = 0
    for companion in gone:
        try:
            leave(companion, by=companion.reader.user)
        except SlotRefused:  # chosen, or settled, this very moment: the next call sees it as it is
            continue
        left += 1
    return left
