"""Applying without an account: the draft of a browser, until its person proves an address."""

import pytest
from django.test import Client

from applicants.models import Application, EmailProof, Notice
from applicants.services.proving import code_of
from cohorts.models import Cohort
from tests.applicants.applying.factories import GOOD, all_kinds, sent
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    return make_cohort(slug="spring", name="Spring", question_set=all_kinds())


def test_the_whole_way_without_an_account(client: Client, cohort: Cohort) -> None:
    assert client.get("/apply/spring/").status_code == 200
    assert client.get("/apply/spring/your-details/").status_code == 200
    assert Application.objects.count() == 0
    assert client.post("/apply/spring/your-details/", {"name": "Ana"})["Location"] == "/apply/spring/email/"
    assert client.post("/apply/spring/first/", sent(GOOD))["Location"] == "/apply/spring/second/"
    application = Application.objects.get()
    assert (application.applicant.user, application.applicant.name, application.answers["first_one_of"]) == (None, "Ana", "b")
    assert client.post("/apply/spring/review/").status_code == 422
    assert client.post("/apply/spring/email/", {"email": "Ana@Example.org"})["Location"] == "/apply/spring/email/code/"
    code = code_of(EmailProof.objects.get())
    assert client.post("/apply/spring/email/code/", {"code": code.lower()})["Location"] == "/apply/spring/first/"
    sent_to = client.post("/apply/spring/review/")["Location"]
    assert sent_to == f"/my/{application.public_id}/receipt/"
    assert client.get(sent_to).status_code == 200
    receipt = Notice.objects.get(kind="receipt")
    assert receipt.to == "ana@example.org"
    assert "I learned\nby doing." in receipt.body
