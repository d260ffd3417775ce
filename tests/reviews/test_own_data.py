"""What a person gets of what readers wrote, and what is erased of it."""

from datetime import timedelta

import pytest

from applicants.own_data import ERASERS, PARTS
from applicants.retention import RULES
from applicants.services.erasing import erase_application
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from careerpath.pipeline.history import move
from reviews.models import (
    Assignment,
    BoardLine,
    InterviewSlot,
    ReaderConflict,
    RoundEntry,
    Scoresheet,
    ScoresheetChange,
    SelectionBoard,
)
from reviews.selectors.own_data import own_reviews
from reviews.services.forgetting import erase_review_words
from reviews.services.scoring import change
from tests.factories import make_user
from tests.reviews.factories import make_assignment, make_entry, make_reader, make_round, make_sheet, sheet_values

pytestmark = pytest.mark.django_db


def read_by(*names: str, status: str = "rejected") -> RoundEntry:
    entry = make_entry(make_round())
    for name in names:
        reader = make_reader(entry.round, make_user(Role.REVIEWER, name=name))
        make_sheet(make_assignment(entry, reader), marks=[5, 2, 2], comment="Clear and warm.")
    move(entry.application, to=status, by=None)
    return entry


def test_own_file_has_marks_and_words_and_nobody_who_wrote_them(django_assert_max_num_queries) -> None:
    entry = read_by("Rea Reader", "Rob Reader")
    make_assignment(entry, make_reader(entry.round), draft={"comment": "Half a thought"})
    with django_assert_max_num_queries(5):
        parts = own_reviews(0, [entry.application_id])
    readings = parts[0].records
    assert [{field.key: field.value for field in record}["comment"] for record in readings] == ["Clear and warm."] * 2
    assert {field.key: field.words for field in readings[0]}["mark_drive"] == "5: Drive at 5"
    assert [word in repr(parts) for word in ("Rea", "Rob", "Half a thought")] == [False, False, False]


def test_own_file_tells_nothing_before_it_is_decided() -> None:
    entry = read_by("Rea Reader", status="interview")
    assert own_reviews(0, [entry.application_id])[0].records == []


def test_parts_and_erasers_are_registered_once() -> None:
    assert (PARTS.count(own_reviews), ERASERS.count(erase_review_words)) == (1, 1)


def test_erasing_leaves_marks_and_no_word() -> None:
    entry = read_by("Rea Reader", status="interview")
    sheet = Scoresheet.objects.get()
    change(sheet, by=sheet.reader.user, **sheet_values([1, 2, 2]))
    make_assignment(entry, make_reader(entry.round), draft={"comment": "Half"}, ended_note="A cousin")
    staff = make_user(Role.RECRUITER)
    ReaderConflict.objects.create(reader=staff, applicant=entry.application.applicant, why="Cousin", by=staff)
    board = SelectionBoard.objects.create(
        cohort=entry.round.cohort, name="B", reading=entry.round, reading_weight=1, seats=1, seed="s", created_by=staff
    )
    BoardLine.objects.create(
        board=board,
        application=entry.application,
        lot="a" * 64,
        hand="rejected",
        hand_reason="Not yet",
        hand_by=staff,
        hand_at=clock.now(),
    )
    talk = make_entry(make_round(entry.round.cohort, kind="interview"), entry.application)
    slot = InterviewSlot.objects.create(
        round=talk.round,
        interviewer=make_reader(talk.round),
        starts_at=clock.now() - timedelta(days=2),
        place="Room 4",
        entry=talk,
        taken_at=clock.now(),
        taken_by=entry.application.applicant.user or staff,
        interview=entry.application.interviews.create(),
        outcome="held",
        outcome_at=clock.now(),
    )
    move(entry.application, to="rejected", by=None)
    assert erase_application(entry.application, asked=True, rule=RULES[0])
    now, line = Scoresheet.objects.get(), BoardLine.objects.get()
    slot.refresh_from_db()
    assert (now.marks, now.notes, now.comment) == ([1, 2, 2], {}, "erased")
    assert (ScoresheetChange.objects.count(), ReaderConflict.objects.count(), line.hand_reason) == (0, 0, "erased")
    assert Assignment.objects.exclude(draft={}, ended_note="").count() == 0
    assert (slot.interview, slot.taken_by, slot.outcome) == (None, None, "held")
