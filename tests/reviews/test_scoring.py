"""Scoresheets: what is taken, once; what is refused, in words; what follows from one."""

from typing import Any
from uuid import uuid4

import pytest

from applicants.models import Review
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move
from reviews.models import Assignment, RoundEntry, Scoresheet, ScoresheetChange
from reviews.services import scoring
from reviews.services.scoring import ScoringRefused
from tests.factories import make_application, make_user
from tests.reviews.factories import (
    make_assignment,
    make_entry,
    make_queue,
    make_reader,
    make_round,
    make_sheet,
    sheet_values,
)

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


def test_two_who_differ_bring_a_third_reader_by_themselves() -> None:
    round = make_round(third_reader_at=150)
    readers = [make_reader(round) for _ in range(3)]
    entry = make_entry(round)
    make_sheet(make_assignment(entry, readers[0]), 4)
    make_sheet(make_assignment(entry, readers[1]), 2)
    third = Assignment.objects.get(Assignment.OPEN)
    assert (third.entry, third.reader, third.origin) == (entry, readers[2], "more")


def test_a_calibration_case_of_elsewhere_leaves_no_short_record() -> None:
    round = make_round()
    case = make_entry(
        round, make_application(), is_calibration=True, agreed=[3, 3, 3], agreed_by=make_user(Role.RECRUITER)
    )
    sheet = make_sheet(make_assignment(case, make_reader(round)))
    assert (sheet.raw, Review.objects.count()) == (300, 0)


@pytest.mark.parametrize(
    ("others", "first", "second", "changed"),
    [
        ("never", False, False, False),
        ("after", False, False, True),
        ("always", False, True, True),
    ],
)
def test_whether_others_were_on_the_page_is_kept(others: str, first: bool, second: bool, changed: bool) -> None:
    round = make_round(others=others)
    entry = make_entry(round)
    early = make_sheet(make_assignment(entry, make_reader(round)))
    late = make_sheet(make_assignment(entry, make_reader(round)))
    assert (early.saw_others, late.saw_others) == (first, second)
    again = scoring.change(early, by=early.reader.user, **sheet_values(4))
    assert again.saw_others is changed


def test_changing_nothing_leaves_no_trace_and_a_change_reaches_the_short_record() -> None:
    _, reader, [assignment] = make_queue()
    sheet = make_sheet(assignment)
    scoring.change(sheet, by=reader.user, **sheet_values(3))
    assert not ScoresheetChange.objects.exists()
    scoring.change(sheet, by=reader.user, **{**sheet_values(4), "recommendation": 5})
    assert (ScoresheetChange.objects.count(), Review.objects.get().mark) == (1, 5)


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"marks": {"drive": 3, "learning": 3}}, "words", "Choose a mark"),
        ({"marks": {"drive": 5, "learning": 3, "words": 3}}, "drive", "need a sentence"),
        ({"notes": {"drive": "x" * 1001}}, "drive", "under 1000"),
        ({"recommendation": 6}, "recommendation", "recommend"),
        ({"comment": " \n"}, "comment", "a sentence is enough"),
        ({"comment": "x" * 4001}, "comment", "under 4000"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(change: dict[str, Any], field: str, words: str) -> None:
    _, reader, [assignment] = make_queue()
    with pytest.raises(ScoringRefused) as refused:
        scoring.submit(assignment, by=reader.user, sent_id=uuid4(), **{**sheet_values(3), **change})
    assert [*refused.value.problems] == [field]
    assert words in refused.value.problems[field]
    assert str(refused.value) == {"drive": "Drive: ", "words": "Words: "}.get(field, "") + refused.value.problems[field]


def test_nobody_fills_in_for_somebody_else_in_a_closed_round_or_what_left_it() -> None:
    round, reader, [mine, gone] = make_queue(2)
    with pytest.raises(ScoringRefused, match="Somebody else reads"):
        scoring.submit(mine, by=make_user(Role.REVIEWER), sent_id=uuid4(), **sheet_values(3))
    RoundEntry.objects.filter(pk=gone.entry_id).update(left_at=gone.assigned_at)
    with pytest.raises(ScoringRefused, match="left the round"):
        make_sheet(gone)
    move(round, to="closed", by=None)
    with pytest.raises(ScoringRefused, match="nothing in it changes now"):
        make_sheet(mine)
    assert not Scoresheet.objects.filter(reader=reader).exists()
