"""Pages that anybody may read."""

import gzip
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from cohorts.models import Cohort
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db

KB = 1024


def test_front_without_an_open_cohort_says_what_will_be_here(client: Client) -> None:
    page = client.get("/").text
    assert "Nobody can apply just now." in page
    assert "The next class and its deadline will stand here." in page
    assert "/apply/" not in page


def test_front_names_the_next_opening(client: Client) -> None:
    opens = timezone.now() + timedelta(days=3)
    make_cohort(name="Autumn", opens_at=opens, closes_at=opens + timedelta(days=30))
    page = client.get("/").text
    assert "Autumn opens on" in page
    assert "/apply/" not in page


def test_front_shows_the_deadline_with_weekday_in_the_zone_of_the_cohort(client: Client) -> None:
    closes = datetime(2099, 12, 2, 4, 59, tzinfo=UTC)
    make_cohort(slug="spring", closes_at=closes, time_zone="America/New_York")
    assert "Tue 1 Dec 2099, 23:59 EST" in client.get("/").text
    Cohort.objects.update(time_zone="Europe/Berlin")
    assert "Wed 2 Dec 2099, 05:59 CET" in client.get("/").text


def test_front_has_one_button_and_it_leads_to_the_cohort_that_closes_first(client: Client) -> None:
    make_cohort(slug="later", closes_at=timezone.now() + timedelta(days=20))
    make_cohort(slug="sooner", closes_at=timezone.now() + timedelta(days=2))
    page = client.get("/").text
    assert re.findall(r'btn-primary[^"]*"\s+href="([^"]+)"', page) == ["/apply/sooner/"]
    assert 'href="/apply/later/"' in page


@pytest.mark.parametrize("classes", [1, 3])
def test_front_asks_the_database_five_times(client: Client, django_assert_num_queries, classes: int) -> None:
    """For the menu, the open classes, the rubric of the first (sorted by, announced), the classes with public figures."""
    for _ in range(classes):
        make_cohort()
    with django_assert_num_queries(5):
        client.get("/")


def test_front_weighs_under_100_kb_with_styles_scripts_and_fonts(client: Client) -> None:
    make_cohort()
    page = client.get("/").text
    weight = len(gzip.compress(page.encode()))
    linked = set(re.findall(r'(?:href|src)="/static/([^"#]+)', page))
    seen: set[str] = set()
    while linked:
        name = linked.pop()
        seen.add(name)
        content = Path(str(finders.find(name))).read_bytes()
        weight += len(content) if name.endswith(".woff2") else len(gzip.compress(content))
        if name.endswith(".css"):
            folder = Path(name).parent
            used = re.findall(r'url\("?([^")]+)"?\)', content.decode())
            # A font with a range of letters is fetched when one of them is on the page; these pages are written in Latin letters.
            files = {_plain(folder / use) for use in used if not use.startswith("data:") and "latin-ext" not in use}
            linked |= files - seen
    assert any(name.endswith(".woff2") for name in seen)
    assert weight < 100 * KB


def _plain(path: Path) -> str:
    parts: list[str] = []
    for part in path.parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def test_cohort_page_offers_to_apply_only_while_it_is_open(client: Client) -> None:
    make_cohort(slug="spring")
    assert 'href="/apply/spring/"' in client.get("/cohorts/spring/").text
    Cohort.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    page = client.get("/cohorts/spring/").text
    assert "Applications are closed." in page
    assert 'href="/apply/spring/"' not in page
    assert client.get("/cohorts/nowhere/").status_code == 404


def test_assessed_page_says_what_counts_what_does_not_and_who_decides(client: Client) -> None:
    page = client.get("/what-is-assessed/").text
    for words in (
        "Drive",
        "Learning agility",
        "years of work experience",
        "It rejects nobody by a score.",
        "ask a person to look again",
        "Ask for an accommodation",
    ):
        assert words in page


@pytest.mark.parametrize("path", ["/", "/what-is-assessed/", "/about/privacy/", "/about/questions/"])
def test_public_pages_hold_the_policy_nothing_inline_and_no_other_host(client: Client, path: str) -> None:
    make_cohort()
    response = client.get(path)
    assert response.status_code == 200
    assert "default-src 'none'" in response["Content-Security-Policy"]
    page = response.text
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert re.findall(r"\sstyle=|\son[a-z]+=|<style", page) == []
    shared = (
        r'<link rel="(?:canonical|alternate)"[^>]+>'  # addresses of our own that others are told; nothing is fetched
    )
    assert re.findall(r'(?:src|href)="(?:https?:)?//', re.sub(shared, "", page)) == []
