"""Two clicks at the same moment, each on a connection of its own: one application, sent once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from applicants.models import Applicant, Application, Notice
from applicants.services.applying import ApplyingRefused, save_answers, start_application
from applicants.services.drafts import new_secret, start_draft
from applicants.services.proving import ask_for_code, code_of, prove
from careerpath.accounts.models import User
from cohorts.models import Cohort
from tests.applicants.applying.factories import GOOD, all_kinds, make_verified_user, sent
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Call all at the same moment, each in a thread (and so on a connection) of its own."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait()
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(run, call) for call in calls]]


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_starting_twice_at_once_makes_one_application() -> None:
    cohort, user = make_cohort(), make_verified_user("ana@example.org")
    made = at_once(*[lambda: start_application(cohort=cohort, user=user)] * 4)
    assert len({application.pk for application in made}) == 1
    assert (Applicant.objects.count(), Application.objects.count()) == (1, 1)
    assert Application.objects.get().history.count() == 1


def test_posting_the_first_page_twice_at_once_makes_one_application() -> None:
    make_cohort(slug="spring", question_set=all_kinds())
    user = make_verified_user("ana@example.org")
    tabs = [browser(user), browser(user)]
    answers = at_once(*[lambda tab=tab: tab.post("/apply/spring/first/", sent(GOOD)) for tab in tabs])
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Application.objects.get().answers["first_whole_number"] == 7


def test_sending_twice_at_once_is_sent_once_with_one_receipt() -> None:
    make_cohort(slug="spring", question_set=all_kinds())
    user = make_verified_user("ana@example.org", name="Ana")
    application = start_application(cohort=Cohort.objects.get(), user=user)
    save_answers(application, raw=GOOD, by=user)
    tabs = [browser(user), browser(user)]
    answers = at_once(*[lambda tab=tab: tab.post("/apply/spring/review/") for tab in tabs])
    assert [answer.status_code for answer in answers] == [302, 302]
    assert list(application.history.values_list("to_status", flat=True)) == ["draft", "submitted"]
    assert Notice.objects.filter(kind="receipt").count() == 1


def test_saving_two_sections_at_once_keeps_both() -> None:
    make_cohort(slug="spring", question_set=all_kinds())
    user = make_verified_user("ana@example.org")
    start_application(cohort=Cohort.objects.get(), user=user)
    one, two = browser(user), browser(user)
    at_once(
        lambda: one.post("/apply/spring/first/", sent(GOOD)),
        lambda: two.post("/apply/spring/second/", sent({"second_short_text": "Eva"})),
    )
    assert Application.objects.get().answers["second_short_text"] == "Eva"
    assert Application.objects.get().answers["first_short_text"] == "Ana"


def test_two_first_saves_of_one_browser_at_once_make_one_draft_with_both() -> None:
    make_cohort(slug="spring", question_set=all_kinds())
    first, second = Client(), Client()
    first.get("/apply/spring/first/")
    second.cookies = first.cookies  # two requests that leave one browser at the same moment
    at_once(
        lambda: first.post("/apply/spring/save/", {"q_first_short_text": "Ana"}),
        lambda: second.post("/apply/spring/save/", {"q_first_long_text": "Words."}),
    )
    assert (Applicant.objects.count(), Application.objects.get().history.count()) == (1, 1)
    assert Application.objects.get().answers == {"first_short_text": "Ana", "first_long_text": "Words."}


def test_two_drafts_that_prove_one_new_address_at_once_become_one_persons() -> None:
    cohort = make_cohort(question_set=all_kinds())
    drafts = [start_draft(cohort=cohort, secret=new_secret()) for _ in range(2)]
    codes = [code_of(ask_for_code(each, email="ana@example.org")) for each in drafts]
    proved = at_once(
        *[lambda each=each, code=code: prove(each, code=code) for each, code in zip(drafts, codes, strict=True)]
    )
    assert {each.attached.application.applicant.user for each in proved} == {User.objects.get()}
    assert Application.objects.exclude(status="duplicate").count() == 1


def test_one_code_typed_twice_at_once_is_no_error() -> None:
    cohort, user = make_cohort(question_set=all_kinds()), make_verified_user("ana@example.org")
    own = start_application(cohort=cohort, user=user)
    draft = start_draft(cohort=cohort, secret=new_secret())
    code = code_of(ask_for_code(draft, email=user.email))

    def type_it() -> str:
        try:
            return prove(draft, code=code).attached.how
        except ApplyingRefused:
            return "gone"

    assert "together" in at_once(type_it, type_it)
    assert Application.objects.get() == own
