"""The attendance grid in a real browser: a class of 95 by keyboard, in one request; and the same page without JavaScript."""

import shutil
import time
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, sync_playwright

from applicants.models import Applicant
from bootcamp.models import Attendance
from tests.bootcamp.factories import make_class, make_instructor, sessions_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture
def chromium(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's own loop runs in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
        # While Playwright's loop runs, the ORM has a connection of its own in this thread: nobody else would close it.
        connections.close_all()


def open_grid(
    browser: Browser, live_server: Any, size: int, names: Sequence[str] = (), **context: Any
) -> tuple[Page, list[Any]]:
    people = make_class(size=size)
    for person, name in zip(people, names, strict=False):
        Applicant.objects.filter(pk=person.application.applicant_id).update(name=name)
    cohort = people[0].cohort
    client = Client()
    client.force_login(make_instructor(cohort))
    opened = browser.new_context(**context)
    opened.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = opened.new_page()
    address = reverse("bootcamp:attendance", args=[cohort.slug, sessions_of(cohort)[0].pk])
    page.goto(live_server.url + address)
    return page, people


FIRST = ["Amal", "Bruno", "Chidi", "Dalia", "Emeka", "Fatima", "Goran", "Hana", "Ivo", "Jamila", "Kofi"]
FIRST += ["Lena", "Mateo", "Nadia", "Omar", "Priya", "Quentin", "Rosa", "Sami"]
LAST = ["Abara", "Bellini", "Castro", "Dubois", "Engel"]
LATE, EARLY, AWAY, EXCUSED = (7, 40, 88), (60,), (12, 33, 71), (94,)


def test_attendance_of_95_by_keyboard_is_one_request_few_keys_and_under_a_minute(
    chromium: Browser, live_server: Any, record_property: Any
) -> None:
    names = [f"{first} {last}" for first in FIRST for last in LAST]
    page, people = open_grid(chromium, live_server, 95, names)
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    keys = 0

    def press(*pressed: str) -> None:
        nonlocal keys
        for key in pressed:
            page.keyboard.press(key)
            keys += 1

    def beginning(number: int) -> str:
        """Their initials, or the number that stands in front of them."""
        first, last = names[number].lower().split()
        return str(number + 1) if number in EXCUSED else f"{first[:1]} {last[:1]}"

    began = time.monotonic()
    for number in sorted(LATE + EARLY + AWAY + EXCUSED):
        press("/", *beginning(number), "Enter")
        if number in LATE:
            press("l", "-", "2", "0")  # twenty minutes missed
        elif number in EARLY:
            press("f", "-", "6", "0")
        else:
            press("e" if number in EXCUSED else "u")
    assert page.inner_text("[data-changes]") == "8 changed, not saved yet"
    press("Control+Enter")
    page.wait_for_selector(".messages .alert")
    seconds = time.monotonic() - began
    noted = {
        pk: (code, minutes) for pk, code, minutes in Attendance.objects.values_list("enrolment_id", "code", "minutes")
    }
    expected = dict.fromkeys(range(95), ("present", 360))
    expected |= dict.fromkeys(LATE, ("late", 340)) | dict.fromkeys(EARLY, ("left_early", 300))
    expected |= dict.fromkeys(AWAY, ("unexcused", 0)) | dict.fromkeys(EXCUSED, ("excused", 0))
    assert [noted[person.pk] for person in people] == [expected[number] for number in range(95)]
    record_property("key_presses", keys)
    record_property("seconds", round(seconds, 1))
    print(f"attendance of 95 with 8 exceptions: {keys} key presses, {seconds:.1f} s, {len(posts)} request")  # noqa: T201  # shown with -s
    assert len(posts) == 1
    assert keys <= 60
    assert seconds < 60


def test_attendance_works_without_javascript(chromium: Browser, live_server: Any) -> None:
    page, people = open_grid(chromium, live_server, 3, java_script_enabled=False)
    page.check(f"input[name=code-{people[1].pk}][value=left_early]", force=True)
    page.fill(f"input[name=minutes-{people[1].pk}]", "200")
    page.click("text=Save attendance")
    assert "Attendance saved: 3 new or changed." in page.inner_text(".messages")
    assert set(Attendance.objects.values_list("code", "minutes")) == {("present", 360), ("left_early", 200)}
