"""What a reader finds: drafts that keep themselves, one scoresheet for each assignment, and changes that stay on record.

Who reads what, and what becomes of a reading that ends otherwise, stands in `reviews.services.assigning`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from applicants.models import Application
from applicants.services.reviewing import DECIDED, READ_IN, ReviewRefused, record_review
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from reviews.lifecycle import RoundStatus
from reviews.models import Assignment, ReviewRound, RoundReader, Scoresheet, ScoresheetChange
from reviews.scorecard import RECOMMENDATIONS, Card, check_sheet, read_card, weighted_mean
from reviews.selectors.apart import pairs
from reviews.services import disagreeing, measuring
from reviews.services.assigning import share

LONGEST_NOTE: Final = 1000
LONGEST_COMMENT: Final = 4000
KEPT_APART: Final = {
    "own application": "it is your own",
    "knows the person": "you and the person know each other",
    "contact of their university": "their university is yours",
    "talks with them by name": "you interview the person",
}
"""Why somebody is kept apart (`selectors.apart`), as it is said to them."""


class ScoringRefused(ValueError):
    """Something that is not taken; the message says why, `problems` where: field -> sentence."""

    def __init__(self, why: str, problems: Mapping[str, str] | None = None) -> None:
        self.problems = dict(problems or {})
        super().__init__(why)


def submit(
    assignment: Assignment,
    *,
    by: User,
    sent_id: UUID,
    marks: Mapping[str, int],
    notes: Mapping[str, str],
    red_flags: Sequence[str],
    recommendation: int,
    comment: str,
) -> Scoresheet:
    """Keep what a reader found. The same page sent twice is one: the second call returns the first. Raises ScoringRefused.

    In a reading of the cohort's own applications the recommendation becomes the reader's review of the application as well.
    """
    with transaction.atomic():
        found = _locked(assignment, by)
        if sent := Scoresheet.objects.filter(assignment=found).first():
            if sent.sent_id == sent_id:
                return sent
            raise ScoringRefused("You sent this one already. You can change it while the round is open.")
        card = read_card(found.round.scorecard_version.document)
        filled = _checked(card, marks, notes, red_flags, recommendation, comment)
        reader = RoundReader.objects.select_for_update(no_key=True).get(pk=found.reader_id)
        _hold_open(found)
        now = clock.now()
        sheet = Scoresheet.objects.create(
            assignment=found,
            round=found.round,
            entry=found.entry,
            reader=reader,
            sent_id=sent_id,
            nth=Scoresheet.objects.filter(reader=reader).count() + 1,
            saw_others=found.round.others == ReviewRound.Others.ALWAYS and _others_wrote(found),
            begun_at=found.begun_at or now,
            sent_at=now,
            **filled,
        )
        # A checkout that ended while somebody was still reading: what they found counts all the same.
        found.finished_at, found.ended_at, found.ended_as, found.draft = now, None, "", {}
        found.save(update_fields=["finished_at", "ended_at", "ended_as", "draft"])
        _record(found, by, sheet)
        _afterwards(found)
    return sheet


def change(
    sheet: Scoresheet,
    *,
    by: User,
    marks: Mapping[str, int],
    notes: Mapping[str, str],
    red_flags: Sequence[str],
    recommendation: int,
    comment: str,
) -> Scoresheet:
    """Change one's own scoresheet while its round is open; what it said before stays. Without a difference nothing is written.

    Raises ScoringRefused.
    """
    with transaction.atomic():
        found = _locked(sheet.assignment, by)
        _hold_open(found)
        sheet = Scoresheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
        card = read_card(found.round.scorecard_version.document)
        filled = _checked(card, marks, notes, red_flags, recommendation, comment)
        before = {name: getattr(sheet, name) for name in filled}
        if filled == before:
            return sheet
        was_closed = found.round.history.filter(to_status=RoundStatus.CLOSED).exists()
        _check_can_change(found, was_closed=was_closed)
        ScoresheetChange.objects.create(
            scoresheet=sheet, before={**before, "saw_others": sheet.saw_others}, at=clock.now(), by=by
        )
        for name, value in filled.items():
            setattr(sheet, name, value)
        # While a round that is not blind was closed, staff who read in it saw on the workbench what the others wrote.
        may_have_seen = found.round.others != ReviewRound.Others.NEVER or (was_closed and not found.round.is_blind)
        sheet.saw_others = sheet.saw_others or (may_have_seen and _others_wrote(found))
        sheet.save(update_fields=[*filled, "saw_others"])
        _record(found, by, sheet)
        _afterwards(found)
    return sheet


def check_can_score(assignment: Assignment, *, by: User) -> None:
    """Raise ScoringRefused where this person may not fill it in now. Reads its round, entry and reader."""
    if assignment.reader.user_id != by.pk:
        raise ScoringRefused("Somebody else reads this one.")
    if assignment.round.status != RoundStatus.OPEN:
        raise ScoringRefused(f"The round is {assignment.round.get_status_display()}: nothing in it changes now.")
    if assignment.ended_at is not None and assignment.ended_as != Assignment.End.EXPIRED:
        raise ScoringRefused(f"This one is not yours to read any more: {assignment.get_ended_as_display()}.")
    if assignment.entry.left_at is not None:
        raise ScoringRefused("This application left the round. Nothing more is to do for it.")
    if assignment.reader.left_at is not None:
        raise ScoringRefused("You do not read in this round any more. What you sent stays as it is.")


def _check_can_change(assignment: Assignment, *, was_closed: bool) -> None:
    """Raise ScoringRefused where a scoresheet stands for good, though its round is open."""
    if was_closed and assignment.entry.is_calibration:
        raise ScoringRefused(
            "When the round was closed you could see the marks agreed for this one, so yours stay as they are."
        )
    if assignment.round.kind == ReviewRound.Kind.INTERVIEW:
        status = Application.objects.values_list("status", flat=True).get(pk=assignment.entry.application_id)
        if status in DECIDED:
            raise ScoringRefused("It has been decided about this person, so your scorecard stays as it is.")


def _hold_open(assignment: Assignment) -> None:
    """Hold the round open until the end of the transaction. Raises ScoringRefused.

    Who closes it, measures it or builds a board of it waits. Asked after the assignment and the reader are locked, which is the
    order of `reviews.services.assigning`.
    """
    if share(assignment.round).status != RoundStatus.OPEN:
        raise ScoringRefused("The round was closed a moment ago: nothing in it changes now.")
    apart = pairs(assignment.round, entry_ids=[assignment.entry_id])
    if why := next((why for _, reader, why in apart if reader == assignment.reader_id), ""):
        raise ScoringRefused(f"Somebody else reads this one: you are kept apart from it ({KEPT_APART.get(why, why)}).")


def _locked(assignment: Assignment, by: User) -> Assignment:
    """The assignment as it is now, held until the end of the transaction, where this person may fill it in."""
    found = (
        Assignment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round__scorecard_version", "entry", "reader")
        .get(pk=assignment.pk)
    )
    check_can_score(found, by=by)
    return found


def _checked(
    card: Card,
    marks: Mapping[str, int],
    notes: Mapping[str, str],
    red_flags: Sequence[str],
    recommendation: int,
    comment: str,
) -> dict[str, Any]:
    """The fields of a scoresheet, or every problem in words."""
    keys = [each.key for each in card.attributes]
    said = {key: _text(notes.get(key, "")) for key in keys}
    problems = check_sheet(card, marks=marks, notes=said)
    for key, note in said.items():
        if len(note) > LONGEST_NOTE:
            problems[key] = f"Keep it under {LONGEST_NOTE} characters."
    if recommendation not in RECOMMENDATIONS:
        problems["recommendation"] = "Choose what you recommend."
    comment = _text(comment)
    if not comment:
        problems["comment"] = "Write what you saw: a sentence is enough."
    elif len(comment) > LONGEST_COMMENT:
        problems["comment"] = f"Keep it under {LONGEST_COMMENT} characters."
    if problems:
        names = {each.key: f"{each.name}: " for each in card.attributes}
        raise ScoringRefused(" ".join(names.get(key, "") + words for key, words in problems.items()), problems)
    given = [marks[key] for key in keys]
    return {
        "marks": given,
        "notes": {key: note for key, note in said.items() if note},
        "red_flags": [flag.key for flag in card.red_flags if flag.key in red_flags],
        "recommendation": recommendation,
        "comment": comment,
        "raw": weighted_mean(given, card.weights),
    }


def _text(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def _others_wrote(assignment: Assignment) -> bool:
    return Scoresheet.objects.filter(entry=assignment.entry).exclude(assignment=assignment).exists()


def _record(assignment: Assignment, by: User, sheet: Scoresheet) -> None:
    """Write the short record that lists, exports and facts read: of readings, of the cohort's own applications."""
    round = assignment.round
    if round.kind != ReviewRound.Kind.READING:
        return
    application = Application.objects.select_related("applicant").get(pk=assignment.entry.application_id)
    if assignment.entry.is_calibration and (
        application.cohort_id != round.cohort_id or application.status not in READ_IN
    ):
        return
    try:
        record_review(application, reviewer=by, mark=sheet.recommendation, comment=sheet.comment)
    except ReviewRefused as refusal:
        raise ScoringRefused(str(refusal)) from refusal


def _afterwards(assignment: Assignment) -> None:
    """What follows from a scoresheet that came in or changed: a third reader where two differ, and figures worked out anew."""
    disagreeing.look(assignment.entry)
    measuring.ask(assignment.round_id)
