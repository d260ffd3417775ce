"""The coordinator's view: each kind of pair that stands out, keyset pages, constant queries, and never what was said."""

import pytest
from django.urls import reverse

from careerpath.accounts.roles import Role
from mentorship.models import CheckIn
from mentorship.selectors.coordinating import KINDS, Wanted, figures, pairs_page
from mentorship.selectors.coordinating_sums import goals, last_contact
from mentorship.services.checking_in import record_check_in
from mentorship.services.following import ask_another
from mentorship.services.goals import record_progress, set_goal
from mentorship.services.working import log_session
from placements.models import Evaluation
from placements.models.evaluation import LEVELS
from tests.factories import a_day, make_user
from tests.mentorship.factories import make_mentor, make_mentorship, make_placed, mentee_of

pytestmark = pytest.mark.django_db


def found(kind: str, **more) -> list[int]:
    return [one.pk for one in pairs_page(None, 50, wanted=Wanted(kind, **more)).pairs]


def said(mentorship, day: int, level: int) -> CheckIn:
    return CheckIn.objects.create(
        mentorship=mentorship, day=day, side="mentee", answered_by=mentee_of(mentorship), answered_at="2026-01-01T00:00Z",
        **{**dict.fromkeys(CheckIn.QUESTIONS, 4), "intent_to_stay": level},
    )  # fmt: skip


def test_quiet_pairs_are_those_without_contact_for_n_days():
    quiet, met = make_mentorship(days_ago=40), make_mentorship(days_ago=40)
    log_session(met, by=met.mentor.user, met_on=a_day(-10))
    assert (found("quiet", days=21), found("quiet", days=9)) == ([quiet.pk], [quiet.pk, met.pk])
    assert dict(last_contact(a_day())) == {
        "up to a week ago": 0, "8 to 14 days ago": 1, "15 to 21 days ago": 0, "22 to 30 days ago": 0,
        "more than 30 days ago": 1,
    }  # fmt: skip


def test_check_ins_are_late_by_side_with_the_clients_evaluation():
    one = make_mentorship(days_ago=38)
    assert [found(side) for side in ("mentee", "mentor", "client")] == [[one.pk]] * 3
    answers = dict.fromkeys(CheckIn.QUESTIONS, 4)
    record_check_in(one, day=30, by=mentee_of(one), answers=answers)
    assert [found(side) for side in ("mentee", "mentor", "client")] == [[], [one.pk], [one.pk]]
    record_check_in(one, day=30, by=one.mentor.user, answers=answers)
    levels = dict.fromkeys((*LEVELS, "would_keep"), 4)
    Evaluation.objects.create(
        placement=one.placement, day=30, answered_by=make_user(), answered_at="2026-01-01T00:00Z", **levels
    )
    assert [found(side) for side in ("mentee", "mentor", "client")] == [[], [], []]
    make_mentorship(days_ago=37)  # the last day on which it is not late
    assert found("mentee") == []


def test_a_new_pair_is_not_late_with_what_was_due_before_it():
    placement = make_placed(starts_on=a_day(-60))
    make_mentorship(placement=placement, days_ago=3)
    assert (found("mentee"), found("mentor")) == ([], [])


def test_staying_is_in_doubt_at_two_or_when_it_fell_by_two():
    low, fallen, fine, better = (make_mentorship(days_ago=70) for _ in range(4))
    said(low, 30, 2)
    said(fallen, 30, 5)
    said(fallen, 60, 3)
    said(fine, 30, 4)
    said(fine, 60, 3)
    said(better, 30, 1)
    said(better, 60, 4)
    assert found("low") == [low.pk, fallen.pk]


def test_asked_and_proposed_and_overdue_have_their_lists():
    proposed, asked = make_mentorship(confirmed=False), make_mentorship(days_ago=20)
    ask_another(asked, by=asked.mentor.user)
    assert (found("proposed"), found("asked"), found("overdue")) == ([proposed.pk], [asked.pk], [asked.pk])
    (row,) = pairs_page(None, 5, wanted=Wanted("proposed")).pairs
    assert row.waits_for == "mentor and mentee"
    numbers = {one.kind: one.number for one in figures(Wanted(), a_day())}
    assert numbers == {**dict.fromkeys(filter(None, KINDS), 0), "proposed": 1, "asked": 1, "overdue": 1}
    assert found("asked", mentor=proposed.mentor_id) == []
    assert found("asked", client=asked.placement.opening.client.slug) == [asked.pk]


def test_goals_are_counted_and_not_read():
    one = make_mentorship()
    goal = set_goal(one, by=one.mentor.user, specific="A", measurable="B", due_on=a_day(5))
    set_goal(one, by=one.mentor.user, specific="C", measurable="D", due_on=a_day(5))
    record_progress(goal, progress=100, by=one.mentor.user)
    counted = goals(a_day())
    assert (counted.met, counted.all, counted.by_month[-1][1]) == (1, 2, 1)


def test_no_coordinators_page_has_a_word_of_what_was_said(signed_in):

    one = make_mentorship(days_ago=40)
    log_session(
        one, by=one.mentor.user, met_on=a_day(-1), shared_notes="SHAREDNOTE", private_note="PRIVATENOTE",
        actions=[_action("NEXTACTION")],
    )  # fmt: skip
    set_goal(one, by=one.mentor.user, specific="GOALTEXT", measurable="MEASURE", due_on=a_day(10))
    record_check_in(one, day=30, by=mentee_of(one), answers=dict.fromkeys(CheckIn.QUESTIONS, 2), comment="COMMENTTEXT")
    ask_another(one, by=mentee_of(one), reason="REASONTEXT")
    manager = signed_in(Role.MANAGER)
    base = reverse("mentorship:coordinator")
    pages = [
        *(f"{base}?show={kind}" for kind in KINDS),
        reverse("mentorship:board"),
        reverse("mentorship:mentors"),
        reverse("mentorship:mentor", args=[one.mentor_id]),
        reverse("mentorship:rules"),
        reverse("mentorship:concerns"),
        reverse("mentorship:propose", args=[one.placement_id]),
    ]
    words = ("SHAREDNOTE", "NEXTACTION", "PRIVATENOTE", "GOALTEXT", "MEASURE", "COMMENTTEXT")
    for page in pages:
        answer = manager.get(page)
        assert answer.status_code == 200, page
        assert [word for word in words if word in answer.content.decode()] == [], page
    assert "REASONTEXT" in manager.get(f"{base}?show=asked").content.decode()  # what was said to the coordinator


def _action(what: str):
    from mentorship.services.working import ActionEntry

    return ActionEntry(what=what)


def test_the_view_takes_the_same_queries_and_reads_broken_addresses(signed_in, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    manager, url = signed_in(Role.MANAGER), reverse("mentorship:coordinator")
    mentor, counts = make_mentor(capacity=9), []
    for number in (1, 2):
        for _ in range(number):
            log_session(one := make_mentorship(mentor, days_ago=40), by=one.mentor.user, met_on=a_day(-1))
            make_placed()
        with CaptureQueriesContext(connection) as queries:
            manager.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 32
    for query in ("show=x&days=x&mentor=x&client=%00", "days=" + "9" * 40, "mentor=" + "9" * 30, "after=2026-01-01,-1"):
        assert manager.get(f"{url}?{query}").status_code == 200
