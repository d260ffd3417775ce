"""The instructor's home: today, what waits, several classes, sections, the charts and their figures, at a constant cost."""

import statistics
from collections.abc import Callable
from datetime import datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bootcamp.models import EarlyWarning, Enrolment, Section, Session, Submission, Teaching
from bootcamp.plotting import quantile
from bootcamp.selectors.glance import glance
from bootcamp.selectors.overview import Overview, overview
from bootcamp.services import assign_instructor, record_attendance, record_grades, set_up_bootcamp
from bootcamp.services.looking_again import look_again_at
from bootcamp.services.warning import look_again
from careerpath.accounts.roles import Role
from cohorts.models import Cohort
from tests.bootcamp.factories import (
    assessments_of,
    make_bootcamp_cohort,
    make_class,
    make_instructor,
    sessions_of,
)

SignIn = Callable[..., Client]
HOME = "/bootcamp/"


def seen_by(client: Client, **query: object) -> Overview:
    found: Overview = client.get(HOME, query).context["overview"]
    return found


def at_a_moment(cohort: Cohort, *, section: int | None = None) -> Overview:
    found = overview(cohort, timezone.now(), section=section)
    assert found is not None
    return found


def noon(cohort: Cohort) -> datetime:
    return datetime.combine(timezone.now().astimezone(cohort.tz).date(), time(12), cohort.tz)


@pytest.mark.django_db
def test_home_costs_the_same_for_a_class_of_one_and_of_three(signed_in: SignIn) -> None:
    counts = []
    for size in (1, 3):
        people = make_class(size=size)
        for session in sessions_of(people[0].cohort)[:3]:
            record_attendance(session, {person.pk: ("unexcused", None) for person in people}, by=None)
        work = assessments_of(people[0].cohort)[0]
        record_grades(work, {person.pk: ("graded", Decimal(10)) for person in people}, by=None)
        look_again([person.pk for person in people])
        client = signed_in(make_instructor(people[0].cohort))
        with CaptureQueriesContext(connection) as queries:
            client.get(HOME)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 24


@pytest.mark.django_db
def test_home_costs_the_same_for_three_classes_as_for_two(signed_in: SignIn) -> None:
    first, second, third = (make_class(size=1)[0].cohort for _ in range(3))
    instructor = make_instructor(first)
    assign_instructor(second, instructor=instructor, by=None)
    client, counts = signed_in(instructor), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            rows = client.get(HOME).context["classes"]
        counts.append(len(queries))
        assign_instructor(third, instructor=instructor, by=None)
    assert (counts[0], len(rows)) == (counts[1], 3)


@pytest.mark.django_db
def test_classes_in_a_line_count_who_is_named_and_what_is_not_marked(signed_in: SignIn) -> None:
    person, other = make_class(size=2)
    empty = make_bootcamp_cohort(bootcamp_starts=person.cohort.bootcamp_starts + timedelta(days=7))
    set_up_bootcamp(empty, by=None)
    for session in sessions_of(person.cohort)[:2]:
        record_attendance(session, {person.pk: ("unexcused", None), other.pk: ("present", None)}, by=None)
    look_again([person.pk, other.pk])
    begun = [session for session in sessions_of(person.cohort) if session.starts_at <= timezone.now()]
    instructor = make_instructor(person.cohort)
    assign_instructor(empty, instructor=instructor, by=None)
    row, nobody = signed_in(instructor).get(HOME).context["classes"]
    assert (row.cohort, row.learning, row.named, row.urgent, row.unmarked) == (
        person.cohort, 2, 1, 1, len(begun) - 2,
    )  # fmt: skip
    assert (nobody.learning, nobody.named, nobody.urgent) == (0, 0, 0)


@pytest.mark.django_db
def test_sessions_of_other_classes_today_are_shown_too(signed_in: SignIn) -> None:
    (person,), (other,) = make_class(size=1), make_class(size=1)
    Session.objects.all().update(
        starts_at=timezone.now() - timedelta(days=9), ends_at=timezone.now() - timedelta(days=8)
    )
    wanted = sessions_of(other.cohort)[0]
    Session.objects.filter(pk=wanted.pk).update(
        starts_at=noon(other.cohort), ends_at=noon(other.cohort) + timedelta(hours=1)
    )
    instructor = make_instructor(person.cohort)
    assign_instructor(other.cohort, instructor=instructor, by=None)
    client = signed_in(instructor)
    here = client.get(HOME, {"class": person.cohort.slug}).context
    assert ([row.session for row in here["overview"].sessions_today], here["elsewhere"]) == (
        [],
        [(other.cohort, wanted)],
    )
    there = client.get(HOME, {"class": other.cohort.slug}).context
    assert ([row.session for row in there["overview"].sessions_today], there["elsewhere"]) == ([wanted], [])


