"""What only the demo offers, and that it is not there otherwise."""

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage, get_connection
from django.test import Client

from careerpath.accounts.demo import DEMO_PEOPLE, demo_email
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_demo_sign_in_is_there_only_in_the_demo(client: Client, settings: Any) -> None:
    make_user(email=demo_email("recruiter"))
    settings.DEMO = False
    assert client.post("/_demo/sign-in/", {"role": "recruiter"}).status_code == 404
    assert "_demo/sign-in" not in client.get("/accounts/login/").text
    settings.DEMO = True
    assert "_demo/sign-in" in client.get("/accounts/login/").text
    response = client.post("/_demo/sign-in/", {"role": "recruiter"})
    assert (response.status_code, response["Location"]) == (302, "/home/")


@pytest.mark.parametrize("key", list(DEMO_PEOPLE))
def test_demo_signs_in_as_each_person(client: Client, settings: Any, key: str) -> None:
    settings.DEMO = True
    user = make_user(email=demo_email(key))
    client.post("/_demo/sign-in/", {"role": key})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_demo_sign_in_knows_only_its_people(client: Client, settings: Any) -> None:
    settings.DEMO = True
    make_user(email="boss@demo.careerpath.example")
    make_user(email=demo_email("mentor"), is_active=False)
    assert client.post("/_demo/sign-in/", {"role": "boss"}).status_code == 404
    assert client.post("/_demo/sign-in/", {"role": "mentor"}).status_code == 404
    assert client.get("/_demo/sign-in/").status_code == 405
    assert "_auth_user_id" not in client.session


def test_mail_page_shows_what_was_sent_newest_first(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.DEMO, settings.EMAIL_FILE_PATH = True, str(tmp_path / "mail")
    assert "No mail yet" in client.get("/_mail/").text
    backend = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=settings.EMAIL_FILE_PATH)
    body = "See http://127.0.0.1:8000/my/ <b>now</b>"
    backend.send_messages(
        [EmailMessage(f"Letter {number}", body, "from@example.org", [f"to{number}@example.org"]) for number in (1, 2)]
    )
    page = client.get("/_mail/").text
    assert page.index("Letter 2") < page.index("Letter 1")
    assert "to1@example.org" in page
    assert 'href="http://127.0.0.1:8000/my/"' in page
    assert "<b>now</b>" not in page


def test_mail_page_is_not_there_outside_the_demo(client: Client, settings: Any) -> None:
    settings.DEMO = False
    assert client.get("/_mail/").status_code == 404
