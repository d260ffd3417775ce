"""Reminders by the worker: of what is to be done before a first day, and of what has to be renewed while somebody works there."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from applicants.models import Notice, NoticeKind
from applicants.services.notices import insert
from careerpath.pipeline import clock
from careerpath.ui.moments import say_day
from placements.lifecycle import PlacementStatus
from placements.models import (
    FLAGGED_AT_MOST,
    FLAGGED_FROM,
    OnboardingEvidence,
    OnboardingItem,
    OnboardingRequirement,
    Placement,
)
from placements.services.telling import notice

STAGES: Final = (2, 7, 14, 21)
"""Days before the first day; somebody gets the reminder of the nearest one they have reached, not those they are past."""
LAST: Final = STAGES[0]
"""At this stage everybody is written to, also those who have nothing left to do."""
LOT: Final = 500


def stage_of(days_left: int) -> int | None:
    """Which reminder is due so many days before the first day; None where none is."""
    return next((stage for stage in STAGES if 0 <= days_left <= stage), None)


@transaction.atomic
def remind(*, today: date | None = None) -> int:
    """Write the reminders that are due today; how many. Four statements at any number; called twice, each is written once."""
    day = today or clock.now().date()
    due = {**_first_days(day), **_expiring(day)}
    there = set(Notice.objects.filter(once__in=list(due)).values_list("once", flat=True))
    left = [make for once, make in due.items() if once not in there][:LOT]
    written = [made for make in left if (made := make()) is not None]
    return insert(written) if written else 0


def _first_days(day: date) -> dict[str, Callable[[], Notice | None]]:
    soon = (
        Placement.objects.filter(
            status__in=(PlacementStatus.ACCEPTED, PlacementStatus.ONBOARDING),
            starts_on__range=(day, day + timedelta(days=STAGES[-1])),
            enrolment__application__applicant__email__isnull=False,
        )
        .select_related("opening__client", "enrolment__application__applicant")
        .order_by("starts_on", "pk")
    )
    left: defaultdict[int, list[OnboardingItem]] = defaultdict(list)
    placements = list(soon)
    for item in (
        OnboardingItem.objects.filter(
            placement__in=placements,
            requirement__owner=OnboardingRequirement.Owner.PERSON,
            verified_on__isnull=True,
            waived_on__isnull=True,
        )
        .exclude(Exists(OnboardingEvidence.objects.filter(item=OuterRef("pk"), checked_at__isnull=True)))
        .select_related("requirement")
        .order_by("due_on", "pk")
    ):
        left[item.placement_id].append(item)
    due: dict[str, Callable[[], Notice | None]] = {}
    for one in placements:
        if one.starts_on is None or (stage := stage_of((one.starts_on - day).days)) is None:
            continue
        items = left[one.pk]
        if items or stage == LAST:
            key = f"{one.starts_on:%Y%m%d}:{stage}"
            tasks = [(partial(_title, item), partial(say_day, item.due_on)) for item in items]
            due[f"{NoticeKind.FIRST_DAY}:{one.pk}:{key}"] = partial(
                notice, one, "first_day", key=key, kind=NoticeKind.FIRST_DAY, values={"tasks": tasks}
            )
    return due


def _title(item: OnboardingItem) -> str:
    """What is to be done, in the language of the moment, with what to do about it in the client's words."""
    name = item.requirement.name
    return f"{name}: {item.requirement.instructions}" if item.requirement.instructions else name


def _expiring(day: date) -> dict[str, Callable[[], Notice | None]]:
    """What somebody who works there has to renew themselves, each once for each last day."""
    ending = (
        OnboardingItem.objects.alias(flagged_from_day=FLAGGED_FROM)
        .filter(
            expires_on__range=(day, day + timedelta(days=FLAGGED_AT_MOST)),  # for the index
            flagged_from_day__lte=day,
            waived_on__isnull=True,
            placement__status=PlacementStatus.ACTIVE,
            requirement__owner=OnboardingRequirement.Owner.PERSON,
        )
        .select_related("requirement", "placement__opening__client", "placement__enrolment__application__applicant")
        .order_by("expires_on", "pk")
    )
    due: dict[str, Callable[[], Notice | None]] = {}
    for item in ending:
        if item.expires_on is not None:
            key = f"expiring:{item.pk}:{item.expires_on:%Y%m%d}"
            values = {"item": partial(_name, item), "until": partial(say_day, item.expires_on)}
            due[f"{NoticeKind.PLACEMENT}:{item.placement_id}:{key}"] = partial(
                notice, item.placement, "expiring", key=key, values=values
            )
    return due


def _name(item: OnboardingItem) -> str:
    return item.requirement.name
