"""Working early warning out in the worker: a row for each person, and a line of history for each reason that came or went.

The broker is a bell and `Enrolment.stale_since` is the truth: who changed is marked in the transaction of the change
(`looking_again`), and beat hands out again what nobody did. A worker holds the rows of `EarlyWarning` that it works on, which no
request ever waits for; two workers never work on the same person. Whoever changed while the worker read is looked at again,
because the mark is taken off only if it is still the one that the worker began with.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction

from applicants.services.bell import ring
from bootcamp.lifecycle import LEARNING
from bootcamp.models import EarlyWarning, Enrolment, WarningChange
from bootcamp.progress import Flag
from bootcamp.selectors.standing import Plan, Standing, plan_of, standing_of_class
from bootcamp.services.looking_again import TASK, look_again_at
from careerpath.pipeline import clock
from cohorts.models import Cohort

log = logging.getLogger(__name__)

EACH: Final = timedelta(days=1)
"""Everybody who is learning is looked at so often, whatever happened: also what nobody told of comes in."""
AFTERWARDS: Final = timedelta(days=60)
"""So long after the boot camp people who have not completed are still looked at."""
PATIENCE: Final = timedelta(seconds=10)
"""Whoever is stale for longer than the bell takes is handed out."""
AT_MOST: Final = 5_000
"""People handed out by one call of beat."""
SPARK: Final = 15
"""Sessions of a spark line."""

# Rows for those who have none yet, committed before anybody waits for them.
_FIRST: Final = """
INSERT INTO bootcamp_earlywarning (enrolment_id, urgency, reasons, attended, scheduled, last_sessions, marks)
SELECT id, 0, '[]', 0, 0, '{}', '{}' FROM bootcamp_enrolment WHERE id = ANY(%s) ORDER BY id
    ON CONFLICT (enrolment_id) DO NOTHING
"""
_SETTLE: Final = """
UPDATE bootcamp_enrolment AS one SET stale_since = NULL
  FROM (SELECT id, seen FROM unnest(%(ids)s::bigint[], %(seen)s::timestamptz[]) AS given (id, seen)
          JOIN bootcamp_enrolment USING (id) ORDER BY id FOR NO KEY UPDATE OF bootcamp_enrolment) AS was
 WHERE one.id = was.id AND one.stale_since = was.seen
"""


def look_again(ids: Iterable[int]) -> int:
    """Work out early warning of those of these enrolments that are stale; how many were worked out.

    Those that are gone, fresh or in another worker's hands are passed over. A class that fails stays stale and is logged; it does
    not take the others with it.
    """
    stale = Enrolment.objects.filter(pk__in=set(ids), stale_since__isnull=False).order_by("cohort_id", "pk")
    classes: defaultdict[int, list[int]] = defaultdict(list)
    for pk, cohort_id in stale.values_list("pk", "cohort_id"):
        classes[cohort_id].append(pk)
    done = 0
    for cohort_id, people in classes.items():
        try:
            done += look_again_in_class(cohort_id, people)
        except Exception:
            log.exception("Early warning of class %s could not be worked out", cohort_id)
    return done


def look_again_in_class(cohort_id: int, ids: Sequence[int]) -> int:
    """The same for people of one class; thirteen statements at any number of them."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, [list(ids)])
    with transaction.atomic():
        claimed = list(
            EarlyWarning.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
            .filter(enrolment__in=ids, enrolment__cohort=cohort_id, enrolment__stale_since__isnull=False)
            .select_related("enrolment")
            .order_by("pk")
        )
        if not claimed:
            return 0
        _work_out(Cohort.objects.get(pk=cohort_id), claimed, clock.now())
        with connection.cursor() as cursor:
            seen = [one.enrolment.stale_since for one in claimed]
            cursor.execute(_SETTLE, {"ids": [one.pk for one in claimed], "seen": seen})
    return len(claimed)


