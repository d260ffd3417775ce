"""Runs of the matching: frozen, done once, changed by hand, presented; and their pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from careerpath.accounts.roles import Role
from placements.matching import Weights
from placements.models import MatchLine, MatchRun, Placement
from placements.selectors.matching import candidates, free_people, needs, open_openings, weights_now
from placements.services.matching import (
    CannotMatch,
    again,
    ask_for_match,
    hand_out,
    run_match,
    set_weights,
    stop,
    totals,
)
from placements.services.matching_by_hand import allow, forbid, hold, let_go, present_lines, take_out
from placements.services.presenting import present
from tests.factories import make_user
from tests.placements.factories import make_graduate, make_opening

pytestmark = pytest.mark.django_db


def free(**answers):
    person = make_graduate()
    person.application.answers = {"work_authorised": True, "relocate": True, **answers}
    person.application.save(update_fields=["answers"])
    return person


def done(**given):
    run = ask_for_match(cohort=None, client=None, by=make_user(), seed="seed", **given)
    assert run_match(run.pk)
    run.refresh_from_db()
    return run


def pairs(run):
    return dict(run.lines.filter(opening__isnull=False).values_list("enrolment_id", "opening_id"))


def test_candidates_read_two_answers_and_no_name_school_or_other_answer():
    free(school="Somewhere", birthday="2000-01-01")
    with CaptureQueriesContext(
        connection,
    ) as seen:
        found = candidates(free_people())
    said = " ".join(one["sql"] for one in seen.captured_queries)
    assert [(one.work_authorised, one.may_relocate) for one in found] == [(True, True)]
    for never in (
        '"applicants_applicant"."name"',
        '"applicants_applicant"."email"',
        '"answers",',
        "self_ident",
        "school",
    ):
        assert never not in said


@pytest.mark.parametrize("number", [1, 3])
def test_inputs_are_read_in_as_many_queries_for_many(django_assert_num_queries, number):
    for _ in range(number):
        free()
        make_opening()
    with django_assert_num_queries(6):
        candidates(free_people())
    with django_assert_num_queries(5):
        needs(list(open_openings()))


def test_run_freezes_what_it_read_and_makes_a_line_for_each_person():
    one, other = free(), free(work_authorised=False)
    opening = make_opening(seats=1)
    run = done()
    assert (run.people, run.openings, run.seats, run.best_people, run.greedy_people) == (2, 1, 1, 1, 1)
    assert pairs(run) == {one.pk: opening.pk}
    left = run.lines.get(enrolment=other)
    assert left.reasons == ["The right to work is not confirmed in the application."]
    assert (len(run.digest), run.weights) == (64, {"skills": 45, "competencies": 25, "nearness": 20, "preparation": 10})
    assert done().digest == run.digest


def test_run_is_done_once_and_what_is_gone_or_claimed_is_passed_over():
    run = ask_for_match(cohort=None, client=None, by=None)
    MatchRun.objects.filter(pk=run.pk).update(claimed_at=timezone.now())
    assert (run_match(run.pk), run_match(2**40), hand_out()) == (False, False, 0)
    MatchRun.objects.filter(pk=run.pk).update(claimed_at=timezone.now() - timedelta(hours=1))
    assert [run_match(run.pk), run_match(run.pk)] == [True, False]


def test_stop_ends_a_run_that_waits_and_not_one_that_is_done():
    run = ask_for_match(cohort=None, client=None, by=None)
    assert [stop(run, by=make_user()), run_match(run.pk), stop(run, by=make_user())] == [True, False, False]


def test_weights_are_kept_with_the_run_and_the_latest_counts():
    free()
    make_opening()
    before = done()
    set_weights(Weights(10, 20, 30, 40), by=make_user())
    assert weights_now() == Weights(10, 20, 30, 40)
    before.refresh_from_db()
    assert (before.weights["skills"], done().weights["skills"]) == (45, 10)


def test_changes_by_hand_show_what_they_cost_and_matching_again_keeps_them():
    by = make_user()
    one, other = free(), free()
    first, second = make_opening(seats=1, mode="remote"), make_opening(seats=1)
    run = done()
    assert (totals(run).people_less, totals(run).points_less, run.best_points) == (0, 0, 20)
    had = pairs(run)
    assert sorted(had.values()) == sorted([first.pk, second.pk])
    take_out(run, one.pk, by=by)
    assert totals(run).people_less == 1
    forbid(run, other.pk, had[other.pk], reason="They worked there before.", by=by)
    assert totals(run).people == 0
    again(run, by=by)
    with pytest.raises(CannotMatch, match="being worked on"):
        take_out(run, one.pk, by=by)
    assert run_match(run.pk)
    run.refresh_from_db()
    assert pairs(run) == {one.pk: had[other.pk], other.pk: had[one.pk]}
    assert (run.best_people, totals(run).people_less) == (2, 0)
    allow(run, other.pk, had[other.pk], by=by)
    with pytest.raises(CannotMatch, match="Every seat"):
        hold(run, other.pk, had[other.pk], by=by)
    take_out(run, one.pk, by=by)
    hold(run, other.pk, had[other.pk], by=by)
    again(run, by=by)
    run_match(run.pk)
    assert pairs(run) == had
    assert let_go(run, other.pk, by=by).fixed is False


def test_hold_refuses_what_a_hard_requirement_rules_out_and_what_is_forbidden():
    by, person, opening = make_user(), free(relocate=False), make_opening(city="Boston")
    run = done()
    with pytest.raises(CannotMatch, match="did not say they would move"):
        hold(run, person.pk, opening.pk, by=by)
    with pytest.raises(CannotMatch, match="why this pair"):
        forbid(run, person.pk, opening.pk, reason=" ", by=by)
    forbid(run, person.pk, opening.pk, reason="No.", by=by)
    with pytest.raises(CannotMatch, match="is forbidden"):
        hold(run, person.pk, opening.pk, by=by)


def test_present_lines_presents_what_still_holds_and_says_why_not():
    by = make_user()
    people = [free(), free(), free()]
    opening = make_opening(seats=3)
    run = done()
    present(people[0], opening=opening, by=None)
    people[1].application.answers = {"work_authorised": False}
    people[1].application.save(update_fields=["answers"])
    done_now = present_lines(run, None, by=by)
    assert [one.enrolment_id for one in done_now.placements] == [people[2].pk]
    assert done_now.refused == {
        people[0].pk: "This person was already presented to this opening.",
        people[1].pk: "The right to work is not confirmed in the application.",
    }
    assert (
        MatchLine.objects.get(run=run, enrolment=people[2]).placement_id
        == Placement.objects.get(enrolment=people[2]).pk
    )
    with pytest.raises(CannotMatch, match="presented already"):
        take_out(run, people[2].pk, by=by)
    again(run, by=by)
    run_match(run.pk)
    assert MatchLine.objects.get(run=run, enrolment=people[2]).placement_id is not None


def test_page_matches_changes_and_presents(client):
    client.force_login(make_user(Role.MANAGER))
    person, opening = free(), make_opening()
    client.post(reverse("admin:placements-matching"), {"cohort": "", "client": ""})
    run = MatchRun.objects.get()
    url = reverse("admin:placements-match", args=[run.public_id])
    assert "Waiting for the worker" in client.get(url).content.decode()
    run_match(run.pk)
    page = client.get(url).content.decode()
    assert "It stands as the best" in page
    assert person.name in page
    change = reverse("admin:placements-match-change", args=[run.public_id])
    client.post(change, {"action": "out", "person": person.pk})
    assert "1 person fewer" in client.get(url).content.decode()
    line = reverse("admin:placements-match-line", args=[run.public_id, person.public_id])
    assert "Possible (1)" in client.get(line).content.decode()
    client.post(change, {"action": "hold", "person": person.pk, "opening": opening.pk, "back": person.pk})
    client.post(reverse("admin:placements-match-present", args=[run.public_id]), {"person": [person.pk]})
    assert Placement.objects.get().opening == opening
    assert client.post(change, {"action": "nothing"}).status_code == 400


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_as_often_for_many(client, number):
    client.force_login(make_user(Role.MANAGER))
    for _ in range(number):
        free()
    make_opening(seats=number)
    run = done()
    url = reverse("admin:placements-match", args=[run.public_id])
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        client.get(url)
    assert len(seen) <= 12
