"""The record of decision of one person on paper: a tagged PDF (PDF/UA-1) with the same words and figures as its page."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from applicants.lifecycle import APPLICATION
from careerpath.ui.moments import say_moment
from careerpath.ui.paper import clean_data, set_paper
from reviews.papers.blocks import Block, table
from reviews.papers.deciding import board_blocks, decision_blocks, letter_blocks, screening_blocks, second_looks
from reviews.papers.reading import interview_blocks, round_blocks
from reviews.selectors.record import NOT_IN_IT, Record, is_carried_out

LAYOUT: Final = Path(__file__).with_name("record.typ")


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
    yield "Decisions", [block for each in record.decisions for block in decision_blocks(each, zone)]
    yield "Screening", screening_blocks(record, zone) if record.explanation else []
    yield "Second looks", second_looks(record, zone)
    for each in record.rounds:
        kind = str(each.entry.round.get_kind_display()).capitalize()
        yield f"{kind}: {each.entry.round.name}", round_blocks(each, zone)
    yield "Interviews", interview_blocks(record, zone)
    for board in record.boards:
        yield f"Selection board: {board.line.board.name}", board_blocks(board, zone)
    yield "Letters", [block for each in record.letters for block in letter_blocks(each, zone)]
    yield (
        "History",
        [
            table(
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
