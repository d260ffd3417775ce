"""On paper: what screening said, second looks, the board, the decision and the letters."""

from collections.abc import Iterable
from typing import Any

from applicants.models import Decision
from applicants.selectors.explaining import Explanation
from careerpath.ui.moments import say_moment
from reviews.papers.blocks import Block, facts, table, words_block
from reviews.selectors.record import OnBoard, Record, hundredths


def decision_blocks(decision: Decision, zone: str) -> Iterable[Block]:
    yield words_block("title", str(decision.get_kind_display()).capitalize())
    release = decision.release
    signed = release.sign_off if release else None
    yield facts(
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
        yield words_block("quote", decision.reason)


def screening_blocks(record: Record, zone: str) -> list[Block]:
    explanation, run = record.explanation, record.run
    assert explanation is not None
    blocks = [
        facts(
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
        blocks.append(words_block("quiet", "Some answers have changed since this run. The points are those it gave."))
    return blocks + _points(explanation)


def _points(explanation: Explanation) -> list[Block]:
    blocks = []
    if explanation.lines:
        blocks.append(
            table(
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
            table(
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


def second_looks(record: Record, zone: str) -> list[Block]:
    blocks = []
    for reading in record.second_readings:
        blocks.append(
            facts(
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
            blocks.append(words_block("quote", reading.comment))
    for asked in record.reconsiderations:
        blocks += [
            facts(("Asked to look again", say_moment(asked.asked_at, zone))),
            words_block("quote", asked.text),
            facts(
                (
                    "Answer",
                    f"{asked.get_outcome_display()}, {asked.answered_by}, {say_moment(asked.answered_at, zone)}"
                    if asked.answered_at
                    else "none yet",
                )
            ),
        ]
        if asked.answer:
            blocks.append(words_block("quote", asked.answer))
    return blocks


def board_blocks(on: OnBoard, zone: str) -> list[Block]:
    line, board = on.line, on.line.board
    return [
        table(
            "",
            ["Part", "Weight", "Figure of 100", "From"],
            [[part.name, part.weight, hundredths(part.figure), part.source or "–"] for part in on.parts],
            widths=[2, 1, 2, 5],
            numbers=[1, 2],
        ),
        facts(
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


def letter_blocks(letter: Any, zone: str) -> Iterable[Block]:
    yield words_block("title", letter.subject or "Letter (erased)")
    yield facts(
        ("State", letter.state.label),
        ("Written", say_moment(letter.created_at, zone)),
        ("Sent", say_moment(letter.sent_at, zone) if letter.sent_at else ""),
    )
    if letter.body:
        yield words_block("quote", letter.body)
