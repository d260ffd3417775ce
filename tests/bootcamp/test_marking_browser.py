"""Marking in a real browser: six criteria by six keys, and the next person."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser

from bootcamp.models import SheetLevel
from tests.bootcamp.factories import make_class, make_instructor
from tests.bootcamp.test_assessing import presentation
from tests.bootcamp.test_browser import chromium

__all__ = ["chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_piece_of_work_is_marked_by_keys_alone(chromium: Browser, live_server: Any) -> None:
    first, second = make_class(size=2)
    work = presentation(first, assessors=2)
    client = Client()
    client.force_login(make_instructor(first.cohort))
    opened = chromium.new_context()
    opened.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = opened.new_page()
    page.goto(live_server.url + reverse("bootcamp:marking-sheet", args=[first.cohort.slug, work.pk, first.public_id]))
    for key in "343214":
        page.keyboard.press(key)
    assert page.locator("[data-sum]").inner_text() == "Every criterion has a level"
    page.keyboard.type("Clear.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{second.public_id}/")
    levels = SheetLevel.objects.filter(sheet__enrolment=first).order_by("criterion__position")
    assert "".join(str(level) for level in levels.values_list("level", flat=True)) == "343214"
    opened.close()
