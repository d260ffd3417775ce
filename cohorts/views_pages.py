"""The programme manager's pages on the workbench: words side by side with how they will be read, and what stood there before."""

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from careerpath.accounts.access import me
from cohorts.forms_pages import NewPageForm, PageForm
from cohorts.public.editing import PageRefused, restore, save_page
from cohorts.public.markdown import PARTS, TooLong
from cohorts.public.reading import LANGUAGES, address_of, every_page, history
from cohorts.public.shipped import FIRST_LANGUAGE, PageWords, shipped
from cohorts.views import page_context

NAMES: Final = dict(settings.LANGUAGES)
PART_WORDS: Final = {
    "classes": "the classes that are open, as cards",
    "timeline": "what happens when, with the dates of each open class",
    "assessed": "what is assessed, out of the rubric, and what never counts",
}


@never_cache
@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """Every page with the languages it is there in."""
    every = every_page()
    slugs = sorted({slug for slug, _ in every}, key=lambda slug: (_place(every, slug), slug))
    rows = [
        {
            "slug": slug,
            "title": next(every[slug, code].title for code in LANGUAGES if (slug, code) in every),
            "address": address_of(slug),
            "place": _place(every, slug),
            "languages": [(code, NAMES[code], every.get((slug, code))) for code in LANGUAGES],
        }
        for slug in slugs
    ]
    context = {"title": "Public pages", "rows": rows, "form": NewPageForm()}
    return render(request, "admin/pages/list.html", context)


@never_cache
@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """Begin a page of one's own: its words are written on the page this leads to, and nothing is public before they are saved."""
    form = NewPageForm(request.POST)
    if form.is_valid():
        return redirect("admin:public-page", form.cleaned_data["slug"], FIRST_LANGUAGE)
    messages.error(request, " ".join(str(error) for error in form.errors.get("slug", [])))
    return redirect("admin:public-pages")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The words of a page at the left, how they will be read at the right; `do=show` shows, `save` saves, `restore` brings back."""
    words = _words(slug, language)
    if request.method == "POST" and request.POST.get("do") == "restore":
        return _restore(request, words)
    form = PageForm(request.POST if request.method == "POST" else None, initial=_initial(words))
    status = 200
    if request.method == "POST":
        status = 200 if form.is_valid() else 422
        if form.is_valid() and request.POST.get("do") == "save":
            try:
                made = save_page(
                    form.words(slug, language),
                    by=me(request),
                    seen=form.cleaned_data["seen"],
                    note=form.cleaned_data["note"],
                )
            except PageRefused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(
                    request,
                    f"Version {made.number} of “{made.title}” is saved and public."
                    if made.is_published
                    else f"Version {made.number} of “{made.title}” is saved, and not public.",
                )
                return redirect("admin:public-page", slug, language)
    shown = form.words(slug, language) if form.is_bound and form.is_valid() else words
    context = {
        "title": words.title or slug,
        "slug": slug,
        "language": language,
        "language_name": NAMES[language],
        "others": [(code, name) for code, name in NAMES.items() if code != language],
        "words": words,
        "form": form,
        "shown": shown,
        "preview": _shown(request, shown),
        "address": address_of(slug),
        "history": history(slug, language),
        "is_shipped": (slug, language) in shipped(),
        "parts": [(name, PART_WORDS[name]) for name in PARTS],
    }
    return render(request, "admin/pages/edit.html", context, status=status)


@never_cache
@require_POST
def preview(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The preview alone, while somebody types (htmx)."""
    words = _words(slug, language)
    form = PageForm(request.POST, initial=_initial(words))
    shown = form.words(slug, language) if form.is_valid() else None
    context = {
        "shown": shown,
        "preview": _shown(request, shown) if shown else "",
        "language": language,
        "problems": [problem for found in form.errors.values() for problem in found],
    }
    return render(request, "admin/pages/_preview.html", context)


def _restore(request: HttpRequest, words: PageWords) -> HttpResponse:
    number, seen = request.POST.get("number", ""), request.POST.get("seen", "")
    if not (number.isdecimal() and seen.isdecimal() and len(number) < 9 and len(seen) < 9):
        raise Http404("There is no such version.")
    try:
        made = restore(words.slug, words.language, number=int(number), by=me(request), seen=int(seen))
    except PageRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{made.versions.get(number=made.number).note} It is version {made.number} now.")
    return redirect("admin:public-page", words.slug, words.language)


def _shown(request: HttpRequest, words: PageWords) -> str:
    """The words as a reader of that language would see them."""
    with translation.override(words.language):
        try:
            return render_to_string("cohorts/_words.html", page_context(words), request)
        except TooLong as problem:
            return str(problem)


def _words(slug: str, language: str) -> PageWords:
    """What stands there now; of a page that is not there yet, empty words. 404 for a language that we do not have."""
    if language not in NAMES:
        raise Http404("There is no such language.")
    return every_page().get((slug, language)) or PageWords(slug, language, "", "", "", 50)


def _initial(words: PageWords) -> dict[str, Any]:
    return {
        "title": words.title,
        "description": words.description,
        "body": words.body,
        "position": words.position,
        "is_published": words.is_published,
        "seen": words.number,
    }


def _place(every: dict[tuple[str, str], PageWords], slug: str) -> int:
    places = [every[slug, code].position for code in LANGUAGES if (slug, code) in every]
    return places[0] or 1000
