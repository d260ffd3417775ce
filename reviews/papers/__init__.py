"""The record of decision of one person on paper: a tagged PDF (PDF/UA-1) with the same words and figures as its page."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from applicants.lifecycle import APPLICATION
from applicants.models import Decision
from applicants.selectors.explaining import Explanation
from careerpath.ui.moments import say_moment
from careerpath.ui.paper import clean_data, set_paper
from reviews.selectors.record import NOT_IN_IT, OnBoard, Record, hundredths, is_carried_out, slot_words
from reviews.selectors.record_rounds import InRound, Sheet

LAYOUT: Final = Path(__file__).with_name("record.typ")
Block = dict[str, Any]
"""`kind` (facts, table, text, quiet, quote, title) and what it holds. The layout knows no more than these."""


def write_record(record: Record, *, made_at: datetime, made_by: str) -> bytes:
    """The bytes of the document. The same record at the same moment gives the same bytes."""
    return set_paper(LAYOUT, clean_data(data_of(record, made_at=made_at, made_by=made_by)), moment=made_at)


def data_of(record: Record, *, made_at: datetime, made_by: str) -> dict[str, Any]:
    """What the layout reads: the head, and sections of blocks."""
    application, zone = record.application, record.application.cohort.time_zone
    return {
        "site": settings.SITE_NAME,
        "title": "Record of decision",
        "person": str(application.applicant),
        "lead": decided_words(record),
        "facts": [
            ("Class", application.cohort.name),
            ("Application", f"{application.pk} · {application.public_id}"),
            ("Sent", say_moment(application.submitted_at, zone) if application.submitted_at else "–"),
            ("Now", str(application.get_status_display())),
        ],
        "sections": [{"title": title, "blocks": blocks} for title, blocks in _sections(record, zone) if blocks],
        "note": NOT_IN_IT,
        "foot": f"{application.applicant}, application {application.pk}. Made {say_moment(made_at, zone)} by {made_by}. "
        "Confidential.",
    }


def decided_words(record: Record) -> str:
    """What was decided, in a sentence."""
    decision, zone = record.decision, record.application.cohort.time_zone
    if decision is None:
        return "Nothing is decided yet."
    kind = str(decision.get_kind_display()).capitalize()
    if not is_carried_out(decision):
        return f"{kind}: pending. Nobody is told before a person releases it."
    assert decision.release is not None  # carried out
    return f"{kind}: released {say_moment(decision.release.released_at, zone)} by {decision.release.released_by}."


def _sections(record: Record, zone: str) -> Iterable[tuple[str, list[Block]]]:
    yield "Decisions", [block for each in record.decisions for block in _decision(each, zone)]
    yield "Screening", _screening(record, zone) if record.explanation else []
    yield "Second looks", _second_looks(record, zone)
    for each in record.rounds:
        kind = str(each.entry.round.get_kind_display()).capitalize()
        yield f"{kind}: {each.entry.round.name}", _round(each, zone)
    yield "Interviews", _interviews(record, zone)
    for board in record.boards:
        yield f"Selection board: {board.line.board.name}", _board(board, zone)
    yield "Letters", [block for each in record.letters for block in _letter(each, zone)]
    yield (
        "History",
        [
            _table(
                "",
                ["Became", "When", "By", "Why"],
                [
                    [
                        status_words(each.to_status),
                        say_moment(each.at, zone),
                        str(each.by or "the system"),
                        each.reason,
                    ]
                    for each in record.history
                ],
                widths=[2, 3, 2, 4],
            )
        ],
    )  # fmt: skip


def status_words(status: str) -> str:
    """A status of an application in words."""
    return str(APPLICATION.labels.get(status, status)) if status else "–"


def _facts(*pairs: tuple[str, object]) -> Block:
    return {"kind": "facts", "pairs": [(label, str(words)) for label, words in pairs if words not in (None, "")]}


def _table(
    title: str, head: Sequence[str], rows: Sequence[Sequence[object]], *, widths: Sequence[int], numbers: Sequence[int] = ()
) -> Block:  # fmt: skip
    return {
        "kind": "table",
        "title": title,
        "head": list(head),
        "rows": [[str(cell) for cell in row] for row in rows],
        "widths": list(widths),
        "numbers": list(numbers),
    }


def _words(kind: str, words: str) -> Block:
    return {"kind": kind, "words": words}


def _decision(decision: Decision, zone: str) -> Iterable[Block]:
    yield _words("title", str(decision.get_kind_display()).capitalize())
    release = decision.release
    signed = release.sign_off if release else None
    yield _facts(
        ("Staged", f"{say_moment(decision.staged_at, zone)} by {decision.staged_by}"),
        ("From", decision.run),
        ("Rank", decision.rank),
        ("Ties ordered by", f"lottery, seed {decision.lottery_seed}" if decision.lottery_seed else ""),
        (
            "Dropped",
            f"{say_moment(decision.dropped_at, zone)} by {decision.dropped_by}; nobody was told" if decision.dropped_at else "",
        ),
        ("Released", f"{say_moment(release.released_at, zone)} by {release.released_by}" if release else ""),
        ("Not carried out", decision.skipped_reason),
        (
            "Release undone",
            f"{say_moment(release.undone_at, zone)} by {release.undone_by}" if release and release.undone_at else "",
        ),
        ("Signed", f"{say_moment(signed.signed_at, zone)} by {signed.signed_by}: {signed.note}" if signed else ""),
        ("Signed", "no signature was asked for when it was released" if release and not signed else ""),
        ("Answer by", say_moment(decision.answer_by, zone) if decision.answer_by else ""),
        (
            "Pending",
            "" if release or decision.dropped_at else "nobody is told before a person releases it",
        ),
    )  # fmt: skip
    if decision.reason:
        yield _words("quote", decision.reason)


def _screening(record: Record, zone: str) -> list[Block]:
    explanation, run = record.explanation, record.run
    assert explanation is not None
    blocks = [
        _facts(
            ("Rubric", explanation.rubric_version),
            ("Run", f"{run.pk}, started by {run.created_by or 'somebody whose account is gone'}" if run else ""),
            ("Scored", say_moment(explanation.scored_at, zone) if explanation.scored_at else ""),
            (
                "Sorted",
                f"{say_moment(run.applied_at, zone)} by {run.applied_by or 'somebody whose account is gone'}"
                if run and run.applied_at
                else "",
            ),
            ("Score", "" if explanation.total is None else f"{explanation.total:,} of {explanation.most:,}"),
            ("Band", str(explanation.band.label)),
            ("Thresholds", f"borderline from {explanation.rubric.borderline:,}, above from {explanation.rubric.above:,}"),
            ("Could not be scored", explanation.error),
        )
    ]  # fmt: skip
    if explanation.changed:
        blocks.append(_words("quiet", "Some answers have changed since this run. The points are those it gave."))
    return blocks + _points(explanation)


def _points(explanation: Explanation) -> list[Block]:
    blocks = []
    if explanation.lines:
        blocks.append(
            _table(
                "Where the points come from",
                ["What was looked at", "The answer", "Points", "Why"],
                [
                    [
                        line.name,
                        line.fact + (f" ({line.words})" if line.words else ""),
                        f"{line.points:,} of {line.most:,}",
                        line.reason,
                    ]
                    for line in explanation.lines
                ],
                widths=[3, 4, 2, 4],
                numbers=[2],
            )
        )  # fmt: skip
    if explanation.minimums:
        blocks.append(
            _table(
                "Minimums, which give no points",
                ["Question", "The answer", "Met"],
                [
                    [
                        each.question,
                        each.fact,
                        "not met: " + each.reason if not each.met else "not known, a person asks" if each.unanswered else "met",
                    ]
                    for each in explanation.minimums
                ],
                widths=[5, 3, 4],
            )
        )  # fmt: skip
    return blocks


def _second_looks(record: Record, zone: str) -> list[Block]:
    blocks = []
    for reading in record.second_readings:
        blocks.append(
            _facts(
                ("Second reading", f"drawn {say_moment(reading.drawn_at, zone)} by lottery, {reading.run}"),
                (
                    "Found",
                    f"{reading.get_verdict_display()}, {reading.reader}, {say_moment(reading.read_at, zone)}"
                    if reading.read_at
                    else "nobody has read it yet",
                ),
            )
        )
        if reading.comment:
            blocks.append(_words("quote", reading.comment))
    for asked in record.reconsiderations:
        blocks += [
            _facts(("Asked to look again", say_moment(asked.asked_at, zone))),
            _words("quote", asked.text),
            _facts(
                (
                    "Answer",
                    f"{asked.get_outcome_display()}, {asked.answered_by}, {say_moment(asked.answered_at, zone)}"
                    if asked.answered_at
                    else "none yet",
                )
            ),
        ]
        if asked.answer:
            blocks.append(_words("quote", asked.answer))
    return blocks


def _round(each: InRound, zone: str) -> list[Block]:
    entry, found = each.entry, each.entry.round
    blocks = [
        _facts(
            ("In it because", found.filter_words),
            ("Scorecard", found.scorecard_version),
            ("Blind", f"yes: readers knew it as {each.label}" if found.is_blind else "no"),
            ("Readers saw each other’s", found.get_others_display() if found.reads > 1 else ""),
            ("Round", found.get_status_display()),
            ("Reads", f"{len(each.sheets)} of {each.asked_for}" if not each.hidden else "hidden from you"),
            ("More reads", f"{entry.more_reads}, because readers differed" if entry.more_reads else ""),
            ("Left the round", say_moment(entry.left_at, zone) if entry.left_at else ""),
            ("Raw mean", "" if each.hidden else f"{hundredths(entry.raw)} of 5"),
            ("Adjusted for severity", "" if each.hidden else f"{hundredths(entry.adjusted)} of 5"),
            ("Widest difference", "" if each.hidden else hundredths(entry.spread)),
            (
                "Measured",
                f"{say_moment(each.measurement.made_at, zone)}, {each.measurement.scoresheets} scoresheets, "
                f"digest {each.measurement.digest[:12]}"
                if each.measurement and not each.hidden
                else "",
            ),
        )
    ]  # fmt: skip
    if each.hidden:
        return [*blocks, _words("quiet", "You read in this round, so what others wrote is not shown to you yet.")]
    if entry.is_calibration:
        blocks.append(
            _words("quiet", "A calibration case: read by everybody and compared with marks agreed beforehand.")
        )
    if each.sheets:
        blocks += [
            _words("quiet", each.how),
            _table(
                "Marks, 1 to 5",
                ["Attribute", "Weight", *[f"Reader {place}" for place in range(1, len(each.sheets) + 1)]],
                [
                    [name, weight, *["–" if mark is None else mark for mark in marks]]
                    for name, weight, _, marks in each.attributes
                ],
                widths=[4, 1, *[1] * len(each.sheets)],
                numbers=list(range(1, len(each.sheets) + 2)),
            ),
        ]
    for place, sheet in enumerate(each.sheets, start=1):
        blocks += _sheet(place, sheet, zone)
    if each.ended:
        blocks.append(
            _table(
                "Given to somebody and not read by them",
                ["Reader", "Why", "When"],
                [
                    [one.reader.user, one.get_ended_as_display(), say_moment(one.ended_at, zone)]
                    for one in each.ended
                    if one.ended_at
                ],
                widths=[3, 3, 3],
            )
        )  # fmt: skip
    return blocks


def _sheet(place: int, sheet: Sheet, zone: str) -> list[Block]:
    scoresheet = sheet.scoresheet
    blocks = [
        _words("title", f"Reader {place}: {sheet.reader}"),
        _facts(
            ("Sent", say_moment(scoresheet.sent_at, zone)),
            ("Recommends", f"{sheet.recommended} ({scoresheet.recommendation} of 5)"),
            ("Weighted mean", hundredths(scoresheet.raw)),
            ("Severity of this reader", severity_words(sheet)),
            ("Red flags", "; ".join(sheet.red_flags)),
            ("Had seen others’ reviews", "yes" if scoresheet.saw_others else ""),
            (
                "Changed since",
                "; ".join(
                    f"{say_moment(change.at, zone)}, mean before {hundredths(change.before.get('raw'))}"
                    for change in sheet.changes
                ),
            ),
        ),
        _table(
            "",
            ["Attribute", "Mark", "What that point looks like", "Why"],
            [[each.name, each.mark, each.anchor, each.note or "–"] for each in sheet.marked],
            widths=[3, 1, 5, 4],
            numbers=[1],
        ),
    ]
    return [*blocks, _words("quote", scoresheet.comment)]


def severity_words(sheet: Sheet) -> str:
    """How far a reader's marks lie from the others', and what the scoresheet says without that."""
    if sheet.severity is None:
        return ""
    side = "above" if sheet.severity > 0 else "below"
    by = hundredths(abs(sheet.severity))
    return f"marks {by} {side} the others on the same applications; adjusted {hundredths(sheet.adjusted)}"


def _interviews(record: Record, zone: str) -> list[Block]:
    rows = [
        [
            f"{number}.{version.number + 1}",
            say_moment(version.starts_at, zone),
            f"{version.minutes} min",
            version.place or version.link,
            f"{version.by}, {say_moment(version.at, zone)}",
        ]
        for number, each in enumerate(record.interviews, start=1)
        for version in each.versions.all()
    ]
    blocks = [_table("", ["No.", "When", "Length", "Where", "Set by"], rows, widths=[1, 4, 2, 4, 4])] if rows else []
    blocks += [
        _words("quiet", f"Interview {number} was called off by {each.cancelled_by}, {say_moment(each.cancelled_at, zone)}.")
        for number, each in enumerate(record.interviews, start=1)
        if each.cancelled_at
    ]  # fmt: skip
    if record.slots:
        blocks.append(
            _table(
                "Times that were taken",
                ["When", "Interviewer", "What became of it"],
                [[say_moment(slot.starts_at, zone), slot.interviewer.user, slot_words(slot)] for slot in record.slots],
                widths=[4, 3, 3],
            )
        )
    return blocks


def _board(on: OnBoard, zone: str) -> list[Block]:
    line, board = on.line, on.line.board
    return [
        _table(
            "",
            ["Part", "Weight", "Figure of 100", "From"],
            [[part.name, part.weight, hundredths(part.figure), part.source or "–"] for part in on.parts],
            widths=[2, 1, 2, 5],
            numbers=[1, 2],
        ),
        _facts(
            ("Total", on.how),
            ("Rank", f"{line.rank} of {on.of}" if line.rank else "none"),
            ("Marks", "adjusted for severity" if board.is_adjusted else "as the readers gave them"),
            ("Lottery among equal totals", f"SHA-256 of “{board.seed}:{line.application.public_id}” = {line.lot[:16]}…"),
            ("Place by rank", line.get_placed_display()),
            (
                "By hand",
                f"{line.get_hand_display()}, {line.hand_by}, {say_moment(line.hand_at, zone)}: {line.hand_reason}"
                if line.hand_at
                else "",
            ),
            ("Not staged", line.skipped_reason),
            ("Made", f"{say_moment(board.created_at, zone)} by {board.created_by}; digest {board.digest[:12]}"),
            ("Seats", f"{board.seats}, and {board.waitlist} places on the waitlist"),
        ),
    ]  # fmt: skip


def _letter(letter: Any, zone: str) -> Iterable[Block]:
    yield _words("title", letter.subject or "Letter (erased)")
    yield _facts(
        ("State", letter.state.label),
        ("Written", say_moment(letter.created_at, zone)),
        ("Sent", say_moment(letter.sent_at, zone) if letter.sent_at else ""),
    )
    if letter.body:
        yield _words("quote", letter.body)
