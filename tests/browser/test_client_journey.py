"""A client contact's way on a phone: people side by side, an interview asked for, feedback. Each page is looked at wide as well."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Contexts
from tests.browser.site import Site
from tests.browser.test_axe import ASK_AXE, AXE_SCRIPT, DESK, PHONE, RULES

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def looked_at(page: Page) -> None:
    """It fits at both widths, and axe finds nothing serious at either. The page is left as narrow as it was."""
    page.evaluate(AXE_SCRIPT)
    for width, height in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        assert (page.evaluate(WIDE), page.evaluate(ASK_AXE, RULES)) == (0, []), f"{page.url} at {width}"


def present_somebody(site: Site, contexts: Contexts) -> None:
    """Staff present the graduate who fits best to the client's opening."""
    staff = contexts.of("recruiter", width=1280, reduced_motion="reduce").new_page()
    staff.goto(site.url + site.path("admin:placements-opening"))
    staff.get_by_role("button", name=re.compile("^Present")).first.click()
    staff.wait_for_load_state()
    staff.context.close()


def test_contact_compares_asks_and_says_how_it_goes(site: Site, contexts: Contexts) -> None:
    present_somebody(site, contexts)
    page = contexts.of("client", width=390, reduced_motion="reduce").new_page()
    page.goto(site.url + site.path("placements:portal"))
    waiting = page.get_by_role("region", name="Waiting for you")
    assert (waiting.bounding_box() or {"y": 844})["y"] < PHONE[1] / 2  # in the first screen
    expect(waiting.locator("li").filter(has_text="new to you")).not_to_have_count(0)
    looked_at(page)

    boxes = page.get_by_role("checkbox", name=re.compile("^Compare"))
    for number in (0, 1):
        boxes.nth(number).check()
    page.get_by_role("button", name="Compare side by side").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 people side by side")
    looked_at(page)
    boxes_of = [one.bounding_box() for one in page.locator("table.compare tbody tr").first.locator("td").all()]
    assert len({box["x"] for box in boxes_of if box}) == 1  # on a phone under each other
    page.go_back()

    page.locator("#presented ~ * article", has_not_text="Interview").first.get_by_role("link").first.click()
    looked_at(page)
    person = page.url
    page.get_by_role("link", name="Ask for an interview").click()
    looked_at(page)
    page.get_by_label("Times that suit you").fill("Tuesday after 14:00")
    page.get_by_role("button", name="Ask for the interview").click()
    expect(page.locator("main")).to_contain_text("Interview asked for. We arrange it and write to you.")
    assert page.url == person
    page.get_by_role("link", name="Give feedback").click()
    looked_at(page)
    page.get_by_role("radio", name="good", exact=True).check()
    page.get_by_label("What goes well?").fill("Asks good questions.")
    page.get_by_role("button", name="Send the feedback").click()
    expect(page.locator("main")).to_contain_text("Asks good questions.")
    page.context.close()
