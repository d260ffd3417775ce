"""Rounds that open and close by the clock. A beat task asks every minute; what is due follows from the table."""

import logging

from django.db.models import BigIntegerField, Exists, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from applicants.lifecycle import OperationStatus
from applicants.models import BulkOperation
from applicants.services.operations import OperationRefused
from careerpath.pipeline import clock
from reviews.lifecycle import RoundStatus
from reviews.models import ReviewRound
from reviews.services.round_closing import close_round
from reviews.services.round_opening import open_in_worker
from reviews.services.rounds import RoundRefused

log = logging.getLogger(__name__)


def open_due() -> int:
    """Begin to open the rounds whose moment has come, as those who made them; how many were begun.

    One that cannot be opened stays as it is and is tried again: its page says what is missing. One whose opening is under way, or
    was tried since its moment, is left to people.
    """
    now = clock.now()
    tried = BulkOperation.objects.filter(kind=BulkOperation.Kind.ROUND, cohort=OuterRef("cohort")).annotate(
        about=Cast(KeyTextTransform("round", "params"), BigIntegerField())
    )
    tried = tried.filter(
        Q(status__in=(OperationStatus.RUNNING, OperationStatus.PAUSED)) | Q(confirmed_at__gte=OuterRef("opens_at")),
        about=OuterRef("pk"),
        params__open=True,
    )
    due = ReviewRound.objects.filter(status=RoundStatus.DRAFT, opens_at__lte=now).exclude(Exists(tried))
    begun = 0
    for round in due.select_related("cohort", "created_by", "scorecard_version__scorecard").order_by("pk"):
        try:
            open_in_worker(round, by=round.created_by)
        except (RoundRefused, OperationRefused) as refusal:
            log.info("Round %s cannot open by the clock yet: %s", round.pk, refusal)
        else:
            begun += 1
    return begun


def close_due() -> int:
    """Close the open rounds whose moment has come; how many."""
    due = ReviewRound.objects.filter(status=RoundStatus.OPEN, closes_at__lte=clock.now()).order_by("pk")
    closed = 0
    for round in due:
        try:
            close_round(round, by=None)
        except RoundRefused:  # somebody was quicker
            continue
        closed += 1
    return closed
