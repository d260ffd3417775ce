"""Talking to somebody who may need help: one person takes it on, and writes down what came of it."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from bootcamp.models import Enrolment, FollowUp
from careerpath.accounts.models import User


def next_weekday(day: date) -> date:
    """The first weekday after a day."""
    day += timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def open_follow_up(enrolment: Enrolment, *, by: User, contact_by: date | None = None, reasons: str = "") -> FollowUp:
    """Take it on to contact somebody, by the next weekday unless said otherwise. ValueError if somebody has it already."""
    today = timezone.now().astimezone(enrolment.cohort.tz).date()
    try:
        with transaction.atomic():
            return FollowUp.objects.create(
                enrolment=enrolment, owner=by, contact_by=contact_by or next_weekday(today), reasons=reasons
            )
    except IntegrityError:
        held = FollowUp.objects.select_related("owner").get(enrolment=enrolment, contacted_at__isnull=True)
        raise ValueError(f"{held.owner} has taken this on already.") from None


@transaction.atomic
def record_contact(enrolment: Enrolment, *, by: User, outcome: str) -> FollowUp:
    """Write down what was agreed; closes the open follow-up, or makes and closes one where nobody had taken it on."""
    if not (outcome := outcome.strip()):
        raise ValueError("Write down in a few words what you agreed.")
    now = timezone.now()
    held = FollowUp.objects.select_for_update().filter(enrolment=enrolment, contacted_at__isnull=True).first()
    if held is None:
        held = FollowUp(enrolment=enrolment, owner=by, contact_by=now.astimezone(enrolment.cohort.tz).date())
    held.contacted_at, held.outcome = now, outcome
    held.save()
    return held
