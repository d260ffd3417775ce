"""What became of a class, read from the database: each figure by hand, a constant number of queries, the pages."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from applicants.models import Application, Decision, Review, ScreeningResult, ScreeningRun
from applicants.services.releasing import release
from bootcamp.models import Completion, CredentialAttempt, CredentialAward, Enrolment
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import begin, move, move_many
from cohorts.models import Cohort
from placements.models import Placement
from placements.services.portal import give_feedback
from reports.sections.retention import BETWEEN, EARLY, HIRED, PLANNED, STILL, Stayed
from reports.selectors.deciding_scores import scores_of
from reports.selectors.outcomes import class_of, class_outcomes, compared_outcomes, outcome_sections
from reports.selectors.retention import stays_by_cohort, stays_by_person
from tests.applicants.deciding.factories import make_pending, make_recruiter, make_run
from tests.bootcamp.factories import assessments_of, make_class, mark_everything
from tests.factories import make_applicant, make_application, make_cohort, make_user, waived
from tests.placements.factories import make_contact, make_credential, make_opening

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 15)
NOW = datetime(2026, 6, 15, 18, tzinfo=UTC)
DOCUMENT = {
    "criteria": [
        {"key": "hours", "name": "Hours", "fact": "hours", "kind": "yes_no", "weight": 1, "yes": 10, "no": 0},
        {"key": "months", "name": "Months", "fact": "months", "kind": "yes_no", "weight": 2, "yes": 10, "no": 0},
    ],
    "rules": [],
    "thresholds": {"borderline": 1, "above": 2},
}


def scored(cohort: Cohort, points: dict[Application, tuple[int, int]]) -> ScreeningRun:
    """A finished run with these points of two criteria, that nothing in the cache is about."""
    run = make_run(cohort, {each: sum(some) for each, some in points.items()})
    ScreeningRun.objects.filter(pk=run.pk).update(result_digest=uuid4().hex * 2)
    run.rubric_version.document = DOCUMENT
    run.rubric_version.save()
    for each, some in points.items():
        ScreeningResult.objects.filter(run=run, application=each).update(points=list(some))
    run.refresh_from_db()
    return run


def admit(
    cohort: Cohort, points: list[tuple[int, int]], *, passed_over: int = 0
) -> tuple[list[Application], ScreeningRun]:
    """A class that a run decided: everybody with points is offered a seat and takes it, but the last so many."""
    people = [make_application(cohort, make_applicant()) for _ in points]
    run = scored(cohort, dict(zip(people, points, strict=True)))
    move_many(Application.objects.filter(cohort=cohort, status="submitted"), to="screened", by=None)
    chosen = people[: len(people) - passed_over]
    recruiter = make_recruiter()
    make_pending(chosen, by=recruiter)
    Decision.objects.filter(cohort=cohort).update(run=run)
    release(waived(cohort), by=recruiter)
    move_many(Application.objects.filter(pk__in=[each.pk for each in chosen]), to="admitted", by=None)
    return chosen, run


def train(application: Application, status: str = "completed", *, mark: str | None = None) -> Enrolment:
    """Somebody of the class in the boot camp, signed off with a mark where one is given."""
    enrolment = Enrolment.objects.create(application=application, cohort=application.cohort)
    begin(enrolment, by=None)
    for step in ("in_training", status) if status != "in_training" else ("in_training",):
        move(enrolment, to=step, by=None)
    if mark is not None:
        Completion.objects.create(
            enrolment=enrolment, minutes_attended=90, minutes_scheduled=100, course_mark=mark, signed_at=NOW
        )
    return enrolment


def put_to_work(
    enrolment: Enrolment, first: date, status: str = "active", last: date | None = None, why: str = ""
) -> Placement:
    """A placement as its history would leave it; "before" never began."""
    began = status != "before"
    placement = Placement.objects.create(
        enrolment=enrolment,
        opening=make_opening(),
        starts_on=first,
        presented_at=NOW,
        status="onboarding",
    )
    if began:
        move(placement, to="active", by=None, at=datetime(first.year, first.month, first.day, 9, tzinfo=UTC))
    if last is not None:
        ended = "ended_early" if status == "before" else status
        also = {"ended_on": last, "end_reason": why}
        move(placement, to=ended, by=None, also=also)
    return placement


def days_ago(days: int) -> date:
    """So many days before the day of the report."""
    return TODAY - timedelta(days=days)


def test_scores_are_those_of_the_run_that_decided() -> None:
    cohort = make_cohort(capacity=10)
    people, run = admit(cohort, [(10, 0), (0, 20), (10, 20), (10, 0)], passed_over=1)
    scored(cohort, dict.fromkeys(people, (0, 0)))  # a later run decided nothing
    found = scores_of(cohort, class_of(cohort))
    assert [one.key for one in found.predictors] == ["total", "criterion:hours", "criterion:months"]
    ids = [each.pk for each in people]
    assert [dict(one.values) for one in found.predictors] == [
        dict(zip(ids, (10, 20, 30), strict=True)),
        dict(zip(ids, (10, 0, 10), strict=True)),
        dict(zip(ids, (0, 20, 20), strict=True)),
    ]
    assert found.notes == (f"Points as the deciding run gave them: {run.rubric_version}.",)
    # The pool is all four who were scored: 10, 20, 30, 10.
    assert [round(one.pool_spread or 0, 3) for one in found.predictors] == [8.292, 4.33, 10.0]


def test_pool_spread_is_kept_under_the_digest_of_the_run() -> None:
    cohort = make_cohort(capacity=10)
    _, run = admit(cohort, [(10, 0), (0, 20)])
    first = scores_of(cohort, class_of(cohort)).predictors[0].pool_spread
    ScreeningResult.objects.filter(run=run).update(score=5)
    assert scores_of(cohort, class_of(cohort)).predictors[0].pool_spread == first == 5.0
    cache.delete(f"reports:spread:{run.pk}:{run.result_digest}")
    assert scores_of(cohort, class_of(cohort)).predictors[0].pool_spread == 0.0


def test_who_was_admitted_without_a_run_has_no_points_and_is_counted() -> None:
    cohort = make_cohort(capacity=10)
    admit(cohort, [(10, 0), (0, 20)])
    other = make_application(cohort)
    for step in ("screened", "offered", "admitted"):
        move(other, to=step, by=None)
    found = scores_of(cohort, class_of(cohort))
    assert len(found.predictors[0].values) == 2
    assert found.notes[1].startswith("1 of the class have no points of this rubric")
    alone = make_cohort()
    assert scores_of(alone, [other.pk]).notes == ("No offer of this class came from a run.",)


def test_class_is_whoever_was_ever_admitted() -> None:
    cohort = make_cohort(capacity=10)
    people, _ = admit(cohort, [(10, 0), (0, 20)], passed_over=0)
    move(people[0], to="withdrawn", by=None)
    make_application(cohort)
    assert class_of(cohort) == [each.pk for each in people]


def outcomes_of(cohort: Cohort) -> dict[str, dict[int, float]]:
    """Each outcome's figures by key."""
    known = class_outcomes(cohort, stays_by_person(cohort, at=NOW), at=NOW)
    return {one.key: dict(one.values) for one in known.outcomes}


