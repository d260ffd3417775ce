"""Rounds: made, changed while they are prepared, opened for everybody a filter matches, closed, and opened again."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from applicants.lifecycle import OperationStatus
from applicants.models import BulkOperation
from applicants.selectors.filtering import Filters, say
from applicants.services.operations import OperationRefused, confirm, prepare
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import IllegalMove, begin, move
from cohorts.models import Cohort
from reviews.lifecycle import RoundStatus
from reviews.models import ReviewRound, RoundEntry, RoundReader, ScorecardVersion
from reviews.scorecard import BadScorecard, read_card
from reviews.selectors.rounds import chosen_of
from reviews.services.entering import put_in
from reviews.services.panel import PanelRefused, check_can_read
from reviews.services.scorecards import freeze, shipped_scorecard

WHILE_OPEN: Final = frozenset({"name", "reads", "self_claim", "claim_minutes", "third_reader_at", "closes_at"})
"""What of a round may still be changed when it is open: nothing of what readers see."""
SETTINGS: Final = WHILE_OPEN | {"kind", "scorecard_version", "is_blind", "sees", "others", "opens_at", "filter"}


OPENED: Final[list[Callable[[ReviewRound], object]]] = []
"""What else is done when a round opens, in its transaction: applicants are asked to choose a time for their interview."""


class RoundRefused(ValueError):
    """A round that cannot be made, changed, opened or closed so; the message says why, in words."""


@transaction.atomic
def make_round(
    cohort: Cohort,
    *,
    name: str,
    by: User,
    kind: str = ReviewRound.Kind.READING,
    scorecard_version: ScorecardVersion | None = None,
    filters: Filters | None = None,
    reads: int | None = None,
    is_blind: bool | None = None,
    sees: Sequence[str] = (),
    others: str = ReviewRound.Others.NEVER,
    self_claim: bool = False,
    claim_minutes: int = 60,
    third_reader_at: int | None = 150,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    seed: str = "",
) -> ReviewRound:
    """A round that is being prepared. Raises RoundRefused.

    Without a scorecard it is the one that comes with the programme; `third_reader_at` is in hundredths of a point; a reading is
    blind and read three times unless said otherwise, an interview is never blind and held once.
    """
    reading = kind == ReviewRound.Kind.READING
    round = ReviewRound(
        cohort=cohort,
        kind=kind,
        name=name.strip(),
        scorecard_version=scorecard_version or shipped_scorecard(kind, by=by),
        filter=filters.to_dict() if filters else {},
        filter_words=say(filters) if filters else "",
        reads=reads if reads is not None else (3 if reading else 1),
        is_blind=is_blind if is_blind is not None else reading,
        sees=list(sees),
        others=others,
        self_claim=self_claim,
        claim_minutes=claim_minutes,
        third_reader_at=third_reader_at if reading else None,
        opens_at=opens_at,
        closes_at=closes_at,
        seed=seed or secrets.token_hex(16),
        created_by=by,
    )
    check_settings(round)
    _check_can_open_alone(round)
    _save(round)
    begin(round, by=by)
    return round


@transaction.atomic
def change_round(round: ReviewRound, *, by: User, filters: Filters | None = None, **changes: Any) -> ReviewRound:
    """Change what a round is. In an open one only `WHILE_OPEN`, and reads only upwards. Raises RoundRefused."""
    if unknown := changes.keys() - SETTINGS:
        raise TypeError(f"A round has no {', '.join(sorted(unknown))}.")
    locked = ReviewRound.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "scorecard_version__scorecard"
    )
    found = locked.get(pk=round.pk)
    changed = {name for name, value in changes.items() if getattr(found, name) != value}
    if found.status != RoundStatus.DRAFT:
        if found.status != RoundStatus.OPEN:
            raise RoundRefused(f"It is {found.get_status_display()}, so it does not change any more.")
        if changed - WHILE_OPEN or filters is not None:
            raise RoundRefused("It is open: who is in it, its scorecard and what readers see do not change any more.")
        if changes.get("reads", found.reads) < found.reads:
            raise RoundRefused(f"It is open with {found.reads} reads for each. More can be asked for, not fewer.")
    more = found.status == RoundStatus.OPEN and "reads" in changed
    for name, value in changes.items():
        setattr(found, name, value.strip() if isinstance(value, str) else value)
    if filters is not None:
        found.filter, found.filter_words = filters.to_dict(), say(filters)
    check_settings(found)
    if found.others == ReviewRound.Others.ALWAYS and found.entries.filter(is_calibration=True).exists():
        raise RoundRefused(
            "It has calibration cases, which measure nobody where readers see what others wrote before they mark. "
            "Take them out first, or let readers see it after their own."
        )
    if "opens_at" in changed:
        _check_can_open_alone(found)
    _save(found)
    if more:
        from reviews.services import assigning

        assigning.assign_round(found, by=by)
    return found


def check_settings(round: ReviewRound) -> None:
    """Raise RoundRefused for a round that would not make sense."""
    reading = round.kind == ReviewRound.Kind.READING
    if not round.name:
        raise RoundRefused("Give it a name.")
    if reading and not 2 <= round.reads <= 5:
        raise RoundRefused("Each application is read by 2 to 5 people.")
    if not reading and not 1 <= round.reads <= 5:
        raise RoundRefused("Each applicant talks with 1 to 5 people.")
    if not reading and round.is_blind:
        raise RoundRefused("Whoever talks with somebody knows their name: a round of interviews cannot be blind.")
    if round.scorecard_version.scorecard.use != round.kind:
        raise RoundRefused("Choose a scorecard that is made for this kind of round.")
    if round.third_reader_at is not None and not 25 <= round.third_reader_at <= 400:
        raise RoundRefused("The difference that calls one reader more is from 0.25 to 4 points.")
    if round.opens_at and round.closes_at and round.closes_at <= round.opens_at:
        raise RoundRefused("It closes after it opens.")


def _check_can_open_alone(round: ReviewRound) -> None:
    """What the clock does is done in the name of whoever made the round."""
    if round.opens_at and not round.created_by.has_perm("applicants.change_application"):
        raise RoundRefused("A round opens by itself only where a recruiter made it: opening moves applications.")


def _save(round: ReviewRound) -> None:
    try:
        with transaction.atomic():
            round.save()
    except IntegrityError as error:
        if "review_round_name_once" not in str(error):
            raise
        raise RoundRefused(f"This class has a round “{round.name}” already. Choose another name.") from None


# --- opening ----------------------------------------------------------------------------------------------------------


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
    for told in OPENED:
        told(round)
    return round


def running_operation(round: ReviewRound) -> BulkOperation | None:
    """The bulk operation that puts applications into this round and has not ended, or None."""
    operations = BulkOperation.objects.filter(kind=BulkOperation.Kind.ROUND, cohort=round.cohort_id)
    open_ones = operations.filter(status__in=(OperationStatus.RUNNING, OperationStatus.PAUSED))
    return open_ones.filter(params__round=round.pk).order_by("-pk").first()


# --- closing ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def close_round(round: ReviewRound, *, by: User | None, reason: str = "") -> ReviewRound:
    """Close an open round: nobody reads on, what was found stays and is measured. Raises RoundRefused."""
    from reviews.services import measuring

    try:
        move(round, to=RoundStatus.CLOSED, by=by, reason=reason.strip())
    except IllegalMove as refusal:
        raise RoundRefused(str(refusal)) from None
    measuring.ask(round.pk)
    return round


@transaction.atomic
def reopen_round(round: ReviewRound, *, by: User, reason: str, closes_at: datetime | None = None) -> ReviewRound:
    """Open a closed round again, with a reason that stays on record. Raises RoundRefused."""
    if not reason.strip():
        raise RoundRefused("Write why it is opened again: the reason stays on record.")
    if closes_at is not None and closes_at <= clock.now():
        raise RoundRefused("The moment at which it closes is over. Choose a later one.")
    if round.status != RoundStatus.CLOSED:
        raise RoundRefused(f"It is {round.get_status_display()}; only a closed round is opened again.")
    try:
        move(round, to=RoundStatus.OPEN, by=by, reason=reason.strip(), also={"closes_at": closes_at})
    except IllegalMove as refusal:
        raise RoundRefused(str(refusal)) from None
    return round


@transaction.atomic
def cancel_round(round: ReviewRound, *, by: User, reason: str = "") -> ReviewRound:
    """Give up a round that was never opened. Raises RoundRefused."""
    if running_operation(round) is not None:
        raise RoundRefused("It is being opened at this moment. Cancel that operation first.")
    try:
        return move(round, to=RoundStatus.CANCELLED, by=by, reason=reason.strip())
    except IllegalMove as refusal:
        raise RoundRefused(str(refusal)) from None


def check_open(round: ReviewRound) -> None:
    """Raise RoundRefused where nobody reads in a round now."""
    if round.status != RoundStatus.OPEN:
        raise RoundRefused(f"The round is {round.get_status_display()}, so nothing is read in it now.")


__all__: Final = [
    "OperationRefused",
    "RoundRefused",
    "cancel_round",
    "change_round",
    "check_can_open",
    "check_open",
    "chosen_of",
    "close_round",
    "make_round",
    "open_in_worker",
    "open_round",
    "prepare_opening",
    "reopen_round",
    "running_operation",
    "start",
]
