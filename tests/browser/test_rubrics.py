"""A rubric made by keyboard, without scripts, on a phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Contexts
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def focus_by_tab(page: Page, role: str, name: str) -> None:
    """Go on by Tab until the control has the focus: so it can be reached, and shows that it has it."""
    wanted = page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
    for _ in range(200):
        page.keyboard.press("Tab")
        if wanted.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError(f"no {role} “{name}” on the way of Tab")


def test_a_rubric_is_made_by_keyboard_without_scripts_on_a_phone(site: Site, contexts: Contexts) -> None:
    page = contexts.of("recruiter", width=390, java_script_enabled=False).new_page()
    page.goto(site.url + site.path("admin:rubric-new"))
    page.get_by_label("Name").focus()
    page.keyboard.type("Made on a phone")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Made on a phone, version 1")
    focus_by_tab(page, "combobox", "Look at")
    page.keyboard.type("How many hours")
    focus_by_tab(page, "button", "Add a criterion")
    page.keyboard.press("Enter")
    weight = page.get_by_role("textbox", name="Weight")
    weight.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("lots")
    for name, words in (("Borderline from", "5"), ("Above from", "10")):
        page.get_by_role("textbox", name=name).focus()
        page.keyboard.press("Control+A")
        page.keyboard.type(words)
    button = page.get_by_role("button", name="Save the draft")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#c0-weight-error")).to_have_text("Write a whole number from 0 to 1,000.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    weight = page.get_by_role("textbox", name="Weight")
    expect(weight).to_have_value("lots")
    weight.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("12")
    page.get_by_role("button", name="Save the draft").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Made on a phone, version 1 is saved as a draft.")).to_be_visible()
    expect(page.locator("#preview")).to_contain_text("applications")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.context.close()


def test_the_preview_follows_a_weight_without_a_click(site: Site, contexts: Contexts) -> None:
    page = contexts.of("recruiter").new_page()
    page.goto(site.url + site.path("admin:rubrics"))
    if page.get_by_role("link", name="Edit").count():
        page.get_by_role("link", name="Edit").first.click()
    else:
        page.get_by_role("button", name="New version").first.click()
    expect(page.locator("#c0-most")).to_be_visible()
    weight = page.locator("#c0-weight")
    with page.expect_response(lambda response: "/preview/" in response.url) as answer:
        weight.fill("0")
    assert answer.value.status == 200
    expect(page.locator("#preview .preview-problems")).to_contain_text("its weight is 0, so it never counts.")
    expect(page.locator("#c0-most")).to_have_text("at most 0")
    page.close()
