"""An applicant chooses the time of their interview, and the interviewer opens it: what the access table has nobody for."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Contexts
from tests.browser.interviewee import INTERVIEWEE
from tests.browser.site import Site
from tests.browser.test_axe import DESK, NOTHING_HALF_WAY, PHONE, Looked

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def trouble(page: Page, path: str) -> list[str]:
    """What a person, the policy or axe trips over, on a phone in the dark and on a desk."""
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.emulate_media(color_scheme="dark")
    looked = Looked(page, path)
    looked.fits()
    looked.ask_axe()
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    page.emulate_media(color_scheme="light")
    page.evaluate(NOTHING_HALF_WAY)
    looked.fits()
    looked.ask_axe()
    looked.turn_away()
    return looked.wrong


def test_interview_pages_are_accessible_for_both_sides(site: Site, contexts: Contexts) -> None:
    page, choose = contexts.tab_of(INTERVIEWEE), site.url + site.interview
    assert trouble(page, choose) == []
    page.locator(".slot-times button").first.click()
    expect(page.locator("#yours")).to_have_text("Your time")
    assert trouble(page, choose) == []
    assert trouble(page, choose + "give-back/") == []
    talker = contexts.tab_of("reviewer")
    talker.goto(site.url + "/interviewing/")
    opened = talker.locator("#come ~ * a", has_text="Prepare").first.get_attribute("href")
    assert trouble(talker, f"{site.url}{opened}") == []
    talker.keyboard.press("4")  # the keys of the scorecard work here as they do in reading
    assert talker.locator(".mark-row input:checked").evaluate_all("all => all.map((each) => each.value)") == ["4"]
    talker.goto("about:blank")
