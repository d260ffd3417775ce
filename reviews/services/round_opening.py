"""Opening a round: everybody its filter matches is put in, moved and given to its readers."""

from django.db import transaction

from applicants.lifecycle import OperationStatus
from applicants.models import BulkOperation
from applicants.selectors.filtering import Filters
from applicants.services.operations import confirm, prepare
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import IllegalMove, move
from reviews.lifecycle import RoundStatus
from reviews.models import ReviewRound, RoundEntry, RoundReader
from reviews.scorecard import BadScorecard, read_card
from reviews.selectors.rounds import chosen_of
from reviews.services.entering import put_in
from reviews.services.panel import PanelRefused, check_can_read
from reviews.services.rounds import RoundRefused
from reviews.services.scorecards import freeze


def check_can_open(round: ReviewRound) -> None:
    """Raise RoundRefused with what is missing before a round can be opened."""
    if round.status != RoundStatus.DRAFT:
        raise RoundRefused(f"It is {round.get_status_display()}; only a round that is being prepared can be opened.")
    try:
        read_card(round.scorecard_version.document)
    except BadScorecard as error:
        raise RoundRefused(f"Its scorecard is not finished: {error}") from None
    readers = list(RoundReader.objects.filter(round=round, left_at__isnull=True).select_related("user"))
    who = "reader" if round.kind == ReviewRound.Kind.READING else "interviewer"
    who += "s" if round.reads > 1 else ""
    if len(readers) < round.reads:
        raise RoundRefused(
            f"It needs {round.reads} {who} at least, and has {len(readers)}. Add {who if round.reads > 1 else 'one'} first."
        )
    for reader in readers:
        try:
            check_can_read(reader.user, round)
        except PanelRefused as refusal:
            raise RoundRefused(str(refusal)) from None
    if round.closes_at and round.closes_at <= clock.now():
        raise RoundRefused("The moment at which it closes is over. Choose a later one.")


@transaction.atomic
def prepare_opening(round: ReviewRound, *, by: User) -> BulkOperation:
    """The bulk operation that opens a round once it is confirmed. Raises RoundRefused; OperationRefused where nobody is in it."""
    check_can_open(round)
    if running_operation(round) is not None:
        raise RoundRefused("It is being opened at this moment.")
    has_more = RoundEntry.objects.filter(round=round, is_calibration=False, left_at__isnull=True).exists()
    filters = Filters.from_dict(round.filter) if round.filter and not has_more else None
    return prepare(
        kind=BulkOperation.Kind.ROUND,
        cohort=round.cohort,
        by=by,
        filters=filters,
        queryset=None if filters else chosen_of(round),
        params={"round": round.pk, "open": True},
        filter_words=round.filter_words or "Those who were put into it",
    )


def open_in_worker(round: ReviewRound, *, by: User) -> BulkOperation:
    """Open a round in the worker without asking again: what the clock does. Raises RoundRefused and OperationRefused."""
    with transaction.atomic():
        operation = prepare_opening(round, by=by)
        return confirm(operation, by=by, typed=operation.total)


@transaction.atomic
def open_round(round: ReviewRound, *, by: User) -> ReviewRound:
    """Open a round here and now: everybody its filter matches is put in, moved and assigned. Raises RoundRefused.

    For few, for the demo and for tests; staff open by a bulk operation, which does the same in the worker.
    """
    check_can_open(round)
    put_in(round, list(chosen_of(round).order_by("pk").values_list("pk", flat=True)), by=by)
    return start(round, by=by)


@transaction.atomic
def start(round: ReviewRound, *, by: User) -> ReviewRound:
    """The last step of opening, when its entries are there: status, frozen scorecard, who reads what, mail. Raises RoundRefused."""
    from reviews.services import assigning
    from reviews.services.telling import tell_readers

    check_can_open(round)
    if not RoundEntry.objects.filter(round=round, is_calibration=False, left_at__isnull=True).exists():
        raise RoundRefused("Nobody could be put into it, so it stays as it is.")
    freeze(round.scorecard_version)
    try:
        move(round, to=RoundStatus.OPEN, by=by)
    except IllegalMove as refusal:
        raise RoundRefused(str(refusal)) from None
    assigning.assign_round(round, by=by)
    tell_readers(round)
    return round


def running_operation(round: ReviewRound) -> BulkOperation | None:
    """The bulk operation that puts applications into this round and has not ended, or None."""
    operations = BulkOperation.objects.filter(kind=BulkOperation.Kind.ROUND, cohort=round.cohort_id)
    open_ones = operations.filter(status__in=(OperationStatus.RUNNING, OperationStatus.PAUSED))
    return open_ones.filter(params__round=round.pk).order_by("-pk").first()
