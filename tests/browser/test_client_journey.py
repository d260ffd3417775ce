"""A client contact's way: people side by side, an interview asked for, and feedback; wide and on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Contexts
from tests.browser.site import Site
from tests.browser.test_axe import AXE, RULES

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def looked_at(page: Page) -> None:
    """It fits, and axe finds nothing."""
    assert page.evaluate(WIDE) == 0, page.url
    assert [one["id"] for one in AXE.run(page, options=RULES).response["violations"]] == [], page.url


def present_somebody(site: Site, contexts: Contexts) -> None:
    """Staff present the graduate who fits best to the client's opening."""
    staff = contexts.of("recruiter", width=1280, reduced_motion="reduce").new_page()
    staff.goto(site.url + site.path("admin:placements-opening"))
    buttons = staff.get_by_role("button", name=re.compile("^Present"))
    if buttons.count():  # in the narrow run nobody is left to present
        buttons.first.click()
        staff.wait_for_load_state()
    staff.context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_contact_compares_asks_and_says_how_it_goes(width: int, site: Site, contexts: Contexts) -> None:
    present_somebody(site, contexts)
    # Without scripts: everything here is links and forms.
    page = contexts.of("client", width=width, reduced_motion="reduce").new_page()
    page.goto(site.url + site.path("placements:portal"))
    looked_at(page)
    boxes = page.get_by_role("checkbox", name=re.compile("^Compare"))
    for number in (0, 1):
        boxes.nth(number).check()
    page.get_by_role("button", name="Compare side by side").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 people side by side")
    looked_at(page)
    if width < 500:  # each thing with both people under it
        assert page.locator("table.compare thead").is_hidden() or page.locator("thead").bounding_box()
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
    looked_at(page)
    page.context.close()
