"""Cohorts and forms in the admin: what is published stays as it is."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from careerpath.accounts.roles import Role
from cohorts.models import QuestionSet
from cohorts.services import default_question_set, make_question_set, make_referral_link, next_version
from tests.factories import make_application, make_cohort, make_university

pytestmark = pytest.mark.django_db


@pytest.fixture
def recruiter(signed_in: Any) -> Client:
    return signed_in(Role.RECRUITER)


def page(name: str, obj: Any = None) -> str:
    return f"/admin/cohorts/{name}/" + (f"{obj.pk}/change/" if obj else "")


def draft_form() -> QuestionSet:
    sections = [
        {"slug": "one", "title": "One", "questions": [{"key": "a", "label": "A?", "kind": "yes_no"}]},
        {"slug": "two", "title": "Two", "questions": [{"key": "b", "label": "B?", "kind": "date", "required": True}]},
    ]
    return make_question_set(name="Form", sections=sections, by=None)


@pytest.mark.parametrize("name", ["cohort", "university", "questionset", "referrallink"])
def test_lists_open_for_recruiters_and_managers_and_nobody_else(signed_in: Any, name: str) -> None:
    cohort = make_cohort()
    make_referral_link(cohort=cohort, university=make_university(), by=None)
    assert signed_in(Role.RECRUITER).get(page(name)).status_code == 200
    assert signed_in(Role.MANAGER).get(page(name)).status_code == 200
    assert signed_in(Role.REVIEWER).get(page(name)).status_code in {302, 403}
    assert Client().get(page(name)).status_code == 302


@pytest.mark.parametrize("name", ["cohort", "questionset", "referrallink"])
def test_lists_ask_the_database_as_often_for_three_as_for_one(recruiter: Client, name: str) -> None:
    def one_more() -> None:
        make_referral_link(cohort=make_cohort(), university=make_university(), by=None)
        draft_form()

    one_more()
    recruiter.get(page(name))
    with CaptureQueriesContext(connection) as few:
        recruiter.get(page(name))
    one_more()
    one_more()
    with CaptureQueriesContext(connection) as many:
        recruiter.get(page(name))
    assert len(many) == len(few)


def test_a_published_form_is_shown_and_not_changed(recruiter: Client) -> None:
    form = default_question_set()
    shown = recruiter.get(page("questionset", form))
    assert shown.status_code == 200
    assert f'href="/admin/forms/{form.pk}/"' in shown.text
    assert 'name="_save"' not in shown.text
    assert recruiter.post(page("questionset", form), {"name": "Other"}).status_code == 403
    assert recruiter.post(f"/admin/cohorts/questionset/{form.pk}/delete/", {"post": "yes"}).status_code == 403
    form.refresh_from_db()
    assert form.name == "Potential over experience"


def test_next_version_copies_everything_and_can_be_changed(recruiter: Client) -> None:
    form = default_question_set()
    recruiter.post(f"/admin/forms/{form.pk}/next/")
    copy = QuestionSet.objects.get(version=2)
    columns = (
        "section__slug",
        "key",
        "label",
        "help",
        "kind",
        "required",
        "minimum",
        "maximum",
        "max_length",
        "options",
    )

    def content(of: QuestionSet) -> list[tuple[Any, ...]]:
        return list(of.questions.order_by("section__position", "position").values_list(*columns))

    assert content(copy) == content(form)
    assert not copy.is_published


def test_a_cohort_takes_published_forms_only(recruiter: Client) -> None:
    published, draft = default_question_set(), draft_form()
    shown = recruiter.get("/admin/cohorts/cohort/add/").text
    assert f'<option value="{published.pk}">' in shown
    assert f'<option value="{draft.pk}">' not in shown


def test_referral_links_show_the_address_to_hand_out(recruiter: Client) -> None:
    link = make_referral_link(cohort=make_cohort(slug="spring"), university=make_university(slug="state"), by=None)
    assert f"/apply/spring/?ref={link.code}" in recruiter.get(page("referrallink")).text


def test_applications_keep_the_version_they_began_with() -> None:
    cohort = make_cohort()
    application = make_application(cohort, draft=True)
    cohort.question_set = next_version(cohort.question_set, by=None)
    cohort.save()
    application.refresh_from_db()
    assert application.question_set.version == 1
