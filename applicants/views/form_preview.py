"""A form as an applicant sees it, before anybody does: page by page, in every language, on a telephone's width. Nothing is saved.

What is typed travels along in the page itself, so that conditions and errors can be tried.
"""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from applicants.forms.applying import PREFIX, SectionForm
from applicants.selectors.applying import Page, pages_of
from applicants.selectors.forms import Form, form_of
from careerpath.accounts.access import role_required
from careerpath.accounts.roles import Role
from cohorts.answers import clean_answers
from cohorts.conditions import ConditionError
from cohorts.models import Question, QuestionSet
from cohorts.saying import say

READERS = (Role.RECRUITER, Role.MANAGER)


def _language(request: HttpRequest) -> str:
    wanted = request.GET.get("lang", "")
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


@require_safe
@never_cache
@csp_replace({"frame-src": [SELF]})
@role_required(*READERS)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """A section of a form in two frames, one as wide as a telephone, with the sections and languages to choose from."""
    question_set = get_object_or_404(QuestionSet, pk=pk)
    sections = list(question_set.sections.order_by("position"))
    wanted = request.GET.get("section", "")
    here = next((each for each in sections if each.slug == wanted), sections[0] if sections else None)
    language = _language(request)
    context: dict[str, Any] = {
        "form": question_set,
        "sections": sections,
        "here": here,
        "language": language,
        "spoken": settings.LANGUAGES,
    }
    if here:
        frame = reverse("admin:form-preview-page", args=[pk, here.slug])
        context["frame"] = f"{frame}?{urlencode({'lang': language})}"
    return render(request, "admin/forms/preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})
@role_required(*READERS)
def page(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """One page of the form inside a frame. Sent, it says what is wrong or goes on to the next page; nothing is saved."""
    question_set = get_object_or_404(QuestionSet, pk=pk)
    with translation.override(_language(request)):
        try:
            return _page(request, question_set, form_of(question_set), section)
        except ConditionError as error:  # a draft may hold what cannot be read yet
            return render(request, "admin/forms/preview_broken.html", {"form": question_set, "words": str(error)})


def _page(request: HttpRequest, question_set: QuestionSet, form: Form, section: str) -> HttpResponse:
    answers, unfit = clean_answers(form.specs, _sent(request, form))
    pages = pages_of(form, answers)
    at = next((place for place, each in enumerate(pages) if each.slug == section), None)
    if at is None:
        raise Http404
    own = {question.key for question in pages[at].questions}
    fields = SectionForm(pages[at], pages=pages)
    if request.method == "POST" and request.POST.get("then") in ("next", "show"):
        fields.data = request.POST
        if request.POST["then"] == "next":
            fields.errors = {key: say(words) for key, words in unfit.items() if key in own}
            fields.add_missing(answers)
            if not fields.errors:
                return _onward(request, question_set, form, pages, at)
    context = {
        "form": fields,
        "version": question_set,
        "place": at + 1,
        "pages": pages,
        "carried": _carried(request, pages, at),
        "language": _language(request),
    }
    return render(request, "admin/forms/preview_page.html", context, status=422 if fields.errors else 200)


def _onward(request: HttpRequest, question_set: QuestionSet, form: Form, pages: list[Page], at: int) -> HttpResponse:
    """The next page that asks anything, with what was typed so far; after the last one, the first again."""
    following = next((place for place in range(at + 1, len(pages)) if pages[place].is_asked), None)
    if following is None:
        address = reverse("admin:form-preview-page", args=[question_set.pk, pages[0].slug])
        return redirect(f"{address}?{urlencode({'lang': _language(request), 'done': '1'})}")
    context = {
        "form": SectionForm(pages[following], pages=pages),
        "version": question_set,
        "place": following + 1,
        "pages": pages,
        "carried": _carried(request, pages, following),
        "language": _language(request),
    }
    return render(request, "admin/forms/preview_page.html", context)


def _sent(request: HttpRequest, form: Form) -> dict[str, Any]:
    """What was typed on any page, by key."""
    return {
        spec.key: request.POST.getlist(PREFIX + spec.key)
        if spec.kind == Question.Kind.SOME_OF
        else request.POST.get(PREFIX + spec.key)
        for spec in form.specs
    }


def _carried(request: HttpRequest, pages: list[Page], at: int) -> list[tuple[str, str]]:
    """What was typed on the other pages, as hidden fields (name, value)."""
    names = [PREFIX + question.key for place, each in enumerate(pages) if place != at for question in each.questions]
    return [(name, value) for name in names for value in request.POST.getlist(name) if value]
