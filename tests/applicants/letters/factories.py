"""Releases whose letters are written, and letters in any state."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from applicants.models import Decision, DecisionRelease, Letter
from careerpath.accounts.models import User
from cohorts.models import Cohort
from tests.applicants.deciding.factories import make_pending, make_recruiter, make_screened
from tests.factories import make_cohort

REASON = "We could not see yet how you go on after a first course."


def make_release(
    cohort: Cohort | None = None,
    count: int = 1,
    kind: str = "rejected",
    *,
    by: User | None = None,
    hold_until: datetime | None = None,
    **fields: Any,
) -> DecisionRelease:
    """A release of decisions of one kind, as `releasing.release` leaves it before it writes letters."""
    cohort, by = cohort or make_cohort(), by or make_recruiter()
    decisions = make_pending(make_screened(cohort, count), kind, by=by, reason=REASON if kind == "rejected" else "")
    done = DecisionRelease.objects.create(
        cohort=cohort, released_by=by, hold_until=hold_until or timezone.now() + timedelta(hours=24), **fields
    )
    Decision.objects.filter(pk__in=[each.pk for each in decisions]).update(release=done)
    if kind == "offered":
        done.decisions.update(answer_by=timezone.now() + timedelta(days=7))
    return done


def make_letter(**fields: Any) -> Letter:
    """A letter that is due now, of a decision that was released; everything else by keyword."""
    now = timezone.now()
    hold = fields.pop("hold_until", now - timedelta(minutes=1))
    if "application" not in fields:
        decision = make_release(hold_until=hold).decisions.get()
        fields |= {"application": decision.application, "decision": decision}
    defaults: dict[str, Any] = {
        "kind": "rejected",
        "to": f"{uuid4().hex}@example.org",
        "subject": "About your application",
        "body": "Hello\n",
        "hold_until": hold,
        "next_try_at": hold,
    }
    return Letter.objects.create(**{**defaults, **fields})
