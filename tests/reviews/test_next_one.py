"""How much the next one costs in every setting of a round, and that two presses at once are one scoresheet."""

from datetime import timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from applicants.models import Review
from careerpath.pipeline import clock
from reviews.models import Assignment, RoundReader, Scoresheet, ScoresheetChange
from reviews.services import calibrating
from reviews.services.claiming import claim_next
from tests.factories import make_application
from tests.reviews.factories import (
    make_assignment,
    make_entry,
    make_queue,
    make_reader,
    make_round,
    make_sheets,
)
from tests.reviews.test_claiming import at_once

AGREED = {"drive": 4, "learning": 3, "words": 2}
MOST = 10
SETTINGS = [*product(["never", "after", "always"], [False, True], [False, True])]


def page_of(assignment: Assignment) -> str:
    return reverse("reviews:sheet", args=[assignment.public_id])


def signed_in_as(reader: RoundReader) -> Client:
    client = Client()
    client.force_login(reader.user)
    return client


def filled(sent_id: object = None) -> dict[str, Any]:
    marks = {f"mark_{key}": str(mark) for key, mark in AGREED.items()}
    return {
        "sent_id": str(sent_id or uuid4()),
        "version": "0",
        **marks,
        "recommendation": "4",
        "comment": "Kept going.",
    }


def others_write(assignment: Assignment, number: int) -> None:
    """So many others have sent theirs of the same application."""
    readers = [make_reader(assignment.round) for _ in range(number)]
    make_sheets(assignment.round, {(assignment.entry, each): [3, 3, 3] for each in readers})


@pytest.mark.django_db
@pytest.mark.parametrize(("others", "is_blind", "self_claim"), SETTINGS)
@pytest.mark.parametrize("number", [1, 3])
def test_a_readers_page_takes_ten_queries_at_most_in_every_setting(
    others: str, is_blind: bool, self_claim: bool, number: int, django_assert_max_num_queries: Any
) -> None:
    round = make_round(others=others, is_blind=is_blind, self_claim=self_claim, sees=["choices", "resume"], reads=5)
    reader = make_reader(round, cap=40)
    _, _, [first, second] = make_queue(2, round=round, reader=reader)
    if self_claim:
        Assignment.objects.update(origin="claimed", held_until=clock.now() + timedelta(hours=1))
    client = signed_in_as(reader)
    client.get(page_of(second))  # this process reads the form once
    others_write(first, number)
    with django_assert_max_num_queries(MOST):
        page = client.get(page_of(first))
    assert (page.status_code, len(page.context["others"])) == (200, number if others == "always" else 0)
    assert client.post(page_of(first), filled()).url == page_of(second)
    with django_assert_max_num_queries(MOST):
        page = client.get(page_of(first))
    assert (page.status_code, len(page.context["others"])) == (200, 0 if others == "never" else number)
    with django_assert_max_num_queries(MOST):
        assert client.get("/reading/").url == page_of(second)


@pytest.mark.django_db
@pytest.mark.parametrize("others", ["never", "after"])
@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_a_case_takes_as_much_as_any_other(
    others: str, number: int, django_assert_max_num_queries: Any
) -> None:
    round = make_round(others=others, reads=5)
    reader = make_reader(round)
    case = calibrating.plant(round, make_application(), agreed=AGREED, by=round.created_by)
    planted = Assignment.objects.filter(entry=case, reader=reader).first() or make_assignment(
        case, reader, origin="calibration"
    )
    others_write(planted, number)
    client = signed_in_as(reader)
    client.get(page_of(planted))
    for shown in (0, number if others == "after" else 0):
        with django_assert_max_num_queries(MOST):
            page = client.get(page_of(planted))
        assert (page.status_code, len(page.context["others"])) == (200, shown)
        if page.context["sheet"] is None:
            client.post(page_of(planted), filled())


def make_pile() -> RoundReader:
    """Of a round whose readers take the next one themselves, with eight applications and two cases that are not yet due."""
    round = make_round(self_claim=True)
    reader, _ = make_reader(round, cap=9), make_reader(round)
    for _ in range(8):
        make_entry(round)
    for _ in range(2):
        calibrating.plant(round, make_application(), agreed=AGREED, by=round.created_by)
    return reader


@pytest.mark.django_db
def test_taking_the_next_one_takes_ten_queries_at_most_with_a_cap_and_cases(django_assert_max_num_queries: Any) -> None:
    reader = make_pile()
    origins = []
    for _ in range(9):
        with django_assert_max_num_queries(MOST):
            taken = claim_next(reader)
        assert taken is not None
        origins.append(taken.origin)
        make_answer(taken)
    assert origins.count("calibration") == 2
    assert origins[0] == "claimed"
    with django_assert_max_num_queries(MOST):
        assert claim_next(reader) is None, "a cap is a cap"


def make_answer(taken: Assignment) -> None:
    """As if it had been sent: for whoever only counts what comes next."""
    Assignment.objects.filter(pk=taken.pk).update(finished_at=clock.now())


@pytest.mark.django_db(transaction=True)
def test_a_double_click_on_two_connections_is_one_scoresheet_and_one_review() -> None:
    _, reader, [first, second] = make_queue(2)
    sent, browsers = filled(), [signed_in_as(reader), signed_in_as(reader)]
    answers = at_once(*[lambda client=client: client.post(page_of(first), sent) for client in browsers])
    assert [(each.status_code, each.url) for each in answers] == [(302, page_of(second))] * 2
    assert (Scoresheet.objects.count(), ScoresheetChange.objects.count(), Review.objects.count()) == (1, 0, 1)
    assert [*Scoresheet.objects.values_list("assignment", "marks", "nth")] == [(first.pk, [4, 3, 2], 1)]


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_send_different_ones_at_once_are_one_scoresheet_and_a_word() -> None:
    _, reader, [first, second] = make_queue(2)
    browsers = [signed_in_as(reader), signed_in_as(reader)]
    answers = at_once(*[lambda client=client: client.post(page_of(first), filled()) for client in browsers])
    assert sorted(each.status_code for each in answers)[0] == 302
    assert sorted(each.status_code for each in answers)[1] in (400, 409), "whoever comes second is told"
    assert (Scoresheet.objects.count(), Review.objects.count()) == (1, 1)
    assert Assignment.objects.get(pk=second.pk).finished_at is None


@pytest.mark.django_db
def test_who_knows_somebody_is_not_led_to_them_in_another_round() -> None:
    _, reader, [here] = make_queue(1)
    application = here.entry.application
    other = make_round(application.cohort)
    mine, peer = make_reader(other, reader.user), make_reader(other)
    there = make_assignment(make_entry(other, application), mine)
    answer = signed_in_as(reader).post(reverse("reviews:known", args=[here.public_id]), follow=True)
    assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, "/reading/")
    there.refresh_from_db()
    assert there.ended_as == "recused"
    assert Assignment.objects.get(Assignment.OPEN, round=other).reader == peer, "somebody else reads it there too"
