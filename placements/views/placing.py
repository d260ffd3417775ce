"""One placement on the workbench: its steps, its days, its transfer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from careerpath.accounts.access import me
from placements.forms_placing import DatesForm, StepForm, TransferForm, steps_of
from placements.lifecycle import COMMITTED, PlacementStatus
from placements.models import Placement
from placements.selectors import board as selectors
from placements.selectors.credentials import held_by, newest_of_each, tracks_of
from placements.selectors.starting import start_reasons
from placements.services.advancing import CannotAdvance, advance
from placements.services.checklists import checklist_changes
from placements.services.dates import CannotChangeDates, NewDates, change_dates, preview_dates, words_of
from placements.services.onboarding import today_at
from placements.services.supervising import CannotSupervise, choose_supervisor, who_could
from placements.services.transferring import CannotTransfer, transfer

WAITS = (PlacementStatus.ACCEPTED, PlacementStatus.ONBOARDING)


def placement_or_404(public_id: UUID) -> Placement:
    """The placement with its people."""
    found = selectors.one_placement(str(public_id))
    if found is None:
        raise Http404
    return found


@require_GET
def placement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One placement: what is next, the checklist, what the client said, the history."""
    return _page(request, placement_or_404(public_id))


def _page(request: HttpRequest, found: Placement, form: StepForm | None = None) -> HttpResponse:
    today = today_at(found)
    enrolment = found.enrolment_id
    steps = steps_of(found)
    if form is not None:
        steps = [form if form.to == one.to else one for one in steps]
    over = found.LIFECYCLE.is_final(found.status)
    items = selectors.checklist(found, today)
    return render(
        request,
        "placements/placement.html",
        {
            "placement": found,
            "today": today,
            "steps": steps,
            "form": form,
            "is_over": over,
            "may_transfer": found.status in COMMITTED,
            "items": items,
            "outdated": bool(items) and not over and bool(checklist_changes(found)),
            "blocked": start_reasons([found]).get(found.pk, []) if found.status in WAITS else [],
            "credentials": newest_of_each(held_by([enrolment])[enrolment]),
            "supervisors": [] if over else who_could(found),
            "track": tracks_of([enrolment]).get(enrolment, ""),
            "requests": found.interview_requests.select_related("asked_by", "arranged_by"),
            "feedback": found.feedback.select_related("by"),
            "history": selectors.whole_history(found),
        },
        status=422 if form is not None else 200,
    )


@require_POST
def supervisor(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say who somebody works for at the client."""
    found = placement_or_404(public_id)
    chosen = request.POST.get("supervisor", "")
    user = next((one for one in who_could(found) if str(one.pk) == chosen), None)
    if chosen and user is None:
        raise Http404
    try:
        choose_supervisor(found, user)
        messages.success(
            request, f"{user} supervises {found.enrolment.name}." if user else "Nobody supervises them now."
        )
    except CannotSupervise as reason:
        messages.error(request, str(reason))
    return redirect("admin:placements-placement", public_id)


@require_POST
def advance_placement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Move a placement on."""
    found = placement_or_404(public_id)
    to = request.POST.get("to", "")
    if to not in found.LIFECYCLE.moves.get(found.status, frozenset()):
        reason = found.LIFECYCLE.refusal(found.status, to) if to in PlacementStatus.values else "Choose the next step."
        messages.error(request, reason)
        return redirect("admin:placements-placement", public_id)
    form = StepForm(found, to, request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        advance(found, to=to, by=me(request), **form.cleaned_data)
    except CannotAdvance as reason:
        form.add_error(None, str(reason))
        return _page(request, found, form)
    messages.success(request, f"Recorded: {found.get_status_display()}.")
    return redirect("admin:placements-placement", public_id)


@require_http_methods(["GET", "POST"])
def dates(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change the days of a placement: first what it means, then the record."""
    found = placement_or_404(public_id)
    if found.status not in COMMITTED:
        raise Http404
    form = DatesForm(found, request.POST or None)
    tried: NewDates | None = None
    if request.method == "POST" and form.is_valid():
        days = {name: form.cleaned_data.get(name) for name in ("starts_on", "ends_on")}
        if "starts_on" in form.fields and days["ends_on"] == found.ends_on and days["starts_on"] != found.starts_on:
            days["ends_on"] = None  # left as it was: it moves along
        try:
            if "preview" in request.POST:
                tried = preview_dates(found, **days)
            else:
                made = change_dates(found, by=me(request), reason=form.cleaned_data["reason"], **days)
                messages.success(request, f"The new days are recorded. {words_of(made)}")
                return redirect("admin:placements-placement", public_id)
        except CannotChangeDates as reason:
            form.add_error(None, str(reason))
    return render(
        request,
        "placements/placement_dates.html",
        {"placement": found, "form": form, "tried": tried},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def move_over(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Transfer somebody to another opening."""
    found = placement_or_404(public_id)
    if found.status not in COMMITTED:
        raise Http404
    form = TransferForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = form.cleaned_data
        try:
            done = transfer(found, by=me(request), **values)
        except CannotTransfer as reason:
            form.add_error(None, str(reason))
        else:
            count = len(done.taken_over)
            over = f" {count} of the items they had hold here too." if count else ""
            messages.success(request, f"{found.enrolment.name} moves to {done.placement.opening.client}.{over}")
            return redirect("admin:placements-placement", done.placement.public_id)
    return render(
        request,
        "placements/placement_transfer.html",
        {"placement": found, "form": form},
        status=422 if form.errors else 200,
    )
