"""An address with a NUL in it is answered in words."""

import pytest
from django.test import Client

from careerpath.accounts.roles import Role
from tests.factories import make_user


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["rounds/?cohort=", "rounds/?before=", "boards/?cohort="])
def test_a_nul_in_an_address_is_refused_in_words(client: Client, address: str):
    client.force_login(make_user(Role.RECRUITER))
    start = "/admin/reviews/" if address.startswith("rounds") else "/admin/"
    answer = client.get(f"{start}{address}a%00b")
    assert (answer.status_code, "We could not read that request" in answer.text) == (400, True)
    assert client.get(f"{start}{address}a%2500b").status_code == 200
