"""Somebody's own applications: what they are told, what they can do, and that nobody else can."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applicants.lifecycle import ApplicationStatus as S
from applicants.models import Application, Decision, DecisionRelease
from applicants.selectors.timeline import standing, summary
from careerpath.accounts.models import User
from careerpath.pipeline.history import move
from cohorts.models import Cohort
from tests.factories import make_applicant, make_application, make_cohort, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    return make_user(email="ana@example.org", name="Ana")


@pytest.fixture
def application(ana: User) -> Application:
    return make_application(make_cohort(name="Spring", decisions_by=date(2027, 1, 15)), make_applicant(ana))


@pytest.fixture
def browser(signed_in: Any, ana: User) -> Client:
    return signed_in(ana)


def put(application: Application, *statuses: S, reason: str = "") -> Application:
    for status in statuses:
        move(application, to=status, by=None, reason=reason)
    return application


def titles(application: Application) -> list[tuple[str, str]]:
    return [(step.state, step.title) for step in standing(application).steps]


SENT = [("done", "You started"), ("done", "You sent your application")]
CAMP = ("next", "Boot camp begins")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ((), [*SENT, ("now", "We are reading applications"), ("next", "Decision")]),
        ((S.SCREENED,), [*SENT, ("now", "We are reading applications"), ("next", "Decision")]),
        ((S.SCREENED, S.IN_REVIEW), [*SENT, ("now", "We are reading applications"), ("next", "Decision")]),
        ((S.SCREENED, S.INTERVIEW), [*SENT, ("now", "Interview"), ("next", "Decision")]),
        ((S.INELIGIBLE,), [*SENT, ("now", "Closed: a requirement is not met")]),
        ((S.SCREENED, S.INTERVIEW, S.OFFERED), [*SENT, ("done", "Interview"), ("now", "You are offered a seat"), CAMP]),
        ((S.SCREENED, S.OFFERED, S.ADMITTED), [*SENT, ("done", "We offered you a seat"), ("now", "You are in"), CAMP]),
        (
            (S.SCREENED, S.OFFERED, S.DECLINED),
            [*SENT, ("done", "We offered you a seat"), ("now", "You declined the seat")],
        ),
        ((S.SCREENED, S.WAITLISTED), [*SENT, ("now", "You are on the waitlist"), CAMP]),
        ((S.SCREENED, S.REJECTED), [*SENT, ("now", "Not admitted this time")]),
        ((S.WITHDRAWN,), [*SENT, ("now", "You withdrew your application")]),
    ],
)
def test_standing_tells_done_now_and_next(
    application: Application, path: tuple[S, ...], expected: list[tuple[str, str]]
) -> None:
    assert titles(put(application, *path)) == expected


def test_standing_of_a_draft_says_until_when() -> None:
    draft, begun = make_application(draft=True), ("done", "You started")
    finish, reading = ("now", "Finish your application"), ("next", "We read it")
    assert titles(draft) == [begun, finish, reading, ("next", "Decision")]
    draft.cohort.closes_at = timezone.now() - timedelta(days=1)
    assert titles(draft) == [begun, ("now", "Not sent")]


def test_standing_after_the_first_day_does_not_announce_it(application: Application) -> None:
    def begin(cohort: Cohort) -> None:
        cohort.closes_at = timezone.now() - timedelta(days=40)
        cohort.bootcamp_starts = timezone.now().date() - timedelta(days=3)

    admitted = put(application, S.SCREENED, S.OFFERED, S.ADMITTED)
    begin(admitted.cohort)
    accepted = [("done", "We offered you a seat"), ("done", "You accepted your seat")]
    assert titles(admitted) == [*SENT, *accepted, ("now", "Your boot camp is running")]
    waiting = put(make_application(), S.SCREENED, S.WAITLISTED)
    begin(waiting.cohort)
    assert titles(waiting) == [*SENT, ("now", "You are on the waitlist")]


def test_every_status_has_its_words(application: Application) -> None:
    for status in S:
        application.status = status
        assert summary(application).now.state == "now"


def test_how_far_the_reading_is_does_not_show(application: Application) -> None:
    words = {summary(put(application, status)).word for status in (S.SCREENED, S.IN_REVIEW)}
    assert words == {"being read"}


def test_what_is_staged_does_not_show_until_it_is_released(application: Application, browser: Client) -> None:
    recruiter = make_user()
    put(application, S.SCREENED)
    decision = Decision.objects.create(
        application=application,
        cohort=application.cohort,
        kind="rejected",
        reason="Too few places.",
        staged_by=recruiter,
    )
    page = f"/my/{application.public_id}/"
    assert "Too few places." not in browser.get(page).text
    decision.release = DecisionRelease.objects.create(cohort=application.cohort, released_by=recruiter)
    decision.save()
    put(application, S.REJECTED, reason="For recruiters only.")
    shown = browser.get(page).text
    assert "Too few places." in shown
    assert "For recruiters only." not in shown
    assert "Ask a person to look again" in shown


def test_ineligible_shows_the_reason_and_how_to_ask_a_person(application: Application, browser: Client) -> None:
    put(application, S.INELIGIBLE, reason="You must be 18 when the boot camp starts.")
    shown = browser.get(f"/my/{application.public_id}/").text
    assert "You must be 18 when the boot camp starts." in shown
    assert "Ask a person to look again" in shown


def test_accept_and_decline_ask_once_more_and_carry_it_out(application: Application, browser: Client) -> None:
    put(application, S.SCREENED, S.OFFERED)
    page = f"/my/{application.public_id}/"
    assert f'href="{page}accept/"' in browser.get(page).text
    assert browser.get(f"{page}accept/").status_code == 200
    application.refresh_from_db()
    assert application.status == S.OFFERED
    response = browser.post(f"{page}accept/", follow=True)
    assert "Your seat is yours. Welcome." in response.text
    application.refresh_from_db()
    assert application.status == S.ADMITTED
    assert "There is no open offer to answer." in browser.post(f"{page}decline/", follow=True).text


def test_decline_gives_the_seat_back(application: Application, browser: Client) -> None:
    put(application, S.SCREENED, S.OFFERED)
    assert "You declined the seat. Thank you" in browser.post(f"/my/{application.public_id}/decline/", follow=True).text


def test_withdraw_asks_once_more(application: Application, browser: Client) -> None:
    page = f"/my/{application.public_id}/withdraw/"
    assert "Withdraw your application?" in browser.get(page).text
    response = browser.post(page, {"reason": "I moved.\x00"}, follow=True)
    assert "Your application is withdrawn." in response.text
    assert application.history.last().reason == "I moved."
    assert "Take it up again" in response.text


def test_somebody_with_a_seat_writes_to_us_instead(application: Application, browser: Client) -> None:
    put(application, S.SCREENED, S.OFFERED, S.ADMITTED)
    page = f"/my/{application.public_id}/"
    assert "withdraw/" not in browser.get(page).text
    assert "can no longer be withdrawn here" in browser.post(f"{page}withdraw/", follow=True).text
    application.refresh_from_db()
    assert application.status == S.ADMITTED


def test_others_applications_are_not_found(application: Application, signed_in: Any) -> None:
    stranger = signed_in(make_user())
    for page in ("", "receipt/", "answers/", "withdraw/", "accept/", "decline/"):
        assert stranger.get(f"/my/{application.public_id}/{page}").status_code == 404
        assert Client().get(f"/my/{application.public_id}/{page}").status_code == 302
    assert stranger.post(f"/my/{application.public_id}/withdraw/").status_code == 404
    application.refresh_from_db()
    assert application.status == S.SUBMITTED


def test_mine_without_anything_offers_the_first_step(browser: Client) -> None:
    assert "You have not applied yet" in browser.get("/my/").text
    make_cohort(name="Spring", slug="spring")
    assert 'href="/apply/spring/"' in browser.get("/my/").text


def test_mine_asks_the_database_as_often_for_three_as_for_one(application: Application, browser: Client) -> None:
    browser.get("/my/")
    with CaptureQueriesContext(connection) as one:
        assert browser.get("/my/").status_code == 200
    for _ in range(2):
        make_application(applicant=application.applicant)
    with CaptureQueriesContext(connection) as three:
        assert browser.get("/my/").status_code == 200
    assert len(three) == len(one)
    assert Cohort.objects.count() == 3
