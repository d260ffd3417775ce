"""The link in an offer's letter, deadlines, and what each link says when it is too late."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import signing
from django.test import Client

from applicants.lifecycle import ApplicationStatus
from applicants.models import Application, Decision
from applicants.selectors.timeline import summary
from applicants.services.deciding import DecisionRefused
from applicants.services.offers import (
    OfferRefused,
    OfferState,
    accept_offer,
    answer_by,
    decision_of,
    decline_offer,
    expire_offers,
    offer_token,
    state_of,
)
from applicants.services.releasing import release
from applicants.services.reviewing import move_one
from careerpath.pipeline import clock
from careerpath.pipeline.history import move
from cohorts.models import Cohort
from tests.applicants.deciding.factories import make_pending, make_recruiter, make_screened
from tests.factories import make_cohort, waived

pytestmark = pytest.mark.django_db


def make_offer(**cohort: Any) -> Decision:
    """An offer that was told at once, with seven days to answer."""
    by = make_recruiter()
    found = waived(make_cohort(**{"undo_hours": 0, **cohort}))
    make_pending(make_screened(found), by=by)
    return release(found, by=by).decisions.get()


def link(decision: Decision) -> str:
    return f"/offer/{offer_token(decision)}/"


def status_of(decision: Decision) -> str:
    return Application.objects.get(pk=decision.application_id).status


def test_token_is_the_same_each_time_and_leads_to_its_decision() -> None:
    decision = make_offer()
    assert offer_token(decision) == offer_token(Decision.objects.get(pk=decision.pk))
    assert decision_of(offer_token(decision)) == decision


@pytest.mark.parametrize("how", ["changed", "cut", "other purpose", "no number", "waitlisted", "pending"])
def test_token_of_anything_else_is_refused(how: str, client: Client) -> None:
    decision = make_offer()
    token = offer_token(decision)
    if how == "waitlisted":
        Decision.objects.update(kind="waitlisted", answer_by=None)
    if how == "pending":
        by, [other] = make_recruiter(), make_screened(decision.cohort)
        [pending] = make_pending([other], by=by)
        token = offer_token(pending)
    token = {
        "changed": token.replace(str(decision.pk), str(decision.pk + 1), 1),
        "cut": token[:-2],
        "other purpose": signing.Signer(salt="applicants.claim").sign(str(decision.pk)),
        "no number": signing.Signer(salt="applicants.offer").sign("x"),
    }.get(how, token)
    with pytest.raises(OfferRefused, match="This link leads to no offer"):
        decision_of(token)
    response = client.get(f"/offer/{token}/")
    assert (response.status_code, "This link leads to no offer" in response.text) == (404, True)


def test_opening_the_link_changes_nothing(client: Client) -> None:
    decision = make_offer()
    for _ in range(3):
        response = client.get(link(decision))
        assert response.status_code == 200
    assert "We offer you a seat" in response.text
    assert "23:59" in response.text
    assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
    assert "no-store" in response["Cache-Control"]
    assert client.head(link(decision)).status_code == 405
    assert status_of(decision) == "offered"


@pytest.mark.parametrize(
    ("answer", "status", "title"),
    [("accept", "admitted", "Your seat is yours"), ("decline", "declined", "You declined the seat")],
)
def test_one_click_answers_and_later_the_link_says_so(answer: str, status: str, title: str, client: Client) -> None:
    decision = make_offer()
    assert title in client.post(link(decision), {"answer": answer, "reason": "A reason of mine."}).text
    assert status_of(decision) == status
    last = decision.application.history.last()
    assert last.reason.startswith(f"Offer {answer}{'d' if answer == 'decline' else 'ed'} by the link in the letter.")
    assert last.reason.endswith("A reason of mine.")
    for again in ("accept", "decline"):
        response = client.post(link(decision), {"answer": again})
        assert (response.status_code, title in response.text) == (200, True)
    assert client.get(link(decision)).status_code == 200
    assert status_of(decision) == status


def test_an_answer_that_is_none_says_what_to_choose(client: Client) -> None:
    decision = make_offer()
    response = client.post(link(decision), {"answer": "perhaps"})
    assert (response.status_code, "Choose: accept the seat, or decline it." in response.text) == (409, True)
    assert status_of(decision) == "offered"


def test_the_link_needs_the_form_of_the_page() -> None:
    decision = make_offer()
    assert Client(enforce_csrf_checks=True).post(link(decision), {"answer": "accept"}).status_code == 403
    assert status_of(decision) == "offered"


def test_a_link_that_ran_out_says_until_when_and_takes_no_answer(client: Client) -> None:
    decision = make_offer()
    assert decision.answer_by is not None
    with clock.at(decision.answer_by):
        assert state_of(decision) == OfferState.OPEN
    with clock.at(decision.answer_by + timedelta(seconds=1)):
        response = client.post(link(decision), {"answer": "accept"})
        assert (response.status_code, "The offer ran out" in response.text) == (410, True)
        with pytest.raises(DecisionRefused, match="The offer ran out on "):
            accept_offer(decision.application, by=None)
    assert status_of(decision) == "offered"


@pytest.mark.parametrize(
    ("then", "title", "code"),
    [
        ("in_review", "This offer no longer stands", 410),
        ("withdrawn", "You withdrew your application", 200),
    ],
)
def test_a_link_to_what_has_ended_says_so(then: str, title: str, code: int, client: Client) -> None:
    decision = make_offer()
    move(decision.application, to=then, by=None)
    for response in (client.get(link(decision)), client.post(link(decision), {"answer": "accept"})):
        assert (response.status_code, title in response.text) == (code, True)
    assert status_of(decision) == then


def test_a_newer_offer_replaces_the_link_of_the_older(client: Client) -> None:
    old, by = make_offer(), make_recruiter()
    move_one(old.application, to="in_review", by=by, reason="Again.")
    make_pending([old.application], by=by)
    new = release(old.cohort, by=by).decisions.get()
    assert client.post(link(old), {"answer": "decline"}).status_code == 410
    assert status_of(old) == "offered"
    assert client.post(link(new), {"answer": "accept"}).status_code == 200
    assert status_of(old) == "admitted"


def test_somebody_signed_in_as_another_answers_only_what_the_link_is_for(signed_in: Callable[..., Client]) -> None:
    mine, theirs = make_offer(), make_offer()
    signed_in().post(link(mine), {"answer": "accept"})
    assert (status_of(mine), status_of(theirs)) == ("admitted", "offered")


@pytest.mark.parametrize(
    ("told", "starts", "expected"),
    [
        (datetime(2026, 11, 20, 14, 0, tzinfo=ZoneInfo("UTC")), date(2027, 3, 1), "2026-11-27 23:59:59-05:00"),
        # Already the next day in UTC, still the 20th in New York.
        (datetime(2026, 11, 21, 3, 0, tzinfo=ZoneInfo("UTC")), date(2027, 3, 1), "2026-11-27 23:59:59-05:00"),
        # Over the change to summer time.
        (datetime(2027, 3, 10, 12, 0, tzinfo=ZoneInfo("UTC")), date(2027, 5, 3), "2027-03-17 23:59:59-04:00"),
        # Never past the eve of the boot camp.
        (datetime(2026, 11, 20, 14, 0, tzinfo=ZoneInfo("UTC")), date(2026, 11, 23), "2026-11-22 23:59:59-05:00"),
    ],
)
def test_answer_by_is_the_end_of_a_day_where_the_cohort_is(told: datetime, starts: date, expected: str) -> None:
    cohort = Cohort(time_zone="America/New_York", offer_days=7, bootcamp_starts=starts)
    assert str(answer_by(cohort, told)) == expected


def test_offers_that_ran_out_are_declined_with_the_reason_and_told_so() -> None:
    decision, other = make_offer(), make_offer()
    accept_offer(other.application, by=None)
    assert decision.answer_by is not None
    with clock.at(decision.answer_by):
        assert expire_offers() == 0
    with clock.at(decision.answer_by + timedelta(minutes=1)):
        assert (expire_offers(), expire_offers()) == (1, 0)
    application = Application.objects.get(pk=decision.application_id)
    last = application.history.last()
    assert (last.to_status, last.by) == ("declined", None)
    assert last.reason.startswith("The offer ran out unanswered on ")
    assert summary(application).now.title == "The offer ran out"
    assert status_of(other) == "admitted"
    assert state_of(Decision.objects.get(pk=decision.pk)) == OfferState.RAN_OUT


def test_an_offer_made_anew_is_not_ended_by_the_deadline_of_the_one_before() -> None:
    old, by = make_offer(), make_recruiter()
    assert old.answer_by is not None
    move_one(old.application, to="in_review", by=by, reason="Again.")
    with clock.at(old.answer_by - timedelta(days=1)):
        make_pending([old.application], by=by)
        release(old.cohort, by=by)
    with clock.at(old.answer_by + timedelta(days=1)):
        assert expire_offers() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_expiring_takes_a_constant_number_of_statements(count: int, django_assert_num_queries: Any) -> None:
    by, cohort = make_recruiter(), waived(make_cohort(undo_hours=0))
    make_pending(make_screened(cohort, count), by=by)
    decision = release(cohort, by=by).decisions.first()
    assert decision is not None
    assert decision.answer_by is not None
    with clock.at(decision.answer_by + timedelta(minutes=1)), django_assert_num_queries(9):
        assert expire_offers() == count


def test_a_declined_offer_is_not_told_as_one_that_ran_out() -> None:
    decision = make_offer()
    decline_offer(decision.application, by=None)
    assert summary(decision.application).now.title == "You declined the seat"
    assert decision.application.status == ApplicationStatus.DECLINED
