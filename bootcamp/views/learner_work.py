"""A learner's work: what is asked, handing it in, what became of it; and the files of a class, each for who may have it."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods

from applicants.services.documents import DocumentRefused, too_large
from applicants.views import uploads
from applicants.views.documents import as_download
from bootcamp.forms.learner import HandInForm
from bootcamp.selectors.competencies import feedback_on
from bootcamp.selectors.files import file_in_reach
from bootcamp.selectors.learning import Learning
from bootcamp.selectors.submissions import Work
from bootcamp.services.submitting import HandInRefused, hand_in
from bootcamp.views.own import for_learner, page
from careerpath.accounts.access import me


@require_GET
@for_learner
def work(request: HttpRequest, learning: Learning) -> HttpResponse:
    """All that is marked: due when, handed in or not, marked or not."""
    return page(request, learning, "work", {"work": learning.work})


@csrf_exempt  # the inner view asks for the token; it must not be looked for in a body that is too large to read
def assignment(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """One piece of work. A file that is too large is refused before it is read."""
    if uploads.was_too_large(request):
        return _too_large(request, assessment_id)
    return _assignment(request, assessment_id)


@csrf_protect
@require_http_methods(["GET", "POST"])
@for_learner
def _assignment(request: HttpRequest, learning: Learning, assessment_id: int) -> HttpResponse:
    found = _find(learning, assessment_id)
    if request.method == "GET":
        return _page(request, learning, found, HandInForm())
    form = HandInForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            submission = hand_in(
                found.assessment,
                learning.own,
                text=form.cleaned_data["text"],
                file=form.cleaned_data["file"] or None,
                by=me(request),
            )
        except DocumentRefused as refused:
            form.add_error("file", str(refused))
        except HandInRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, handed_in_words(submission.number, submission.days_late))
            return redirect("bootcamp:learner-assignment", assessment_id)
    return _page(request, learning, found, form, status=422)


@for_learner
def _too_large(request: HttpRequest, learning: Learning, assessment_id: int) -> HttpResponse:
    form = HandInForm({})
    form.full_clean()
    form.add_error("file", too_large(uploads.declared_length(request)))
    return _page(request, learning, _find(learning, assessment_id), form, status=413)


def _find(learning: Learning, assessment_id: int) -> Work:
    found = next((each for each in learning.work if each.assessment.pk == assessment_id), None)
    if found is None:
        raise Http404("There is no such work in your class.")
    return found


def _page(request: HttpRequest, learning: Learning, found: Work, form: HandInForm, status: int = 200) -> HttpResponse:
    line = next(
        (line for part in learning.standing.parts for line in part.lines if line.key == found.assessment.pk), None
    )
    module = next(each for each in learning.plan.modules if each.pk == found.assessment.module_id)
    context = {"work": found, "form": form, "line": line, "module": module, "most_bytes": settings.DOCUMENT_MAX_BYTES}
    context["feedback"] = feedback_on(found.assessment, learning.own) if found.grade else []
    return page(request, learning, "assignment", context, status=status)


def handed_in_words(number: int, days_late: int) -> str:
    """What is said when it is in."""
    if not days_late:
        return _("It is in: version %(number)s, in time. The receipt stands below.") % {"number": number}
    words = ngettext(
        "It is in: version %(number)s, %(days)s day late. The receipt stands below.",
        "It is in: version %(number)s, %(days)s days late. The receipt stands below.",
        days_late,
    )
    return words % {"number": number, "days": days_late}


@never_cache
@login_required
@require_GET
def file(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """A material's file, or one that was handed in, for who may have it; until it is clean a page that says so."""
    found = file_in_reach(public_id, me(request))
    if found is None:
        raise Http404("There is no such file among yours.")
    if not found.is_clean:
        return render(request, "applicants/document_waiting.html", {"reach": {"document": found}}, status=409)
    return as_download(found)
