"""A language that runs from right to left breaks nothing: no sideways scroll on a phone, and what points is mirrored."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Contexts
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

MIRRORED = """() => [...document.querySelectorAll('.icon')]
    .filter(icon => /(left|right)$/.test(icon.querySelector('use').getAttribute('href')))
    .map(icon => getComputedStyle(icon).transform)"""


@pytest.fixture
def page(site: Site, contexts: Contexts, settings: Any) -> Iterator[Page]:
    """A telephone whose reader chose Arabic, of which we have no words: only the direction changes."""
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "العربية")]
    context = contexts.of("applicant", width=390, locale="ar")
    context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "ar", "url": site.url}])
    page = context.new_page()
    yield page
    context.close()


def test_no_page_scrolls_sideways_and_arrows_point_the_other_way(site: Site, page: Page) -> None:
    arrows = []
    for path in ("/", site.path("applicants:apply"), site.path("applicants:section"), site.path("applicants:status")):
        page.goto(site.url + path)
        assert page.locator("html").get_attribute("dir") == "rtl", path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl", path
        arrows += page.evaluate(MIRRORED)
    assert arrows
    assert set(arrows) == {"matrix(-1, 0, 0, 1, 0, 0)"}
