"""What programs do: seen, never refused for it. What is too often: refused in words, with nothing lost and nobody else shut out."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from applicants.models import Application, EmailProof, Notice
from applicants.services.flagging import flags_of_form, is_disposable, served_at
from applicants.services.proving import code_of
from careerpath.accounts import limits
from careerpath.accounts.models import Bucket
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from cohorts.models import Cohort
from tests.applicants.applying.factories import ADDRESS, GOOD, all_kinds, prove_address, sent
from tests.factories import make_application, make_cohort

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    return make_cohort(slug="spring", name="Spring", question_set=all_kinds())


def test_the_first_form_sets_the_trap_and_later_ones_do_not(client: Client, cohort: Cohort) -> None:
    for page in ("your-details", "first"):
        assert 'name="company_url"' in client.get(f"/apply/spring/{page}/").text
    client.post("/apply/spring/your-details/", {"name": "Ana"})
    assert 'name="company_url"' not in client.get("/apply/spring/first/").text


@pytest.mark.parametrize(
    ("fields", "seconds", "flags"),
    [
        ({"company_url": ""}, 2, []),
        ({"company_url": ""}, 1.8, ["too_quick"]),
        ({"company_url": "https://buy.example"}, 60, ["honeypot"]),
        ({"company_url": "x", "served": "forged"}, 60, ["honeypot", "too_quick"]),
    ],
)
def test_what_programs_do_is_seen_and_not_refused(
    client: Client, cohort: Cohort, fields: dict[str, str], seconds: float, flags: list[str]
) -> None:
    now = timezone.now().replace(microsecond=0)
    with clock.at(now + timedelta(seconds=seconds)):
        answer = client.post("/apply/spring/your-details/", {"name": "Ana", "served": served_at(now), **fields})
    assert answer["Location"] == "/apply/spring/email/"
    assert Application.objects.get().flags == flags
    prove_address(client, "spring", "ana@mailinator.com")
    client.post("/apply/spring/first/", sent(GOOD))
    assert "/receipt/" in client.post("/apply/spring/review/")["Location"]
    assert Application.objects.get().flags == sorted([*flags, "disposable_address"])


def test_a_form_without_the_mark_says_nothing() -> None:
    assert flags_of_form(trap="", served=None) == []


@pytest.mark.parametrize(
    ("email", "disposable"),
    [("a@mailinator.com", True), ("a@x.MAILINATOR.com", True), ("a@example.org", False), ("", False), ("a@com", False)],
)
def test_throw_away_addresses(email: str, disposable: bool) -> None:
    assert is_disposable(email) is disposable


def test_recruiters_read_what_looked_odd(signed_in: Any) -> None:
    application = make_application(flags=["honeypot", "disposable_address"])
    page = signed_in(Role.RECRUITER).get(f"/admin/applications/{application.pk}/").text
    assert "A hidden field was filled in" in page
    assert "The address is of a throw-away service" in page
    assert "How it was sent" not in signed_in(Role.RECRUITER).get(f"/admin/applications/{make_application().pk}/").text


def test_too_many_codes_are_refused_beside_the_field_and_the_last_one_stays_good(
    client: Client, cohort: Cohort
) -> None:
    client.post("/apply/spring/your-details/", {"name": "Ana"})
    now = timezone.now()
    for minute in range(6):
        with clock.at(now + timedelta(minutes=minute)):
            answer = client.post("/apply/spring/email/", {"email": ADDRESS})
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 360
    assert "That was very often in a short time. Try again in" in answer.text
    assert Notice.objects.filter(kind="code").count() == 5
    other_place = Client(REMOTE_ADDR="198.51.100.7")
    assert other_place.post("/apply/spring/email/", {"email": ADDRESS}).status_code == 302
    proof = EmailProof.objects.filter(application__applicant__name="Ana").latest("pk")
    assert client.post("/apply/spring/email/code/", {"code": code_of(proof)}).status_code == 302


def test_too_many_drafts_from_one_address_are_refused_and_a_browser_with_one_goes_on(
    client: Client, cohort: Cohort
) -> None:
    client.post("/apply/spring/your-details/", {"name": "Ana"})
    Bucket.objects.update(tokens=0)
    answer = Client().post("/apply/spring/your-details/", {"name": "Eva <b>"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "3")
    assert '<input type="hidden" name="name" value="Eva &lt;b&gt;">' in answer.text
    saved = Client().post("/apply/spring/save/", {"q_first_short_text": "Eva"})
    assert (saved.status_code, list(saved.json())) == (429, ["refused"])
    assert client.post("/apply/spring/save/", {"q_first_short_text": "Ana"}).status_code == 200
    assert Application.objects.count() == 1


def test_a_browser_that_saves_without_end_is_slowed(client: Client, cohort: Cohort, monkeypatch) -> None:
    from applicants.views import visiting

    few = limits.Limit("few", size=8, each_hour=1)
    monkeypatch.setattr(visiting, "SHIELD", limits.Shield(few))
    client.post("/apply/spring/your-details/", {"name": "Ana"})
    said = [client.post("/apply/spring/save/", {"q_first_short_text": "Ana"}).status_code for _time in range(12)]
    assert said == [200] * 10 + [429] * 2  # a quarter is let through here, the rest is counted in the database


def test_codes_to_sign_in_with_count_too(client: Client) -> None:
    said = [client.post("/accounts/login/code/", {"email": ADDRESS}).status_code for _time in range(6)]
    assert said == [302] * 5 + [429]
    assert Client(REMOTE_ADDR="198.51.100.7").post("/accounts/login/code/", {"email": ADDRESS}).status_code == 302
