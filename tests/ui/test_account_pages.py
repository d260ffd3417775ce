"""Every page of allauth in our frame, with nothing inline."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from careerpath.accounts.models import User
from tests.factories import make_user
from tests.ui.markup import refused

pytestmark = pytest.mark.django_db

ENTRANCES = [
    "account_login",
    "account_signup",
    "account_request_login_code",
    "account_reset_password",
    "account_inactive",
]
OWN = ["account_email", "mfa_index", "account_set_password", "account_logout"]


@pytest.fixture
def somebody() -> User:
    user = make_user(email="somebody@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def check(html: str) -> None:
    assert refused(html) == {}
    assert len(re.findall(r"<h1\b", html)) == 1
    assert 'class="site-header"' in html


@pytest.mark.parametrize("name", ENTRANCES)
def test_entrance_is_in_our_frame(name: str) -> None:
    check(Client().get(reverse(name)).content.decode())


@pytest.mark.parametrize("name", OWN)
def test_own_account_page_is_in_our_frame(somebody: User, name: str) -> None:
    client = Client()
    client.force_login(somebody)
    check(client.get(reverse(name)).content.decode())


def test_sign_in_by_code_goes_all_the_way(somebody: User) -> None:
    client = Client()
    page = client.post(reverse("account_request_login_code"), {"email": somebody.email}, follow=True).content.decode()
    check(page)
    assert somebody.email in page
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", mail.outbox[-1].body, re.MULTILINE)
    assert code is not None
    assert client.post(reverse("account_confirm_login_code"), {"code": code.group(1)}).headers["Location"] == reverse(
        "home"
    )


def test_wrong_code_is_said_beside_the_field(somebody: User) -> None:
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": somebody.email})
    html = client.post(reverse("account_confirm_login_code"), {"code": "WRONG1"}, follow=True).content.decode()
    assert "invalid-feedback" in html


def test_wrong_password_opens_the_fold_it_stands_in(somebody: User) -> None:
    somebody.set_password("the-right-one-12")
    somebody.save()
    answer = {"login": somebody.email, "password": "not-it-at-all"}
    html = Client().post(reverse("account_login"), answer).content.decode()
    assert re.search(r'<details class="fold"\s+open>', html)


def test_password_signs_in_whoever_set_one(somebody: User) -> None:
    somebody.set_password("the-right-one-12")
    somebody.save()
    answer = {"login": somebody.email, "password": "the-right-one-12"}
    assert Client().post(reverse("account_login"), answer).headers["Location"] == reverse("home")


def test_sign_in_page_offers_roles_in_the_demo(settings) -> None:
    settings.DEMO = True
    assert "Look around the demonstration" in Client().get(reverse("account_login")).content.decode()


def test_sign_in_page_offers_no_roles_outside_the_demo(settings) -> None:
    settings.DEMO = False
    assert "Look around the demonstration" not in Client().get(reverse("account_login")).content.decode()
