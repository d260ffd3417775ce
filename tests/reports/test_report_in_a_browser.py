"""A report of a cohort in a real browser: words of charts neither meet nor shrink, one picture is shown, two sheets are printed."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import Client, override_settings
from playwright.sync_api import Browser, Page, Route, sync_playwright
from pypdf import PdfReader

from careerpath.devserver import chromium
from careerpath.ui.plots.samples import SAMPLES
from tests.reports import report_pages

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
SITE = "http://report.test"
CHARTS = """{% extends "base.html" %}{% load look %}{% block title %}Charts{% endblock %}{% block heading %}Charts{% endblock %}
{% block extra_head %}{% include "reports/_styles.html" %}{% endblock %}
{% block content %}{% for chart in report.charts %}{% plot chart forloop.counter|stringformat:"c%s" %}{% endfor %}{% endblock %}"""
WRONG = """() => {
  const wrong = [];
  for (const svg of document.querySelectorAll('svg.drawn')) {
    const box = svg.getBoundingClientRect();
    if (!box.width) continue;
    const scale = box.width / svg.viewBox.baseVal.width;
    const texts = [...svg.querySelectorAll('text')].map(text => ({
      words: text.lastChild.textContent, box: text.getBoundingClientRect(),
      size: parseFloat(getComputedStyle(text).fontSize) * scale,
    }));
    for (const one of texts) {
      if (one.size < 12) wrong.push(`small: ${one.words} ${one.size}`);
      if (one.box.left < box.left - 1 || one.box.right > box.right + 1) wrong.push(`leaves the picture: ${one.words}`);
      for (const other of texts) {
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        if (one !== other && across > 1 && down > 0.3 * one.box.height) wrong.push(`meet: ${one.words} | ${other.words}`);
      }
    }
  }
  return wrong;
}"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(django_db_setup: None, django_db_blocker: Any) -> dict[str, str]:
    """Path -> page: of the report, and of the sample charts. Made before the browser's loop runs in this thread."""
    settings = override_settings(ROOT_URLCONF="tests.reports.report_pages")
    with settings, django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        pages = {"/report/": Client().get("/report/").content.decode()}
        patch.setattr(report_pages, "PAGE", CHARTS)
        patch.setattr(report_pages, "REPORT", {"charts": SAMPLES})
        pages["/charts/"] = Client().get("/report/").content.decode()
    return pages


@pytest.fixture(scope="module")
def browser(report: dict[str, str]) -> Iterator[Browser]:
    if chromium.find() is None:
        pytest.skip("NO CHROMIUM ON THIS MACHINE, so nothing was looked at. On Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium.find(), args=ARGUMENTS)
        yield opened
        opened.close()


def opened(browser: Browser, pages: dict[str, str], path: str, width: int, theme: str = "light") -> Page:
    """The page in a window; what it asks for is answered from here."""

    def answer(route: Route) -> None:
        asked = route.request.url.removeprefix(SITE).split("?")[0]
        if asked in pages:
            route.fulfill(body=pages[asked], content_type="text/html; charset=utf-8")
        elif found := finders.find(asked.removeprefix("/static/")):
            route.fulfill(path=Path(str(found)))
        else:
            route.fulfill(status=404)

    context: Any = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=theme)  # type: ignore[arg-type]
    page: Page = context.new_page()
    page.route("**/*", answer)
    page.goto(SITE + path)
    page.evaluate("document.fonts.ready")
    return page


@pytest.mark.parametrize("width", [1280, 834, 390, 320])
@pytest.mark.parametrize("path", ["/report/", "/charts/"])
def test_words_of_charts_do_not_meet_shrink_or_leave(
    browser: Browser, report: dict[str, str], path: str, width: int
) -> None:
    page = opened(browser, report, path, width)
    assert page.evaluate(WRONG) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.context.close()


@pytest.mark.parametrize(("width", "shown"), [(1280, "wide"), (390, "narrow")])
def test_one_of_two_pictures_is_there_for_everybody(
    browser: Browser, report: dict[str, str], width: int, shown: str
) -> None:
    page = opened(browser, report, "/report/", width)
    assert page.get_by_role("img", name="Impact ratio of each group").count() == 1
    assert page.locator(".drawn:visible").count() == page.locator(f".drawn-{shown}:visible").count() == 4
    page.context.close()


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
@pytest.mark.parametrize("path", ["/report/", "/charts/"])
def test_axe_finds_nothing(browser: Browser, report: dict[str, str], path: str, width: int, theme: str) -> None:
    page = opened(browser, report, path, width, theme)
    assert [f"{one['id']} {one['nodes'][0]['html']}" for one in Axe().run(page).response["violations"]] == []
    page.context.close()


@pytest.mark.parametrize("sheet", ["Letter", "A4"])
def test_report_of_a_cohort_prints_on_two_sheets(browser: Browser, report: dict[str, str], sheet: str) -> None:
    page = opened(browser, report, "/report/", 1280)
    printed = PdfReader(BytesIO(page.pdf(format=sheet)))
    assert len(printed.pages) == 2
    words = " ".join(one.extract_text() for one in printed.pages)
    assert [
        title for title in ("Funnel", "The class beside the pool", "Adverse impact", "Outcomes") if title not in words
    ] == []
    page.context.close()
