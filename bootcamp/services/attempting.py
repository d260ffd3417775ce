"""Sittings for credentials, their parts, and what is awarded for them."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from bootcamp.models import (
    Credential,
    CredentialAttempt,
    CredentialAward,
    CredentialComponent,
    Enrolment,
)
from bootcamp.progress.attempts import Stand
from bootcamp.selectors.last_mile import awards_valid_on, next_of
from bootcamp.services.holding import held
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.ui.moments import say_day

Outcome = CredentialAttempt.Outcome


class AttemptRefused(ValueError):
    """An attempt that may not be, in words."""


def check_can_attempt(
    enrolment: Enrolment, credential: Credential, *, on: date, component: CredentialComponent | None = None
) -> tuple[int, int]:
    """The cycle and the number that an attempt on a day would have; raises AttemptRefused with the reason."""
    parts = list(credential.components.all())
    if parts and component not in parts:
        raise AttemptRefused(f"Say which part was taken: {', '.join(part.name for part in parts)}.")
    if component is not None and not parts:
        raise AttemptRefused(f"{credential.name} has no part “{component.name}”.")
    what = f"{credential.name} ({component.name})" if component else credential.name
    tried = list(CredentialAttempt.objects.filter(enrolment=enrolment, credential=credential))
    awards = CredentialAward.objects.filter(enrolment=enrolment, credential=credential, attempt__isnull=False)
    holds = awards_valid_on(on).filter(enrolment=enrolment, credential=credential).exists()
    completed = set(awards.values_list("attempt__cycle", flat=True))
    cycle, found = next_of(credential, component.pk if component else None, tried, completed=completed, holds=holds)
    if found.stand == Stand.PASSED:
        raise AttemptRefused(f"{what} was passed already. No attempt follows a pass.")
    if found.stand == Stand.USED:
        raise AttemptRefused(f"All {credential.max_attempts} attempts at {what} are used.")
    if found.earliest is not None and on < found.earliest:
        raise AttemptRefused(f"The next attempt at {what} may be on {say_day(found.earliest)} at the earliest.")
    held = awards_valid_on(on).filter(enrolment=enrolment).values("credential_id")
    if missing := credential.prerequisites.exclude(pk__in=held):
        raise AttemptRefused(f"Needed first: {', '.join(needed.name for needed in missing)}.")
    return cycle, found.number


def outcome_of(what: Credential | CredentialComponent, outcome: str, score: Decimal | None) -> str:
    """What an attempt came to: by its score where there is a pass score, else as it was said."""
    if outcome == Outcome.NO_SHOW:
        if score is not None:
            raise AttemptRefused("Somebody who did not come has no score.")
        return Outcome.NO_SHOW
    if what.pass_score is None or what.top_score is None:
        if score is not None:
            raise AttemptRefused(f"{what.name} is passed or not; it has no score.")
        if outcome not in (Outcome.PASSED, Outcome.FAILED):
            raise AttemptRefused("Say whether it was passed.")
        return outcome
    if score is None or not 0 <= score <= what.top_score:
        raise AttemptRefused(f"Give the score, between 0 and {what.top_score.normalize():f}.")
    return Outcome.PASSED if score >= what.pass_score else Outcome.FAILED


@transaction.atomic
def record_attempt(
    enrolment: Enrolment,
    *,
    credential: Credential,
    taken_on: date,
    by: User | None,
    component: CredentialComponent | None = None,
    outcome: str = "",
    score: Decimal | None = None,
    certificate_number: str = "",
) -> CredentialAttempt:
    """Record the next attempt; the pass that completes a credential also makes the award. Raises AttemptRefused with the reason.

    The enrolment's row is locked, so that two people who record at once get numbers 1 and 2, never 1 and 1.
    """
    locked = held(enrolment.pk)
    if taken_on > clock.now().date():
        raise AttemptRefused("This day is still to come. Record the attempt once it has been taken.")
    cycle, number = check_can_attempt(locked, credential, on=taken_on, component=component)
    attempt = CredentialAttempt.objects.create(
        enrolment=enrolment,
        credential=credential,
        component=component,
        cycle=cycle,
        number=number,
        taken_on=taken_on,
        outcome=outcome_of(component or credential, outcome, score),
        score=score,
        recorded_by=by,
    )
    if attempt.outcome == Outcome.PASSED and _is_complete(attempt):
        CredentialAward.objects.create(
            enrolment=enrolment,
            credential=credential,
            attempt=attempt,
            awarded_on=_last_pass(attempt),
            certificate_number=certificate_number,
            holder_id=locked.application.applicant.user_id,
            recorded_by=by,
        )
    return attempt


def _passes(attempt: CredentialAttempt) -> dict[int | None, date]:
    passed = CredentialAttempt.objects.filter(
        enrolment=attempt.enrolment_id, credential=attempt.credential_id, cycle=attempt.cycle, outcome=Outcome.PASSED
    )
    return dict(passed.values_list("component_id", "taken_on"))


def _is_complete(attempt: CredentialAttempt) -> bool:
    parts = set(attempt.credential.components.values_list("pk", flat=True))
    return not parts or parts <= set(_passes(attempt))


def _last_pass(attempt: CredentialAttempt) -> date:
    return max(_passes(attempt).values())


@transaction.atomic
def award_credential(
    enrolment: Enrolment, *, credential: Credential, awarded_on: date, by: User | None, certificate_number: str = ""
) -> CredentialAward:
    """Record a credential that somebody brought with them; the same day twice changes nothing. A renewal: `maintaining.renew`."""
    return CredentialAward.objects.get_or_create(
        enrolment=enrolment,
        credential=credential,
        awarded_on=awarded_on,
        defaults={
            "certificate_number": certificate_number,
            "recorded_by": by,
            "holder_id": enrolment.application.applicant.user_id,
        },
    )[0]
