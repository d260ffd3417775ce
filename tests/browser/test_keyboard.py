"""What people do all day, without a mouse: the register, getting around."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Contexts
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def opened(contexts: Contexts, who: str, path: str, **options: Any) -> Page:
    page = contexts.of(who, **options).new_page()
    page.goto(contexts.site.url + path)
    return page


def focused(page: Page, script: str = "e => e.textContent.trim()") -> str:
    """Something about the element that has the focus; by default its words."""
    return page.evaluate(f"({script})(document.activeElement)")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_skip_link_comes_first_and_leads_to_the_content(site: Site, contexts: Contexts) -> None:
    page = opened(contexts, "manager", site.path("reports:home"))
    press(page, "Tab")
    assert focused(page) == "Skip to the content"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
    press(page, "Enter", "Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    page.close()


def test_user_menu_opens_and_closes_by_keyboard(site: Site, contexts: Contexts) -> None:
    page = opened(contexts, "mentor", site.path("mentorship:home"))
    summary = page.locator(".menu-user > summary")
    summary.focus()
    press(page, "Enter", "Tab")
    assert "E-mail address" in focused(page)
    press(page, "Escape")
    assert not page.evaluate("document.querySelector('.menu-user').open")
    assert focused(page, "e => e.tagName") == "SUMMARY"
    page.close()


def test_phone_menu_opens_by_keyboard_and_leads_on(site: Site, contexts: Contexts) -> None:
    page = opened(contexts, "client", site.path("placements:portal"), width=390)
    page.locator(".menu-phone > summary").focus()
    press(page, "Enter", "Tab")
    while "Openings" not in focused(page):
        assert page.evaluate("document.activeElement.closest('.menu-phone') !== null")
        press(page, "Tab")
    press(page, "Enter")
    expect(page).to_have_url(re.compile(r"/portal/openings/$"))
    page.close()


def test_list_is_worked_through_by_keyboard(site: Site, contexts: Contexts) -> None:
    page = opened(contexts, "recruiter", site.path("admin:applications"))
    names = page.locator("[data-drawer-link]").all_inner_texts()
    title, drawer = page.locator("[data-drawer-title]"), page.locator("#drawer > *").first
    press(page, "j", "j", "k")
    assert focused(page) == names[0]
    press(page, "Enter")
    expect(title).to_have_text(names[0])
    expect(title).to_be_focused()
    press(page, "j")
    expect(title).to_have_text(names[1])
    press(page, "ArrowUp")
    expect(title).to_have_text(names[0])
    press(page, "Escape")
    expect(drawer).not_to_be_visible()
    assert focused(page) == names[0]
    press(page, "/")
    assert focused(page, "e => e.id") == "id_search"
    press(page, "j", "?")  # typed, not obeyed
    assert page.locator("#id_search").input_value() == "j?"
    page.locator("[data-drawer-link]").first.focus()
    press(page, "?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    press(page, "Escape")
    expect(page.get_by_role("dialog", name="Keys")).not_to_be_visible()
    page.close()


def test_list_works_without_scripts(site: Site, contexts: Contexts) -> None:
    page = opened(contexts, "recruiter", site.path("admin:applications"), java_script_enabled=False)
    name = page.locator("[data-drawer-link]").first.inner_text()
    page.locator("[data-drawer-link]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.close()
