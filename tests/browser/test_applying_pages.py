"""The pages of the form as they are met: accessible with errors too, 320 px wide, light, still; and what they ask."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils.html import escape
from playwright.sync_api import BrowserContext, Page

from cohorts.conditions import Condition
from tests.browser.applying import field, saved, section
from tests.browser.conftest import Contexts
from tests.browser.site import Site
from tests.browser.test_axe import RULES

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SECTION_BYTES, FIRST_BYTES = 60_000, 100_000
SHIFTS = """
    window.shifted = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((one) => one.hadRecentInput || (window.shifted += one.value)))
      .observe({ type: "layout-shift", buffered: true });
"""


def trouble(page: Page) -> list[str]:
    """What axe finds, of any gravity, and whether the page scrolls sideways."""
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = [f"scrolls sideways by {over} px"] if over else []
    for one in Axe().run(page, options=RULES).response["violations"]:
        found += [f"axe {one['id']}: {node['html'][:160]}" for node in one["nodes"][:3]]
    return found


def test_every_page_of_the_form_is_accessible_and_fits_320_px_with_errors_too(site: Site, contexts: Contexts) -> None:
    context = contexts.of("nobody", width=320, locale="en-US")
    page = section(context, site)
    form = f"{site.url}/apply/{site.things.open_slug}"
    wrong = {"motivation": trouble(page)}
    field(page, "why_health").fill("A moment.")
    page.keyboard.press("Tab")
    saved(page)
    for name in ("your-details/", "email/", "learning/"):  # sent empty
        page.goto(f"{form}/{name}")
        wrong[name] = trouble(page)
        page.locator(".form-actions button").first.click()
        page.wait_for_selector("#error-summary")
        assert page.evaluate("document.activeElement.id") == "error-summary"
        page.locator("#error-summary a").first.click()
        assert page.evaluate("document.activeElement.closest('.question') !== null")  # it leads to the field
        wrong[f"{name} with errors"] = trouble(page)
    for name in ("", "resume/", "review/", "link/"):
        page.goto(f"{form}/{name}")
        wrong[name or "the parts"] = trouble(page)
    page.goto(f"{form}/email/")
    page.locator("#id_email").fill("narrow@example.org")
    page.locator(".form-actions button").first.click()
    page.wait_for_selector("#id_code")
    wrong["code"] = trouble(page)
    assert {name: found for name, found in wrong.items() if found} == {}
    context.close()


@pytest.mark.parametrize("name", ["about-you/", "learning/", "motivation/", "your-details/", ""])
def test_a_page_of_the_form_is_light_and_nothing_moves_on_it(name: str, site: Site, contexts: Contexts) -> None:
    context = contexts.of("nobody", width=390, locale="en-US")
    context.add_init_script(SHIFTS)
    page, sizes = weighed(context, f"{site.url}/apply/{site.things.open_slug}/{name}")
    assert sum(sizes.values()) < SECTION_BYTES, sizes
    assert page.evaluate("window.shifted") == 0
    context.close()


def test_the_first_page_is_light(site: Site, contexts: Contexts) -> None:
    context = contexts.of("nobody", width=390, locale="en-US")
    _page, sizes = weighed(context, site.url)
    assert sum(sizes.values()) < FIRST_BYTES, sizes
    context.close()


def weighed(context: BrowserContext, address: str) -> tuple[Page, dict[str, int]]:
    """A page in an empty cache, and the bytes of each answer as a server sends them that compresses what is not a font."""
    page = context.new_page()
    answers: list[Any] = []
    page.on("requestfinished", lambda request: answers.append(request.response()))
    page.goto(address, wait_until="networkidle")
    sizes = {}
    for answer in answers:
        body = answer.body()
        small = body if answer.url.endswith(".woff2") else gzip.compress(body, 6)
        sizes[answer.url.removeprefix(context.pages[0].url)] = len(small) + 250  # and about so much of headers
    return page, sizes


CONDITIONS = [
    Condition(key, operator, values)
    for key in ("yes", "no", "none", "one", "some", "whole", "decimal", "day", "words")
    for operator, values in (
        *(("answered", ()), ("not_answered", ())),
        *((operator, values) for operator in ("is", "is_not") for values in (("yes",), ("no", "b"), ("7",), ("7.50",))),
        *((operator, (value,)) for operator in ("at_least", "at_most") for value in ("7", "7.5", "12", "2026-03-01")),
    )
]
STORED = {
    "yes": True,
    "no": False,
    "one": "b",
    "some": ["a", "b"],
    "whole": 7,
    "decimal": "7.50",
    "day": "2026-02-28",
    "words": "yes",
}


def test_conditions_hold_in_the_browser_as_they_do_on_the_server(site: Site, contexts: Contexts) -> None:
    """Each with answers of another page, and with the same answers given on the page itself."""
    kinds = {"yes": "yes_no", "no": "yes_no", "none": "short_text", "some": "some_of", "whole": "whole_number"}
    kinds |= {"decimal": "decimal", "one": "one_of", "day": "date", "words": "short_text"}

    def controls(key: str) -> str:
        said = STORED.get(key)
        said = {True: "yes", False: "no", None: ""}.get(said, said) if not isinstance(said, list) else said
        return "".join(
            f'<input type="{"checkbox" if isinstance(said, list) else "text"}" name="q_{key}" value="{value}" checked>'
            for value in (said if isinstance(said, list) else [said])
        )

    here = "".join(
        f'<div data-key="{key}" data-kind="{kind}">{controls(key)}<b class="field-error"></b></div>'
        for key, kind in kinds.items()
    )
    hanging = "".join(
        f'<div class="hangs" data-key="k{place}" data-kind="short_text" data-show-if="{escape(json.dumps([one.as_stored()]))}">'
        f'<input name="q_k{place}"></div>'
        for place, one in enumerate(CONDITIONS)
    )
    wanted = [one.holds(STORED.get(one.question)) for one in CONDITIONS]
    script = Path(settings.BASE_DIR, "static/js/applying.js")
    context = contexts.of("nobody", locale="en-US")
    page = context.new_page()
    for elsewhere, before in ((json.dumps(STORED), ""), ("{}", here)):
        page.set_content(
            f'<form data-save="/" data-elsewhere="{escape(elsewhere)}">{before}{hanging}</form>'
            '<p data-saving data-words="{}"></p><p data-spoken></p>'
        )
        page.add_script_tag(path=script)
        shown = page.eval_on_selector_all(".hangs", "all => all.map((one) => !one.hidden)")
        assert [one for one, is_shown, holds in zip(CONDITIONS, shown, wanted, strict=True) if is_shown != holds] == []
    context.close()
