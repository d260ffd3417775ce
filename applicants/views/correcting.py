"""Corrections: an applicant asks, question by question; a recruiter answers on the workbench."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applicants.forms.own import CorrectionForm
from applicants.models import Correction
from applicants.selectors.applying import in_words
from applicants.selectors.correcting import in_full, open_corrections
from applicants.services import correcting
from applicants.services.correcting import CorrectingRefused
from applicants.views.whose import mine_or_404
from careerpath.accounts.access import has_role, me
from careerpath.accounts.roles import Role


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, public_id: UUID, key: str) -> HttpResponse:
    """What is wrong with one answer, and what is right."""
    application = mine_or_404(request, public_id)
    try:
        question = correcting.check_can_ask(application, key)
    except CorrectingRefused as refusal:
        if application.question_set.questions.filter(key=key).exists():
            messages.info(request, str(refusal))
            return redirect("applicants:status", public_id)
        raise Http404 from refusal
    stands = application.answers.get(key)
    form = CorrectionForm(request.POST or None, question=question, stands=stands)
    if form.is_valid():
        try:
            correcting.ask(
                application, key=key, wrong=form.cleaned_data["wrong"], right=form.cleaned_data["right"], by=me(request)
            )
        except CorrectingRefused as refusal:
            form.add_error("right", str(refusal))
        else:
            messages.success(request, _("We have your correction. A person looks at it, and you read the answer here."))
            return redirect("applicants:status", public_id)
    context = {
        "application": application,
        "cohort": application.cohort,
        "question": question,
        "stands": in_words(question, stands),
        "form": form,
    }
    return render(request, "applicants/correct.html", context, status=400 if form.errors else 200)


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The corrections that wait, the oldest first."""
    context = {
        "title": "Corrections",
        "asked": in_full(list(open_corrections()[:100])),
        "may_answer": has_role(request.user, Role.RECRUITER),
    }
    return render(request, "admin/applicants/corrections.html", context)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct it, or say why not."""
    if not has_role(request.user, Role.RECRUITER):
        raise PermissionDenied("A recruiter answers.")
    found = get_object_or_404(Correction.objects.select_related("application"), pk=pk)
    try:
        correcting.answer(
            found,
            outcome=request.POST.get("outcome", ""),
            words=request.POST.get("words", "").replace("\x00", "")[:2000],
            by=me(request),
        )
    except CorrectingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Answered. The applicant reads it on their page and gets it by mail.")
    return redirect("admin:corrections")
