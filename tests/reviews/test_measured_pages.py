"""The page of a round's readers, and what a reader learns about themselves."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move
from reviews.models import RoundEntry
from reviews.selectors import measured_words as words
from reviews.selectors.measured import measured
from reviews.services.measuring import measure
from tests.factories import make_user
from tests.reviews.factories import make_entry, make_reader, make_round, make_sheets
from tests.reviews.test_measuring import make_read_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = make_user(Role.RECRUITER)
    client.force_login(user)
    return client, user


def page(client, round, name="admin:reviews-measured"):
    answer = client.get(reverse(name, args=[round.public_id]))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_page_before_anything_was_read(staff):
    html = page(staff[0], make_round())
    assert "Nothing is measured yet" in html
    assert "reviews-measure-now" not in html


def test_staff_measure_at_once(staff):
    round, _, _ = make_read_round()
    assert "Measure 24 scoresheets now" in page(staff[0], round)
    answer = staff[0].post(reverse("admin:reviews-measure-now", args=[round.public_id]), follow=True)
    assert "Measured: 24 scoresheets." in answer.content.decode()
    assert "24 scoresheets on 8 applications, 8 of them read by two or more." in page(staff[0], round)


def test_page_says_what_cannot_be_said(staff):
    """Eight applications: no severity in figures, no interval of agreement, no drift."""
    round, panel, _ = make_read_round()
    measure(round)
    html = page(staff[0], round)
    assert html.count("too few to say") >= 3
    for reader in panel:
        assert str(reader.user) in html
    assert "No calibration case was read in this round." in html


def test_page_names_who_marks_lower(staff):
    round, panel, _ = make_read_round(people=20)
    measure(round)
    found = words.lines(measured(round, staff[1]))
    assert [(line.name, line.verdict) for line in found] == [
        (str(panel[0].user), "marks lower"),
        (str(panel[1].user), "marks higher"),
        (str(panel[2].user), "marks higher"),
    ]
    assert found[0].effect == "−0.67"


def test_page_warns_of_groups_that_share_nothing(staff):
    round = make_round()
    panels = [[make_reader(round) for _ in range(2)] for _ in range(2)]
    for panel in panels:
        make_sheets(
            round, {(entry, reader): [3, 3, 4] for entry in (make_entry(round), make_entry(round)) for reader in panel}
        )
    measure(round)
    assert "Readers fall into 2 groups that share no application" in page(staff[0], round)


def test_page_asks_as_much_of_one_as_of_many(staff):
    counts = []
    for people, readers in ((2, 2), (12, 4)):
        round, _, _ = make_read_round(people=people, readers=readers)
        measure(round)
        page(staff[0], round)
        with CaptureQueriesContext(connection) as asked:
            page(staff[0], round)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_staff_who_read_see_no_single_application(client):
    """A recruiter may read in a round that is not blind; this page must not tell what the reading page does not."""
    round, _, entries = make_read_round(is_blind=False)
    recruiter = make_user(Role.RECRUITER)
    make_reader(round, recruiter)
    measure(round)
    RoundEntry.objects.filter(pk=entries[0].pk).update(spread=200)
    client.force_login(recruiter)
    name = str(entries[0].application.applicant)
    assert name not in page(client, round)
    client.force_login(make_user(Role.RECRUITER))
    assert name in page(client, round)
    move(round, to="closed", by=None)
    client.force_login(recruiter)
    assert name in page(client, round)


def planted_round():
    round, panel, _ = make_read_round(people=12)
    case = make_entry(round, is_calibration=True, agreed=[4, 2, 3], agreed_by=round.created_by)
    make_sheets(round, {(case, panel[0]): [2, 2, 3]})
    return round, panel, case


def test_a_reader_learns_nothing_while_the_round_is_open(client):
    round, panel, _ = planted_round()
    measure(round)
    client.force_login(panel[0].user)
    html = page(client, round, "reviews:own-measure")
    assert "You see this once the round is closed" in html
    assert "Case 1" not in html


def test_a_reader_learns_how_they_read_and_nobody_elses(client):
    round, panel, case = planted_round()
    measure(round)
    move(round, to="closed", by=None)
    client.force_login(panel[0].user)
    html = page(client, round, "reviews:own-measure")
    assert "Case 1: you 2.25, agreed 3.25 (−1.00)" in html
    assert re.search("you gave 0.[0-9]{2} points less than the average of the readers", html)
    assert "That is lower than the others, beyond chance." in html
    for other in panel[1:]:
        assert str(other.user) not in html
    assert str(case.application.applicant) not in html
    assert str(case.public_id) not in html


def test_who_does_not_read_in_it_finds_nothing(client):
    round, _, _ = planted_round()
    client.force_login(make_user(Role.REVIEWER))
    assert client.get(reverse("reviews:own-measure", args=[round.public_id])).status_code == 404


@pytest.mark.parametrize(
    ("value", "said"), [(31, "+0.31"), (-31.4, "−0.31"), (0.2, "0.00"), (-0.2, "0.00"), (None, "–"), (120, "+1.20")]
)
def test_points_carry_their_sign(value, said):
    assert words.points(value, signed=True) == said


@pytest.mark.parametrize(
    ("alpha", "low", "high", "said"),
    [
        (None, None, None, "cannot be told: nobody shares an application, or all marks are the same"),
        (0.7, None, None, "too few to say: fewer than 30 applications with two readers"),
        (0.9, 0.81, 0.95, "readers agree"),
        (0.75, 0.68, 0.85, "enough for tentative conclusions"),
        (0.7, 0.6, 0.8, "not clear which side of 0.667 it is"),
        (0.4, 0.3, 0.5, "readers agree too little to rest a decision on one of them"),
    ],
)
def test_words_of_agreement(alpha, low, high, said):
    assert words.agreement_words({"alpha": alpha, "low": low, "high": high}) == said
