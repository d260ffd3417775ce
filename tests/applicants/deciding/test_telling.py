"""What applicants see of a release before, during and after its hold: on every page they have."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from applicants.models import Application, DecisionRelease
from applicants.selectors.telling import told
from applicants.selectors.timeline import standing, summary
from applicants.services.applying import can_withdraw, withdraw
from applicants.services.deciding import DecisionRefused
from applicants.services.offers import accept_offer, can_accept_offer, can_decline_offer, decline_offer, offer_token
from applicants.services.releasing import release
from applicants.services.reviewing import move_one
from applicants.services.undoing import undo_release
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import move
from tests.applicants.deciding.factories import make_pending, make_recruiter
from tests.factories import make_applicant, make_application, make_cohort, make_user, waived

pytestmark = pytest.mark.django_db
KINDS = ["offered", "waitlisted", "rejected"]
WHY = "There were more strong applications than seats."


def make_mine(user: User | None = None, status: str = "screened", **cohort: Any) -> Application:
    """Somebody's application that was screened, in a cohort that needs no signature."""
    made = make_application(waived(make_cohort(**cohort)), make_applicant(user or make_user()))
    move(made, to="screened", by=None)
    return made if status == "screened" else move(made, to=status, by=None)


def release_as(application: Application, kind: str, *, by: User | None = None) -> DecisionRelease:
    by = by or make_recruiter()
    make_pending([application], kind, by=by, reason=WHY)
    done = release(application.cohort, by=by)
    application.refresh_from_db()
    return done


def pages_of(client: Client, application: Application) -> dict[str, str]:
    """Everything an applicant can open about an application, where it leads and what it says; tokens of forms left out."""
    found = {}
    here = f"/my/{application.public_id}/"
    for address in (
        "/my/",
        here,
        *(f"{here}{name}/" for name in ("receipt", "answers", "withdraw", "accept", "decline")),
    ):
        response = client.get(address, follow=True)
        lines = [line for line in response.text.splitlines() if "csrf" not in line]
        found[address] = f"{response.redirect_chain}\n" + "\n".join(lines)
    return found


