"""Reminders, written into the outbox in lots. Who gets one: `selectors.reminding`.

The number of statements does not grow with the people.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.db import transaction

from applicants.models import Decision, DraftKey, Notice, NoticeKind
from applicants.selectors import reminding
from applicants.selectors.reminding import Due
from applicants.services.drafts import KEPT, digest_of, new_secret
from applicants.services.notices import compose, insert
from applicants.services.offers import offer_token
from applicants.services.preferences import stop_link
from careerpath.pipeline import clock
from careerpath.ui.links import site_link
from careerpath.ui.moments import say_day, say_moment
from cohorts.models import Cohort

K = NoticeKind
LOT: Final = 500
ENDED: Final = timedelta(days=400)
"""Classes that closed longer ago remind nobody of anything."""
Find = Callable[[Sequence[Cohort], datetime, int], list[Due]]
KINDS: Final[dict[NoticeKind, Find]] = {
    K.OFFER_WAITING: reminding.offers_waiting,
    K.DEADLINE_NEAR: reminding.deadlines_near,
    K.DRAFT_UNFINISHED: reminding.drafts_unfinished,
    K.STILL_READING: reminding.still_waiting,
}


def write_reminders(*, at: datetime | None = None, most: int = LOT) -> dict[str, int]:
    """Write the reminders that are due, at most so many of each kind; how many of each. Called twice it writes them once."""
    now = at or clock.now()
    cohorts = {each.pk: each for each in Cohort.objects.filter(opens_at__lte=now, closes_at__gt=now - ENDED)}
    written = {}
    for kind, find in KINDS.items():
        with transaction.atomic():
            due = find(list(cohorts.values()), now, most)
            written[kind.value] = _write(kind, due, cohorts, now) if due else 0
    return written


def _write(kind: NoticeKind, due: Sequence[Due], cohorts: dict[int, Cohort], now: datetime) -> int:
    secrets = _new_ways_in(kind, due, cohorts, now)
    return insert([_notice(kind, each, cohorts[each.cohort_id], secrets.get(each.application_id), now) for each in due])


def _new_ways_in(kind: NoticeKind, due: Sequence[Due], cohorts: dict[int, Cohort], now: datetime) -> dict[int, str]:
    """A link of its own for each draft without an account: of the one mailed before only a digest is kept. One statement."""
    if kind not in (K.DRAFT_UNFINISHED, K.DEADLINE_NEAR):
        return {}
    secrets = {each.application_id: new_secret() for each in due if not each.has_account}
    expires = {each.application_id: cohorts[each.cohort_id].closes_at + KEPT for each in due}
    DraftKey.objects.bulk_create(
        DraftKey(application_id=pk, digest=digest_of(secret), made_at=now, expires_at=expires[pk])
        for pk, secret in secrets.items()
    )
    return secrets


def _notice(kind: NoticeKind, due: Due, cohort: Cohort, secret: str | None, now: datetime) -> Notice:
    values: dict[str, Any] = {
        "name": due.name,
        "cohort": partial(cohort.said, "name"),
        "link": _link(kind, due, cohort, secret),
        "closes": partial(say_moment, cohort.closes_at, cohort.tz),
    }
    good_until: datetime | None = cohort.closes_at
    if kind == K.OFFER_WAITING and due.answer_by:
        values["answer_by"], good_until = partial(say_moment, due.answer_by, cohort.tz), due.answer_by
    if kind == K.STILL_READING:
        good_until = None
        values["promised"] = partial(say_day, cohort.decisions_by) if cohort.decisions_by else ""
        values["expected"] = partial(say_day, cohort.late_until) if cohort.late_until else ""
    return compose(
        kind,
        to=due.to,
        language=due.language,
        values=values,
        once=f"{kind}:{due.about or due.application_id}",
        application_id=due.application_id,
        good_until=good_until,
        stop_link=stop_link(due.applicant_id, kind),
        at=now,
    )


def _link(kind: NoticeKind, due: Due, cohort: Cohort, secret: str | None) -> str:
    if kind == K.OFFER_WAITING:
        return site_link("applicants:offer", offer_token(Decision(pk=due.about)))
    if kind == K.STILL_READING:
        return site_link("applicants:status", due.public_id)
    if secret:
        return site_link("applicants:resume-link", secret)
    return site_link("applicants:apply", cohort.slug)
