"""The placements board on the workbench: who stands where, openings to fill, one placement with its checklist."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bootcamp.selectors.people import graduates
from careerpath.accounts.access import has_role, me
from careerpath.accounts.roles import Role
from placements.forms import AdvanceForm, VerifyForm, WaiveForm
from placements.lifecycle import PlacementStatus
from placements.models import Client, InterviewRequest, OnboardingItem, Opening, Placement
from placements.selectors import board as selectors
from placements.selectors.credentials import held_by, newest_of_each, tracks_of
from placements.selectors.matching import matches_for
from placements.selectors.openings import openings_board, with_counts
from placements.services.advancing import CannotAdvance, advance
from placements.services.onboarding import CannotVerify, today_at, verify_item, waive_item
from placements.services.portal import arrange_interview
from placements.services.presenting import CannotPresent, present
from placements.services.starting import start_refusals

SHOWN = 25
"""Graduates shown for an opening, best first."""


def _after(request: HttpRequest) -> tuple[datetime, int] | None:
    """Where the next page begins, from `?after=<moment>,<id>`; anything else is the first page."""
    moment, _comma, pk = request.GET.get("after", "").partition(",")
    try:
        when = parse_datetime(moment)
        return (when, int(pk)) if when is not None and when.tzinfo is not None else None
    except ValueError:
        return None


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Placements by status."""
    chosen = request.GET.get("status", PlacementStatus.PRESENTED)
    status = chosen if chosen in PlacementStatus.values else PlacementStatus.PRESENTED
    clients = list(Client.objects.all())
    client = next((one for one in clients if one.slug == request.GET.get("client")), None)
    after = _after(request)
    rows = selectors.board(status, client=client.pk if client else None, after=after)
    base = {"status": status, **({"client": client.slug} if client else {})}
    more = rows[selectors.PAGE :]
    rows = rows[: selectors.PAGE]
    last = rows[-1] if more else None
    found = selectors.counts(client=client.pk if client else None)
    return render(
        request,
        "placements/board.html",
        {
            "tabs": [(value, label, found[value]) for value, label in PlacementStatus.choices],
            "status": status,
            "status_label": PlacementStatus(status).label,
            "client": client,
            "clients": clients,
            "rows": rows,
            "requests": selectors.open_requests(),
            "first_url": f"?{urlencode(base)}" if after else "",
            "next_url": f"?{urlencode({**base, 'after': f'{last.status_changed_at.isoformat()},{last.pk}'})}"
            if last
            else "",
        },
    )


def _placement(public_id: UUID) -> Placement:
    found = selectors.one_placement(str(public_id))
    if found is None:
        raise Http404
    return found


@require_GET
def placement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One placement: what is next, the checklist, what the client said, the history."""
    return _placement_page(request, _placement(public_id))


def _placement_page(request: HttpRequest, found: Placement, form: AdvanceForm | None = None) -> HttpResponse:
    today = today_at(found)
    enrolment = found.enrolment_id
    waits = found.status in (PlacementStatus.ACCEPTED, PlacementStatus.ONBOARDING)
    return render(
        request,
        "placements/placement.html",
        {
            "placement": found,
            "today": today,
            "form": form or AdvanceForm(found),
            "is_over": found.LIFECYCLE.is_final(found.status),
            "items": selectors.checklist(found, today),
            "blocked": start_refusals([found]).get(found.pk, "") if waits else "",
            "credentials": newest_of_each(held_by([enrolment])[enrolment]),
            "track": tracks_of([enrolment]).get(enrolment, ""),
            "requests": found.interview_requests.select_related("asked_by", "arranged_by"),
            "feedback": found.feedback.select_related("by"),
            "history": selectors.history(found),
        },
        status=422 if form is not None else 200,
    )


@require_POST
def advance_placement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Move a placement on."""
    found = _placement(public_id)
    form = AdvanceForm(found, request.POST)
    if not form.is_valid():
        return _placement_page(request, found, form)
    try:
        advance(found, by=me(request), **form.cleaned_data)
    except CannotAdvance as reason:
        form.add_error(None, str(reason))
        return _placement_page(request, found, form)
    messages.success(request, _("Recorded: %(status)s.") % {"status": found.get_status_display()})
    return redirect("admin:placements-placement", public_id)


def _on_item(
    request: HttpRequest, public_id: UUID, pk: int, form: Any, act: Callable[..., OnboardingItem]
) -> HttpResponse:
    item = get_object_or_404(OnboardingItem, pk=pk, placement=_placement(public_id))
    if not form.is_valid():
        messages.error(request, " ".join(f"{form[name].label}: {' '.join(why)}" for name, why in form.errors.items()))
    else:
        try:
            act(item, by=me(request), form=form.cleaned_data)
            messages.success(request, _("Recorded: %(item)s.") % {"item": item.requirement})
        except CannotVerify as reason:
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
    return _on_item(
        request,
        public_id,
        pk,
        WaiveForm(request.POST),
        lambda item, by, form: waive_item(item, by=by, reason=form["waiver_reason"]),
    )


@require_POST
def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """An interview that a client asked for is arranged."""
    asked = get_object_or_404(InterviewRequest.objects.select_related("placement"), pk=pk)
    arrange_interview(asked, by=me(request))
    messages.success(request, _("Recorded: the interview is arranged."))
    return redirect("admin:placements-placement", asked.placement.public_id)


@require_GET
def openings(request: HttpRequest) -> HttpResponse:
    """Openings to fill."""
    return render(request, "placements/staff_openings.html", {"openings": openings_board()})


@require_GET
def opening(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One opening: its people, and who else would fit, with the reasons."""
    found = get_object_or_404(with_counts(Opening.objects.select_related("client")), public_id=public_id)
    matches = matches_for(found)
    possible = [match for match in matches if match.fit.possible]
    return render(
        request,
        "placements/staff_opening.html",
        {
            "opening": found,
            "may_see_rate": has_role(request.user, Role.MANAGER),
            "credentials": found.credentials.order_by("name"),
            "people": found.placements.select_related("enrolment__application__applicant").order_by("status", "pk"),
            "possible": possible[:SHOWN],
            "possible_count": len(possible),
            "ruled_out": [match for match in matches if not match.fit.possible][:SHOWN],
            "ruled_out_count": len(matches) - len(possible),
        },
    )


@require_POST
def present_graduate(request: HttpRequest, public_id: UUID, enrolment: UUID) -> HttpResponse:
    """Present a graduate to an opening."""
    found = get_object_or_404(Opening, public_id=public_id)
    person = get_object_or_404(graduates(), public_id=enrolment)
    try:
        made = present(person, opening=found, by=me(request))
    except CannotPresent as reason:
        messages.error(request, str(reason))
        return redirect("admin:placements-opening", public_id)
    messages.success(
        request, _("%(name)s is presented. The client sees them from now on.") % {"name": made.enrolment.name}
    )
    return redirect("admin:placements-opening", public_id)
