"""Signing up and in by a code sent to the address."""

import re
import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client

from careerpath.accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limits_from_other_tests() -> None:
    cache.clear()


def code_in_mail() -> str:
    found = re.search(r"^([A-Z0-9]{4}-?[A-Z0-9]{4})$", mail.outbox[-1].body, re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found.group(1)


def make_confirmed(email: str) -> User:
    user = make_user(email=email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def test_sign_up_asks_only_for_the_address(client: Client) -> None:
    page = client.get("/accounts/signup/").text
    main = page[page.index("<main") : page.index("</main")]
    assert set(re.findall(r'<input[^>]*name="([^"]+)"', main)) == {"csrfmiddlewaretoken", "email"}


def test_sign_up_by_code_makes_a_confirmed_account_and_comes_back(client: Client) -> None:
    client.post("/accounts/signup/", {"email": "Ana@Example.org", "next": "/my/"})
    assert not client.session.get("_auth_user_id")
    assert mail.outbox[0].subject == f"{code_in_mail()} is your code for CareerPath"
    response = client.post("/accounts/confirm-email/", {"code": code_in_mail()})
    assert (response.status_code, response["Location"]) == (302, "/my/")
    user = User.objects.get()
    assert (user.email, user.has_usable_password()) == ("ana@example.org", False)
    assert EmailAddress.objects.get().verified
    assert client.session["_auth_user_id"] == str(user.pk)


def test_sign_in_by_code_comes_back_to_where_one_was(client: Client) -> None:
    user = make_confirmed("ana@example.org")
    asked = client.post("/accounts/login/code/", {"email": "ana@example.org", "next": "/my/"})
    assert asked["Location"] == "/accounts/login/code/confirm/?next=%2Fmy%2F"
    page = client.get(asked["Location"]).text
    assert '<input type="hidden" name="next" value="/my/"' in page
    response = client.post("/accounts/login/code/confirm/", {"code": code_in_mail(), "next": "/my/"})
    assert (response.status_code, response["Location"]) == (302, "/my/")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_wrong_code_says_so_and_three_are_the_end(client: Client) -> None:
    make_confirmed("ana@example.org")
    client.post("/accounts/login/code/", {"email": "ana@example.org"})
    first = client.post("/accounts/login/code/confirm/", {"code": "AAAA-AAAA"})
    assert first.status_code == 200
    assert "Incorrect code." in first.text
    code = code_in_mail()
    client.post("/accounts/login/code/confirm/", {"code": "AAAA-AAAB"})
    third = client.post("/accounts/login/code/confirm/", {"code": "AAAA-AAAC"}, follow=True)
    assert "Too many failed login attempts. Try again later." in third.text
    assert EXPIRED not in third.text
    client.post("/accounts/login/code/confirm/", {"code": code})
    assert "_auth_user_id" not in client.session


EXPIRED = "This code has expired. Ask for a new one: it works for 15 minutes, in the browser that asked for it."


def test_an_expired_code_leads_to_a_new_one_with_a_message(client: Client, monkeypatch: Any) -> None:
    make_confirmed("ana@example.org")
    client.post("/accounts/login/code/", {"email": "ana@example.org"})
    code, now = code_in_mail(), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 15 * 60 + 5)
    response = client.post("/accounts/login/code/confirm/", {"code": code, "next": "/my/"}, follow=True)
    assert "_auth_user_id" not in client.session
    assert response.redirect_chain == [("/accounts/login/?next=%2Fmy%2F", 302)]
    assert response.text.count(EXPIRED) == 1


def test_an_expired_code_of_a_sign_up_signs_nobody_in(client: Client, monkeypatch: Any) -> None:
    client.post("/accounts/signup/", {"email": "ana@example.org"})
    code, now = code_in_mail(), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 15 * 60 + 5)
    response = client.post("/accounts/confirm-email/", {"code": code}, follow=True)
    assert "_auth_user_id" not in client.session
    assert not EmailAddress.objects.get().verified
    assert response.text.count(EXPIRED) == 1
    monkeypatch.undo()
    client.post("/accounts/login/code/", {"email": "ana@example.org"})
    client.post("/accounts/login/code/confirm/", {"code": code_in_mail()})
    assert "_auth_user_id" in client.session
    assert EmailAddress.objects.get().verified


def test_a_code_written_into_another_browser_says_so(client: Client) -> None:
    make_confirmed("ana@example.org")
    client.post("/accounts/login/code/", {"email": "ana@example.org"})
    response = Client().post("/accounts/login/code/confirm/", {"code": code_in_mail()}, follow=True)
    assert EXPIRED in response.text


def test_the_answer_does_not_tell_who_has_an_account(client: Client) -> None:
    make_confirmed("ana@example.org")
    there = client.post("/accounts/login/code/", {"email": "ana@example.org"})
    absent = Client().post("/accounts/login/code/", {"email": "eva@example.org"})
    assert (there.status_code, there["Location"]) == (absent.status_code, absent["Location"])
    assert "There is no account under this address yet." in mail.outbox[-1].body


def test_signing_up_again_is_told_by_mail_how_to_sign_in(client: Client) -> None:
    make_confirmed("ana@example.org")
    new = Client().post("/accounts/signup/", {"email": "new@example.org"})
    again = client.post("/accounts/signup/", {"email": "ana@example.org"})
    assert again["Location"] == new["Location"]
    assert "http://testserver/accounts/login/" in mail.outbox[-1].body
    assert User.objects.filter(email="ana@example.org").count() == 1


def test_next_never_leads_to_another_host(client: Client) -> None:
    make_confirmed("ana@example.org")
    client.post("/accounts/login/code/", {"email": "ana@example.org", "next": "https://evil.example/"})
    response = client.post("/accounts/login/code/confirm/", {"code": code_in_mail()})
    assert response["Location"] == "/home/"
