"""Scoresheets: what is taken, once; what is refused, in words; what follows from one."""

from typing import Any
from uuid import uuid4

import pytest

from applicants.models import Review
from reviews.models import Scoresheet
from reviews.services import scoring
from reviews.services.scoring import ScoringRefused
from tests.reviews.factories import make_assignment, make_queue, make_reader, make_sheet, sheet_values

pytestmark = pytest.mark.django_db


def test_submit_writes_the_scoresheet_and_the_short_record() -> None:
    _, reader, [assignment] = make_queue()
    sheet = make_sheet(assignment, (5, 3, 2), recommendation=4, comment=" Kept going. \x00", red_flags=["copied", "?"])
    sheet.refresh_from_db()
    assert (sheet.marks, sheet.raw, sheet.nth) == ([5, 3, 2], 375, 1)
    assert (sheet.notes, sheet.red_flags, sheet.comment) == ({"drive": "Why drive is 5."}, ["copied"], "Kept going.")
    review = Review.objects.get()
    assert (review.application_id, review.reviewer, review.mark, review.comment) == (
        assignment.entry.application_id,
        reader.user,
        4,
        "Kept going.",
    )
    assignment.refresh_from_db()
    assert assignment.finished_at is not None


def test_the_same_page_sent_twice_is_one_scoresheet() -> None:
    _, reader, [assignment] = make_queue()
    sent: dict[str, Any] = {"by": reader.user, "sent_id": uuid4(), **sheet_values(4)}
    assert scoring.submit(assignment, **sent) == scoring.submit(assignment, **sent)
    with pytest.raises(ScoringRefused, match="You sent this one already"):
        scoring.submit(assignment, **{**sent, "sent_id": uuid4()})
    assert Scoresheet.objects.count() == 1


def test_the_nth_counts_for_each_reader() -> None:
    round, _, [one, two] = make_queue(2)
    second = make_reader(round)
    other = make_assignment(one.entry, second)
    assert [make_sheet(each).nth for each in (one, other, two)] == [1, 1, 2]
