"""Every page in a real browser: axe finds nothing serious, the policy refuses nothing, and a phone scrolls one way only."""

import zlib
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import Page

from tests.access_table import ADMIN_MODELS, NOBODY, SUPERUSER, TABLE
from tests.browser.conftest import Contexts
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

NOT_PAGES = {
    *("admin:reviews-record-pdf", "admin:reviews-export"),
    "mentorship:meeting-invitation",
    *("bootcamp:certificate-file", "badges:keys", "badges:key", "badges:issuer", "badges:revoked"),
    *("badges:achievement", "badges:image"),
    *(
        "placements:document-file",
        "own_placement:document",
        "admin:placements-document-file",
        "admin:placements-evidence-file",
    ),
    *("placements:logo", "admin:placements-client-logo-file"),
    *("placements:export", "placements:interview-calendar", "interviews:calendar"),
    *("health", "ready", "home", "applicants:document", "admin:import-errors", "admin:import-mapping"),
    *("cohorts:sitemap", "cohorts:robots", "cohorts:security", "ui:privacy", "ui:accommodation"),
    *(
        "admin:export-file",
        "admin:operation-csv",
        "reports:snapshot-file",
        "applicants:interview-ics",
        "interviewing:calendar",
        "interviewing:invitation",
        *("interview:choose", "interview:give-back"),  # of one applicant alone: test_own_interview looks at them
        "applicants:everything-json",
        "applicants:everything-zip",
    ),
    *(
        "partners:figures",
        "partners:qr-svg",
        "partners:qr-png",
        "partners:sheet",
        "partners:material",
        "applicants:refer",
    ),
    *("bootcamp:file", "bootcamp:calendar-feed", "bootcamp:handed-in-zip"),
    *("bootcamp:gradebook-export", "bootcamp:gradebook-marks"),
}
"""Answers for machines, files, and what only leads on."""
PAGES = sorted(name for name, row in TABLE.items() if row.method == "get" and name not in NOT_PAGES)
ADMIN_PAGES = sorted(
    f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry
)  # what ADMIN_MODELS leaves out shows up here, as a page nobody may open
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
ASK_AXE = """async (options) => (await axe.run(options)).violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `axe ${one.id}: ` + one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | "))"""
"""Only what is wrong comes back, not all that axe looked at."""
NOTHING_HALF_WAY = """document.getAnimations().forEach(
    (one) => one.effect.getComputedTiming().iterations === Infinity || one.finish())"""
"""A colour that is being blended has the contrast of neither."""
PHONE, DESK = (390, 844), (1280, 800)


def sampled(name: str, part: int) -> bool:
    """One page in `part`, the same ones each time."""
    return zlib.crc32(name.encode()) % part == 0


class Looked:
    """A page that is open, and what a person or the policy would trip over in it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.wrong, self.has_axe = page, list[str](), False
        page.on("console", self.hear)
        page.on("pageerror", self.fail)
        answer = page.goto(address, wait_until="load")
        if answer is None or answer.status >= 400:
            self.wrong.append(f"answered {answer and answer.status}")
        if len(page.query_selector_all("h1")) != 1:
            self.wrong.append("has not exactly one h1")

    def hear(self, message: Any) -> None:
        """What the browser complains of: the policy, a script, a file that is not there."""
        if message.type == "error":
            self.wrong.append(f"console: {message.text}")

    def fail(self, error: Exception) -> None:
        """What a script did not catch."""
        self.wrong.append(f"script: {error}")

    def turn_away(self) -> None:
        """Listen no more: the tab goes on to another page."""
        self.page.remove_listener("console", self.hear)
        self.page.remove_listener("pageerror", self.fail)

    def fits(self) -> None:
        """Nothing is wider than the screen."""
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        if over := self.page.evaluate(wide):
            self.wrong.append(f"scrolls sideways by {over} px")

    def ask_axe(self, *, with_colours: bool = True) -> None:
        """The serious and the critical findings; contrast is more than half of what asking costs."""
        self.page.remove_listener("console", self.hear)  # axe itself tries inline styles, which the policy refuses
        if not self.has_axe:
            self.page.evaluate(AXE_SCRIPT)
            self.has_axe = True
        colours = {"rules": {"color-contrast": {"enabled": with_colours}}}
        self.wrong += self.page.evaluate(ASK_AXE, RULES | colours)
        self.page.on("console", self.hear)


def look(contexts: Contexts, who: str, name: str, path: str, *, is_generated: bool = False) -> dict[str, list[str]]:
    """With axe on a desk; on a phone with axe for one page in five; one in nine in the dark. Nothing wrong is an empty dict.

    Pages that the admin generates have the colours of one style sheet: one in four is asked for their contrast.

    The page is opened once, on the phone, and then given the other size, as when somebody turns their screen: opening it again
    is half of what looking costs. The same tab shows one page after the other, as somebody's does.
    """
    wrong = {}
    with_axe, dark, with_colours = sampled(name, 5), sampled(name, 9), not is_generated or sampled(name, 4)
    page = contexts.tab_of(who)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    looked = Looked(page, contexts.site.url + path)
    looked.fits()
    if with_axe:
        looked.ask_axe(with_colours=with_colours)
    wrong["390"], looked.wrong = looked.wrong, []
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    looked.fits()
    looked.ask_axe(with_colours=with_colours)
    wrong["1280"], looked.wrong = looked.wrong, []
    if dark:
        page.emulate_media(color_scheme="dark")
        page.evaluate(NOTHING_HALF_WAY)
        looked.ask_axe()
        wrong["dark"] = looked.wrong
        page.emulate_media(color_scheme="light")
    looked.turn_away()
    return {screen: found for screen, found in wrong.items() if found}


def somebody(allowed: frozenset[str]) -> str:
    """One who is let in: who came for this page, before those who see everything."""
    return min(allowed, key=lambda who: (who == SUPERUSER, who == NOBODY and len(allowed) < 5, who != NOBODY, who))


@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_fits(name: str, site: Site, contexts: Contexts) -> None:
    assert look(contexts, somebody(TABLE[name].allowed), name, site.path(name)) == {}


@pytest.mark.parametrize("label", ADMIN_PAGES)
def test_admin_pages_are_accessible_and_fit(label: str, site: Site, contexts: Contexts) -> None:
    lookers, changers = ADMIN_MODELS[label]
    wrong = look(contexts, somebody(lookers), label, reverse(f"admin:{label}_changelist"), is_generated=True)
    if label in site.rows:  # the form of an object, or the empty one where there is no object
        path = reverse(f"admin:{label}_change", args=[site.rows[label]])
        wrong |= look(contexts, somebody(lookers), label + "change", path, is_generated=True)
    elif changers:
        wrong |= look(contexts, somebody(changers), label + "add", reverse(f"admin:{label}_add"), is_generated=True)
    assert wrong == {}


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/nothing-here/"])
def test_page_for_everybody_is_accessible_and_fits(path: str, contexts: Contexts) -> None:
    wrong = look(contexts, NOBODY, path, path)
    if path == "/nothing-here/":
        wrong["390"] = [one for one in wrong["390"] if "404" not in one]
        wrong = {screen: found for screen, found in wrong.items() if found}
    assert wrong == {}
