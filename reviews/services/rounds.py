"""Making a round and changing it. Opening and closing stand in `round_opening` and `round_closing`."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from applicants.selectors.filtering import Filters, say
from careerpath.accounts.models import User
from careerpath.pipeline.history import begin
from cohorts.models import Cohort
from reviews.lifecycle import RoundStatus
from reviews.models import ReviewRound, ScorecardVersion
from reviews.services.scorecards import shipped_scorecard

WHILE_OPEN: Final = frozenset({"name", "reads", "self_claim", "claim_minutes", "third_reader_at", "closes_at"})
"""What of a round may still be changed when it is open: nothing of what readers see."""
SETTINGS: Final = WHILE_OPEN | {"kind", "scorecard_version", "is_blind", "sees", "others", "opens_at", "filter"}


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
