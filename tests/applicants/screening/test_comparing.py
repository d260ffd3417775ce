"""Two runs side by side."""

import pytest
from django.urls import reverse

from applicants.models import RubricVersion, ScreeningResult, ScreeningRun
from applicants.selectors import comparing
from applicants.services import screening
from careerpath.accounts.roles import Role
from cohorts.models import Cohort
from tests.applicants.screening.factories import make_applications
from tests.applicants.screening.test_failing import work
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    cohort = make_cohort(capacity=10)
    make_applications(cohort, 80)
    return cohort


@pytest.fixture
def run(cohort: Cohort) -> ScreeningRun:
    return work(screening.start_run(cohort=cohort, rubric_version=screening.default_rubric(), by=None))


@pytest.fixture
def stricter(run: ScreeningRun) -> RubricVersion:
    document = {**run.rubric_version.document, "thresholds": {"borderline": 500, "above": 700}}
    document["criteria"] = document["criteria"][1:]
    return RubricVersion.objects.create(rubric=run.rubric_version.rubric, number=99, document=document)


@pytest.fixture
def other(run: ScreeningRun, stricter: RubricVersion) -> ScreeningRun:
    return work(screening.replay_run(run, rubric_version=stricter, by=None))


def test_counts_add_up_to_everybody_and_movers_are_those_off_the_diagonal(run, other) -> None:
    before = dict(run.results.values_list("application", "band"))
    after = dict(other.results.values_list("application", "band"))
    changes = comparing.changes(run, other)
    assert changes.compared == 80
    assert changes.moved == sum(before[pk] != after[pk] for pk in before) > 0
    rows, key, seen = *comparing.movers(run, other, size=7), []
    while True:
        seen += [each.application.pk for each in rows]
        if key is None:
            break
        rows, key = comparing.movers(run, other, beyond=key, size=7)
    assert seen == sorted(pk for pk in before if before[pk] != after[pk])


def test_movers_can_be_narrowed_to_one_cell(run, other) -> None:
    (before, after), count = next(
        (pair, n) for pair, n in comparing.changes(run, other).cells.items() if pair[0] != pair[1]
    )
    rows, _ = comparing.movers(run, other, before=before, after=after, size=100)
    assert len(rows) == count
    assert {(each.before, each.after) for each in rows} == {(before, after)}


def test_at_the_cut_who_comes_in_and_who_goes_out(run, other) -> None:
    cut = comparing.at_the_cut(run, other)
    best = []
    for each in (run, other):
        chosen = ScreeningResult.objects.filter(application__in=comparing.selected(each), run=each)
        best.append(set(chosen.values_list("application", flat=True)))
    assert (cut.seats, cut.both) == (10, len(best[0] & best[1]))
    assert (set(cut.entered), set(cut.left)) == (best[1] - best[0], best[0] - best[1])


def test_a_run_compared_with_itself_changes_nobody(run) -> None:
    assert comparing.changes(run, run).moved == 0
    assert comparing.movers(run, run) == ([], None)


@pytest.mark.parametrize("size", [1, 3])
def test_movers_take_two_queries_at_any_size(run, other, size, django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        comparing.movers(run, other, size=size)


def test_a_recruiter_begins_a_comparison_and_sees_who_would_change(run, stricter, signed_in) -> None:
    client = signed_in(Role.RECRUITER)
    page = client.get(reverse("admin:screening-run", args=[run.pk])).content.decode()
    assert f'<option value="rubric-{stricter.pk}">' in page
    answer = client.post(reverse("admin:screening-compare-begin", args=[run.pk]), {"other": f"rubric-{stricter.pk}"})
    second = ScreeningRun.objects.latest("pk")
    assert answer.url == reverse("admin:screening-compare", args=[run.pk, second.pk])
    assert (second.is_dry, second.copy_of) == (True, run)
    assert "The comparison shows here when both have finished." in client.get(answer.url).content.decode()
    work(second)
    page = client.get(answer.url).content.decode()
    assert "Would come in" in page
    assert f"{comparing.changes(run, second).moved}</span>" in page


def test_runs_of_two_cohorts_cannot_be_compared(run, signed_in) -> None:
    elsewhere = make_cohort(question_set=run.cohort.question_set)
    make_applications(elsewhere, 1)
    other = work(screening.start_run(cohort=elsewhere, rubric_version=run.rubric_version, by=None))
    assert signed_in(Role.MANAGER).get(reverse("admin:screening-compare", args=[run.pk, other.pk])).status_code == 404


def test_a_trial_says_so_and_offers_no_sorting(run, other, signed_in) -> None:
    page = signed_in(Role.RECRUITER).get(reverse("admin:screening-run", args=[other.pk])).content.decode()
    assert "This is a trial." in page
    assert "kind=sort" not in page
