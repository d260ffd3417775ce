"""What somebody signed in reads is in no cache when they have gone."""

import pytest
from django.test import Client
from django.urls import reverse

from careerpath.accounts.roles import Role

pytestmark = pytest.mark.django_db


def kept(client: Client, name: str) -> str:
    """What a page says of being kept."""
    return client.get(reverse(name)).headers.get("Cache-Control", "")


@pytest.mark.parametrize("name", ["applicants:mine", "mentorship:mine", "home", "mfa_index"])
def test_page_of_somebody_signed_in_is_kept_by_nobody(name: str, signed_in) -> None:
    assert "no-store" in kept(signed_in(), name)


def test_page_of_a_mentor_with_people_on_it_is_kept_by_nobody(signed_in) -> None:
    assert "no-store" in kept(signed_in(Role.MENTOR), "mentorship:home")


def test_what_a_view_says_itself_stands(signed_in) -> None:
    client = signed_in()
    assert {kept(client, name) for name in ("cohorts:front", "badges:keys")} == {
        "private, no-cache",
        "public, max-age=300",
    }


def test_page_that_is_the_same_for_everybody_does_not_look_up_who_asks(signed_in, django_assert_num_queries) -> None:
    client = signed_in()
    with django_assert_num_queries(0):
        assert "no-store" not in kept(client, "cohorts:robots")
