"""Talking to somebody who may need help: one person takes it on, hands it over, writes down what came of it, or lets it rest."""

from datetime import date, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from bootcamp.models import EarlyWarning, Enrolment, FollowUp, HandOver, Snooze
from careerpath.accounts.models import User
from careerpath.pipeline import clock

LONGEST_REST: Final = timedelta(days=28)
"""Nobody is out of sight for longer at a time."""


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


@transaction.atomic
def hand_over(enrolment: Enrolment, *, to: User, by: User, contact_by: date | None = None, note: str = "") -> FollowUp:
    """Somebody else contacts them, by the day that stands or by another one. ValueError in words where nobody has taken it on."""
    held = FollowUp.objects.select_for_update().filter(enrolment=enrolment, contacted_at__isnull=True).first()
    if held is None:
        raise ValueError("Nobody has taken this on yet, so there is nothing to hand over.")
    day = contact_by or held.contact_by
    if (held.owner_id, held.contact_by) == (to.pk, day):
        raise ValueError(f"{to} has it already, for that day.")
    HandOver.objects.create(
        follow_up=held,
        from_owner_id=held.owner_id,
        to_owner=to,
        contact_by=day,
        note=note.strip(),
        by=by,
        at=clock.now(),
    )
    held.owner, held.contact_by = to, day
    held.save(update_fields=["owner", "contact_by"])
    return held


@transaction.atomic
def snooze(enrolment: Enrolment, *, until: date, reason: str, by: User) -> Snooze:
    """Let it rest until a day (the last quiet one), for a reason. It ends by itself where a rule speaks that did not speak now."""
    if not (reason := reason.strip()):
        raise ValueError("Say in a few words why it can rest.")
    now = clock.now()
    today = now.astimezone(enrolment.cohort.tz).date()
    if until < today:
        raise ValueError("This day is over. Choose today or a later one.")
    if until > today + LONGEST_REST:
        raise ValueError(f"At most {LONGEST_REST.days} days at a time, so that nobody is forgotten.")
    Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    Snooze.objects.filter(enrolment=enrolment, ended_at__isnull=True).update(ended_at=now)
    warning = EarlyWarning.objects.filter(pk=enrolment.pk).first()
    rules = [said["rule"] for said in warning.reasons] if warning else []
    return Snooze.objects.create(enrolment=enrolment, until=until, reason=reason, rules=rules, by=by, at=now)


def end_snooze(enrolment: Enrolment) -> bool:
    """End the rest now; whether there was one."""
    return bool(Snooze.objects.filter(enrolment=enrolment, ended_at__isnull=True).update(ended_at=clock.now()))
