"""What anybody may read: the front page, a cohort, what is assessed, and the pages that the programme manager words."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cohorts.assessed import assessed_by, never_counts
from cohorts.class_pages import class_pages
from cohorts.models import Cohort
from cohorts.public.for_anybody import for_anybody
from cohorts.public.markdown import PARTS, parts_of
from cohorts.public.previews import preview
from cohorts.public.reading import language_now, menu, pages_for_reader
from cohorts.public.shipped import OWN_ADDRESS, PageWords
from cohorts.public.timeline import bootcamp_in_words, steps
from cohorts.selectors import open_cohorts, upcoming_cohorts

MOST_SHOWN = 10
ASSESSED = "what-is-assessed"


@for_anybody
def front(request: HttpRequest) -> HttpResponse:
    """The programme in one screen, the next deadline, one button."""
    pages = pages_for_reader()
    takes = list(open_cohorts()[:MOST_SHOWN])
    first = takes[0] if takes else None
    context = {
        "menu_pages": menu(pages.values()),
        "cohort": first,
        "others": takes[1:],
        "upcoming": None if takes else upcoming_cohorts().first(),
        "by": assessed_by(first),
        "class_pages": class_pages()[:3],
        "preview": preview(
            _("A way into health IT"),
            _(
                "Six weeks of boot camp, training with certification, work on a health system’s IT project, and a mentor."
            ),
            "cohorts:front",
        ),
    }
    return render(request, "cohorts/front.html", context)


@for_anybody
def cohort(request: HttpRequest, slug: str) -> HttpResponse:
    """One class: its dates, what happens when, what is assessed, and the way in while it is open."""
    found = get_object_or_404(Cohort, slug=slug)
    name = found.said("name")
    context = {
        "menu_pages": menu(pages_for_reader().values()),
        "cohort": found,
        "steps": steps(found),
        "by": assessed_by(found),
        "class_pages": [page for page in class_pages() if page.slug == found.slug],
        "preview": preview(
            name,
            found.said("summary") or _("Boot camp: %(days)s.") % {"days": bootcamp_in_words(found)},
            "cohorts:cohort",
            found.slug,
        ),
    }
    return render(request, "cohorts/cohort.html", context)


@for_anybody
def assessed(request: HttpRequest) -> HttpResponse:
    """What is assessed and how, before anybody applies; `?class=` names the class, without it the one that closes first."""
    return _page(request, ASSESSED)


@for_anybody
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page that the programme manager words."""
    if slug in OWN_ADDRESS:
        return redirect(OWN_ADDRESS[slug], permanent=True)
    return _page(request, slug)


def _page(request: HttpRequest, slug: str) -> HttpResponse:
    pages = pages_for_reader()
    words = pages.get(slug)
    if words is None:
        raise Http404("There is no such page.")
    name, args = (OWN_ADDRESS[slug], ()) if slug in OWN_ADDRESS else ("cohorts:page", (slug,))
    context = page_context(words, chosen=request.GET.get("class", "")) | {
        "menu_pages": menu(pages.values()),
        "preview": preview(words.title, words.description, name, *args),
    }
    return render(request, "cohorts/page.html", context)


def page_context(words: PageWords, *, chosen: str = "") -> dict[str, Any]:
    """What a page is made of: its words as safe pieces, and what stands between them. A query only where a piece needs it."""
    parts = list(parts_of(words.body, {"contact": f"<{settings.CONTACT_EMAIL}>", "site": settings.SITE_NAME}))
    named = {part.name for part in parts}
    must = {"assessed"} if words.slug == ASSESSED else set()  # what never counts is said there, whatever the words are
    context: dict[str, Any] = {
        "words": words,
        "parts": parts,
        "missing_parts": [name for name in PARTS if name in must - named],
        "is_foreign": words.language != language_now(),
    }
    if named & set(PARTS) or must:
        takes = list(open_cohorts()[:MOST_SHOWN])
        first = next((each for each in takes if each.slug == chosen), takes[0] if takes else None)
        upcoming = None if takes else upcoming_cohorts().first()
        shown = first or upcoming
        by = assessed_by(shown) if "assessed" in named | must else None
        context |= {
            "takes": takes,
            "cohort": first,
            "upcoming": upcoming,
            "by": by,
            "not_assessed": never_counts(by) if by else [],
            "timelines": [(each, steps(each)) for each in takes or ([upcoming] if upcoming else [])],
        }
    return context
