"""The last mile: joining a track, attempts at a credential, awards."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from bootcamp.lifecycle import EnrolmentStatus, TrackStatus
from bootcamp.models import Credential, CredentialAttempt, CredentialAward, Enrolment, Track, TrackEnrolment
from bootcamp.selectors.last_mile import awards_valid_on
from careerpath.accounts.models import User
from careerpath.pipeline.history import begin, move

Outcome = CredentialAttempt.Outcome


class AttemptRefused(ValueError):
    """An attempt that may not be, in words."""


@transaction.atomic
def join_track(enrolment: Enrolment, *, track: Track, by: User | None) -> TrackEnrolment:
    """Put somebody who is learning or has completed into a track; twice changes nothing."""
    if enrolment.status not in (EnrolmentStatus.IN_TRAINING, EnrolmentStatus.COMPLETED):
        raise ValueError(f"Somebody who is “{enrolment.get_status_display()}” cannot join a track.")
    found, is_new = TrackEnrolment.objects.get_or_create(enrolment=enrolment, track=track)
    if is_new:
        begin(found, by=by)
    return found


def finish_track(track_enrolment: TrackEnrolment, *, by: User | None) -> TrackEnrolment:
    """Close a track as finished. ValueError naming the credentials of the track that are not held today."""
    held = awards_valid_on(timezone.now().date()).filter(enrolment=track_enrolment.enrolment_id).values("credential_id")
    if missing := track_enrolment.track.credentials.exclude(pk__in=held):
        raise ValueError(f"Not held yet: {', '.join(credential.name for credential in missing)}.")
    return move(track_enrolment, to=TrackStatus.FINISHED, by=by)


def check_can_attempt(enrolment: Enrolment, credential: Credential, *, on: date) -> int:
    """The number that an attempt on a day would have; raises AttemptRefused with the reason."""
    earlier = list(CredentialAttempt.objects.filter(enrolment=enrolment, credential=credential).order_by("number"))
    if any(attempt.outcome == Outcome.PASSED for attempt in earlier):
        raise AttemptRefused(f"{credential.name} was passed already. No attempt follows a pass.")
    if credential.max_attempts is not None and len(earlier) >= credential.max_attempts:
        raise AttemptRefused(f"All {credential.max_attempts} attempts at {credential.name} are used.")
    if earlier:
        last = earlier[-1]
        if on < (first := last.taken_on + timedelta(days=credential.waiting_days)):
            raise AttemptRefused(
                f"Attempt {last.number} was on {last.taken_on:%d %B %Y}. The next may be on {first:%d %B %Y} at the earliest."
            )
    held = awards_valid_on(on).filter(enrolment=enrolment).values("credential_id")
    if missing := credential.prerequisites.exclude(pk__in=held):
        raise AttemptRefused(f"Needed first: {', '.join(needed.name for needed in missing)}.")
    return len(earlier) + 1


def outcome_of(credential: Credential, outcome: str, score: Decimal | None) -> str:
    """What an attempt came to: by its score where the credential has a pass score, else as it was said."""
    if outcome == Outcome.NO_SHOW:
        if score is not None:
            raise AttemptRefused("Somebody who did not come has no score.")
        return Outcome.NO_SHOW
    if credential.pass_score is None or credential.top_score is None:
        if score is not None:
            raise AttemptRefused(f"{credential.name} is passed or not; it has no score.")
        if outcome not in (Outcome.PASSED, Outcome.FAILED):
            raise AttemptRefused("Say whether it was passed.")
        return outcome
    if score is None or not 0 <= score <= credential.top_score:
        raise AttemptRefused(f"Give the score, between 0 and {credential.top_score.normalize():f}.")
    return Outcome.PASSED if score >= credential.pass_score else Outcome.FAILED


@transaction.atomic
def record_attempt(
    enrolment: Enrolment,
    *,
    credential: Credential,
    taken_on: date,
    by: User | None,
    outcome: str = "",
    score: Decimal | None = None,
    certificate_number: str = "",
) -> CredentialAttempt:
    """Record the next attempt; a pass also makes the award. Raises AttemptRefused with the reason.

    The enrolment's row is locked, so that two people who record at once get numbers 1 and 2, never 1 and 1.
    """
    Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    number = check_can_attempt(enrolment, credential, on=taken_on)
    attempt = CredentialAttempt.objects.create(
        enrolment=enrolment,
        credential=credential,
        number=number,
        taken_on=taken_on,
        outcome=outcome_of(credential, outcome, score),
        score=score,
        recorded_by=by,
    )
    if attempt.outcome == Outcome.PASSED:
        CredentialAward.objects.create(
            enrolment=enrolment,
            credential=credential,
            attempt=attempt,
            awarded_on=taken_on,
            certificate_number=certificate_number,
            recorded_by=by,
        )
    return attempt


def award_credential(
    enrolment: Enrolment, *, credential: Credential, awarded_on: date, by: User | None, certificate_number: str = ""
) -> CredentialAward:
    """Record a credential that somebody brought with them, or its renewal; the same day twice changes nothing."""
    return CredentialAward.objects.get_or_create(
        enrolment=enrolment,
        credential=credential,
        awarded_on=awarded_on,
        defaults={"certificate_number": certificate_number, "recorded_by": by},
    )[0]