def test_outcomes_by_hand() -> None:
    cohort = make_cohort(capacity=10, bootcamp_starts=days_ago(400), bootcamp_ends=days_ago(360))
    people, _ = admit(cohort, [(10, 0)] * 5)
    stayed, left, dismissed, late, away = people
    one, two = train(stayed, mark="88.5"), train(left, mark="71.0")
    train(dismissed, "dismissed")
    train(late, "in_training")
    credential, other = make_credential(), make_credential("FHIR")
    for number, which in enumerate((credential, other)):
        attempt = CredentialAttempt.objects.create(
            enrolment=one, credential=which, number=1, taken_on=days_ago(300 - number), outcome="passed"
        )
        CredentialAward.objects.create(enrolment=one, credential=which, attempt=attempt, awarded_on=days_ago(300))
    CredentialAward.objects.create(enrolment=two, credential=credential, awarded_on=days_ago(2000))  # brought along
    placement = put_to_work(one, days_ago(200))
    put_to_work(two, days_ago(200), "ended_early", days_ago(100), "person")
    contact = make_contact(placement.opening.client)
    give_feedback(placement, verdict="concern", by=contact, at=NOW - timedelta(days=250))  # before the first day
    give_feedback(placement, verdict="unsure", by=contact, at=NOW - timedelta(days=90))
    give_feedback(placement, verdict="very_good", by=contact, at=NOW - timedelta(days=30))
    assert outcomes_of(cohort) == {
        "course_mark": {stayed.pk: 88.5, left.pk: 71.0},
        "completed": {stayed.pk: 1.0, left.pk: 1.0, dismissed.pk: 0.0, late.pk: 0.0},
        "certified": {stayed.pk: 2.0, left.pk: 0.0},
        "rating": {stayed.pk: 4.0},
        "retained": {stayed.pk: 1.0, left.pk: 0.0},
    }
    assert away.pk in class_of(cohort)


