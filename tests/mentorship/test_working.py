"""mentorship.services.working."""

from datetime import timedelta

import pytest

from mentorship.models import CheckIn, SealedNote
from mentorship.selectors.notes import OwnNote, notes_of
from mentorship.services.checking_in import record_check_in
from mentorship.services.goals import record_progress, set_goal
from mentorship.services.pairing import complete
from mentorship.services.working import ActionEntry, CannotLog, SessionEntry, log_session, log_sessions
from tests.factories import a_day, make_user
from tests.mentorship.factories import make_mentorship, mentee_of

pytestmark = pytest.mark.django_db
ANSWERS = dict.fromkeys(CheckIn.QUESTIONS, 4)


def test_log_session_keeps_the_private_note_apart():
    mentorship = make_mentorship()
    mentor = mentorship.mentor.user
    session = log_session(
        mentorship, by=mentor, met_on=a_day(), topics=["role"], shared_notes="Shared.", private_note="Mine."
    )
    assert session.topic_labels == ["the role"]
    assert notes_of([session], author=mentor) == {session.pk: OwnNote("Mine.")}
    assert notes_of([session], author=mentee_of(mentorship)) == {}


def test_log_session_without_a_private_note_writes_none():
    mentorship = make_mentorship()
    log_session(mentorship, by=mentorship.mentor.user, met_on=a_day(), private_note="  ")
    assert SealedNote.objects.count() == 0


@pytest.mark.parametrize(("days", "why"), [(1, "This day is still ahead"), (-4, "lies before the mentorship began")])
def test_log_session_refuses_days_that_cannot_be(days, why):
    mentorship = make_mentorship(days_ago=3)
    with pytest.raises(CannotLog, match=why):
        log_session(mentorship, by=mentorship.mentor.user, met_on=a_day(days))


def test_log_session_is_the_mentors_and_only_while_active():
    mentorship = make_mentorship()
    for stranger in (make_user(), mentee_of(mentorship)):
        with pytest.raises(CannotLog, match="Only the two people"):
            log_session(mentorship, by=stranger, met_on=a_day())
    complete(mentorship, by=None)
    with pytest.raises(CannotLog, match="until the mentorship is over"):
        log_session(mentorship, by=mentorship.mentor.user, met_on=a_day())


def test_log_sessions_takes_three_inserts_at_any_number(django_assert_num_queries):
    mentorship = make_mentorship(days_ago=30)
    by = mentorship.mentor.user
    entries = [SessionEntry(a_day(-20 + day), actions=[ActionEntry("Read.")], private_note="Mine.") for day in range(9)]
    for some in (entries[:1], entries):
        with django_assert_num_queries(5):  # three inserts within a savepoint
            log_sessions(mentorship, some, by=by)


def test_goal_is_reached_at_a_hundred_percent():
    mentorship = make_mentorship()
    goal = set_goal(
        mentorship, by=mentee_of(mentorship), specific="Pass CAPM", measurable="Certificate", due_on=a_day(60)
    )
    assert record_progress(goal, progress=50, by=mentorship.mentor.user).met_on is None
    assert record_progress(goal, progress=100, by=mentorship.mentor.user).met_on == a_day()
    assert record_progress(goal, progress=75, by=mentorship.mentor.user).met_on is None
    with pytest.raises(CannotLog, match="Only the two people"):
        record_progress(goal, progress=10, by=make_user())
    with pytest.raises(CannotLog, match="from 0 to 100"):
        record_progress(goal, progress=101, by=mentorship.mentor.user)


def test_check_in_is_answered_once_by_each_side():
    mentorship = make_mentorship(days_ago=31)
    for user in (mentorship.mentor.user, mentee_of(mentorship)):
        record_check_in(mentorship, day=30, by=user, answers=ANSWERS)
        with pytest.raises(CannotLog, match="Day 30 has been answered already"):
            record_check_in(mentorship, day=30, by=user, answers=ANSWERS)
    assert sorted(mentorship.check_ins.values_list("day", "side")) == [(30, "mentee"), (30, "mentor")]


def test_check_in_refuses_the_wrong_day_and_wrong_answers():
    mentorship = make_mentorship(days_ago=22)
    by = mentorship.mentor.user
    with pytest.raises(CannotLog, match="Day 30 is not here yet"):
        record_check_in(mentorship, day=30, by=by, answers=ANSWERS)
    with pytest.raises(CannotLog, match="at day 30, 60 and 90"):
        record_check_in(mentorship, day=45, by=by, answers=ANSWERS)
    mentorship.placement.starts_on -= timedelta(days=10)
    with pytest.raises(CannotLog, match="number from 1 to 5"):
        record_check_in(mentorship, day=30, by=by, answers={**ANSWERS, "access": 6})
