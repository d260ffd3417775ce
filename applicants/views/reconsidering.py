"""An applicant asks for another look, and somebody who had no part in the decision answers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from applicants.forms.fairness import AnswerForm, AskForm
from applicants.models import Reconsideration
from applicants.selectors import applying as read
from applicants.selectors import fairness
from applicants.services import reconsidering
from applicants.services.reconsidering import ReconsideringRefused
from applicants.views.whose import mine_or_404
from careerpath.accounts.access import me


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The applicant says what should be looked at."""
    application = mine_or_404(request, public_id)
    try:
        reconsidering.check_can_ask(application)
    except ReconsideringRefused as refusal:
        messages.info(request, str(refusal))
        return redirect("applicants:status", public_id)
    form = AskForm(request.POST or None)
    if form.is_valid():
        try:
            reconsidering.ask(application, by=me(request), text=form.cleaned_data["text"])
        except ReconsideringRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Your request is with us. A person who had no part in the decision looks again.")
            )
            return redirect("applicants:status", public_id)
    context = {"application": application, "cohort": application.cohort, "form": form}
    return render(request, "applicants/reconsider.html", context, status=400 if form.errors else 200)


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The open requests, those that are due first; one's own decisions are named as somebody else's to answer."""
    mine = {each.pk for each in fairness.reconsiderations_for(me(request))}
    rows = [(each, each.pk in mine) for each in fairness.open_reconsiderations()[:200]]
    return render(request, "admin/fairness/reconsiderations.html", {"rows": rows, "title": "Asked to look again"})


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: the application, what is asked, and the answer."""
    found = get_object_or_404(
        Reconsideration.objects.select_related("application__applicant", "application__cohort", "answered_by"), pk=pk
    )
    why_not = _why_not(found, request)
    form = AnswerForm(request.POST or None)
    if not why_not and form.is_valid():
        try:
            reconsidering.answer(found, by=me(request), **form.cleaned_data)
        except ReconsideringRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Answered. The applicant reads it on their page and gets it by mail.")
            return redirect("admin:reconsiderations")
    page: dict[str, Any] = {
        "title": "Asked to look again",
        "request_made": found,
        "application": found.application,
        "pages": read.form_pages(found.application.question_set_id, found.application.answers),
        "answer_by": found.asked_at + fairness.ANSWER_WITHIN,
        "why_not": why_not,
        "form": form,
    }
    status = 403 if why_not and request.method == "POST" else 400 if form.errors else 200
    return render(request, "admin/fairness/reconsideration.html", page, status=status)


def _why_not(found: Reconsideration, request: HttpRequest) -> str:
    try:
        reconsidering.check_can_answer(found, by=me(request))
    except ReconsideringRefused as refusal:
        return str(refusal)
    return ""