def test_mark_of_who_has_not_completed_is_the_mark_so_far() -> None:
    enrolments = make_class(size=2)
    cohort = enrolments[0].cohort
    mark_everything(cohort, enrolments[:1], points=80)
    found = outcomes_of(cohort)
    assert list(found["course_mark"]) == [enrolments[0].application_id]
    assert found["completed"] == {}
    assert len(assessments_of(cohort)) > 0


def test_readers_marks_are_a_mean() -> None:
    cohort = make_cohort(capacity=10)
    people, _ = admit(cohort, [(10, 0), (0, 20)])
    for mark in (2, 5):
        Review.objects.create(application=people[0], reviewer=make_user(), mark=mark, comment="Seen.")
    known = class_outcomes(cohort, {}, at=NOW)
    assert (known.predictors[-1].key, dict(known.predictors[-1].values)) == ("review_mean", {people[0].pk: 3.5})
    assert (known.size, known.applied) == (2, 2)


@pytest.mark.parametrize(
    ("days", "status", "last", "why", "expected"),
    [
        (200, "active", None, "", Stayed(200, STILL, possible=200)),
        (200, "converted", 100, "", Stayed(100, HIRED, possible=200)),
        (200, "completed", 50, "", Stayed(150, PLANNED, possible=200)),
        (200, "ended_early", 120, "client", Stayed(80, EARLY, "client", 200)),
        (200, "ended_early", 30, "client", Stayed(170, BETWEEN, possible=200)),
        (200, "ended_early", 31, "client", Stayed(169, EARLY, "client", 200)),
        (0, "active", None, "", Stayed(0, STILL, possible=0)),
        (200, "ended_early", -5, "person", Stayed(200, STILL, possible=200)),
    ],
)
def test_a_stay_by_how_it_stands(days: int, status: str, last: int | None, why: str, expected: Stayed) -> None:
    cohort = make_cohort(time_zone="UTC")
    (person, *_), _ = admit(cohort, [(10, 0)])
    put_to_work(train(person), days_ago(days), status, None if last is None else days_ago(last), why)
    assert stays_by_person(cohort, at=NOW) == {person.pk: expected}


def test_the_next_client_within_thirty_days_goes_on_with_the_stay() -> None:
    cohort = make_cohort(capacity=10, time_zone="UTC")
    people, _ = admit(cohort, [(10, 0)] * 3)
    soon, late, never = (train(each) for each in people)
    for enrolment, again in ((soon, 70), (late, 69)):
        put_to_work(enrolment, days_ago(200), "ended_early", days_ago(100), "moved")
        put_to_work(enrolment, days_ago(again))
    put_to_work(never, days_ago(200), "before", days_ago(210), "before_start")
    assert stays_by_person(cohort, at=NOW) == {
        people[0].pk: Stayed(200, STILL, possible=200),
        people[1].pk: Stayed(100, EARLY, "moved", 200),
    }


