"""The applicant's voluntary self-identification: answer, skip, change, withdraw."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from applicants.models import Application
from careerpath.accounts.access import me
from reports.forms import SelfIdentificationForm
from reports.selectors.programme import programme_settings
from reports.selectors.self_identification import own_answers
from reports.services import self_identification as service


def _own_application(request: HttpRequest, public_id: UUID) -> Application:
    """The signed-in person's own application that was sent; anybody else's does not exist for them."""
    mine = Application.objects.select_related("applicant", "cohort").filter(submitted_at__isnull=False)
    return get_object_or_404(mine, public_id=public_id, applicant__user=request.user)


@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def self_identify(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask, after submission, on its own page; change it later on the same page. An error tells nobody what was sent."""
    application, asks = _own_application(request, public_id), programme_settings()
    row = own_answers(application, by=me(request))
    if request.method == "POST":
        form = SelfIdentificationForm(request.POST, asks=asks)
        if form.is_valid():
            service.self_identify(application, answers=form.answers(), by=me(request))
            messages.success(request, _("Thank you. Your answers are stored apart from your application."))
            return redirect("applicants:mine")
    else:
        form = SelfIdentificationForm.showing(row, asks=asks)
    words = {
        "application": application,
        "form": form,
        "row": row,
        "kept": row and ((row.disability and not asks.asks_disability) or (row.veteran and not asks.asks_veteran)),
    }
    return render(request, "reports/self_identify.html", words)


@login_required
@require_POST
def skip(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One click, and it is skipped."""
    service.skip(_own_application(request, public_id), by=me(request))
    messages.info(request, _("Skipped. Nothing about you was stored, and it changes nothing."))
    return redirect("applicants:mine")


@login_required
@require_POST
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Delete what was answered."""
    service.withdraw_answers(_own_application(request, public_id), by=me(request))
    messages.info(request, _("Your answers were deleted."))
    return redirect("applicants:mine")