@pytest.mark.parametrize("status", ["screened", "in_review", "interview"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_page_changes_while_a_release_is_held(kind: str, status: str, signed_in: Callable[..., Client]) -> None:
    user = make_user()
    application = make_mine(user, status)
    client = signed_in(user)
    before = pages_of(client, application)

    release_as(application, kind)

    assert application.status == kind
    assert pages_of(client, application) == before


@pytest.mark.parametrize(
    ("kind", "title", "word"),
    [
        ("offered", "You are offered a seat", "offered a seat"),
        ("waitlisted", "You are on the waitlist", "on the waitlist"),
        ("rejected", "Not admitted this time", "not admitted"),
    ],
)
def test_it_is_told_when_the_hold_is_over(kind: str, title: str, word: str) -> None:
    application = make_mine()
    done = release_as(application, kind)
    assert done.hold_until is not None
    assert summary(application).word == "being read"

    with clock.at(done.hold_until - timedelta(seconds=1)):
        assert (summary(application).word, standing(application).reason) == ("being read", "")
    with clock.at(done.hold_until):
        shown = summary(application)
        assert (shown.word, shown.now.title, shown.now.at, shown.status) == (word, title, done.hold_until, kind)
        assert standing(application).reason == (WHY if kind == "rejected" else "")


@pytest.mark.parametrize("kind", KINDS)
def test_without_an_undo_window_it_is_told_at_once(kind: str) -> None:
    application = make_mine(undo_hours=0)
    done = release_as(application, kind)
    assert (done.hold_until, told(application).status) == (None, kind)


def test_an_offer_is_told_with_its_deadline() -> None:
    application = make_mine(undo_hours=0, offer_days=3, time_zone="America/New_York")
    release_as(application, "offered")
    assert "by " in summary(application).now.text
    assert "23:59" in summary(application).now.text


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_undone_is_never_told(kind: str) -> None:
    application, by = make_mine(), make_recruiter()
    done = release_as(application, kind, by=by)
    undo_release(done, by=by)
    application.refresh_from_db()
    move(application, to="withdrawn", by=None)
    assert done.hold_until is not None
    with clock.at(done.hold_until + timedelta(days=3)):
        titles = [step.title for step in standing(application).steps]
    assert titles == ["You started", "You sent your application", "You withdrew your application"]


def test_an_undone_promotion_leaves_them_told_of_the_waitlist() -> None:
    application, by = make_mine(), make_recruiter()
    first = release_as(application, "waitlisted", by=by)
    assert first.hold_until is not None
    with clock.at(first.hold_until + timedelta(hours=1)):
        second = release_as(application, "offered", by=by)
        assert (told(application).status, summary(application).now.at) == ("waitlisted", first.hold_until)
        undo_release(second, by=by)
        application.refresh_from_db()
        assert (told(application).status, summary(application).now.at) == ("waitlisted", first.hold_until)


def test_an_overtaken_release_is_never_told() -> None:
    """Taken back to review by hand while it was held: the hold passes, and they are still being read."""
    application, by = make_mine(), make_recruiter()
    done = release_as(application, "rejected", by=by)
    move_one(application, to="in_review", by=by, reason="Read the wrong page.")
    assert done.hold_until is not None
    with clock.at(done.hold_until + timedelta(days=1)):
        assert (summary(application).word, standing(application).reason) == ("being read", "")


@pytest.mark.parametrize("kind", KINDS)
def test_they_can_withdraw_while_it_is_held_and_hear_nothing_of_it(kind: str) -> None:
    application = make_mine()
    done = release_as(application, kind)
    assert can_withdraw(application)

    withdraw(application, by=make_user(), reason="Found work.")

    application.refresh_from_db()
    assert application.status == "withdrawn"
    assert done.hold_until is not None
    with clock.at(done.hold_until + timedelta(days=1)):
        titles = [step.title for step in standing(application).steps]
    assert titles == ["You started", "You sent your application", "You withdrew your application"]


def test_after_they_were_told_they_cannot_withdraw_from_a_refusal() -> None:
    application = make_mine(undo_hours=0)
    release_as(application, "rejected")
    assert not can_withdraw(application)


@pytest.mark.parametrize("way", ["page", "link", "service"])
def test_nobody_accepts_an_offer_that_they_were_not_told_of(way: str, signed_in: Callable[..., Client]) -> None:
    user = make_user()
    application = make_mine(user)
    decision = release_as(application, "offered").decisions.get()
    client = signed_in(user)
    assert (can_accept_offer(application), can_decline_offer(application)) == (False, False)
    if way == "page":
        for answer in ("accept", "decline"):
            response = client.post(f"/my/{application.public_id}/{answer}/", follow=True)
            assert "There is no open offer to answer." in response.text
    elif way == "link":
        for answer in ("accept", "decline"):
            assert client.post(f"/offer/{offer_token(decision)}/", {"answer": answer}).status_code == 404
        assert client.get(f"/offer/{offer_token(decision)}/").status_code == 404
    else:
        for answer_it in (accept_offer, decline_offer):
            with pytest.raises(DecisionRefused, match="There is no open offer to answer"):
                answer_it(application, by=user)
    application.refresh_from_db()
    assert application.status == "offered"


def test_a_story_of_the_past_is_told() -> None:
    application, by = make_mine(undo_hours=24), make_recruiter()
    long_ago = timezone.now() - timedelta(days=60)
    with clock.at(long_ago):
        done = release_as(application, "offered", by=by)
    assert (done.released_at, done.hold_until) == (long_ago, long_ago + timedelta(hours=24))
    assert told(application).status == "offered"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_applications_asks_a_constant_number_of_questions(
    count: int, signed_in: Callable[..., Client], django_assert_num_queries: Any
) -> None:
    user = make_user()
    applicant = make_applicant(user)
    for _ in range(count):
        application = make_application(waived(make_cohort()), applicant)
        move(application, to="screened", by=None)
        release_as(application, "offered")
    client = signed_in(user)
    client.get("/my/")
    with django_assert_num_queries(9):
        assert client.get("/my/").text.count("Being read") == count
