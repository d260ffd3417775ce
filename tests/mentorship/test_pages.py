"""Who sees what of a mentorship."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from careerpath.accounts.roles import Role
from mentorship.models import CheckIn, Goal, MentoringSession, Mentorship, SealedNote
from mentorship.selectors.coordinating import pairs_page
from mentorship.services.checking_in import record_check_in
from mentorship.services.goals import set_goal
from mentorship.services.working import ActionEntry, log_session
from tests.factories import a_day, make_user
from tests.mentorship.factories import make_mentor, make_mentorship, make_placed, mentee_of

pytestmark = pytest.mark.django_db

SECRETS = ("SHAREDNOTE", "NEXTACTION", "PRIVATENOTE")


@pytest.fixture
def pair_():
    """A pair of 40 days with a session, a goal and a check-in."""
    mentorship = make_mentorship(days_ago=40)
    by = mentorship.mentor.user
    log_session(
        mentorship,
        by=by,
        met_on=a_day(-1),
        shared_notes="SHAREDNOTE",
        actions=[ActionEntry("NEXTACTION")],
        private_note="PRIVATENOTE",
    )
    set_goal(mentorship, by=by, specific="GOALTEXT", measurable="Done", due_on=a_day(10))
    record_check_in(
        mentorship, day=30, by=mentee_of(mentorship), answers={**dict.fromkeys(CheckIn.QUESTIONS, 4), "intent_to_stay": 2},
        comment="COMMENTTEXT",
    )  # fmt: skip
    return mentorship


def pages_of(mentorship: Mentorship) -> list[str]:
    return [
        reverse("mentorship:mentee", args=[mentorship.pk]),
        reverse("mentorship:session", args=[mentorship.pk]),
        reverse("mentorship:confirm", args=[mentorship.pk]),
        reverse("mentorship:goal", args=[mentorship.pk]),
        reverse("mentorship:check-in", args=[mentorship.pk, 30]),
        reverse("mentorship:progress", args=[mentorship.goals.get().pk]),
    ]


def test_mentor_sees_their_mentees_and_their_own_note(pair_, signed_in):
    browser = signed_in(pair_.mentor.user)
    assert "Mentee" in browser.get(reverse("mentorship:home")).content.decode()
    page = browser.get(reverse("mentorship:mentee", args=[pair_.pk])).content.decode()
    assert [word in page for word in (*SECRETS, "GOALTEXT", "COMMENTTEXT")] == [True, True, True, True, False]


def test_mentor_finds_nothing_of_another_mentors_mentees(pair_, signed_in):
    browser = signed_in(make_mentor().user)
    assert browser.get(reverse("mentorship:home")).context["rows"] == []
    for url in pages_of(pair_):
        assert browser.post(url, {"progress": 50}).status_code in (404, 405), url
        assert browser.get(url).status_code in (404, 405), url
    assert (MentoringSession.objects.count(), Goal.objects.get().progress) == (1, 0)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.RECRUITER, Role.CLIENT, Role.INSTRUCTOR, Role.REVIEWER, None])
def test_nobody_else_opens_any_page_of_a_pair(pair_, signed_in, role):
    browser = signed_in(make_user(*([role] if role else [])))
    for url in pages_of(pair_):
        assert browser.get(url).status_code in (403, 404, 405), url
        assert browser.post(url, {"progress": 50}).status_code in (403, 404, 405), url
    assert browser.get(reverse("mentorship:home")).status_code == 403


def test_mentee_sees_the_shared_part_and_never_the_private_note(pair_, signed_in):
    browser = signed_in(mentee_of(pair_))
    page = browser.get(reverse("mentorship:mine")).content.decode()
    assert [word in page for word in (*SECRETS, "GOALTEXT", "COMMENTTEXT")] == [True, True, False, True, True]
    assert browser.get(reverse("mentorship:mentee", args=[pair_.pk])).status_code == 403


def test_coordinator_sees_that_they_met_and_not_what_was_said(pair_, signed_in, django_assert_num_queries):
    browser = signed_in(Role.MANAGER)
    page = browser.get(reverse("mentorship:coordinator")).content.decode()
    assert [word in page for word in (*SECRETS, "GOALTEXT", "COMMENTTEXT")] == [False] * 5
    (found,) = pairs_page(None, 50).pairs
    assert (found.last, found.sessions, found.low_intent) == (a_day(-1), 1, True)


def test_notes_are_nowhere_in_the_admin(pair_):
    from django.contrib import admin

    registered = {model.__name__ for model in admin.site._registry}
    assert registered.isdisjoint(
        {"MentoringSession", "SealedNote", "SessionAction", "Escalation", "Meeting", "Goal", "CheckIn", "Mentorship"}
    )
    assert SealedNote._meta.default_permissions == ()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MANAGER])
def test_coordinator_pages_are_for_managers(signed_in, role):
    browser = signed_in(role)
    placement = make_placed()
    for url in (reverse("mentorship:coordinator"), reverse("mentorship:propose", args=[placement.pk])):
        assert browser.get(url).status_code == 403


def test_mine_without_a_mentor_says_what_will_be_here(signed_in):
    assert "No mentor yet" in signed_in(make_user()).get(reverse("mentorship:mine")).content.decode()


def test_session_is_logged_by_http_in_one_form(pair_, signed_in):
    browser, url = signed_in(pair_.mentor.user), reverse("mentorship:session", args=[pair_.pk])
    assert browser.get(url).status_code == 200
    data = {
        "sent_id": uuid4(),
        "met_on": a_day(),
        "minutes": 30,
        "mode": "phone",
        "topics": ["role", "career"],
        "private_note": "Mine.",
    }
    assert browser.post(url, {**data, "met_on": a_day(2)}).status_code == 422
    assert browser.post(url, {**data, "minutes": "", "minutes_other": 0}).status_code == 422
    assert browser.post(url, data).status_code == 302
    session = MentoringSession.objects.latest("pk")
    assert (session.met_on, session.mode, session.topics) == (a_day(), "phone", ["role", "career"])


def test_pair_is_confirmed_and_a_goal_followed_by_http(signed_in):
    mentorship = make_mentorship(confirmed=False)
    mentor, mentee = signed_in(mentorship.mentor.user), signed_in(mentee_of(mentorship))
    assert "Say yes" in mentor.get(reverse("mentorship:home")).content.decode()
    assert "Say yes" in mentee.get(reverse("mentorship:mine")).content.decode()
    for browser in (mentor, mentee):
        assert browser.post(reverse("mentorship:confirm", args=[mentorship.pk])).status_code == 302
    mentorship.refresh_from_db()
    assert mentorship.status == "active"
    goal = {"specific": "Learn SQL", "measurable": "One report", "due_on": a_day(30)}
    assert mentee.post(reverse("mentorship:goal", args=[mentorship.pk]), goal).status_code == 422
    goal |= {"achievable": "Two evenings a week", "relevant": "The team needs it"}
    assert mentee.post(reverse("mentorship:goal", args=[mentorship.pk]), goal).url == reverse("mentorship:mine")
    url = reverse("mentorship:progress", args=[mentorship.goals.get().pk])
    assert mentor.post(url, {"progress": "100"}).status_code == 302
    assert mentorship.goals.get().met_on == a_day()


def test_check_in_by_http_for_both_sides(signed_in):
    mentorship = make_mentorship(days_ago=31)
    url = reverse("mentorship:check-in", args=[mentorship.pk, 30])
    for user in (mentorship.mentor.user, mentee_of(mentorship)):
        browser = signed_in(user)
        assert browser.get(url).status_code == 200
        assert browser.post(url, {"access": 3}).status_code == 422
        assert browser.post(url, dict.fromkeys(CheckIn.QUESTIONS, 3)).status_code == 302
        assert browser.get(url).status_code == 302
    assert mentorship.check_ins.count() == 2


def test_manager_proposes_and_ends_a_pair_by_http(signed_in):
    browser, placement, mentor = signed_in(Role.MANAGER), make_placed(), make_mentor()
    make_mentor(is_paused=True)
    url = reverse("mentorship:propose", args=[placement.pk])
    page = browser.get(url).content.decode()
    assert "This mentor is taking a pause." in page
    assert browser.post(url, {"mentor": "x"}).status_code == 404
    assert browser.post(url, {"mentor": mentor.pk}).status_code == 302
    mentorship = Mentorship.objects.get()
    assert browser.post(reverse("mentorship:end", args=[mentorship.pk])).status_code == 302
    mentorship.refresh_from_db()
    assert mentorship.status == "ended"


def test_home_puts_the_one_who_needs_it_first(signed_in):
    mentor = make_mentor(capacity=5)
    fresh = make_mentorship(mentor, days_ago=1)
    overdue = make_mentorship(mentor, days_ago=20)
    proposed = make_mentorship(mentor, confirmed=False)
    rows = signed_in(mentor.user).get(reverse("mentorship:home")).context["rows"]
    assert [row.mentorship for row in rows] == [proposed, overdue, fresh]
    assert [row.state for row in rows] == [None, "overdue", "fine"]


def test_pages_take_the_same_queries_for_one_and_three(signed_in, django_assert_num_queries):
    mentor = make_mentor(capacity=5)
    mentors, manager = signed_in(mentor.user), signed_in(Role.MANAGER)
    for number in (1, 2):
        for _ in range(number):
            mentorship = make_mentorship(mentor, days_ago=40)
            log_session(mentorship, by=mentor.user, met_on=a_day(-1), private_note="x")
            make_placed()
        with django_assert_num_queries(7):
            mentors.get(reverse("mentorship:home"))
        with django_assert_num_queries(24):
            manager.get(reverse("mentorship:coordinator"))


def test_coordinator_reads_first_who_met_longest_ago_and_pages_by_key(signed_in):
    mentor = make_mentor(capacity=5)
    fresh, old, met = (make_mentorship(mentor, days_ago=days) for days in (2, 9, 30))
    log_session(met, by=mentor.user, met_on=a_day(-5))
    browser, url = signed_in(Role.MANAGER), reverse("mentorship:coordinator")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mentorship.views.coordinator.SHOWN", 2)
        first = browser.get(url)
        assert [one.pk for one in first.context["page"].pairs] == [old.pk, met.pk]
        second = browser.get(url + first.context["next_url"])
        assert ([one.pk for one in second.context["page"].pairs], second.context["next_url"]) == ([fresh.pk], "")


@pytest.mark.parametrize(
    "broken", ["x", "2026-01-01", "2026-01-01,x", "2026-99-01,1", "2026-01-01," + "9" * 40, "\x00,1"]
)
def test_coordinator_reads_a_broken_page_key_as_a_page(signed_in, broken):
    assert signed_in(Role.MANAGER).get(reverse("mentorship:coordinator"), {"after": broken}).status_code == 200


def test_admin_makes_a_mentor_by_address(signed_in):
    data = {
        "email": "Mentor@Example.org",
        "name": "New Mentor",
        "time_zone": "UTC",
        "capacity": 4,
        "skills": "Epic,SQL",
    }
    assert signed_in(Role.MANAGER).post(reverse("admin:mentorship_mentor_add"), data).status_code == 302
    from mentorship.models import Mentor

    mentor = Mentor.objects.get()
    assert (mentor.user.email, mentor.skills) == ("mentor@example.org", ["Epic", "SQL"])
    assert signed_in(mentor.user).get(reverse("mentorship:home")).status_code == 200


def test_mentee_check_in_is_late_a_week_after(signed_in):
    mentorship = make_mentorship(days_ago=31)
    mentorship.placement.starts_on -= timedelta(days=10)
    mentorship.placement.save()
    assert pairs_page(None, 5).pairs[0].late_check_ins == 1
