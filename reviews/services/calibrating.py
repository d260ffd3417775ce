"""Calibration cases: applications that everybody reads, unmarked among the others, with marks that were agreed beforehand."""

from collections.abc import Mapping

from django.db import transaction

from applicants.models import Application, Restriction
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from reviews.lifecycle import RoundStatus
from reviews.models import Assignment, ReviewRound, RoundEntry
from reviews.scorecard import SCALE, read_card
from reviews.services.assigning import assign_round


class CalibrationRefused(ValueError):
    """A case that cannot be planted or taken out; the message says why, in words."""


@transaction.atomic
def plant(round: ReviewRound, application: Application, *, agreed: Mapping[str, int], by: User) -> RoundEntry:
    """Put a case into a round: one of another class, or one of this round that nobody was given. Raises CalibrationRefused.

    `agreed`: key of each attribute of the scorecard -> mark. In an open round everybody gets it at once, except whoever it would
    be a conflict for; where readers take the next one themselves, it comes among the others.
    """
    round = ReviewRound.objects.select_for_update(no_key=True).select_related("scorecard_version").get(pk=round.pk)
    _check(round)
    if round.others == ReviewRound.Others.ALWAYS:
        raise CalibrationRefused(
            "In this round readers see what others wrote before they mark, so a case would measure nobody. "
            "Let them see it after their own, or never."
        )
    marks = [agreed.get(each.key, 0) for each in read_card(round.scorecard_version.document).attributes]
    if any(mark not in SCALE for mark in marks):
        raise CalibrationRefused("Give the agreed mark, from 1 to 5, for each attribute.")
    if Restriction.objects.filter(application=application).exists():
        raise CalibrationRefused("This applicant asked us to delete their application, so nobody reads it any more.")
    if not application.answers:
        raise CalibrationRefused("There is nothing to read in this application.")
    entry = RoundEntry.objects.filter(round=round, application=application).first()
    if entry is not None and not entry.is_calibration and entry.assignments.filter(ended_at__isnull=True).exists():
        raise CalibrationRefused("This one is being read in this round, so it cannot be a case any more.")
    if entry is not None and entry.is_calibration and entry.scoresheets.exists():
        raise CalibrationRefused("Somebody has read this case, so its agreed marks stay as they are.")
    if entry is None:
        entry = RoundEntry(round=round, application=application)
    entry.is_calibration, entry.agreed, entry.agreed_by, entry.left_at = True, marks, by, None
    entry.save()
    if round.status == RoundStatus.OPEN:
        assign_round(round, by=by)
    return entry


@transaction.atomic
def take_out(entry: RoundEntry, *, by: User) -> int:
    """Take a case out of the round; how many had it still to read. What was sent stays and counts. Raises CalibrationRefused."""
    waiting = Assignment.objects.filter(Assignment.OPEN, entry=entry).order_by("pk").select_for_update(no_key=True)
    ids = [each.pk for each in waiting]
    round = ReviewRound.objects.select_for_update(no_key=True).get(pk=entry.round_id)
    _check(round)
    if not entry.is_calibration:
        raise CalibrationRefused("This one is not a calibration case.")
    if not entry.assignments.exists():
        entry.delete()
        return 0
    entry.left_at = clock.now()
    entry.save(update_fields=["left_at"])
    return Assignment.objects.filter(pk__in=ids).update(
        ended_at=clock.now(), ended_as=Assignment.End.GONE, draft={}, draft_saved_at=None
    )


def _check(round: ReviewRound) -> None:
    if round.kind != ReviewRound.Kind.READING:
        raise CalibrationRefused("Only rounds of reading have calibration cases.")
    if round.status not in (RoundStatus.DRAFT, RoundStatus.OPEN):
        raise CalibrationRefused(f"The round is {round.get_status_display()}: nothing is planted in it now.")
