"""From the public front page to the receipt: by keyboard alone, and without scripts; in English and in Spanish."""

import pytest
from playwright.sync_api import expect

from applicants.models import Application
from cohorts.models import Section
from tests.browser.applying import NUMBERS, SECTIONS, TEXTS, WORDS, Keyboard, Mouse, apply
from tests.browser.conftest import Contexts
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def check_was_sent(email: str) -> None:
    application = Application.objects.get(applicant__email=email)
    assert application.status == "submitted"
    assert application.applicant.name == "Ada Okafor"
    assert application.answers == {
        "adult": True,
        "work_authorised": True,
        "full_time": True,
        **{key: int(number) for key, number in NUMBERS.items()},
        **dict.fromkeys(TEXTS, WORDS),
    }


@pytest.mark.parametrize("language", ["en", "es"])
def test_somebody_applies_by_keyboard_alone(language: str, site: Site, contexts: Contexts) -> None:
    context = contexts.of("nobody", locale="en-US")
    page = apply(Keyboard(context.new_page()), site, email=f"keys-{language}@example.org", language=language)
    assert page.locator("html").get_attribute("lang") == language
    expect(page.locator("main")).to_contain_text(WORDS)  # what was sent stands on the receipt
    context.close()
    check_was_sent(f"keys-{language}@example.org")


@pytest.mark.parametrize("language", ["en", "es"])
def test_somebody_applies_without_scripts(language: str, site: Site, contexts: Contexts) -> None:
    context = contexts.of("nobody", java_script_enabled=False, locale="en-US")
    page = apply(Mouse(context.new_page()), site, email=f"plain-{language}@example.org", language=language)
    assert page.locator("html").get_attribute("lang") == language
    titles = [
        section.translations.get(language, {}).get("title") or section.title
        for section in Section.objects.filter(question_set__cohorts__slug=site.things.open_slug).order_by("position")
    ]
    assert len(titles) == len(SECTIONS)
    assert set(titles) <= set(page.locator("main h2").all_inner_texts())
    context.close()
    check_was_sent(f"plain-{language}@example.org")


def test_without_scripts_a_conditional_question_stands_there_and_says_when(site: Site, contexts: Contexts) -> None:
    context = contexts.of("nobody", java_script_enabled=False, locale="en-US")
    page = context.new_page()
    page.goto(f"{site.url}/apply/{site.things.open_slug}/learning/")
    question = page.locator("[data-key=course_finished]")
    expect(question).to_be_visible()
    expect(question.locator(".only-if")).to_have_text(
        "Only if you answered “Yes” to “Have you started a longer course or boot camp before?”."
    )
    context.close()


def test_sent_twice_is_sent_once(site: Site, contexts: Contexts) -> None:
    context = contexts.of("nobody", locale="en-US")
    page = context.new_page()
    hands = Mouse(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    apply(hands, site, email="twice@example.org", language="en")
    assert sum(url.endswith("/review/") for url in sent) == 1
    page.go_back()  # to the review page, as it was
    page.wait_for_load_state()
    if page.locator(".send button").count():
        page.locator(".send button").dblclick()
    page.wait_for_url("**/my/**")
    assert Application.objects.filter(applicant__email="twice@example.org").count() == 1
    context.close()
