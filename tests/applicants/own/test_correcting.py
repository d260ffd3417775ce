"""Corrections of what was sent: asked question by question, answered by a recruiter, the old value kept."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from applicants.models import AnswerChange, Application, ApplicationFacts, Correction, Notice
from applicants.services.correcting import CorrectingRefused, answer
from applicants.tasks import make_facts
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from tests.factories import make_application, make_cohort, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def recruiter() -> User:
    return make_user(Role.RECRUITER)


def ask(application: Application, browser: Client, key: str = "hours_per_week", right: Any = "20") -> Any:
    url = f"/my/{application.public_id}/correct/{key}/"
    return browser.post(url, {"wrong": "I typed it wrong.", "right": right}, follow=True)


def test_asking_changes_nothing_yet_and_says_what_follows(application: Application, browser: Client) -> None:
    assert browser.get(f"/my/{application.public_id}/correct/hours_per_week/").status_code == 200
    assert "We have your correction." in ask(application, browser).text
    application.refresh_from_db()
    assert application.answers["hours_per_week"] == 12
    assert "You have asked for this already." in ask(application, browser).text
    assert Correction.objects.count() == 1


@pytest.mark.parametrize(("right", "words"), [("many", "is not a number"), ("12", "what stands there already")])
def test_what_does_not_fit_is_said_beside_the_field(
    application: Application, browser: Client, right: str, words: str
) -> None:
    response = ask(application, browser, right=right)
    assert response.status_code == 400
    assert words in response.text


def test_accepted_it_changes_and_the_old_value_is_kept(
    application: Application, browser: Client, recruiter: User, signed_in: Any
) -> None:
    make_facts([application.pk])
    facts = list(ApplicationFacts.objects.get().values)
    ask(application, browser)
    staff = signed_in(recruiter)
    assert "I typed it wrong." in staff.get("/admin/corrections/").text
    staff.post(f"/admin/corrections/{Correction.objects.get().pk}/", {"outcome": "accepted"})
    application.refresh_from_db()
    assert application.answers["hours_per_week"] == 20
    change = AnswerChange.objects.get()
    assert (change.key, change.old, change.new, change.by) == ("hours_per_week", 12, 20, recruiter)
    assert "was corrected" in browser.get(f"/my/{application.public_id}/").text
    assert "was corrected as you asked" in Notice.objects.get(kind="data_answer").body
    make_facts([application.pk])
    assert list(ApplicationFacts.objects.get().values) != facts
    with pytest.raises(DatabaseError, match="added, never changed"), transaction.atomic():
        AnswerChange.objects.update(old=1)


def test_refused_it_stays_with_a_reason(application: Application, browser: Client, recruiter: User) -> None:
    ask(application, browser)
    correction = Correction.objects.get()
    with pytest.raises(CorrectingRefused, match="Write why"):
        answer(correction, outcome="refused", words=" ", by=recruiter)
    answer(correction, outcome="refused", words="The contract says 12.", by=recruiter)
    application.refresh_from_db()
    assert application.answers["hours_per_week"] == 12
    assert "The contract says 12." in browser.get(f"/my/{application.public_id}/").text
    with pytest.raises(CorrectingRefused, match="a moment ago"):
        answer(correction, outcome="accepted", words="", by=recruiter)


def test_only_recruiters_answer_and_only_the_applicant_asks(
    application: Application, browser: Client, signed_in: Any
) -> None:
    ask(application, browser)
    with pytest.raises(CorrectingRefused, match="A recruiter answers"):
        answer(Correction.objects.get(), outcome="accepted", words="", by=make_user(Role.MANAGER))
    assert signed_in(make_user()).get(f"/my/{application.public_id}/correct/hours_per_week/").status_code == 404
    assert browser.get(f"/my/{application.public_id}/correct/no_such_one/").status_code == 404


def test_a_draft_is_changed_in_its_form(application: Application, browser: Client) -> None:
    draft = make_application(make_cohort(), application.applicant, draft=True)
    shown = browser.get(f"/my/{draft.public_id}/correct/hours_per_week/", follow=True).text
    assert "You can still change this in the form itself." in shown


def test_a_correction_is_asked_for_where_the_answers_are_read(application: Application, browser: Client) -> None:
    page = browser.get(f"/my/{application.public_id}/answers/").text
    assert page.count(f'href="/my/{application.public_id}/correct/hours_per_week/"') == 1
