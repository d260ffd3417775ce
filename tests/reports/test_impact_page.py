"""The impact of the cut and two cuts compared: figures equal a count by hand, small cells stay hidden, reads are logged."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applicants.models import Application, Decision, ScreeningResult, SignOff, SignOffRuleChange
from applicants.selectors.fairness import pending_digest
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move_many
from cohorts.models import Cohort
from reports.cutting import Impact, View
from reports.models import DemographicsRead
from reports.selectors import cut
from reports.selectors import impact as selectors
from reports.services.self_identification import Answers, record_many
from reports.wall import open_demographics
from tests.applicants.deciding.factories import make_pending, make_recruiter, make_run
from tests.factories import make_application, make_cohort, make_user

pytestmark = pytest.mark.django_db

WOMAN, MAN = Answers({"black"}, gender="woman"), Answers({"white"}, gender="man")
PATH = {"submitted": [], "screened": ["screened"], "in_review": ["screened", "in_review"]}
PATH |= {"ineligible": ["ineligible"], "withdrawn": ["screened", "withdrawn"]}
PATH |= {"offered": [*PATH["in_review"], "offered"], "declined": [*PATH["in_review"], "offered", "declined"]}


def fill(cohort: Cohort, *people: tuple[int, str, Answers | None]) -> list[Application]:
    """So many people of a status who said so (None: not asked), in a few statements for each kind."""
    made = []
    for count, status, answers in people:
        some = [make_application(cohort) for _ in range(count)]
        for step in PATH[status]:
            move_many(Application.objects.filter(pk__in=[each.pk for each in some]), to=step, by=None)
        if answers is not None:
            record_many((each, answers) for each in some)
        made += some
    return made


def impact(cohort: Cohort) -> Impact:
    """As a page reads it: inside the wall."""
    with open_demographics():
        return selectors.impact(cohort)


def compare_cuts(*args: Any) -> cut.Compared:
    """As a page reads it: inside the wall."""
    with open_demographics():
        return cut.compare_cuts(*args)


def counts(view: View, step: str) -> dict[str, tuple[int, int] | None]:
    """Advanced and considered of each group at a step; None is hidden."""
    [found] = [each for each in view.steps if each.key == step]
    return {line.label: line.group and (line.group.advanced, line.group.considered) for line in found.lines}


def view(found: Impact, key: str) -> View:
    return next(each for each in found.views if each.key == key)


def test_steps_count_what_is_pending_declined_offers_and_nobody_who_withdrew_waits_or_was_merged() -> None:
    cohort = make_cohort()
    fill(cohort, (6, "ineligible", WOMAN), (7, "screened", WOMAN), (8, "in_review", WOMAN), (5, "offered", WOMAN))
    fill(cohort, (5, "ineligible", MAN), (9, "screened", MAN), (6, "in_review", MAN), (6, "declined", MAN))
    fill(cohort, (3, "withdrawn", MAN), (2, "submitted", MAN), (4, "screened", None))
    [merged] = fill(cohort, (1, "screened", WOMAN))
    move_many(Application.objects.filter(pk=merged.pk), to="duplicate", by=None)
    staged = fill(cohort, (5, "screened", MAN))
    make_pending(staged, by=make_recruiter())

    found = impact(cohort)

    assert found.pool.reached == (61, 50, 30, 16)
    assert (found.pool.withdrew, found.pool.unsorted, found.pool.pending, found.pool.undecided) == (3, 2, 5, 34)
    gender = view(found, "gender")
    assert (gender.known, gender.total, gender.response_figure) == (57, 61, "93.4%")
    assert counts(gender, "eligible") == {"Woman": (20, 26), "Man": (26, 31), "Non-binary or another": (0, 0)}
    assert counts(gender, "bottom") == {"Woman": (5, 26), "Man": (11, 31), "Non-binary or another": (0, 0)}
    bottom = gender.bottom
    assert (bottom.unknown_considered, bottom.unknown_advanced) == (4, 0)


def test_who_ever_was_in_two_small_numbers_is_hidden_with_those_who_would_give_them_away() -> None:
    cohort = make_cohort()
    fill(cohort, (20, "ineligible", WOMAN), (30, "in_review", WOMAN), (6, "offered", WOMAN))
    fill(cohort, (20, "ineligible", MAN), (30, "in_review", MAN), (4, "offered", MAN))
    found = impact(cohort)
    assert counts(view(found, "minority"), "eligible") == {"Minority": (36, 56), "Not minority": (34, 54)}
    assert counts(view(found, "minority"), "bottom") == {"Minority": None, "Not minority": None}
    race = counts(view(found, "race"), "bottom")
    assert (race["White"], race["Black or African American"]) == (None, None)


def test_where_too_few_are_of_a_third_gender_everybody_is_divided_in_two() -> None:
    cohort = make_cohort()
    fill(cohort, (20, "ineligible", WOMAN), (30, "screened", WOMAN), (20, "ineligible", MAN), (30, "screened", MAN))
    assert view(impact(cohort), "gender").title == "Gender"
    fill(cohort, (1, "screened", Answers({"white"}, gender="another")))
    gender = view(impact(cohort), "gender")
    assert counts(gender, "eligible") == {"Women": (30, 50), "Not women": (31, 51)}


def test_below_80_percent_response_the_bounds_stand_and_no_ratio() -> None:
    cohort = make_cohort()
    fill(cohort, (20, "ineligible", WOMAN), (30, "screened", WOMAN), (20, "ineligible", MAN), (30, "screened", MAN))
    fill(cohort, (10, "ineligible", None), (30, "screened", None))
    gender = view(impact(cohort), "gender")
    line = gender.steps[0].lines[0]
    assert (gender.is_point, line.rate, line.ratio) == (False, "50.00% to 75.00%", "–")
    assert line.verdict == "too many did not answer"


@pytest.mark.parametrize("count", [5, 15])
def test_page_takes_a_constant_number_of_queries(count: int, django_assert_num_queries: Any) -> None:
    cohort = make_cohort()
    fill(cohort, (count, "screened", WOMAN), (count, "ineligible", MAN))
    with open_demographics(), django_assert_num_queries(2):
        impact(cohort)


def test_compliance_officer_signs_for_what_they_saw_and_every_reading_is_logged() -> None:
    cohort, officer = make_cohort(), make_user(Role.COMPLIANCE)
    people = fill(cohort, (6, "screened", WOMAN), (6, "screened", MAN))
    make_pending(people[:5], by=make_recruiter())
    client = Client()
    client.force_login(officer)
    page = client.get(reverse("reports:impact", args=[cohort.slug])).content.decode()
    seen = pending_digest(cohort)
    assert "Sign off these 5 pending decisions" in page
    assert seen in page
    assert [*DemographicsRead.objects.values_list("by", "what")] == [
        (officer.pk, f"impact of the cut of {cohort.slug}")
    ]
    url = reverse("reports:sign", args=[cohort.slug])
    assert client.post(url, {"note": "", "seen": seen}).status_code == 409
    make_pending(people[6:7], by=make_recruiter())
    stale = client.post(url, {"note": "Looked.", "seen": seen})
    assert (stale.status_code, SignOff.objects.count()) == (409, 0)
    assert "has changed since you opened this page" in stale.content.decode()
    done = client.post(url, {"note": "Looked at both ends.", "seen": pending_digest(cohort)}, follow=True)
    assert "Signed by" in done.content.decode()
    assert SignOff.objects.get().signed_by == officer


def test_manager_reads_and_switches_the_rule_but_does_not_sign() -> None:
    cohort = make_cohort()
    make_pending(fill(cohort, (5, "screened", WOMAN)), by=make_recruiter())
    client = Client()
    client.force_login(make_user(Role.MANAGER))
    page = client.get(reverse("reports:impact", args=[cohort.slug])).content.decode()
    assert "Only the role “Compliance officer” signs for a release." in page
    url = reverse("reports:sign-off-rule", args=[cohort.slug])
    assert client.post(url, {"to": "off", "why": ""}).status_code == 409
    after = client.post(url, {"to": "off", "why": "A pilot."}, follow=True).content.decode()
    assert "No signature needed here" in after
    client.post(url, {"to": "on", "why": "The pilot is over."})
    assert [*SignOffRuleChange.objects.order_by("pk").values_list("is_on", flat=True)] == [False, True]


def test_two_cuts_show_a_group_only_where_the_difference_tells_of_nobody() -> None:
    cohort = make_cohort(capacity=20)
    women = fill(cohort, (30, "screened", WOMAN))
    men = fill(cohort, (30, "screened", MAN))
    first = make_run(
        cohort, {each: 90 if place < 10 else 10 for group in (women, men) for place, each in enumerate(group)}
    )
    second = make_run(
        cohort,
        {each: 90 if 5 <= place < 15 else 10 for group in (women, men) for place, each in enumerate(group)},
    )
    found = compare_cuts(cohort, first, second)
    assert [(cut.score, cut.inside, cut.considered) for cut in (found.first, found.second)] == [
        (90, 20, 60),
        (90, 20, 60),
    ]
    gender = found.views[0]
    assert [
        (pair.label, pair.first.group and pair.first.group.advanced, pair.second.group and pair.second.group.advanced)
        for pair in gender.pairs
    ] == [("Woman", 10, 10), ("Man", 10, 10), ("Non-binary or another", 0, 0)]
    # One woman goes out and another comes in: the totals stay the same, and yet both would be known to be women.
    ScreeningResult.objects.filter(run=second).update(score=10)
    same = [*women[:10], *men[:10]]
    ScreeningResult.objects.filter(run=second, application__in=[each.pk for each in same]).update(score=90)
    ScreeningResult.objects.filter(run=second, application=women[0].pk).update(score=10)
    ScreeningResult.objects.filter(run=second, application=women[20].pk).update(score=90)
    gender = compare_cuts(cohort, first, second).views[0]
    assert {pair.first.group for pair in gender.pairs} == {None}


def test_cuts_that_differ_by_few_from_what_is_offered_are_hidden_too() -> None:
    cohort, by = make_cohort(capacity=20), make_recruiter()
    women, men = fill(cohort, (30, "screened", WOMAN)), fill(cohort, (30, "screened", MAN))
    scores = {each: 90 if place < 10 else 10 for group in (women, men) for place, each in enumerate(group)}
    first, second = make_run(cohort, scores), make_run(cohort, scores)
    assert compare_cuts(cohort, first, second).views[0].pairs[0].first.group is not None
    make_pending([*women[:10], *men[:9]], by=by)
    assert Decision.objects.count() == 19
    assert compare_cuts(cohort, first, second).views[0].pairs[0].first.group is None


def test_cuts_page_asks_for_two_different_runs() -> None:
    cohort = make_cohort()
    run = make_run(cohort, {})
    client = Client()
    client.force_login(make_user(Role.COMPLIANCE))
    url = reverse("reports:compare-cuts", args=[cohort.slug])
    assert client.get(url).status_code == 200
    answer = client.get(url, {"first": run.pk, "second": run.pk, "at": "seats"})
    assert answer.status_code == 400
    assert "Choose another run than the first." in answer.content.decode()
    other = make_run(cohort, {})
    for at in ("seats", "above", "borderline"):
        assert client.get(url, {"first": run.pk, "second": other.pk, "at": at}).status_code == 200
