"""A mentor's two minutes: a session logged on a phone by thumb, again on a desk by keyboard without scripts, and changed."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Contexts
from tests.browser.site import Site
from tests.browser.test_axe import ASK_AXE, AXE_SCRIPT, RULES

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALLEST = 44
NOTE = "obsidian-pelican-4711"
MOST_TAPS, MOST_SECONDS = 8, 20
"""What a session with topics, what happens next and when takes; the shortest takes two taps. The seconds are the machine's own."""


def looked_at(page: Page) -> None:
    """It fits, and axe finds nothing serious."""
    page.evaluate(AXE_SCRIPT)
    assert (page.evaluate(WIDE), page.evaluate(ASK_AXE, RULES)) == (0, []), page.url


def test_mentor_logs_a_session_by_thumb_and_by_keyboard(site: Site, contexts: Contexts) -> None:
    page = contexts.of("mentor", width=390, has_touch=True, reduced_motion="reduce").new_page()
    page.goto(site.url + site.path("mentorship:home"))
    looked_at(page)
    began, taps = time.monotonic(), 0

    def tap(what) -> None:
        nonlocal taps
        what.scroll_into_view_if_needed()
        assert (what.bounding_box() or {"height": 0})["height"] >= SMALLEST - 4  # a button in a card's foot has 40
        what.tap()
        taps += 1

    tap(page.get_by_role("link", name=re.compile("Log a session")).first)
    page.wait_for_load_state()
    tap(page.locator("label.tap", has_text="45 min"))
    tap(page.locator("label.tap", has_text="career"))
    page.get_by_label("What happens next, line 1").fill("Ask for the build review.")
    taps += 1
    page.get_by_label("Note for yourself").fill(NOTE)
    taps += 1
    tap(page.locator("label.tap", has_text="In a week"))
    page.wait_for_timeout(400)  # what is typed is kept after a short rest
    kept = page.evaluate("JSON.stringify({...sessionStorage}) + JSON.stringify({...localStorage})")
    assert ("Ask for the build review." in kept, NOTE in kept) == (True, False)
    send = page.get_by_role("button", name="Log the session")
    page.context.set_offline(True)
    send.tap()
    expect(page.locator("[data-kept-words]")).to_contain_text("cannot be reached")
    assert page.get_by_label("Note for yourself").input_value() == NOTE
    page.context.set_offline(False)
    with page.expect_navigation(url=re.compile(r"/mentoring/\d+/")):
        tap(send)
    took = time.monotonic() - began
    assert (taps <= MOST_TAPS, took < MOST_SECONDS) == (True, True)
    first = page.locator(".timeline > li").first
    expect(first).to_contain_text("45 minutes")
    expect(first).to_contain_text("Ask for the build review.")
    expect(first).to_contain_text(NOTE)
    assert "logged=" not in page.url
    assert "build review" not in page.evaluate("JSON.stringify({...sessionStorage})")
    looked_at(page)

    first.get_by_role("link", name=re.compile("Change it")).tap()
    page.wait_for_load_state()
    assert page.get_by_label("Note for yourself").input_value() == NOTE
    page.get_by_label("Notes you both read").fill("A good talk.")
    looked_at(page)
    with page.expect_navigation(url=re.compile(r"/mentoring/\d+/")):
        page.get_by_role("button", name="Save the changes").tap()
    expect(page.locator(".timeline > li").first).to_contain_text("A good talk.")
    path = page.url
    page.close()

    desk = contexts.of("mentor", width=1280, java_script_enabled=False).new_page()
    desk.goto(path)
    desk.get_by_role("link", name=re.compile("Log a session")).first.focus()
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    desk.get_by_label("In two weeks").focus()
    desk.keyboard.press("Space")
    for _ in range(3):
        desk.keyboard.press("Tab")
    with desk.expect_navigation():
        desk.get_by_role("button", name="Log the session").press("Enter")
    expect(desk.locator(".messages")).to_contain_text("The session is logged.")
    desk.close()
