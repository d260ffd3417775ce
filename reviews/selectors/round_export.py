"""The tables of a round as files hold them: one row for each scoresheet, or for each application. For staff, with names.

Nothing in a cell begins like a formula. Marks are numbers, means in points with two decimals.
"""

from collections.abc import Iterator
from typing import Final

from applicants.exporting.cells import Cell, cell_of, harmless
from reviews.models import ReviewRound, RoundEntry, Scoresheet
from reviews.scorecard import Card, read_card

AT_ONCE: Final = 2000
MOST_IN_A_WORKBOOK: Final = 50_000
"""A workbook is made while somebody waits; what is larger is handed out as CSV only."""


def headings(round: ReviewRound, what: str) -> list[str]:
    """The first row of the table `what` (scoresheets, applications)."""
    if what == "applications":
        return ["application", "number", "name", "calibration", "left", "reads", "raw", "adjusted", "spread", "status"]
    card = _card(round)
    return [
        *("application", "number", "name", "reader", "sent", "nth of the reader"),
        *(harmless(each.name) for each in card.attributes),
        *(harmless(f"{each.name}: why") for each in card.attributes),
        *("weighted mean", "recommendation", "red flags", "comment", "saw others", "calibration"),
    ]


def rows(round: ReviewRound, what: str) -> Iterator[list[Cell]]:
    """The other rows, some thousand in memory at a time; one query. Needs the round's cohort and scorecard."""
    return _applications(round) if what == "applications" else _scoresheets(round)


def size(round: ReviewRound, what: str) -> int:
    """How many rows there are; one query."""
    table = RoundEntry if what == "applications" else Scoresheet
    return table.objects.filter(round=round).count()


def _card(round: ReviewRound) -> Card:
    return read_card(round.scorecard_version.document)


def _points(value: int | None) -> Cell:
    return None if value is None else value / 100


def _applications(round: ReviewRound) -> Iterator[list[Cell]]:
    zone = round.cohort.tz
    found = RoundEntry.objects.filter(round=round).select_related("application__applicant").order_by("pk")
    for each in found.iterator(AT_ONCE):
        yield [
            str(each.application.public_id),
            each.application_id,
            harmless(str(each.application.applicant)),
            "yes" if each.is_calibration else "no",
            cell_of(each.left_at, zone),
            each.reads_done,
            _points(each.raw),
            _points(each.adjusted),
            _points(each.spread),
            harmless(str(each.application.get_status_display())),
        ]


def _scoresheets(round: ReviewRound) -> Iterator[list[Cell]]:
    zone, card = round.cohort.tz, _card(round)
    flags = {each.key: each.name for each in card.red_flags}
    found = (
        Scoresheet.objects.filter(round=round)
        .select_related("entry__application__applicant", "reader__user")
        .order_by("entry", "sent_at", "pk")
    )
    for each in found.iterator(AT_ONCE):
        application = each.entry.application
        yield [
            str(application.public_id),
            application.pk,
            harmless(str(application.applicant)),
            harmless(str(each.reader.user)),
            cell_of(each.sent_at, zone),
            each.nth,
            *each.marks,
            *(harmless(str(each.notes.get(one.key, ""))) or None for one in card.attributes),
            _points(each.raw),
            each.recommendation,
            harmless("; ".join(flags.get(key, key) for key in each.red_flags)) or None,
            harmless(each.comment),
            "yes" if each.saw_others else "no",
            "yes" if each.entry.is_calibration else "no",
        ]