def _work_out(cohort: Cohort, claimed: Sequence[EarlyWarning], now: datetime) -> None:
    plan = plan_of(cohort)
    changes: list[WarningChange] = []
    if plan is None:
        for one in claimed:
            changes += _differences(one, [], now)
            one.computed_at, one.urgency, one.reasons, one.look_again_at = now, 0, [], None
    else:
        standings = standing_of_class(plan, [one.enrolment for one in claimed], warned=True)
        next_look = when_to_look_again(plan, now)
        for one, standing in zip(claimed, standings, strict=True):
            learning = one.enrolment.status in LEARNING
            flags = standing.flags if learning else []
            changes += _differences(one, flags, now)
            _fill(one, standing, flags, now)
            one.look_again_at = next_look if learning else None
    fields = [field.name for field in EarlyWarning._meta.concrete_fields if not field.primary_key]
    EarlyWarning.objects.bulk_create(claimed, update_conflicts=True, unique_fields=["enrolment"], update_fields=fields)
    WarningChange.objects.bulk_create(changes)


def _fill(one: EarlyWarning, standing: Standing, flags: Sequence[Flag], now: datetime) -> None:
    one.computed_at = now
    one.urgency = max((flag.urgency for flag in flags), default=0)
    one.reasons = [said(flag) for flag in flags]
    one.attended, one.scheduled = standing.attendance.attended, standing.attendance.scheduled
    one.course_mark = standing.course.mark
    one.last_sessions = [item.minutes * 1000 // (item.scheduled or 1) for _, item in standing.sittings[-SPARK:]]
    one.marks = [None if part.mark is None else int(part.mark * 10) for part in standing.parts]


def said(flag: Flag) -> dict[str, Any]:
    """A flag as it is stored."""
    return {"rule": flag.rule, "reason": flag.reason, "figure": flag.figure, "urgency": flag.urgency}


def _differences(one: EarlyWarning, flags: Sequence[Flag], now: datetime) -> list[WarningChange]:
    """What came up and what went since the row was worked out last. A reason that only reads otherwise is the same reason."""
    before = {reason["rule"]: reason["reason"] for reason in one.reasons}
    after = {flag.rule: flag.reason for flag in flags}
    person = {"enrolment_id": one.pk, "at": now}
    came = [
        WarningChange(**person, rule=rule, appeared=True, reason=why)
        for rule, why in after.items()
        if rule not in before
    ]
    went = [
        WarningChange(**person, rule=rule, appeared=False, reason=why)
        for rule, why in before.items()
        if rule not in after
    ]
    return [*came, *went]


def when_to_look_again(plan: Plan, now: datetime) -> datetime | None:
    """When time alone may change how people stand: work falls due, at the latest in a day. None: the class is long over."""
    cohort = plan.programme.cohort
    if now.date() > cohort.bootcamp_ends + AFTERWARDS:
        return None
    due = [work.due_at for some in plan.assessments.values() for work in some if work.due_at > now]
    return min([*due, now + EACH])


def hand_out() -> int:
    """Ring again for everybody whom nobody looked at, and for those whose time has come; how many people that are.

    One message a class, so that what fails holds up nobody else.
    """
    now = clock.now()
    due = EarlyWarning.objects.filter(look_again_at__lte=now, enrolment__stale_since__isnull=True)
    mark_due = list(due.order_by("look_again_at").values_list("pk", flat=True)[:AT_MOST])
    look_again_at(mark_due)
    waiting = Enrolment.objects.filter(stale_since__lt=now - PATIENCE).order_by("stale_since")
    classes: defaultdict[int, list[int]] = defaultdict(list)
    for pk, cohort_id in waiting.values_list("pk", "cohort_id")[:AT_MOST]:
        classes[cohort_id].append(pk)
    ring(TASK, ([ids] for ids in classes.values()))
    return len(mark_due) + sum(map(len, classes.values()))
