"""Withdrawing, and taking it back within a day: exactly where it stood, unless the seat is somebody else's."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from applicants.lifecycle import ApplicationStatus as S
from applicants.models import Application, Decision
from applicants.selectors.telling import told
from applicants.selectors.timeline import standing
from applicants.services.applying import ApplyingRefused
from applicants.services.deciding import stage
from applicants.services.releasing import release
from applicants.services.withdrawing import can_take_back, take_back, withdraw
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from tests.applicants.own.conftest import put
from tests.factories import make_application, make_cohort, make_user, waived

pytestmark = pytest.mark.django_db


def history(application: Application) -> list[str]:
    return list(application.history.values_list("to_status", flat=True))


@pytest.mark.parametrize("path", [(), (S.SCREENED,), (S.SCREENED, S.IN_REVIEW), (S.SCREENED, S.WAITLISTED)])
def test_taking_back_returns_to_exactly_where_it_stood(
    application: Application, ana: User, path: tuple[S, ...]
) -> None:
    put(application, *path)
    before, sent = application.status, application.submitted_at
    steps = standing(application)
    withdraw(application, by=ana, reason="A job.")
    assert application.status == S.WITHDRAWN
    take_back(application, by=ana)
    application.refresh_from_db()
    assert (application.status, application.submitted_at) == (before, sent)
    assert history(application)[-2:] == [S.WITHDRAWN, before]
    assert standing(application) == steps


def test_a_day_later_it_stays_withdrawn(application: Application, ana: User) -> None:
    with clock.at(timezone.now() - timedelta(hours=24)):
        withdraw(application, by=ana)
    with pytest.raises(ApplyingRefused, match="can be taken back for a day"):
        take_back(application, by=ana)
    application.refresh_from_db()
    assert application.status == S.WITHDRAWN


def test_taking_back_twice_is_refused_the_second_time(application: Application, ana: User) -> None:
    withdraw(application, by=ana)
    take_back(application, by=ana)
    with pytest.raises(ApplyingRefused, match="no withdrawal to take back"):
        take_back(application, by=ana)
    assert history(application) == ["draft", "submitted", "withdrawn", "submitted"]


def test_what_was_withdrawn_by_nobody_in_particular_is_not_taken_back(application: Application, ana: User) -> None:
    put(application, S.WITHDRAWN)
    assert not can_take_back(application)


def test_a_seat_comes_back_only_while_nobody_else_has_it(ana: User, application: Application) -> None:
    type(application.cohort).objects.filter(pk=application.cohort_id).update(capacity=1)
    put(application, S.SCREENED, S.OFFERED)
    withdraw(application, by=ana)
    take_back(application, by=ana)
    assert application.status == S.OFFERED

    withdraw(application, by=ana)
    put(make_application(application.cohort), S.SCREENED, S.OFFERED)
    with pytest.raises(ApplyingRefused, match="offered to somebody else meanwhile"):
        take_back(application, by=ana)
    application.refresh_from_db()
    assert application.status == S.WITHDRAWN


def test_an_offer_that_ran_out_meanwhile_does_not_come_back(application: Application, ana: User) -> None:
    cohort, manager = waived(application.cohort), make_user(Role.MANAGER)
    put(application, S.SCREENED)
    cohort.undo_hours = 0
    cohort.save()
    stage(application, kind="offered", by=manager)
    release(cohort, by=manager)
    application.refresh_from_db()
    withdraw(application, by=ana)
    Decision.objects.update(answer_by=timezone.now() - timedelta(minutes=1))
    with pytest.raises(ApplyingRefused, match="The offer ran out on"):
        take_back(application, by=ana)


def test_a_held_refusal_stays_untold_through_withdrawing_and_taking_back(application: Application, ana: User) -> None:
    cohort, manager = waived(application.cohort), make_user(Role.MANAGER)
    put(application, S.SCREENED)
    before = standing(application)
    stage(application, kind="rejected", reason="Too few places.", by=manager)
    done = release(cohort, by=manager)
    application.refresh_from_db()
    withdraw(application, by=ana)
    assert told(application).status == S.WITHDRAWN
    take_back(application, by=ana)
    application.refresh_from_db()
    assert application.status == S.REJECTED
    assert standing(application) == before
    assert done.hold_until is not None
    assert told(application, now=done.hold_until + timedelta(seconds=1)).status == S.REJECTED


def test_the_page_says_it_before_and_takes_it_back_after(application: Application, browser: Client) -> None:
    put(application, S.SCREENED, S.OFFERED)
    page = f"/my/{application.public_id}/"
    assert "It goes to the next person at once" in browser.get(f"{page}withdraw/").text
    shown = browser.post(f"{page}withdraw/", follow=True).text
    assert "You can take that back until" in shown
    assert "Your application is back where it was." in browser.post(f"{page}withdraw/undo/", follow=True).text
    assert "There is no withdrawal to take back." in browser.post(f"{page}withdraw/undo/", follow=True).text


def test_withdrawing_a_draft_is_as_before(ana: User, browser: Client) -> None:
    draft = make_application(make_cohort(), make_application(draft=True).applicant, draft=True)
    type(draft.applicant).objects.filter(pk=draft.applicant_id).update(user=ana)
    page = f"/my/{draft.public_id}/"
    assert "You can take the draft up again" in browser.get(f"{page}withdraw/").text
    shown = browser.post(f"{page}withdraw/", follow=True).text
    assert "Take the withdrawal back" not in shown
    assert "Take it up again" in shown
