"""Where one is among the pages of a class: `{% load classroom %}`."""

from typing import Any, NamedTuple

from django import template
from django.urls import reverse

register = template.Library()

PLACES: tuple[tuple[str, str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "Class",
        "users",
        (
            ("class", "bootcamp:class", "Class list"),
            ("warnings", "bootcamp:warnings", "Support"),
            ("people", "bootcamp:people", "Sections"),
            ("onboarding", "bootcamp:onboarding", "Before it begins"),
        ),
    ),
    (
        "Sessions",
        "calendar-check",
        (
            ("sessions", "bootcamp:sessions", "Schedule and attendance"),
            ("materials", "bootcamp:materials", "Materials"),
            ("feedback", "bootcamp:feedback", "Feedback"),
        ),
    ),
    (
        "Grades",
        "clipboard-list",
        (
            ("gradebook", "bootcamp:gradebook", "Gradebook"),
            ("marking", "bootcamp:marking", "Marking"),
            ("work", "bootcamp:work", "Work handed in"),
        ),
    ),
    (
        "Completion",
        "graduation-cap",
        (
            ("completion", "bootcamp:completion", "Board and certificates"),
            ("examination", "bootcamp:examination", "Examination"),
        ),
    ),
    (
        "Last mile",
        "route",
        (
            ("last-mile", "bootcamp:readiness", "Readiness"),
            ("seats", "bootcamp:track-seats", "Seats in tracks"),
        ),
    ),
)
"""The five places of a class: name, icon, and its pages as (tab, address, words). The first page is where a place leads."""


class Link(NamedTuple):
    """One link of the frame. `current`: what `aria-current` says; empty elsewhere."""

    url: str
    words: str
    icon: str
    current: str


@register.inclusion_tag("bootcamp/_class_places.html", takes_context=True)
def class_places(context: template.Context, cohort: Any, tab: str = "") -> dict[str, Any]:
    """The five places of a class, and under them the pages of the one that `tab` belongs to."""
    path = context["request"].path if "request" in context else ""
    places, pages = [], []
    for words, icon, tabs in PLACES:
        here = any(key == tab for key, _, _ in tabs)
        places.append(Link(reverse(tabs[0][1], args=[cohort.slug]), words, icon, "true" if here else ""))
        if here:
            for key, name, label in tabs:
                url = reverse(name, args=[cohort.slug])
                pages.append(Link(url, label, "", ("page" if url == path else "true") if key == tab else ""))
    return {"cohort": cohort, "places": places, "pages": pages}
