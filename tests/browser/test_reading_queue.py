"""The reading queue in a real browser: by keyboard only, on a phone, without a connection, on two devices, pressed twice."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Contexts
from tests.browser.site import Site
from tests.browser.test_axe import ASK_AXE, RULES

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture
def window(contexts: Contexts) -> Iterator[BrowserContext]:
    context = contexts.of("reviewer", locale="en-US")
    yield context
    context.close()


def opened(context: BrowserContext, site: Site) -> Page:
    """The next one of the round, with whatever leaving asks answered with yes."""
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(site.url + site.path("reviews:round"))
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def saved(page: Page) -> None:
    expect(page.locator("[data-said]")).to_have_text(re.compile("^Saved"))


def comment_on_the_server(page: Page) -> str:
    other = page.context.new_page()
    other.goto(page.url)
    found = other.locator("[name=comment]").input_value()
    other.close()
    return found


def test_an_application_is_read_by_keyboard_only_and_the_next_one_follows(site: Site, window: BrowserContext) -> None:
    page = opened(window, site)
    first, label = page.url, page.locator("h1").inner_text()
    press(page, "4", "3", "5")
    assert page.locator(".mark-row.is-current legend").inner_text() == "You recommend"
    press(page, "4", "Control+Enter")  # a 5 needs a sentence, and there is no comment yet
    expect(page.locator(".still-missing")).to_have_text("Words: write what made it a 5. 1 more after that.")
    assert page.evaluate("document.activeElement.name") == "note_words"
    page.keyboard.type("Plain words, 1 to 5.")  # typed, not obeyed
    press(page, "Escape", "a")
    expect(page.locator("[data-row=mark_words] ol")).to_be_visible()
    press(page, "c")
    page.keyboard.type("Says what they did, and why.")
    saved(page)
    press(page, "Control+Enter")
    expect(page.locator("h1")).not_to_have_text(label)
    page.goto(first)
    assert page.locator("input:checked").evaluate_all("found => found.map((each) => each.value)") == [
        "4",
        "3",
        "5",
        "4",
    ]
    expect(page.locator("[name=note_words]")).to_have_value("Plain words, 1 to 5.")
    expect(page.get_by_role("button", name="Save the change")).to_be_visible()


def test_a_lost_connection_keeps_the_draft_and_two_devices_do_not_overwrite_each_other(
    site: Site, window: BrowserContext, contexts: Contexts
) -> None:
    page = opened(window, site)
    window.set_offline(True)
    press(page, "2", "c")
    page.keyboard.type("Written in a tunnel.")
    expect(page.locator("[data-said]")).to_contain_text("no connection")
    window.set_offline(False)
    saved(page)
    assert comment_on_the_server(page) == "Written in a tunnel."
    page.route("**/draft/", lambda route: route.fulfill(status=503, body="away"))
    page.locator("[name=comment]").fill("The server was away.")
    expect(page.locator("[data-said]")).to_have_text("Not saved yet, we keep trying")
    page.reload()
    expect(page.locator("[name=comment]")).to_have_value("The server was away.")
    expect(page.locator("[data-said]")).to_have_text("Not saved yet, we keep trying")
    other_window = contexts.of("reviewer", locale="en-US")
    other = opened(other_window, site)
    page.unroute("**/draft/")
    saved(page)
    with page.expect_response("**/draft/"):
        page.locator("[name=comment]").fill("From the desk.")
    other.locator("[name=comment]").fill("From the telephone.")
    expect(other.locator("[data-conflict]")).to_be_visible()
    assert comment_on_the_server(page) == "From the desk."
    with other.expect_response("**/draft/"):
        other.get_by_role("button", name="Keep what stands here").click()
    assert comment_on_the_server(page) == "From the telephone."
    other_window.close()


def test_on_a_phone_the_scorecard_slides_up_and_two_presses_are_one_scoresheet(site: Site, contexts: Contexts) -> None:
    context = contexts.of("reviewer", 390, locale="en-US", reduced_motion="reduce")
    page = opened(context, site)
    before = page.url
    scorecard = page.locator("form.scorecard")
    expect(scorecard).to_be_hidden()
    page.get_by_role("button", name="Scorecard").click()
    expect(scorecard).to_be_visible()
    for key in ("mark_drive", "mark_learning", "mark_words", "recommendation"):
        page.locator(f"#id_{key}_3").check()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(ASK_AXE, RULES) == []
    page.get_by_role("button", name="Back to the text").click()
    expect(scorecard).to_be_hidden()
    page.get_by_role("button", name="Scorecard 4 of 4").click()
    page.locator("[name=comment]").fill("Read on the bus.")
    page.get_by_role("button", name="Save and next").dblclick()
    page.wait_for_url(lambda url: url != before)
    page.goto(site.url + reverse("reviews:read"))
    assert page.locator(f'a[href="{before.removeprefix(site.url)}"]').count() == 1
    context.close()
