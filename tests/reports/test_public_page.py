"""The public page of a class: there only while published, the same for everybody, nothing finer than four figures."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from careerpath.accounts.roles import Role
from reports.services.publishing import publish, unpublish
from tests.factories import make_cohort, make_user
from tests.reports.snapshot_reports import make_public

pytestmark = pytest.mark.django_db


def published(minority: int = 65, others: int = 30, unknown: int = 0, **more: int):  # type: ignore[no-untyped-def]
    frozen = make_public(make_cohort(time_zone="America/New_York"), minority, others, unknown, **more)
    publish(frozen, by=make_user(Role.MANAGER))
    return frozen


def text_of(html: str) -> str:
    main = html.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_it_is_not_there_until_it_is_published_nor_after(client: Client) -> None:
    frozen = make_public(make_cohort())
    url = reverse("class", args=[frozen.cohort.slug])
    assert client.get(url).status_code == 404
    publish(frozen, by=make_user(Role.MANAGER))
    assert client.get(url).status_code == 200
    unpublish(frozen.cohort, by=make_user(Role.MANAGER))
    assert client.get(url).status_code == 404


def test_it_shows_n_two_shares_with_numerators_denominators_and_response_rates_and_their_basis(client: Client) -> None:
    frozen = published(65, 30, 0, women=37)
    text = text_of(client.get(reverse("class", args=[frozen.cohort.slug])).content.decode())
    for words in (
        "People in the class 95", "Minority members 68.4% 65 of 95 who answered Response rate 100.0%",
        "Women 38.9% 37 of 95 who answered Response rate 100.0%", "any selection other than White alone", "alone counts",
        "Mon 2 Mar 2026, 10:30 EST", "not a finding", "Counts from 1 to 10 are hidden",
    ):  # fmt: skip
        assert words in text, words


def test_hidden_and_bounded_figures_say_so_and_the_hidden_ones_are_nowhere(client: Client) -> None:
    text = text_of(client.get(reverse("class", args=[published(7, 83, 5, women=44).cohort.slug])).content.decode())
    assert "Minority members hidden It would tell of too few people." in text
    assert "Women 46.3% to 56.8% 44 of the 95 in the class How many did not answer is hidden" in text
    assert [figure for figure in ("83", "90 ", "94.7", "7.8") if figure in text.partition("As of")[0]] == []
    text = text_of(client.get(reverse("class", args=[published(45, 25, 25).cohort.slug])).content.decode())
    assert "Minority members 47.4% to 73.7% 45 of 70 who answered Response rate 73.7%" in text


def test_it_is_the_same_for_everybody_whatever_the_address_asks_and_caches_may_keep_it(
    signed_in, client: Client
) -> None:
    url = reverse("class", args=[published().cohort.slug])
    plain = client.get(url)
    client.cookies["theme"] = "dark"
    others = [
        client.get(url, {"minimum": "1", "by": "race", "theme": "dark"}),
        signed_in(Role.MANAGER).get(url),
        signed_in(Role.COMPLIANCE).get(f"{url}?at=2020-01-01"),
    ]
    assert all(other.content == plain.content for other in others)
    assert plain["Cache-Control"] == "public, max-age=300"
    assert plain["Vary"] == "Accept-Language, Accept-Encoding"
    assert not plain.cookies
    assert client.get(url, headers={"if-none-match": plain["ETag"]}).status_code == 304


def test_it_takes_one_query(client: Client, django_assert_num_queries) -> None:
    url = reverse("class", args=[published().cohort.slug])
    with django_assert_num_queries(1):
        client.get(url)


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post(reverse("class", args=[published().cohort.slug])).status_code == 405


def test_the_cohorts_own_page_and_the_front_page_lead_there_while_it_is_published(client: Client) -> None:
    frozen = published()
    link = f'href="{reverse("class", args=[frozen.cohort.slug])}"'
    pages = (reverse("cohorts:cohort", args=[frozen.cohort.slug]), reverse("cohorts:front"))
    assert [link in client.get(url).content.decode() for url in pages] == [True, True]
    unpublish(frozen.cohort, by=make_user(Role.MANAGER))
    assert [link in client.get(url).content.decode() for url in pages] == [False, False]
