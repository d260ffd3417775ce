"""Where readers differ by much, one reader more is asked, without anybody having to notice it."""

from django.db import transaction

from reviews.lifecycle import RoundStatus
from reviews.models import Assignment, ReviewRound, RoundEntry, Scoresheet
from reviews.services.assigning import give, share

MORE = 1
"""Readers that a disagreement brings: one. What a third does not settle, a person looks at."""


def look(entry: RoundEntry) -> Assignment | None:
    """Ask one reader more where all have read it and two differ by the round's threshold; who was asked, if anybody.

    Where nobody is free, the wish stays on the entry (`more_reads`), and the next deal or the queue fulfils it. Calibration cases
    are for seeing readers differ, so they bring nobody.
    """
    with transaction.atomic():
        round = share(entry.round)
        entry = RoundEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)
        if not _disagree(round, entry):
            return None
        entry.more_reads = MORE
        entry.save(update_fields=["more_reads"])
        return None if round.self_claim else give(entry, origin=Assignment.Origin.MORE)


def _disagree(round: ReviewRound, entry: RoundEntry) -> bool:
    at = round.third_reader_at
    if at is None or round.status != RoundStatus.OPEN or round.kind != ReviewRound.Kind.READING:
        return False
    if entry.is_calibration or entry.left_at is not None or entry.more_reads:
        return False
    marks = [*Scoresheet.objects.filter(entry=entry).values_list("raw", flat=True)]
    return len(marks) >= max(2, round.reads) and max(marks) - min(marks) >= at
