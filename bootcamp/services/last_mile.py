"""The last mile: joining a track and finishing it, and what learners would like. Attempts: `attempting`; keeping: `maintaining`."""

from collections.abc import Sequence

from django.db import transaction

from bootcamp.lifecycle import EnrolmentStatus, TrackStatus
from bootcamp.models import Enrolment, Track, TrackEnrolment, TrackIntake, TrackInterest
from bootcamp.selectors.last_mile import awards_valid_on
from bootcamp.selectors.tracks import seats_taken
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import begin, move


class NoSeat(ValueError):
    """An intake is full. The message says so in words."""


@transaction.atomic
def join_track(
    enrolment: Enrolment, *, track: Track, by: User | None, intake: TrackIntake | None = None
) -> TrackEnrolment:
    """Put somebody who is learning or has completed into a track, on a seat of an intake; twice changes nothing.

    The intake's row is locked while seats are counted. Raises ValueError in words, NoSeat where every seat is taken.
    """
    if enrolment.status not in (EnrolmentStatus.IN_TRAINING, EnrolmentStatus.COMPLETED):
        raise ValueError(f"Somebody who is “{enrolment.get_status_display()}” cannot join a track.")
    if intake is not None:
        if intake.track_id != track.pk:
            raise ValueError("This intake belongs to another track.")
        intake = TrackIntake.objects.select_for_update(no_key=True).get(pk=intake.pk)
    found, is_new = TrackEnrolment.objects.get_or_create(enrolment=enrolment, track=track)
    if is_new:
        begin(found, by=by)
    elif found.status == TrackStatus.LEFT:
        move(found, to=TrackStatus.ACTIVE, by=by)
        found.intake = None  # the seat they had went when they left: another may have it by now
        found.save(update_fields=["intake"])
    if intake is not None and found.intake_id != intake.pk:
        if seats_taken([intake.pk]).get(intake.pk, 0) >= intake.seats:
            raise NoSeat(f"Every seat of {track} is taken ({intake.seats} of {intake.seats}).")
        found.intake = intake
        found.save(update_fields=["intake"])
    return found


def finish_track(track_enrolment: TrackEnrolment, *, by: User | None) -> TrackEnrolment:
    """Close a track as finished. ValueError naming the credentials of the track that are not held today."""
    held = awards_valid_on(clock.now().date()).filter(enrolment=track_enrolment.enrolment_id).values("credential_id")
    if missing := track_enrolment.track.credentials.exclude(pk__in=held):
        raise ValueError(f"Not held yet: {', '.join(credential.name for credential in missing)}.")
    return move(track_enrolment, to=TrackStatus.FINISHED, by=by)


def leave_track(track_enrolment: TrackEnrolment, *, by: User | None, reason: str) -> TrackEnrolment:
    """Somebody leaves a track: their seat is free. The reason stands in the history."""
    if not reason.strip():
        raise ValueError("Say in a few words why they leave the track.")
    return move(track_enrolment, to=TrackStatus.LEFT, by=by, reason=reason.strip())


@transaction.atomic
def choose_tracks(enrolment: Enrolment, choices: Sequence[tuple[Track, str]]) -> list[TrackInterest]:
    """Keep what a learner would like, the first choice in front, each with a short why. Replaces what they said before.

    Raises ValueError for a track twice, or one that takes nobody now.
    """
    tracks = [track for track, _ in choices]
    if len({track.pk for track in tracks}) < len(tracks):
        raise ValueError("Choose each track once.")
    if closed := [track.name for track in tracks if not track.is_open]:
        raise ValueError(f"Takes nobody now: {', '.join(closed)}.")
    Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    TrackInterest.objects.filter(enrolment=enrolment).delete()
    return TrackInterest.objects.bulk_create(
        [
            TrackInterest(enrolment=enrolment, track=track, rank=rank, why=why.strip()[:300])
            for rank, (track, why) in enumerate(choices, start=1)
        ]
    )