@pytest.mark.django_db
def test_a_section_sees_its_own_people_and_sessions(signed_in: SignIn) -> None:
    here, there = make_class(size=2)
    cohort = here.cohort
    mine, other = (Section.objects.create(cohort=cohort, name=name) for name in ("A", "B"))
    Enrolment.objects.filter(pk=here.pk).update(section=mine)
    Enrolment.objects.filter(pk=there.pk).update(section=other)
    sessions = sessions_of(cohort)
    Session.objects.filter(pk=sessions[0].pk).update(section=other)
    Session.objects.filter(pk=sessions[1].pk).update(section=mine)
    instructor = make_instructor(cohort)
    Teaching.objects.filter(instructor=instructor).update(section=mine)
    client = signed_in(instructor)
    seen = seen_by(client)
    assert ([person.pk for person in seen.people], len(seen.sessions)) == ([here.pk], len(sessions) - 1)
    assert {row.of for row in seen.sessions} == {1}
    whole = seen_by(client, section="all")
    assert (len(whole.people), len(whole.sessions)) == (2, len(sessions))
    assert [row.of for row in whole.sessions[:3]] == [1, 1, 2]


@pytest.mark.django_db
def test_work_handed_in_waits_until_it_is_graded() -> None:
    person, _other = make_class(size=2)
    cohort = person.cohort
    late = assessments_of(cohort)[-1]
    type(late).objects.filter(pk=late.pk).update(due_at=timezone.now() + timedelta(days=9))
    for number in (1, 2):
        Submission.objects.create(assessment=late, enrolment=person, number=number, text="My work")

    def row() -> tuple[int, int, bool] | None:
        rows = [one for one in at_a_moment(cohort).to_grade if one.assessment == late]
        return (rows[0].handed_in, rows[0].ungraded, rows[0].is_due) if rows else None

    assert row() == (1, 2, False)
    record_grades(late, {person.pk: ("graded", Decimal(80))}, by=None)
    assert row() is None
    Submission.objects.create(assessment=late, enrolment=person, number=3, text="Better")
    assert row() == (1, 1, False)


@pytest.mark.django_db
def test_sessions_called_off_are_not_missed() -> None:
    (person,) = make_class(size=1)
    first = sessions_of(person.cohort)[0]
    assert first in [row.session for row in at_a_moment(person.cohort).unmarked]
    Session.objects.filter(pk=first.pk).update(cancelled_at=timezone.now(), cancelled_because="Snow")
    assert first not in [row.session for row in at_a_moment(person.cohort).unmarked]


@pytest.mark.django_db
def test_the_charts_say_what_the_tables_say() -> None:
    people = make_class(size=4)
    cohort = people[0].cohort
    first, second = sessions_of(cohort)[:2]
    pks = [person.pk for person in people]
    codes = [("present", None), ("unexcused", None), ("excused", None), ("late", first.minutes // 2)]
    record_attendance(first, dict(zip(pks, codes, strict=True)), by=None)
    record_attendance(second, dict.fromkeys(pks, ("not_held", None)), by=None)
    for assessment in (one for one in assessments_of(cohort) if one.module.position == 1):
        given = {
            pk: ("graded", assessment.out_of * points / 100) for pk, points in zip(pks, (60, 70, 80, 90), strict=True)
        }
        record_grades(assessment, given, by=None)
    look_again(pks)
    found = glance(at_a_moment(cohort))
    assert [(one.row.session, str(one.share.percent)) for one in found.sessions] == [(first, "50.0")]
    assert found.attendance.curves[0].points == ((0.0, 50.0),)
    module = found.modules[0]
    assert (module.people, module.below, module.figures) == (4, 1, ("60.0", "67.5", "75.0", "82.5", "90.0"))
    assert [(mark.low, mark.middle, mark.high) for mark in found.marks.marks] == [(67.5, 75.0, 82.5)]
    assert found.modules[1].figures == ()


@pytest.mark.django_db
def test_a_manager_finds_any_class_by_name(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    client = signed_in(Role.MANAGER)
    found = client.get(HOME, {"find": person.cohort.name[:6]}).context["found"]
    assert person.cohort in found
    assert client.get(HOME, {"class": person.cohort.slug}).context["cohort"] == person.cohort


@pytest.mark.django_db
def test_people_rest_from_the_home_as_from_the_list() -> None:
    (person,) = make_class(size=1)
    look_again_at([person.pk])
    look_again([person.pk])
    assert (EarlyWarning.objects.count(), at_a_moment(person.cohort).to_contact) == (1, [])


@pytest.mark.parametrize("values", [[5, 5], [1, 2, 3, 4], [0, 10, 20, 40, 900], list(range(0, 1000, 7))])
def test_quartiles_are_those_of_the_standard_library(values: list[int]) -> None:
    quarters = [quantile(values, Fraction(place, 4)) for place in range(5)]
    assert quarters == [values[0], *statistics.quantiles(map(Fraction, values), n=4, method="inclusive"), values[-1]]


def test_a_quantile_of_one_value_is_that_value() -> None:
    assert quantile([7], Fraction(1, 3)) == 7


@pytest.mark.django_db
def test_class_that_has_not_begun_is_not_called_done(client: Client) -> None:
    """Before the first day nothing was to mark or to grade: the home page does not call it finished."""
    first = timezone.now().date() + timedelta(days=30)
    cohort = make_bootcamp_cohort(bootcamp_starts=first, bootcamp_ends=first + timedelta(days=39))
    make_class(cohort, 1)
    client.force_login(make_instructor(cohort))
    page = client.get("/bootcamp/").content.decode()
    assert ("All marked" in page, "All graded" in page, "once they have begun" in page) == (False, False, True)
