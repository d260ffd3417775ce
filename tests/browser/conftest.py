"""One site and one browser for all tests of this folder."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from careerpath.devserver import chromium
from tests.browser.site import Site, served

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
NO_BROWSER = "NO CHROMIUM ON THIS MACHINE, so nothing was looked at. On Debian: apt-get install chromium"


@pytest.fixture(scope="package")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    """The small programme behind a real web server."""
    if chromium.find() is None:
        pytest.skip(NO_BROWSER)
    with django_db_blocker.unblock(), served() as site:
        yield site


@pytest.fixture(scope="package")
def browser(site: Site) -> Iterator[Browser]:
    """The machine's Chromium. While it runs, the site's database is read through the site only."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread
    try:
        with sync_playwright() as playwright:
            opened = playwright.chromium.launch(executable_path=chromium.find(), args=ARGUMENTS)
            yield opened
            opened.close()
            connections.close_all()  # while the loop runs, this thread has connections nobody else would close
    finally:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
        if before is not None:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture(scope="package")
def contexts(site: Site, browser: Browser) -> Iterator["Contexts"]:
    """Windows that stay open for the package: one for each kind of person, width and theme."""
    contexts = Contexts(site, browser)
    yield contexts
    contexts.close()


class Contexts:
    """Opens a window once and keeps it."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self.site, self.browser = site, browser
        self._open: dict[tuple[str, int, str], BrowserContext] = {}
        self._tabs: dict[str, Page] = {}

    def of(self, who: str, width: int = 1280, theme: str = "light", **options: Any) -> BrowserContext:
        """A window of somebody; one with further options is new each time."""
        key = (who, width, theme)
        if options or key not in self._open:
            height = 844 if width < 500 else 800
            context = self.browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=theme,  # type: ignore[arg-type]
                **options,
            )
            context.set_default_timeout(10_000)
            if who in self.site.sessions:
                context.add_cookies([{"name": "sessionid", "value": self.site.sessions[who], "url": self.site.url}])
            if options:
                return context
            self._open[key] = context
        return self._open[key]

    def tab_of(self, who: str) -> Page:
        """The one tab in which somebody looks at one page after the other: a new one costs as much as a page."""
        if who not in self._tabs:
            self._tabs[who] = self.of(who).new_page()
        return self._tabs[who]

    def close(self) -> None:
        """Close what is open."""
        for context in self._open.values():
            context.close()
