"""Nothing that was written is lost: reloads, a lost line, two tabs, an old session. What does not fit is said beside its field."""

import pytest
from playwright.sync_api import expect

from tests.browser.applying import answers, field, saved, section
from tests.browser.conftest import Contexts
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_what_is_written_saves_itself_and_is_there_after_a_reload(site: Site, contexts: Contexts) -> None:
    context = contexts.of("nobody", locale="en-US")
    page = section(context, site)
    field(page, "why_health").press_sequentially("A night nurse.")
    saved(page)  # while the field is still being written in
    field(page, "taught_yourself").fill("Knots.")
    page.keyboard.press("Tab")
    expect(page.locator("[data-spoken]")).to_have_text("Saved just now")
    page.reload()
    expect(field(page, "why_health")).to_have_value("A night nurse.")
    expect(field(page, "taught_yourself")).to_have_value("Knots.")
    context.close()


def test_without_a_connection_the_words_stay_in_the_tab_and_are_saved_when_it_is_back(
    site: Site, contexts: Contexts
) -> None:
    context = contexts.of("nobody", locale="en-US")
    page = section(context, site)
    context.set_offline(True)
    field(page, "why_health").fill("Written in a tunnel.")
    page.keyboard.press("Tab")
    expect(page.locator("[data-said]")).to_contain_text("Not saved yet: no connection.")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator("[data-said]")).to_contain_text("Stay on this page")
    context.set_offline(False)
    saved(page)
    assert answers(page)["why_health"] == "Written in a tunnel."
    context.close()


def test_a_reload_while_the_server_is_away_puts_back_what_was_not_saved(site: Site, contexts: Contexts) -> None:
    context = contexts.of("nobody", locale="en-US")
    page = section(context, site)
    page.route("**/save/", lambda route: route.abort())
    field(page, "why_health").fill("Not yet.")
    page.keyboard.press("Tab")
    expect(page.locator("[data-said]")).to_have_text("Not saved yet, we keep trying")
    page.unroute("**/save/")
    page.route("**/save/", lambda route: route.fulfill(status=503, body="away"))
    page.reload()
    expect(field(page, "why_health")).to_have_value("Not yet.")
    page.unroute("**/save/")
    saved(page)
    assert answers(page)["why_health"] == "Not yet."
    context.close()


def test_two_tabs_keep_what_the_other_wrote(site: Site, contexts: Contexts) -> None:
    context = contexts.of("nobody", locale="en-US")
    first = section(context, site)
    field(first, "kept_going").fill("So that there is a draft.")
    first.keyboard.press("Tab")
    saved(first)
    old = section(context, site)
    old.evaluate("new BroadcastChannel('x')")  # the channel is there
    field(first, "why_health").fill("From the first tab.")
    first.keyboard.press("Tab")
    expect(field(old, "why_health")).to_have_value("From the first tab.")  # shown here too
    field(old, "why_health").evaluate(
        "control => control.value = ''"
    )  # as in a tab on another device, which knows nothing
    field(old, "taught_yourself").fill("From the second tab.")
    with old.expect_navigation():
        old.get_by_role("button", name="Save and continue").click()
    assert answers(first) == {
        "why_health": "From the first tab.",
        "taught_yourself": "From the second tab.",
        "kept_going": "So that there is a draft.",
    }
    context.close()


def test_an_old_token_is_renewed_and_nothing_is_lost(site: Site, contexts: Contexts) -> None:
    context = contexts.of("nobody", locale="en-US")
    page = section(context, site)
    context.clear_cookies(name="csrftoken")
    field(page, "why_health").fill("After a long night.")
    page.keyboard.press("Tab")
    saved(page)
    assert answers(page)["why_health"] == "After a long night."
    context.close()


def test_an_answer_that_does_not_fit_is_said_beside_its_field_and_moves_nothing(site: Site, contexts: Contexts) -> None:
    context = contexts.of("nobody", locale="en-US", reduced_motion="reduce")
    page = section(context, site, "learning")
    below = field(page, "months_learning")
    place = below.bounding_box()
    field(page, "hours_per_week").fill("200")
    page.keyboard.press("Tab")
    expect(page.locator("#id_q_hours_per_week_error")).to_contain_text("200 is above 112, the largest that fits.")
    assert field(page, "hours_per_week").get_attribute("aria-invalid") == "true"
    assert (field(page, "hours_per_week").get_attribute("aria-describedby") or "").endswith("id_q_hours_per_week_error")
    assert page.evaluate("document.activeElement.id") == "id_q_months_learning"  # the focus stays where the person is
    assert below.bounding_box() == place
    field(page, "hours_per_week").fill("20")
    page.keyboard.press("Tab")
    expect(page.locator("#id_q_hours_per_week_error")).to_be_hidden()
    saved(page)
    context.close()


def test_a_question_comes_and_goes_with_the_answer_it_hangs_on(site: Site, contexts: Contexts) -> None:
    context = contexts.of("nobody", locale="en-US")
    page = section(context, site, "learning")
    question = page.locator("[data-key=course_finished]")
    expect(question).to_be_hidden()
    page.locator("input[name=q_course_attended][value=yes]").check()
    expect(question).to_be_visible()
    question.locator("input[value=no]").check()
    page.locator("input[name=q_course_attended][value=no]").check()
    expect(question).to_be_hidden()
    page.locator("input[name=q_course_attended][value=yes]").check()
    assert question.locator("input[value=no]").is_checked()  # kept
    context.close()


def test_what_was_sent_meanwhile_is_said_in_words(site: Site, contexts: Contexts) -> None:
    context = contexts.of("nobody", locale="en-US")
    page = section(context, site)
    words = "Applications to this class closed on Friday."
    page.route("**/save/", lambda route: route.fulfill(status=409, json={"refused": words}))
    field(page, "why_health").fill("Too late.")
    page.keyboard.press("Tab")
    expect(page.locator("[data-said]")).to_have_text(words)
    context.close()
