"""A NUL in an address breaks no page."""

import pytest
from django.test import Client
from django.urls import reverse

from careerpath.accounts.roles import Role
from reviews.services.scorecards import shipped_scorecard
from tests.factories import make_user


@pytest.mark.django_db
@pytest.mark.parametrize("nul", ["%00", "%%0000", "%00%00"])
@pytest.mark.parametrize("address", ["reviews/rounds/?cohort=", "reviews/rounds/?before=", "boards/?cohort="])
def test_nuls_in_what_is_asked_for_are_passed_over(client: Client, address: str, nul: str):
    client.force_login(make_user(Role.RECRUITER))
    pages = [client.get(f"/admin/{address}{text}") for text in (f"a{nul}b", "ab", "a%2500b")]
    assert [page.status_code for page in pages] == [200] * 3
    assert list(pages[0].wsgi_request.GET.values()) == ["ab"]


def test_a_nul_in_a_path_is_refused_in_words(client: Client):
    answer = client.get("/\x00/")
    assert (answer.status_code, "We could not read that request" in answer.text) == (400, True)


@pytest.mark.django_db
@pytest.mark.parametrize(("note", "status"), [("a\x00b", 400), ("ab", 302)])
def test_a_nul_in_a_form_is_refused_in_words(client: Client, note: str, status: int):
    """A note is read by the view itself, so no field of a form says that there is one in it."""
    client.force_login(make_user(Role.RECRUITER))
    version = shipped_scorecard("reading")
    page = reverse("admin:reviews-scorecard-edit", args=[version.pk])
    rows = version.document["attributes"]
    data = {f"a{place}-{name}": row[name] for place, row in enumerate(rows) for name in ("key", "name", "weight")}
    data |= {
        f"a{place}-{point}": words for place, row in enumerate(rows) for point, words in enumerate(row["anchors"], 1)
    }
    answer = client.post(page, data | {"attributes": len(rows), "note": note})
    assert (answer.status_code, "We could not read that request" in answer.text) == (status, status == 400)
