"""What staff do about the items of a checklist: sign off, send back, waive, give evidence for others, bring up to date."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applicants.services.documents.receiving import DocumentRefused
from applicants.views.documents import as_download
from careerpath.accounts.access import me
from careerpath.accounts.models import User
from placements.forms_placing import GiveForm, SendBackForm, VerifyForm, WaiveForm
from placements.models import OnboardingEvidence, OnboardingFile, OnboardingItem
from placements.services.checklists import checklist_changes, update_checklist
from placements.services.onboarding import (
    CannotGive,
    CannotVerify,
    give_evidence,
    send_back,
    verify_item,
    waive_item,
)
from placements.views.placing import placement_or_404


def _on_item(
    request: HttpRequest,
    public_id: UUID,
    pk: int,
    form: forms.Form,
    act: Callable[[OnboardingItem, User, dict[str, Any]], object],
) -> HttpResponse:
    item = get_object_or_404(OnboardingItem, pk=pk, placement=placement_or_404(public_id))
    if not form.is_valid():
        messages.error(
            request,
            " ".join(f"{form[name].label}: {' '.join(map(str, why))}" for name, why in form.errors.items()),
        )
    else:
        try:
            act(item, me(request), form.cleaned_data)
            messages.success(request, f"Recorded: {item.requirement}.")
        except (CannotVerify, CannotGive, DocumentRefused) as reason:
            messages.error(request, str(reason))
    return redirect("admin:placements-placement", public_id)


@require_POST
def verify(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """Record that an item was seen to be in order."""
    return _on_item(
        request, public_id, pk, VerifyForm(request.POST), lambda item, by, form: verify_item(item, by=by, **form)
    )


@require_POST
def waive(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """Record that the client does without an item."""

    def act(item: OnboardingItem, by: User, form: dict[str, Any]) -> object:
        return waive_item(item, by=by, reason=form["waiver_reason"], agreed_by=form["agreed_by"])

    return _on_item(request, public_id, pk, WaiveForm(request.POST), act)


@require_POST
def give(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """Give evidence for an item, for a colleague to check."""
    form = GiveForm(request.POST, request.FILES)
    return _on_item(request, public_id, pk, form, lambda item, by, given: give_evidence(item, by=by, **given))


@require_POST
def back(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """Send the evidence of an item back to its giver."""

    def act(item: OnboardingItem, by: User, form: dict[str, Any]) -> object:
        waiting = OnboardingEvidence.objects.filter(item=item, checked_at__isnull=True).first()
        if waiting is None:
            raise CannotVerify("Nothing waits to be checked any more.")
        return send_back(waiting, by=by, because=form["because"])

    return _on_item(request, public_id, pk, SendBackForm(request.POST), act)


@require_GET
def evidence_file(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The file of some evidence, once it is clean."""
    found = get_object_or_404(OnboardingFile, public_id=public_id)
    if not found.is_clean:
        raise Http404
    return as_download(found)


@require_http_methods(["GET", "POST"])
def bring_up_to_date(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the client's checklist of today would change here, and the button that does it."""
    found = placement_or_404(public_id)
    if found.LIFECYCLE.is_final(found.status):
        raise Http404
    if request.method == "POST":
        done = update_checklist(found, by=me(request))
        messages.success(request, f"The checklist is up to date: {len(done)} changed.")
        return redirect("admin:placements-placement", public_id)
    return render(
        request,
        "placements/checklist_changes.html",
        {"placement": found, "changes": checklist_changes(found)},
    )
