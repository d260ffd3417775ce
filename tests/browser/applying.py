"""Applying in a real browser: the ways through the form that several tests take."""

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from applicants.models import EmailProof
from applicants.services.proving import code_of
from tests.browser.site import Site

WORDS = "My mother is a night nurse. She copied medication lists by hand because two systems did not talk."
YES = ("adult", "work_authorised", "full_time")
SECTIONS = ("about-you", "learning", "motivation")
NUMBERS = {"hours_per_week": "18", "months_learning": "14"}
TEXTS = ("why_health", "taught_yourself")


def code_for(email: str) -> str:
    """The code that was sent to an address last."""
    return code_of(EmailProof.objects.filter(email=email).latest("pk"))


@dataclass
class Keyboard:
    """Moves about with Tab and presses keys, like somebody without a mouse."""

    page: Page

    def to(self, selector: str) -> None:
        """Press Tab until what has the focus is this."""
        for _press in range(90):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"Tab does not lead to {selector}")

    def press(self, selector: str, key: str = "Enter") -> None:
        self.to(selector)
        self.page.keyboard.press(key)

    def follow(self, selector: str) -> None:
        """Go to a link or a button, press Enter and wait for the next page."""
        with self.page.expect_navigation():
            self.press(selector)

    def write(self, selector: str, words: str) -> None:
        self.to(selector)
        self.page.keyboard.insert_text(words)

    choose = press


@dataclass
class Mouse:
    """Clicks; for whoever has no scripts."""

    page: Page

    def follow(self, selector: str) -> None:
        self.page.locator(selector).first.click()

    def press(self, selector: str, key: str = "Enter") -> None:
        self.page.locator(selector).first.check()

    def write(self, selector: str, words: str) -> None:
        self.page.locator(selector).fill(words)


def apply(hands: Keyboard | Mouse, site: Site, *, email: str, language: str) -> Page:
    """From the front page to the receipt."""
    page = hands.page
    page.goto(site.url)
    if language != "en":
        hands.follow(f".languages button[value={language}]")
    page.wait_for_selector(f"html[lang={language}]")
    slug = site.things.open_slug
    hands.follow(f'main a[href="/apply/{slug}/"]')
    hands.follow('a[href$="/your-details/"]')
    hands.write("#id_name", "Ada Okafor")
    hands.follow("button[value=next]")
    hands.write("#id_email", email)
    hands.follow(".form-actions button")
    expect(page).to_have_url(re.compile("/email/code/$"))
    hands.write("#id_code", code_for(email))
    hands.follow(".form-actions button")
    expect(page).to_have_url(re.compile("/about-you/$"))
    for key in YES:
        hands.press(f"input[name=q_{key}][value=yes]", "Space")
    hands.follow("button[value=next]")
    for key, number in NUMBERS.items():
        hands.write(f"#id_q_{key}", number)
    hands.follow("button[value=next]")
    for key in TEXTS:
        hands.write(f"#id_q_{key}", WORDS)
    hands.follow("button[value=next]")
    expect(page).to_have_url(re.compile("/resume/$"))
    hands.follow("button[value=next]")
    expect(page).to_have_url(re.compile("/review/$"))
    hands.follow(".send button")
    expect(page).to_have_url(re.compile("/receipt/$"))
    return page


def section(context: BrowserContext, site: Site, slug: str = "motivation") -> Page:
    """A section of the form, opened; whatever the page asks before it is left is answered with yes."""
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{site.url}/apply/{site.things.open_slug}/{slug}/")
    return page


def saved(page: Page) -> None:
    """Wait until the page says that everything is saved."""
    expect(page.locator("[data-said]")).to_contain_text("Saved")


def field(page: Page, key: str) -> Locator:
    """The text control of a question."""
    return page.locator(f"#id_q_{key}")


def answers(page: Page) -> Any:
    """What the server has for the form on the page: read by opening it once more."""
    other = page.context.new_page()
    other.goto(page.url)
    found = {key: field(other, key).input_value() for key in ("why_health", "taught_yourself", "kept_going")}
    other.close()
    return found