def test_cohorts_are_those_people_applied_to_oldest_first() -> None:
    young, old = (
        make_cohort(capacity=10),
        make_cohort(capacity=10, bootcamp_starts=days_ago(500), bootcamp_ends=days_ago(450)),
    )
    for cohort in (young, old):
        (person, *_), _ = admit(cohort, [(10, 0)])
        put_to_work(train(person), days_ago(50))
    make_cohort()
    assert list(stays_by_cohort(at=NOW)) == [str(old), str(young)]


def fill(cohort: Cohort, size: int) -> None:
    """A class at work, with everything that is read."""
    people, _ = admit(cohort, [(10, 20 * (place % 2)) for place in range(size)])
    for place, each in enumerate(people):
        enrolment = train(each, mark=str(70 + place))
        Review.objects.create(application=each, reviewer=make_user(), mark=1 + place % 5, comment="Seen.")
        placement = put_to_work(enrolment, days_ago(300 - place))
        give_feedback(placement, verdict="good", by=make_contact(placement.opening.client), at=NOW)


@pytest.mark.parametrize("size", [1, 3])
def test_reading_a_class_takes_as_many_queries_for_many_as_for_one(size: int, django_assert_num_queries: Any) -> None:
    cohort = make_cohort(capacity=20)
    fill(cohort, size)
    scores_of(cohort, class_of(cohort))  # the spread of the pool is kept
    with django_assert_num_queries(14):
        outcome_sections(cohort, at=NOW)
    with django_assert_num_queries(2):
        compared_outcomes(at=NOW)


@pytest.mark.parametrize("size", [1, 3])
def test_reading_a_class_in_training_takes_as_many_queries_for_many_as_for_one(
    size: int, django_assert_num_queries: Any
) -> None:
    enrolments = make_class(size=size)
    mark_everything(enrolments[0].cohort, enrolments)
    with django_assert_num_queries(17):
        outcome_sections(enrolments[0].cohort, at=NOW)


def test_pages_show_the_sections_to_report_roles(client: Client) -> None:
    cohort = make_cohort(capacity=20, name="Autumn 2025", slug="autumn-2025")
    fill(cohort, 12)
    client.force_login(make_user(Role.COMPLIANCE))
    page = client.get(reverse("reports:cohort-outcomes", args=[cohort.slug])).text
    assert "What the class was chosen by, and what became of it" in page
    assert "p, Holm" in page
    assert 'id="retention-months"' in page
    together = client.get(reverse("reports:outcomes")).text
    assert "With one cohort at work there is nothing to compare yet." in together
    assert "Autumn 2025" in together


def test_pages_without_anybody_say_what_will_be_here(client: Client) -> None:
    cohort = make_cohort()
    client.force_login(make_user(Role.MANAGER))
    page = client.get(reverse("reports:cohort-outcomes", args=[cohort.slug])).text
    assert "When people are admitted, this shows" in page
    assert "When 5 people or more of a cohort" in client.get(reverse("reports:outcomes")).text


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.REVIEWER, Role.INSTRUCTOR, Role.MENTOR, Role.CLIENT])
def test_pages_are_closed_to_those_who_decide(client: Client, role: Role) -> None:
    cohort = make_cohort()
    client.force_login(make_user(role))
    assert client.get(reverse("reports:cohort-outcomes", args=[cohort.slug])).status_code == 403
    assert client.get(reverse("reports:outcomes")).status_code == 403


def test_moment_of_the_report_is_what_counts() -> None:
    cohort = make_cohort(capacity=10, time_zone="UTC")
    (person, *_), _ = admit(cohort, [(10, 0)])
    put_to_work(train(person), days_ago(200), "ended_early", days_ago(100), "person")
    early = NOW - timedelta(days=150)
    assert stays_by_person(cohort, at=early) == {person.pk: Stayed(50, STILL, possible=50)}
    assert stays_by_person(cohort, at=NOW - timedelta(days=300)) == {}
