"""What became of those at work: intervals, hidden cells, bounds; and the yearly survey in totals."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from scipy.stats import binomtest

from placements.models import Placement, YearlySurvey
from placements.selectors.yearly import totals_of
from placements.services.yearly import SurveyRefused, answer, erase_answers, open_due
from reports.sections.placed import (
    Learned,
    Rated,
    Said,
    conversion_section,
    credentials_section,
    rating_section,
    wilson,
    yearly_section,
)
from reports.sections.retention import EARLY, HIRED, STILL, Stayed
from reports.selectors.retention import stayed
from reports.tables import HIDDEN
from tests.factories import make_user
from tests.placements.factories import make_graduate

ANSWERS = {"work": "health_it", "role": "analyst", "at_client": "yes", "pay": "", "helped": ["mentor"], "recommend": 5}


def test_wilson_is_as_published():
    # Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998) 857-872,
    # table I, method 3: the score interval without a correction for continuity.
    for members, of, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        found = wilson(members, of)
        assert found is not None
        assert [round(one, 4) for one in found] == [low, high]


def test_wilson_agrees_with_scipy_for_every_share_of_up_to_twenty():
    for of in range(1, 21):
        for members in range(of + 1):
            theirs = binomtest(members, of).proportion_ci(method="wilson")
            assert wilson(members, of) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert wilson(0, 0) is None


def test_conversion_stands_with_its_denominator_and_hides_the_few():
    people = [Stayed(200, HIRED)] * 6 + [Stayed(200, STILL)] * 18
    assert conversion_section({"One": people}, minimum=5).tables[0].rows[0][:3] == ("One", 6, 24)
    few = [Stayed(200, HIRED)] * 2 + [Stayed(200, STILL)] * 18 + [Stayed(9, EARLY, "person")] * 5
    assert conversion_section({"One": few}, minimum=5).tables[0].rows == (("One", HIDDEN, 25, HIDDEN, HIDDEN),)
    assert "When 5 people" in conversion_section({"One": few[:4]}, minimum=5).empty


def test_rating_says_nothing_of_fewer_answers_than_the_minimum():
    answers = [Rated(30, Fraction(4), 5)] * 6 + [Rated(60, Fraction(2), 1)] * 4
    means, keep = rating_section(answers, {30: 8, 60: 7, 90: 2}, minimum=5).tables
    assert [[str(one) for one in row] for row in means.rows[:1]] == [["Day 30", "4.0", "6", "8", "75.0"]]
    assert means.rows[1][1:] == (HIDDEN, HIDDEN, 7, HIDDEN)
    assert keep.rows[0] == ("Day 30", 0, 0, 0, 0, 6, 6)
    assert [row[0] for row in means.rows] == ["Day 30", "Day 60"]


def test_first_credential_is_one_minus_the_curve():
    people = [Learned(frozenset({"CAPM"}), (10, True))] * 5 + [Learned(frozenset(), (200, False))] * 15
    first, number, each = credentials_section(people, minimum=5).tables
    assert [str(one) for one in first.rows[0]] == ["3 months", "25.0", "11.3% to 50.0%", "15"]
    assert first.rows[2] == ("1 year", None, None, 0)
    assert number.rows == (("None", 15), ("One", 5), ("Two or more", 0), ("All graduates", 20))
    assert [str(one) for one in each.rows[0]] == ["CAPM", "25.0", "5", "20"]


def test_yearly_gives_bounds_below_eighty_per_cent_and_nothing_of_four():
    said = [Said("work", "Work?", {"yes": 6, "no": 0})]
    found = yearly_section(said, asked=10, answered=6, waiting=0, minimum=5)
    assert found.tables[0].rows[0][:3] == ("yes", "60.0% to 100.0%", 6)
    full = yearly_section(said, asked=8, answered=6, waiting=1, minimum=5)
    assert [str(one) for one in full.tables[0].rows[0][:3]] == ["yes", "100.0", "6"]
    assert yearly_section(said, asked=10, answered=4, waiting=0, minimum=5).tables == ()
    hidden = yearly_section([Said("work", "Work?", {"yes": 7, "no": 2})], asked=9, answered=9, waiting=0, minimum=5)
    assert [row[1] for row in hidden.tables[0].rows] == [HIDDEN, HIDDEN]


def graduated(days: int, **given):
    person = make_graduate(**given)
    type(person).objects.filter(pk=person.pk).update(status_changed_at=timezone.now() - timedelta(days=days))
    return person


@pytest.mark.django_db
def test_survey_opens_once_a_year_and_writes_once():
    due, soon, late = graduated(370), graduated(300), graduated(600)
    assert [open_due(), open_due()] == [1, 0]
    assert YearlySurvey.objects.get().enrolment_id == due.pk
    assert {soon.pk, late.pk}.isdisjoint(YearlySurvey.objects.values_list("enrolment_id", flat=True))
    assert mail.outbox == []


@pytest.mark.django_db
def test_survey_is_answered_by_its_person_and_changed_for_two_weeks(client: Client):
    user = make_user()
    graduated(370, user=user)
    open_due()
    client.force_login(user)
    url = reverse("yearly:survey")
    assert "about two minutes" in client.get(url).text
    assert client.post(url, {"role": "analyst"}).status_code == 422
    assert client.post(url, ANSWERS).status_code == 302
    survey = YearlySurvey.objects.get()
    assert (survey.work, survey.helped, survey.recommend) == ("health_it", ["mentor"], 5)
    YearlySurvey.objects.update(answered_at=timezone.now() - timedelta(days=15))
    with pytest.raises(SurveyRefused, match="is closed"):
        answer(survey, ANSWERS)
    assert "can no longer be changed" in client.get(url).text
    assert erase_answers([survey.enrolment.application_id]) == 1
    assert (totals_of().asked, totals_of().answered) == (1, 0)


@pytest.mark.django_db
def test_survey_of_somebody_else_is_not_there(client: Client):
    graduated(370)
    open_due()
    client.force_login(make_user())
    assert "six questions stand here" in client.get(reverse("yearly:survey")).text


def test_a_transfer_goes_on_with_the_stay_whatever_the_gap():
    day = date(2026, 6, 15)
    first = Placement(
        pk=1, status="ended_early", end_reason="moved", starts_on=date(2026, 1, 1), ended_on=date(2026, 2, 1)
    )
    later = Placement(pk=2, status="active", starts_on=date(2026, 4, 1), follows_id=1)
    assert stayed([first, later], day) == Stayed(165, STILL, "", possible=165)
    later.follows_id = None
    assert stayed([first, later], day) == Stayed(31, EARLY, "moved", possible=165)
