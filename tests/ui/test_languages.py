"""The language of a page: chosen, else the browser's; staff pages stay English."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from careerpath.accounts.roles import Role
from careerpath.ui.languages import is_staffs
from tests.factories import make_applicant, make_user

pytestmark = pytest.mark.django_db


def language_of(response: Any) -> str:
    """What the page says its language is."""
    return response.content.decode().partition('<html lang="')[2].partition('"')[0]


def choose(client: Client, language: str, back: str = "/accounts/login/") -> Any:
    return client.post("/language/", {"language": language, "next": back})


def test_the_first_visit_is_in_the_language_of_the_browser(client: Client) -> None:
    response = client.get("/accounts/login/", headers={"accept-language": "es-MX,es;q=0.9,en;q=0.5"})
    assert (language_of(response), "Accept-Language" in response["Vary"]) == ("es", True)
    assert language_of(client.get("/accounts/login/", headers={"accept-language": "fr"})) == "en"


def test_a_chosen_language_stays_whatever_the_browser_says(client: Client) -> None:
    response = choose(client, "es", back="/accommodation/?a=1")
    assert (response.status_code, response["Location"]) == (302, "/accommodation/?a=1")
    assert language_of(client.get("/accounts/login/", headers={"accept-language": "en"})) == "es"


def test_the_control_offers_the_other_language_in_its_own_word(client: Client) -> None:
    assert '<button class="btn btn-sm"' in client.get("/accounts/login/").content.decode()
    assert "Español" in client.get("/accounts/login/").content.decode()
    choose(client, "es")
    page = client.get("/accounts/login/").content.decode()
    assert ("English" in page, "Español" in page) == (True, False)


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "home", "a:b"]
)
def test_the_switch_leads_nowhere_else(client: Client, back: str) -> None:
    assert choose(client, "es", back)["Location"] == "/"


def test_an_unknown_language_is_not_kept(client: Client) -> None:
    choose(client, "tlh")
    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies


def test_the_language_is_not_changed_by_a_link(client: Client) -> None:
    assert client.get("/language/?language=es").status_code == 405


def test_an_applicant_who_chooses_is_written_to_in_that_language(client: Client) -> None:
    applicant = make_applicant(user=make_user())
    client.force_login(applicant.user)
    choose(client, "es")
    applicant.refresh_from_db()
    assert applicant.language == "es"


def test_staff_pages_are_english_whatever_was_chosen(client: Client) -> None:
    client.force_login(make_user(Role.RECRUITER))
    choose(client, "es")
    response = client.get("/admin/")
    assert (language_of(response), response["Content-Language"]) == ("en", "en")
    assert "Español" not in response.content.decode()


def test_which_addresses_are_staffs() -> None:
    assert [is_staffs(path) for path in ("/admin/", "/reports/trend/", "/bootcamp/classes/x/", "/reading/")] == [
        True
    ] * 4
    assert [
        is_staffs(path) for path in ("/", "/apply/x/", "/my/", "/bootcamp/my/", "/reports/about-you/x/", "/class/x/")
    ] == [False] * 6
