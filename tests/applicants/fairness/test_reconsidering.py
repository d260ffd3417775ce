"""applicants.services.reconsidering: who may ask, who may answer, and what the applicant reads."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from applicants.models import Application, Reconsideration
from applicants.selectors.fairness import open_reconsiderations, reconsiderations_for
from applicants.services.deciding import stage
from applicants.services.reconsidering import ReconsideringRefused, answer, ask, can_ask
from applicants.services.releasing import release
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move
from tests.applicants.deciding.factories import make_recruiter
from tests.factories import make_applicant, make_application, make_cohort, make_user, signed

pytestmark = pytest.mark.django_db


def make_refused(stager: User, releaser: User, **cohort: object) -> tuple[Application, User]:
    """Somebody who was not admitted, and was told at once."""
    user = make_user()
    application = make_application(make_cohort(**{"undo_hours": 0, **cohort}), make_applicant(user))
    move(application, to="screened", by=None)
    stage(application, kind="rejected", by=stager, reason="Too few hours a week.")
    release(signed(application.cohort), by=releaser)
    application.refresh_from_db()
    return application, user


def make_ineligible(by: User) -> tuple[Application, User]:
    """Somebody whom a rule closed."""
    user = make_user()
    application = make_application(None, make_applicant(user))
    return move(application, to="ineligible", by=by, reason="Not of age."), user


def test_ask_once_at_a_time_after_being_told() -> None:
    stager, releaser = make_recruiter(), make_recruiter()
    application, user = make_refused(stager, releaser)
    request = ask(application, by=user, text="You overlooked my course.")
    assert (request.about, request.decision) == ("rejected", application.decisions.get())
    assert {*request.first_deciders.all()} == {stager, releaser}
    assert not can_ask(application)
    with pytest.raises(ReconsideringRefused, match="asked already"):
        ask(application, by=user, text="And again.")
    with pytest.raises(ReconsideringRefused, match="Only the applicant"):
        ask(application, by=stager, text="For them.")


def test_nobody_asks_before_they_are_told_nor_about_what_was_not_decided() -> None:
    held, user = make_refused(make_recruiter(), make_recruiter(), undo_hours=24)
    assert held.status == "rejected"
    with pytest.raises(ReconsideringRefused, match="when you have been told"):
        ask(held, by=user, text="I have a feeling.")
    assert not can_ask(make_application())


def test_reopened_goes_to_review_or_to_screened_with_the_reason() -> None:
    other = make_user(Role.MANAGER)
    refused, one = make_refused(make_recruiter(), make_recruiter())
    closed, two = make_ineligible(make_recruiter())
    for application, user in ((refused, one), (closed, two)):
        request = ask(application, by=user, text="Please look again.")
        answer(request, by=other, outcome="reopened", answer="We had misread your hours.")
        application.refresh_from_db()
    assert (refused.status, closed.status) == ("in_review", "screened")
    last = refused.history.latest("pk")
    assert (last.by, last.reason) == (other, "Reconsidered at the applicant’s request: We had misread your hours.")


def test_answer_is_mailed_and_shown(django_capture_on_commit_callbacks) -> None:
    application, user = make_refused(make_recruiter(), make_recruiter())
    client = Client()
    client.force_login(user)
    status = reverse("applicants:status", args=[application.public_id])
    assert reverse("applicants:reconsider", args=[application.public_id]) in client.get(status).content.decode()
    page = client.post(
        reverse("applicants:reconsider", args=[application.public_id]), {"text": "My course."}, follow=True
    )
    assert "A person who had no part in the decision is looking." in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer(Reconsideration.objects.get(), by=make_recruiter(), outcome="upheld", answer="We read it. It stands.")
    assert "We read it. It stands." in client.get(status).content.decode()
    assert "We read it. It stands." in mail.outbox[-1].body
    application.refresh_from_db()
    assert application.status == "rejected"


def test_no_first_decider_answers_and_none_but_recruiters_and_managers() -> None:
    stager, releaser = make_recruiter(), make_user(Role.MANAGER)
    application, user = make_refused(stager, releaser)
    request = ask(application, by=user, text="Please look again.")
    for one in (stager, releaser):
        with pytest.raises(ReconsideringRefused, match="had a part in the first decision"):
            answer(request, by=one, outcome="upheld", answer="No.")
        assert not reconsiderations_for(one).exists()
    for role in set(Role) - {Role.RECRUITER, Role.MANAGER}:
        with pytest.raises(ReconsideringRefused, match="Requests are answered by"):
            answer(request, by=make_user(role), outcome="upheld", answer="No.")
    assert [*reconsiderations_for(make_recruiter())] == [request]


def test_whoever_comes_to_have_a_part_later_does_not_answer_either() -> None:
    application, user = make_ineligible(make_recruiter())
    request = ask(application, by=user, text="Please look again.")
    late = make_recruiter()
    move(application, to="submitted", by=late)
    move(application, to="ineligible", by=late)
    with pytest.raises(ReconsideringRefused, match="had a part"):
        answer(request, by=late, outcome="upheld", answer="No.")


def test_an_answer_has_words_an_outcome_and_comes_once() -> None:
    application, user = make_ineligible(make_recruiter())
    request, by = ask(application, by=user, text="Please look again."), make_recruiter()
    with pytest.raises(ReconsideringRefused, match="Write the answer"):
        answer(request, by=by, outcome="upheld", answer=" ")
    with pytest.raises(ReconsideringRefused, match="Say what came of it"):
        answer(request, by=by, outcome="", answer="Hm.")
    answer(request, by=by, outcome="upheld", answer="It stands.")
    with pytest.raises(ReconsideringRefused, match="a moment ago"):
        answer(request, by=by, outcome="upheld", answer="It stands.")
    assert can_ask(application)


@pytest.mark.parametrize("count", [1, 3])
def test_queue_names_the_deadline_in_a_constant_number_of_queries(count: int, django_assert_num_queries) -> None:
    decider = make_recruiter()
    for _ in range(count):
        application, user = make_ineligible(decider)
        ask(application, by=user, text="Please look again.")
    first = open_reconsiderations()[0]
    assert first.answer_by == first.asked_at + timedelta(days=30)
    client = Client()
    client.force_login(make_recruiter())
    with django_assert_num_queries(7):
        page = client.get(reverse("admin:reconsiderations")).content.decode()
    assert page.count("you may answer") == count
    client.force_login(decider)
    page = client.get(reverse("admin:reconsiderations")).content.decode()
    assert page.count("somebody else</span>") == count


def test_page_refuses_a_first_decider_and_takes_the_answer_of_another() -> None:
    decider = make_recruiter()
    application, user = make_ineligible(decider)
    request = ask(application, by=user, text="Please look again.")
    url, form = reverse("admin:reconsideration", args=[request.pk]), {"outcome": "upheld", "answer": "It stands."}
    client = Client()
    client.force_login(decider)
    assert "You had a part in the first decision" in client.get(url).content.decode()
    assert client.post(url, form).status_code == 403
    client.force_login(make_recruiter())
    assert client.post(url, {**form, "answer": ""}).status_code == 400
    assert client.post(url, form).status_code == 302
    request.refresh_from_db()
    assert request.answer == "It stands."
