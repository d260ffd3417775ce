"""Staging decisions. Nothing here reaches an applicant: a staged decision waits until a named person releases it (`releasing`).

A run recommends an order, a person decides: `stage_top` stages seats and waitlist places only, never a refusal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from applicants.lifecycle import APPLICATION, ApplicationStatus
from applicants.models import Application, Decision, ScreeningRun
from applicants.services.offers import (
    accept_offer,
    can_accept_offer,
    can_decline_offer,
    check_can_accept_offer,
    check_can_decline_offer,
    current_offer,
    decline_offer,
)
from applicants.services.refusals import DecisionRefused
from applicants.services.releasing import can_release, check_can_release, release
from careerpath.accounts.models import User
from careerpath.pipeline import clock

__all__ = [
    "DecisionRefused",
    "Staged",
    "accept_offer",
    "can_accept_offer",
    "can_decline_offer",
    "can_release",
    "can_stage",
    "can_stage_top",
    "can_unstage",
    "check_can_accept_offer",
    "check_can_decline_offer",
    "check_can_release",
    "check_can_stage",
    "check_can_stage_top",
    "check_can_unstage",
    "current_offer",
    "decline_offer",
    "release",
    "stage",
    "stage_top",
    "unstage",
    "unstage_all",
]

LONGEST_SEED = 64


@dataclass(frozen=True)
class Staged:
    """How many decisions of each kind were staged."""

    offered: int
    waitlisted: int


def check_can_stage_top(run: ScreeningRun) -> None:
    """Raise DecisionRefused where a run is not one to stage from: it must have finished, and a person must have applied it."""
    if run.finished_at is None:
        raise DecisionRefused(f"The run is {run.get_status_display()}. Stage decisions when it has finished.")
    if run.applied_at is None:
        raise DecisionRefused(
            "The run has not been applied yet. Apply it first, so that its applications are screened."
        )


def can_stage_top(run: ScreeningRun) -> bool:
    """Whether decisions can be staged from this run."""
    return _allowed(check_can_stage_top, run)


@transaction.atomic
def stage_top(*, run: ScreeningRun, offers: int = 95, waitlist: int = 30, seed: str, by: User) -> Staged:
    """Stage the best of a run: the first `offers` as offered, the next `waitlist` as waitlisted, all pending.

    In the order of the score, the highest first; equal scores by a lottery that anybody can repeat: ascending SHA-256 of
    "seed:public id of the application". Left out: what could not be scored or is ineligible, what has a pending decision, and what
    stands where no seat can be offered from. Somebody on the waitlist can be offered a seat, and otherwise stays there. Three
    statements at any size. Raises DecisionRefused for a run that is not applied and for a seed that is empty or too long.
    """
    check_can_stage_top(run)
    seed = seed.strip()
    if not seed or len(seed) > LONGEST_SEED:
        raise DecisionRefused(f"Give the lottery a seed of 1 to {LONGEST_SEED} characters, so that it can be repeated.")
    if offers < 0 or waitlist < 0 or offers + waitlist == 0:
        raise DecisionRefused("Stage at least one decision.")
    sql = """
        WITH best AS (
            SELECT result.application_id, application.status, result.score,
                   sha256(convert_to(%(seed)s || ':' || application.public_id::text, 'UTF8')) AS lot
              FROM applicants_screeningresult AS result
              JOIN applicants_application AS application ON application.id = result.application_id
             WHERE result.cohort_id = %(cohort)s AND result.run_id = %(run)s AND result.score IS NOT NULL AND result.band > 0
               AND application.status = ANY(%(movable)s)
               AND NOT EXISTS (SELECT 1 FROM applicants_decision AS pending
                                WHERE pending.application_id = result.application_id
                                  AND pending.release_id IS NULL AND pending.dropped_at IS NULL)
             ORDER BY result.score DESC NULLS LAST, lot, result.application_id
             LIMIT %(offers)s + %(waitlist)s
        ),
        ranked AS (
            SELECT application_id, status, row_number() OVER (ORDER BY score DESC, lot, application_id) AS rank FROM best
        ),
        staged AS (
            INSERT INTO applicants_decision
                   (application_id, cohort_id, kind, rank, reason, run_id, lottery_seed, staged_by_id, staged_at, skipped_reason)
            SELECT application_id, %(cohort)s, CASE WHEN rank <= %(offers)s THEN 'offered' ELSE 'waitlisted' END,
                   rank, '', %(run)s, %(seed)s, %(by)s, %(at)s, ''
              FROM ranked WHERE rank <= %(offers)s OR status = ANY(%(waitlistable)s)
                ON CONFLICT (application_id) WHERE release_id IS NULL AND dropped_at IS NULL DO NOTHING
            RETURNING kind
        )
        SELECT count(*) FILTER (WHERE kind = 'offered'), count(*) FILTER (WHERE kind = 'waitlisted') FROM staged
    """
    values: dict[str, Any] = {
        "cohort": run.cohort_id,
        "run": run.pk,
        "movable": APPLICATION.sources(ApplicationStatus.OFFERED),
        "waitlistable": APPLICATION.sources(ApplicationStatus.WAITLISTED),
        "offers": offers,
        "waitlist": waitlist,
        "seed": seed,
        "by": by.pk,
        "at": clock.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return Staged(*cursor.fetchone())


def check_can_stage(application: Application, *, kind: str, reason: str = "") -> None:
    """Raise DecisionRefused where this decision cannot be staged for this application, with the reason in words."""
    if kind not in Decision.Kind.values:
        raise DecisionRefused(f"“{kind}” is not a decision.")
    if why := APPLICATION.refusal(application.status, kind):
        raise DecisionRefused(why)
    if kind == Decision.Kind.REJECTED and not reason.strip():
        raise DecisionRefused("Write the main reasons for not admitting somebody: they are told, in plain language.")
    if waiting := application.decisions.filter(Decision.PENDING).first():
        raise DecisionRefused(f"A decision is already pending: {waiting.get_kind_display()}. Drop it first.")


def can_stage(application: Application, *, kind: str, reason: str = "") -> bool:
    """Whether this decision can be staged for this application."""
    return _allowed(check_can_stage, application, kind=kind, reason=reason)


def stage(application: Application, *, kind: str, by: User, reason: str = "") -> Decision:
    """Stage one decision by a person. `kind` is a Decision.Kind; a refusal needs a reason. Raises DecisionRefused."""
    application.refresh_from_db(fields=["status"])
    check_can_stage(application, kind=kind, reason=reason)
    try:
        with transaction.atomic():
            return Decision.objects.create(
                application=application, cohort_id=application.cohort_id, kind=kind, reason=reason.strip(), staged_by=by
            )
    except IntegrityError as error:
        raise DecisionRefused("Somebody else staged a decision for this application a moment ago.") from error


def check_can_unstage(decision: Decision) -> None:
    """Raise DecisionRefused where a decision is no longer pending."""
    if decision.release_id is not None:
        raise DecisionRefused("It has been released. What was decided stays on record; move the application instead.")
    if decision.dropped_at is not None:
        raise DecisionRefused("It has been dropped already.")


def can_unstage(decision: Decision) -> bool:
    """Whether a decision is still pending, so that it can be dropped."""
    return _allowed(check_can_unstage, decision)


def unstage(decision: Decision, *, by: User) -> Decision:
    """Drop a pending decision. It stays on record with who dropped it; the applicant never hears of it. Raises DecisionRefused."""
    if not unstage_all(Decision.objects.filter(pk=decision.pk), by=by):
        decision.refresh_from_db()
        check_can_unstage(decision)
    decision.refresh_from_db()
    return decision


def unstage_all(decisions: QuerySet[Decision], *, by: User) -> int:
    """Drop those of a queryset that are still pending; one statement. Returns how many were dropped."""
    return decisions.filter(Decision.PENDING).update(dropped_at=clock.now(), dropped_by=by)


def _allowed(check: Callable[..., None], *args: object, **kwargs: object) -> bool:
    try:
        check(*args, **kwargs)
    except DecisionRefused:
        return False
    return True
