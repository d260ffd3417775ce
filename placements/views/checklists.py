"""A client's checklist as a template, on the workbench."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from careerpath.accounts.access import me
from placements.forms_placing import RequirementForm
from placements.models import Client, OnboardingRequirement
from placements.services.checklists import TERMS, line_of, retire_requirement, save_requirement


@require_GET
def checklist(request: HttpRequest, slug: str) -> HttpResponse:
    """What a client asks for before a first day, and the versions before."""
    client = get_object_or_404(Client, slug=slug)
    lines = list(client.requirements.select_related("made_by").order_by("-days_before", "kind", "title", "-version"))
    return render(
        request,
        "placements/checklist.html",
        {
            "client": client,
            "lines": [one for one in lines if one.is_active],
            "earlier": [one for one in lines if not one.is_active],
        },
    )


@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, slug: str, key: UUID | None = None) -> HttpResponse:
    """Add a line, or change one."""
    client = get_object_or_404(Client, slug=slug)
    before: OnboardingRequirement | None = None
    if key is not None and (before := line_of(client, key)) is None:
        raise Http404
    form = RequirementForm(request.POST or None, instance=before or OnboardingRequirement(client=client))
    if request.method == "POST" and form.is_valid():
        terms: dict[str, Any] = {name: form.cleaned_data[name] for name in TERMS if name in form.cleaned_data}
        try:
            made = save_requirement(client, by=me(request), replaces=before, **terms)
        except ValidationError as wrong:
            for field, why in getattr(wrong, "message_dict", {"__all__": wrong.messages}).items():
                form.add_error(field if field in form.fields else None, why)
        else:
            said = f"Version {made.version} of it is asked for from now on." if made.version > 1 else ""
            messages.success(request, f"Recorded: {made}. {said}".strip())
            return redirect("admin:placements-checklist", slug)
    return render(
        request,
        "placements/staff_form.html",
        {
            "client": client,
            "form": form,
            "heading": f"Change: {before}" if before else "Add to the checklist",
            "button": "Save the line",
            "icon_name": "check",
            "about": "Checklists that were made before stay as they are. On the page of a placement its checklist can be brought "
            "up to date."
            if before
            else "",
        },
        status=422 if form.errors else 200,
    )


@require_POST
def retire(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Ask for a line no more."""
    found = line_of(get_object_or_404(Client, slug=slug), key)
    if found is None:
        raise Http404
    retire_requirement(found, by=me(request))
    messages.success(request, f"{found.name} is asked for no more. Checklists that were made keep it.")
    return redirect("admin:placements-checklist", slug)
