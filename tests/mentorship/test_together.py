"""Meetings, goals, actions, check-ins of three sides and reminders of them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from icalendar import Calendar

from applicants.models import Notice
from bootcamp.selectors.calendars import calendar_of
from careerpath.accounts.roles import Role
from mentorship.cadence import Kept, PlannedContact, plan, working_days_after
from mentorship.models import CheckIn, GoalStep, Meeting, SessionAction
from mentorship.selectors import work
from mentorship.services.checking_in import record_check_in
from mentorship.services.goals import drop_goal, record_progress, set_goal
from mentorship.services.meetings import arrange, call_off, move_meeting
from mentorship.services.reminding import remind_of_check_ins
from mentorship.services.working import ActionEntry, CannotLog, log_session, tick
from placements.models import Evaluation
from placements.models.evaluation import LEVELS
from tests.factories import a_day, make_user
from tests.mentorship.factories import make_mentorship, mentee_of

ANSWERS = dict.fromkeys(CheckIn.QUESTIONS, 4)
SOON = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)


def test_plan_says_what_was_kept_late_missed_and_is_ahead():
    began = date(2026, 1, 1)
    met = [date(2026, 1, 6), date(2026, 1, 15), date(2026, 2, 6)]
    found = plan(began, met, date(2026, 2, 10), ahead=1)
    assert found == [
        PlannedContact(date(2026, 1, 8), date(2026, 1, 6), Kept.KEPT),
        PlannedContact(date(2026, 1, 13), date(2026, 1, 15), Kept.LATE),
        PlannedContact(date(2026, 1, 22), None, Kept.MISSED),
        PlannedContact(date(2026, 1, 29), None, Kept.MISSED),
        PlannedContact(date(2026, 2, 5), date(2026, 2, 6), Kept.LATE),
        PlannedContact(date(2026, 2, 20), None, Kept.AHEAD),
    ]
    assert [one.kept for one in plan(began, [], date(2026, 1, 10), ahead=2)] == [Kept.OVERDUE, Kept.AHEAD]
    assert [one.kept for one in plan(began, [], date(2026, 1, 8), ahead=1)] == [Kept.AHEAD]


def test_working_days_after_jumps_over_the_weekend():
    friday = date(2026, 11, 20)
    assert [working_days_after(friday, days) for days in (1, 2)] == [date(2026, 11, 23), date(2026, 11, 24)]


@pytest.mark.django_db
def test_meeting_is_one_invitation_that_is_moved_and_called_off():
    pair = make_mentorship()
    by = pair.mentor.user
    meeting = arrange(pair, by=by, starts_at=SOON, where="https://meet.example.org/x")
    assert arrange(pair, by=mentee_of(pair), starts_at=SOON) == meeting
    move_meeting(meeting, by=mentee_of(pair), starts_at=SOON + timedelta(hours=1), minutes=45, mode="phone")
    move_meeting(meeting, by=by, starts_at=SOON + timedelta(hours=1), minutes=45, mode="phone")  # nothing new
    call_off(meeting, by=by, because="Ill.")
    call_off(meeting, by=by, because="Twice.")
    meeting.refresh_from_db()
    assert (meeting.sequence, meeting.cancelled_because) == (2, "Ill.")
    told = Notice.objects.filter(kind="meeting")
    assert sorted(told.values_list("once", flat=True)) == sorted(
        f"meeting:{meeting.public_id}:{sequence}:{side}" for sequence in range(3) for side in ("mentee", "mentor")
    )
    with pytest.raises(CannotLog, match="called off"):
        move_meeting(meeting, by=by, starts_at=SOON, minutes=30, mode="video")
    with pytest.raises(CannotLog, match="Only the two people"):
        call_off(meeting, by=make_user())
    with pytest.raises(CannotLog, match="has passed"):
        arrange(pair, by=by, starts_at=SOON - timedelta(days=4))


@pytest.mark.django_db
def test_invitation_names_its_reader_only_and_stands_in_the_feed(signed_in):
    pair = make_mentorship()
    meeting = arrange(pair, by=pair.mentor.user, starts_at=SOON, where="Room 2")
    url = reverse("mentorship:meeting-invitation", args=[meeting.public_id])
    for user, other in ((pair.mentor.user, mentee_of(pair)), (mentee_of(pair), pair.mentor.user)):
        file = Calendar.from_ical(signed_in(user).get(url).content)
        event = file.walk("VEVENT")[0]
        assert (file["METHOD"], event["SEQUENCE"], event["LOCATION"]) == ("REQUEST", 0, "Room 2")
        assert other.email not in file.to_ical().decode()
    assert signed_in(make_user(Role.MENTOR)).get(url).status_code == 404
    feed = Calendar.from_ical(calendar_of(pair.placement.enrolment))
    assert [str(one["UID"]).split("@")[0] for one in feed.walk("VEVENT") if "Mentoring" in one["SUMMARY"]] == [
        str(meeting.public_id)
    ]
    call_off(meeting, by=pair.mentor.user)
    file = Calendar.from_ical(signed_in(pair.mentor.user).get(url).content)
    assert (file["METHOD"], file.walk("VEVENT")[0]["STATUS"]) == ("CANCEL", "CANCELLED")


@pytest.mark.django_db
def test_session_is_filled_in_from_the_planned_meeting_and_plans_the_next(signed_in):
    pair = make_mentorship()
    now = datetime.now(UTC).replace(microsecond=0)
    planned = arrange(pair, by=pair.mentor.user, starts_at=now + timedelta(minutes=5), minutes=45, mode="phone")
    browser, url = signed_in(pair.mentor.user), reverse("mentorship:session", args=[pair.pk])
    form = browser.get(url).context["form"]
    assert (form["minutes"].value(), form["mode"].value()) == (45, "phone")
    sent = {"sent_id": form["sent_id"].value(), "met_on": form["met_on"].value(), "minutes": 45, "mode": "phone"}
    if sent["met_on"] > a_day():  # five minutes to midnight
        return
    assert browser.post(url, {**sent, "next_in": "7", "next_at": "15:30"}).status_code == 302
    session = pair.sessions.get()
    assert (session.meeting, session.next_on) == (planned, a_day(7))
    assert pair.meetings.filter(starts_at__date=a_day(7), starts_at__hour=15).count() == 1


@pytest.mark.django_db
def test_action_is_ticked_by_either_and_by_nobody_else(signed_in):
    pair = make_mentorship()
    log_session(pair, by=pair.mentor.user, met_on=a_day(), actions=[ActionEntry("Read the guide.", due_on=a_day(3))])
    action = SessionAction.objects.get()
    url = reverse("mentorship:action", args=[action.pk])
    assert signed_in(make_user(Role.MENTOR)).post(url).status_code == 404
    assert signed_in(mentee_of(pair)).post(url).status_code == 302
    action.refresh_from_db()
    assert action.done_by == mentee_of(pair)
    assert tick(action, by=pair.mentor.user) is False
    assert tick(action, by=pair.mentor.user, done=False) is True
    with transaction.atomic(), pytest.raises(IntegrityError, match="action_done_by_somebody"):
        SessionAction.objects.update(done_by=pair.mentor.user)


@pytest.mark.django_db
def test_goal_keeps_how_it_went_and_is_dropped_with_a_reason():
    pair = make_mentorship()
    by = pair.mentor.user
    goal = set_goal(pair, by=by, specific="Pass CAPM", measurable="Certificate", due_on=a_day(60))
    assert set_goal(pair, by=by, specific="Pass CAPM", measurable="Certificate", due_on=a_day(60)) == goal
    session = log_session(pair, by=by, met_on=a_day())
    record_progress(goal, progress=25, by=by, note="Begun.", session=session)
    record_progress(goal, progress=25, by=by)
    assert list(GoalStep.objects.values_list("progress", "note", "session")) == [(25, "Begun.", session.pk)]
    with pytest.raises(CannotLog, match="Say why"):
        drop_goal(goal, because="  ", by=by)
    drop_goal(goal, because="The exam was withdrawn.", by=mentee_of(pair))
    with pytest.raises(CannotLog, match="was dropped"):
        record_progress(goal, progress=50, by=by)
    with transaction.atomic(), pytest.raises(IntegrityError, match="goal_dropped_has_reason"):
        pair.goals.update(dropped_because="")


def evaluate(pair, *, shared: bool) -> Evaluation:
    """The client's answers at day 30: all three, and five for keeping them, which neither of the two ever reads."""
    return Evaluation.objects.create(
        placement=pair.placement, day=30, **dict.fromkeys(LEVELS, 3), would_keep=5, went_well="CLIENTSAYS",
        shared=shared, answered_by=make_user(), answered_at=datetime.now(UTC),
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("shared", [True, False])
def test_check_in_is_side_by_side_once_both_answered(shared):
    pair = make_mentorship(days_ago=31)
    evaluate(pair, shared=shared)
    assert work.check_ins(pair, "mentee") == work.check_ins(pair, "mentor") == []
    record_check_in(pair, day=30, by=mentee_of(pair), answers={**ANSWERS, "access": 1}, comment="MENTEESAYS")
    (mine,) = work.check_ins(pair, "mentee")
    assert (mine.waits_for_other, work.check_ins(pair, "mentor")) == (True, [])
    assert [one.levels for one in mine.rows] == [(level, None, None) for level in (4, 1, 4, 4, 4)]
    record_check_in(pair, day=30, by=pair.mentor.user, answers=ANSWERS, comment="MENTORSAYS")
    (theirs,) = work.check_ins(pair, "mentor")
    assert [one.levels for one in theirs.rows] == [(4, 4, 3), (1, 4, 3), (4, 4, 3), (4, 4, 3), (4, 4, None)]
    assert [one.is_far for one in theirs.rows] == [False, True, False, False, False]
    client = [("client", "CLIENTSAYS")] if shared else []
    assert theirs.comments == [("mentee", "MENTEESAYS"), ("mentor", "MENTORSAYS"), *client]
    (mine,) = work.check_ins(pair, "mentee")
    assert [one.levels[2] for one in mine.rows] == ([3, 3, 3, 3, None] if shared else [None] * 5)
    assert mine.comments == theirs.comments


@pytest.mark.django_db
def test_doubt_about_staying_is_told_to_the_coordinators_without_a_name():
    pair, manager = make_mentorship(days_ago=31), make_user(Role.MANAGER)
    record_check_in(pair, day=30, by=pair.mentor.user, answers=ANSWERS)
    assert not Notice.objects.filter(kind="escalation").exists()
    record_check_in(pair, day=30, by=mentee_of(pair), answers={**ANSWERS, "intent_to_stay": 2})
    told = Notice.objects.get(kind="escalation")
    assert (told.to, "Mentee" in told.body, "Mentee" in told.subject) == (manager.email, False, False)


@pytest.mark.django_db
def test_check_in_is_reminded_of_once_each(django_assert_max_num_queries):
    pair = make_mentorship(days_ago=26)
    make_mentorship(days_ago=10)
    record_check_in(pair, day=30, by=pair.mentor.user, answers=ANSWERS)
    with django_assert_max_num_queries(7):
        assert remind_of_check_ins() == 1
    assert remind_of_check_ins() == 0
    told = Notice.objects.get(kind="check_in_due")
    assert (told.once, "day 30" in told.subject) == (f"check-in:{pair.pk}:30:mentee", True)


@pytest.mark.django_db
def test_meeting_pages_by_http(signed_in):
    pair = make_mentorship()
    browser = signed_in(mentee_of(pair))
    day = {"day": a_day(5), "at": "15:00", "minutes": 30, "mode": "video", "where": ""}
    new = reverse("mentorship:meeting-new", args=[pair.pk])
    assert browser.post(new, {**day, "day": a_day(-5)}).status_code == 422
    assert browser.post(new, day).status_code == 302
    meeting = Meeting.objects.get()
    assert meeting.starts_at.astimezone(pair.placement.opening.client.tz).hour == 15
    assert (
        browser.post(reverse("mentorship:meeting", args=[meeting.public_id]), {**day, "at": "16:00"}).status_code == 302
    )
    assert browser.post(reverse("mentorship:meeting-cancel", args=[meeting.public_id])).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.sequence, meeting.cancelled_at is None) == (2, False)
