"""The attendance grid in a real browser: a class of 95 by keyboard, in one request; and the same page without JavaScript."""

import shutil
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, sync_playwright

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


def open_grid(browser: Browser, live_server: Any, size: int, **context: Any) -> tuple[Page, list[Any]]:
    people = make_class(size=size)
    cohort = people[0].cohort
    client = Client()
    client.force_login(make_instructor(cohort))
    opened = browser.new_context(**context)
    opened.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = opened.new_page()
    address = reverse("bootcamp:attendance", args=[cohort.slug, sessions_of(cohort)[0].pk])
    page.goto(live_server.url + address)
    return page, people


def test_attendance_of_95_by_keyboard_is_one_request_and_few_keys(chromium: Browser, live_server: Any) -> None:
    page, people = open_grid(chromium, live_server, 95)
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    keys = 0

    def press(*names: str) -> None:
        nonlocal keys
        for name in names:
            page.keyboard.press(name)
            keys += 1

    began = time.monotonic()
    page.focus(f"input[name=code-{people[0].pk}]:checked")
    press(*["ArrowDown"] * 4, "u")  # the fifth is absent
    press(*["ArrowDown"] * 5, "l", "Tab", "3", "0", "0")  # the tenth came late: 300 minutes
    press(*["ArrowDown"] * 84, "e")  # the one before the last is excused
    assert page.inner_text("[data-changes]") == "3 changed, not saved yet"
    press("Control+Enter")
    page.wait_for_selector(".messages .alert")
    seconds = time.monotonic() - began
    noted = dict(Attendance.objects.values_list("enrolment_id", "code"))
    assert {people.index(p) for p in people if noted[p.pk] != "present"} == {4, 9, 93}
    assert (noted[people[4].pk], noted[people[9].pk], noted[people[93].pk]) == ("unexcused", "late", "excused")
    assert Attendance.objects.get(enrolment=people[9]).minutes == 300
    assert len(posts) == 1
    assert keys <= 102
    assert seconds < 60


def test_attendance_works_without_javascript(chromium: Browser, live_server: Any) -> None:
    page, people = open_grid(chromium, live_server, 3, java_script_enabled=False)
    page.check(f"input[name=code-{people[1].pk}][value=left_early]", force=True)
    page.fill(f"input[name=minutes-{people[1].pk}]", "200")
    page.click("text=Save attendance")
    assert "Attendance saved: 3 new or changed." in page.inner_text(".messages")
    assert set(Attendance.objects.values_list("code", "minutes")) == {("present", 360), ("left_early", 200)}
