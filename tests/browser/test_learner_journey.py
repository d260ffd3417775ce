"""A learner's day on a phone: by keyboard alone and without scripts, from the check-in to the next version of late work."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from bootcamp.models import Assessment, Attendance, CheckIn, Enrolment, Module, Session, Submission
from bootcamp.progress.check_in import code_at
from bootcamp.services.checking_in import key_of, open_check_in
from careerpath.accounts.demo import demo_email
from careerpath.accounts.models import User
from tests.browser.conftest import Contexts
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MOST_TABS = 60


def reach(page: Page, wanted: Locator) -> None:
    """Press Tab until it has the focus, as somebody without a mouse does."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("it => it === document.activeElement"):
            return
    raise AssertionError(f"{wanted} is not reached with {MOST_TABS} presses of Tab")


def press(page: Page, role: Literal["link", "button"], name: str | re.Pattern[str]) -> None:
    """Reach a link or a button, press Enter, and see that the page that comes scrolls one way only."""
    reach(page, page.locator("main").get_by_role(role, name=name).first)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate(WIDE) == 0


def todays() -> tuple[int, int, int]:
    """A session that takes place now with its check-in open, and work that was due yesterday: their keys, committed."""
    own = Enrolment.objects.select_related("cohort").get(application__applicant__user__email=demo_email("learner"))
    module = Module.objects.filter(programme=own.cohort_id).select_related("programme").order_by("position")[0]
    now = timezone.now()
    midnight = now.astimezone(own.cohort.tz).replace(hour=0, minute=0, second=0, microsecond=0)
    session = Session.objects.create(
        module=module,
        title="Taking part today",
        starts_at=max(now - timedelta(minutes=2), midnight),
        ends_at=now + timedelta(minutes=90),
    )
    work = Assessment.objects.create(
        module=module,
        title="A page about today",
        weight=1,
        out_of=100,
        due_at=now - timedelta(hours=20),
        hand_in=True,
        position=90,
    )
    instructor = User.objects.filter(teachings__cohort=own.cohort_id)[0]
    held = open_check_in(session, module.programme, minutes=20, late_after=10, by=instructor)
    connection.close()
    return held.pk, work.pk, own.pk


def test_a_day_of_a_learner_by_keyboard_and_without_scripts(site: Site, contexts: Contexts) -> None:
    with ThreadPoolExecutor(1) as outside:  # what the test itself writes is rolled back, so the site would not see it
        check_in, work, own = outside.submit(todays).result()
    held = CheckIn.objects.get(pk=check_in)
    context = contexts.of("learner", width=390, java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url + reverse("bootcamp:learner"))

    press(page, "link", "Check in")
    reach(page, page.get_by_label("The code that is shown in the room"))
    page.keyboard.type(code_at(key_of(held), timezone.now()))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("You are checked in and noted as present.")
    assert Attendance.objects.get(session=held.session_id, enrolment=own).code == "present"

    press(page, "link", "My boot camp")
    press(page, "link", "A page about today")
    for number, words in enumerate(("The first version.", "The better version."), start=1):
        reach(page, page.get_by_label("Your text"))
        page.keyboard.type(words)
        press(page, "button", "Hand in")
        expect(page.locator("main")).to_contain_text(f"Version {number}")
    assert [(each.text, each.days_late) for each in Submission.objects.filter(assessment=work).order_by("number")] == [
        ("The first version.", 1),
        ("The better version.", 1),
    ]

    press(page, "link", "Calendar")
    press(page, "button", re.compile("Make a( new)? address"))
    first = page.get_by_label("The address of your calendar").input_value()
    press(page, "button", "Make a new address")
    second = page.get_by_label("The address of your calendar").input_value()
    here = [site.url + urlsplit(address).path for address in (first, second)]
    answers = [context.request.get(address) for address in here]
    assert [each.status for each in answers] == [404, 200]
    events = Calendar.from_ical(answers[1].body()).walk("VEVENT")
    assert "Taking part today" in [str(each["SUMMARY"]) for each in events]
    context.close()
