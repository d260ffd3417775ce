"""Your data: correct it, download it, have it deleted, choose what we mail, be asked for later classes."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applicants.forms.own import DetailsForm, MailForm, PoolForm
from applicants.models import Application, Restriction, TalentConsent
from applicants.retention import draft_until
from applicants.selectors.applying import my_applications
from applicants.selectors.own_data import as_json, documents_of, everything_about, said
from applicants.selectors.retaining import kept_until, rule_now
from applicants.selectors.telling import with_what_is_told
from applicants.services import correcting, keeping
from applicants.services.claiming import applicant_of
from applicants.services.keeping import KeepingRefused
from applicants.services.preferences import preferences_of, set_preferences
from applicants.views.whose import mine_or_404
from careerpath.accounts.access import me
from careerpath.pipeline import clock
from careerpath.ui.downloads import attached

JSON_NAME, ZIP_NAME = "your-data.json", "your-data.zip"


@never_cache
@login_required
@require_GET
def your_data(request: HttpRequest) -> HttpResponse:
    """What can be done with one's data, and until when what is kept."""
    applicant = applicant_of(me(request))
    rule = rule_now()
    applications = list(with_what_is_told(my_applications(me(request))).select_related("restriction"))
    context = {
        "applicant": applicant,
        "rule": rule,
        "kept": [_kept(each, rule) for each in applications],
        "consent": TalentConsent.objects.filter(applicant=applicant, withdrawn_at=None).first() if applicant else None,
        "preferences": preferences_of(applicant) if applicant else {},
        "mail_form": MailForm(preferences=preferences_of(applicant)) if applicant else None,
    }
    return render(request, "applicants/your_data.html", context)


def _kept(application: Application, rule: Any) -> dict[str, Any]:
    """One application with until when it is kept."""
    row: dict[str, Any] = {"application": application, "cohort": application.cohort}
    restriction = getattr(application, "restriction", None)
    if keeping.is_unsent(application):
        return row | {"is_draft": True, "until": draft_until(application.cohort.closes_at, application.updated_at)}
    until = restriction.until if restriction else kept_until(application, rule)
    return row | {"restriction": restriction, "until": until}


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    """Name, telephone, language."""
    applicant = applicant_of(me(request))
    if applicant is None:
        return redirect("applicants:your-data")
    initial = {
        "name": applicant.name,
        "phone": applicant.phone,
        "language": applicant.language or request.LANGUAGE_CODE,
    }
    form = DetailsForm(request.POST or None, initial=initial)
    if form.is_valid():
        correcting.change_details(applicant, **form.cleaned_data, by=me(request))
        messages.success(request, _("Saved."))
        return redirect("applicants:your-data")
    context = {"form": form, "applicant": applicant}
    return render(request, "applicants/your_details.html", context, status=400 if form.errors else 200)


@never_cache
@login_required
@require_GET
def readable(request: HttpRequest) -> HttpResponse:
    """Everything about the person signed in, to read and to print."""
    parts = everything_about(me(request))
    shown = [
        (
            part,
            [
                [(field.label, said(field)) for field in record if field.key != "answer_in_words"]
                for record in part.records
            ],
        )
        for part in parts
        if part.records
    ]  # an answer is said in words here anyway; both stand in the file for machines
    context = {"parts": shown, "without": [part for part in parts if not part.records], "made_at": clock.now()}
    return render(request, "applicants/everything.html", context)


@never_cache
@login_required
@require_GET
def machine_readable(request: HttpRequest) -> HttpResponse:
    """The same as JSON."""
    return attached(HttpResponse(_json(request), content_type="application/json; charset=utf-8"), JSON_NAME)


@never_cache
@login_required
@require_GET
def with_files(request: HttpRequest) -> HttpResponseBase:
    """The JSON with the documents, in a ZIP. A document that was not taken, or is still checked, is not in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(JSON_NAME, _json(request))
        for document in documents_of(list(my_applications(me(request)).values_list("pk", flat=True))):
            if not document.file or getattr(document, "state", "clean") != "clean":
                continue
            try:
                with document.file.open("rb") as content:
                    archive.writestr(f"documents/{document.pk} {document.original_name}", content.read())
            except FileNotFoundError:
                continue
    made.seek(0)
    return attached(FileResponse(made, content_type="application/zip"), ZIP_NAME)


def _json(request: HttpRequest) -> str:
    return json.dumps(as_json(everything_about(me(request))), ensure_ascii=False, indent=2)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what deleting means here, then do it."""
    application = mine_or_404(request, public_id)
    try:
        keeping.check_can_delete(application)
    except KeepingRefused as refusal:
        messages.info(request, str(refusal))
        return redirect("applicants:your-data")
    rule = rule_now()
    if request.method == "GET":
        unsent = keeping.is_unsent(application)
        context = {
            "application": application,
            "cohort": application.cohort,
            "is_draft": unsent,
            "rule": rule,
            "until": None if unsent else kept_until(application, rule),
            "is_open_case": not unsent and keeping.can_withdraw(application),
        }
        return render(request, "applicants/delete.html", context)
    try:
        restriction: Restriction | None = keeping.delete(application, by=me(request))
    except KeepingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        gone, kept = _("Your draft is erased."), _("Nobody works with your application any more.")
        messages.success(request, kept if restriction else gone)
    return redirect("applicants:your-data")


@never_cache
@login_required
@require_POST
def mail(request: HttpRequest) -> HttpResponse:
    """What we may mail."""
    applicant = applicant_of(me(request))
    if applicant is not None:
        form = MailForm(request.POST, preferences=preferences_of(applicant))
        if form.is_valid():
            set_preferences(applicant, form.cleaned_data, by=me(request))
            messages.success(request, _("Saved."))
    return redirect("applicants:your-data")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def talent_pool(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Consent to be asked for later classes, until a day."""
    application = mine_or_404(request, public_id)
    if not keeping.can_join_pool(application):
        return redirect("applicants:status", public_id)
    today = clock.now().astimezone(application.cohort.tz).date()
    form = PoolForm(request.POST or None, initial={"until": today + timedelta(days=365)})
    if form.is_valid():
        try:
            keeping.join_pool(application, until=form.cleaned_data["until"], by=me(request))
        except KeepingRefused as refusal:
            form.add_error("until", str(refusal))
        else:
            messages.success(request, _("Thank you. We may ask you about later classes until then."))
            return redirect("applicants:your-data")
    context = {"application": application, "cohort": application.cohort, "form": form}
    return render(request, "applicants/talent_pool.html", context, status=400 if form.errors else 200)


@never_cache
@login_required
@require_POST
def leave_pool(request: HttpRequest) -> HttpResponse:
    """Take the consent back, with one click."""
    applicant = applicant_of(me(request))
    if applicant is not None:
        keeping.leave_pool(applicant, by=me(request))
        messages.success(request, _("Taken back. We do not ask you about later classes."))
    return redirect("applicants:your-data")
