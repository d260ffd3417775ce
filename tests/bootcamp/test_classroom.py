"""The frame of a class's pages: five places, and the pages of the one that one is in."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template import Context
from django.test import RequestFactory
from django.urls import reverse

from bootcamp.templatetags.classroom import PLACES, class_places

CLASS = SimpleNamespace(slug="autumn", __str__=lambda: "Autumn")
TABS = [(key, name) for _, _, tabs in PLACES for key, name, _ in tabs]


def framed(tab: str, path: str = "/") -> dict[str, object]:
    return class_places(Context({"request": RequestFactory().get(path)}), CLASS, tab)


def test_places_hold_every_page_once() -> None:
    assert len({key for key, _ in TABS}) == len({name for _, name in TABS}) == len(TABS) == 14


@pytest.mark.parametrize(("key", "name"), TABS)
def test_page_is_current_in_one_place(key: str, name: str) -> None:
    """The page itself is `page`; the place it belongs to is `true`, and nothing else is current."""
    found = framed(key, reverse(name, args=["autumn"]))
    assert [place.current for place in found["places"]].count("true") == 1  # type: ignore[attr-defined]
    assert [page.current for page in found["pages"] if page.current] == ["page"]  # type: ignore[attr-defined]


def test_page_below_another_is_not_that_page() -> None:
    """One session's attendance lies below the schedule: the schedule's link leads somewhere else than here."""
    found = framed("sessions", "/bootcamp/classes/autumn/sessions/3/")
    assert [page.current for page in found["pages"]] == ["true", "", ""]  # type: ignore[attr-defined]


def test_every_page_of_a_class_says_where_it_is() -> None:
    """Whatever a view names as its tab is one of the places, or belongs to a learner's or a programme's frame."""
    views = (Path(__file__).parents[2] / "bootcamp/views").glob("*.py")
    named = {tab for file in views for tab in re.findall(r'"tab": "([a-z-]+)"', file.read_text())}
    assert named - {key for key, _ in TABS} == {"certificate", "track", "modules", "tasks", "preview"}
