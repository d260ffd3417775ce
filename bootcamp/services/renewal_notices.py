"""Reminders that a credential ends: 90, 30 and 7 days before, each once, into the outbox in lots."""

from datetime import date, timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import F

from applicants.models import Notice, NoticeKind
from applicants.services.notices import compose, insert
from bootcamp.models import CredentialAward
from bootcamp.selectors.upkeep import ending_between
from careerpath.pipeline import clock
from careerpath.ui.links import site_link
from careerpath.ui.moments import say_day

STAGES: Final = (7, 30, 90)
"""Days before the end; somebody gets the reminder of the nearest one they have reached, not those they are past."""
LOT: Final = 500


def stage_of(days_left: int) -> int | None:
    """Which reminder is due so many days before the end; None where none is."""
    return next((stage for stage in STAGES if 0 <= days_left <= stage), None)


def once_of(award: int, until: date, stage: int) -> str:
    """What keeps a reminder from being written twice. A new last day makes a new one."""
    return f"renewal:{award}:{until:%Y%m%d}:{stage}"


@transaction.atomic
def write_renewal_reminders(*, today: date | None = None, most: int = LOT) -> int:
    """Write the reminders that are due today, at most so many; how many. Five statements at any number; called twice, once.

    Only for the award of a credential that lasts longest: what was renewed is not reminded of.
    """
    day = today or clock.now().date()
    last = (
        ending_between(CredentialAward.objects.all(), day, day + timedelta(days=STAGES[-1]))
        .filter(enrolment__application__applicant__email__isnull=False)
        .select_related("credential", "enrolment__application__applicant__user")
        .order_by(F("expires_on"), "pk")
    )
    due = {}
    for award in last:
        until: date = award.expires_on  # type: ignore[attr-defined]  # annotated
        if (stage := stage_of((until - day).days)) is not None:
            due[once_of(award.pk, until, stage)] = (award, until)
    written = set(Notice.objects.filter(once__in=list(due)).values_list("once", flat=True))
    left = [(once, *found) for once, found in due.items() if once not in written][:most]
    return insert([_notice(once, award, until) for once, award, until in left]) if left else 0


def _notice(once: str, award: CredentialAward, until: date) -> Notice:
    applicant = award.enrolment.application.applicant
    return compose(
        NoticeKind.RENEWAL_DUE,
        to=applicant.email or "",
        language=applicant.language,
        once=once,
        application_id=award.enrolment.application_id,
        values={
            "name": applicant.name,
            "credential": award.credential.name,
            "until": partial(say_day, until),
            "maintenance": award.credential.maintenance,
            "hours": award.credential.maintenance_hours or 0,
            "link": site_link("bootcamp:my-track"),
        },
    )
