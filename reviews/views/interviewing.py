"""The interviewer's pages: times they offer, whom they talk with, and the scorecard of each interview."""

from datetime import UTC
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from careerpath.accounts.access import me, role_required
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from careerpath.ui.downloads import attached
from reviews.forms_reading import ScorecardForm, draft_initial, sent_values, sheet_initial
from reviews.forms_slots import OfferForm
from reviews.lifecycle import RoundStatus
from reviews.models import InterviewSlot, RoundReader
from reviews.scorecard import read_card
from reviews.selectors import interviewing as read
from reviews.selectors.interviewing import Seat
from reviews.selectors.projection import look_at
from reviews.services import interviews, scoring, slots
from reviews.services.drafting import save_draft
from reviews.services.scoring import ScoringRefused
from reviews.services.slots import SlotRefused

ICS = "text/calendar; charset=utf-8"
INTERVIEWERS = (Role.REVIEWER, Role.RECRUITER)
OUTCOMES = (InterviewSlot.Outcome.NO_SHOW, InterviewSlot.Outcome.NOT_HELD)


@never_cache
@role_required(*INTERVIEWERS)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits, what is to come, and which times are offered."""
    return render(request, "reviews/interviewing.html", {"desk": read.desk(me(request))})


@never_cache
@role_required(*INTERVIEWERS)
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """All interviews to come, as a file for calendars."""
    return attached(HttpResponse(read.calendar_of(me(request)), content_type=ICS), "interviews.ics")


@never_cache
@role_required(*INTERVIEWERS)
@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Offer a time, or many."""
    reader = get_object_or_404(read.rounds_of(me(request)), round__public_id=public_id)
    round = reader.round
    form = OfferForm(request.POST or None, initial={"time_zone": round.cohort.time_zone, **_said_last(reader)})
    if form.is_valid():
        data = form.cleaned_data
        try:
            offered = slots.offer(
                round,
                by=me(request),
                starts=form.times.starts,
                minutes=data["minutes"],
                place=data["place"],
                link=data["link"],
            )
        except SlotRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            _say(request, offered, len(form.times.skipped))
            return redirect("interviewing:home")
    context = {"round": round, "reader": reader, "form": form}
    return render(request, "reviews/slots_offer.html", context, status=400 if form.errors else 200)


@never_cache
@role_required(*INTERVIEWERS)
@require_http_methods(["GET", "POST"])
def slot(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One time: whom it is with, the scorecard, and what became of it."""
    found = _mine(request, public_id)
    if request.method == "POST":
        return _send(request, found)
    return _page(request, found, _form(found))


@never_cache
@role_required(*INTERVIEWERS)
@require_GET
def invitation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The invitation for the interviewer's calendar, or its withdrawal."""
    seat = _mine(request, public_id)
    return attached(
        HttpResponse(read.invitation_to(seat.slot, seat.companion), content_type=ICS),
        "interview.ics",
    )


@role_required(*INTERVIEWERS)
@require_POST
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The interviewer cannot then."""
    found = _mine(request, public_id).slot
    try:
        slots.withdraw(found, by=me(request))
    except SlotRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("interviewing:slot", public_id)
    if found.entry_id:
        messages.success(request, "Withdrawn. The applicant is told, and asked to choose another time.")
    else:
        messages.success(request, "Withdrawn. Nobody had chosen it.")
    return redirect("interviewing:home")


@role_required(*INTERVIEWERS)
@require_POST
def outcome(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say that it did not take place."""
    found = _mine(request, public_id).slot
    said = request.POST.get("outcome", "")
    if said not in OUTCOMES:
        messages.error(request, "Choose what became of it.")
        return redirect("interviewing:slot", public_id)
    try:
        interviews.settle(found, outcome=said, by=me(request), again="again" in request.POST)
    except SlotRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Written down.")
    return redirect("interviewing:slot", public_id)


@role_required(*INTERVIEWERS)
@require_POST
def known(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The interviewer knows the person: somebody else talks with them."""
    seat = _mine(request, public_id)
    why = request.POST.get("why", "").replace("\x00", "").strip()[:300]
    try:
        interviews.recuse(seat.slot, by=me(request), why=why)
    except SlotRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("interviewing:slot", public_id)
    if seat.companion:
        messages.success(request, "Thank you. They keep their time, without you.")
    else:
        messages.success(request, "Thank you. They are asked to choose a time with somebody else.")
    return redirect("interviewing:home")


@never_cache
@role_required(*INTERVIEWERS)
@require_POST
def draft(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep what is filled in so far; asked by the page's script, answered in JSON."""
    seat = _mine(request, public_id)
    if seat.assignment is None:
        return JsonResponse({"refused": "Nobody has this time any more."}, status=409)
    card = read_card(seat.slot.round.scorecard_version.document)
    base = request.POST.get("version", "")
    number = int(base) if base.isdecimal() and len(base) < 9 else 0
    try:
        kept = save_draft(seat.assignment, by=me(request), base=number, values=sent_values(card, request.POST))
    except ScoringRefused as refusal:
        return JsonResponse({"refused": str(refusal)}, status=409)
    moment = kept.saved_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return JsonResponse(
        {"saved_at": moment, "version": kept.version, "conflicts": kept.conflicts, "newer": getattr(kept, "newer", {})}
    )


def _mine(request: HttpRequest, public_id: UUID) -> Seat:
    return read.seat_of(get_object_or_404(read.slots_of(me(request)), public_id=public_id), me(request))


def _send(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Take the scorecard that was sent; the interview has then taken place."""
    found = seat.slot
    form = ScorecardForm(read_card(found.round.scorecard_version.document), request.POST)
    if seat.assignment is None or found.entry is None:
        messages.error(request, "Nobody has this time any more.")
        return redirect("interviewing:slot", found.public_id)
    if not form.is_valid():
        return _page(request, seat, form, status=400)
    sheet = getattr(seat.assignment, "scoresheet", None)
    try:
        if sheet is not None and sheet.sent_id != form.cleaned_data["sent_id"]:
            scoring.change(sheet, by=me(request), **form.filled())
        else:
            interviews.finish(found, by=me(request), sent_id=form.cleaned_data["sent_id"], **form.filled())
    except ScoringRefused as refusal:
        form.refuse(refusal)
        return _page(request, seat, form, status=400)
    except SlotRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, seat, form, status=409)
    messages.success(request, "The scorecard is kept.")
    return redirect("interviewing:home")


def _form(seat: Seat) -> ScorecardForm | None:
    """The scorecard of a time that somebody has; None of one that is free, or did not take place."""
    found = seat.slot
    if seat.assignment is None or found.entry is None or found.withdrawn_at or found.outcome in OUTCOMES:
        return None
    card = read_card(found.round.scorecard_version.document)
    sheet = getattr(seat.assignment, "scoresheet", None)
    initial = sheet_initial(card, sheet, sheet.changes.count()) if sheet else draft_initial(seat.assignment)
    return ScorecardForm(card, initial=initial)


def _page(request: HttpRequest, seat: Seat, form: ScorecardForm | None, status: int = 200) -> HttpResponse:
    now = clock.now()
    found, own = seat.slot, seat.companion is None
    entry = found.entry
    has_begun = found.starts_at <= now
    stands = entry is not None and found.withdrawn_at is None
    sheet = getattr(seat.assignment, "scoresheet", None)
    may_leave = not own and not found.withdrawn_at and found.outcome not in OUTCOMES and sheet is None
    may_withdraw = own and found.withdrawn_at is None and not found.outcome and not (entry and has_begun)
    looked = look_at(seat.assignment, for_reader=me(request)) if form and seat.assignment else None
    context: dict[str, Any] = {
        "slot": found,
        "seat": seat,
        "round": found.round,
        "zone": found.round.cohort.time_zone,
        "applicant": entry.application.applicant if entry and stands else None,
        "form": form,
        "sheet": sheet,
        "assignment": seat.assignment,
        "is_open": found.round.status == RoundStatus.OPEN,
        "has_begun": has_begun,
        "may_settle": own and stands and has_begun and found.outcome in ("", *OUTCOMES),
        "may_withdraw": may_withdraw,
        "may_leave": may_leave,
        "may_recuse": (may_withdraw or may_leave) and stands,
        "shown": looked[0] if looked else None,
        "others": looked[1] if looked else [],
        "outcomes": [(each.value, each.label) for each in OUTCOMES],
    }
    return render(request, "reviews/interviewing_slot.html", context, status=status)


def _said_last(reader: RoundReader) -> dict[str, Any]:
    """Where and how long the times were that this person offered last."""
    last = reader.slots.order_by("-pk").first()
    return {"minutes": last.minutes, "place": last.place, "link": last.link} if last else {}


def _say(request: HttpRequest, offered: slots.Offered, skipped: int) -> None:
    if offered.made:
        messages.success(request, f"{offered.made} {'time is' if offered.made == 1 else 'times are'} offered.")
    if offered.busy:
        messages.warning(request, f"{offered.busy} left out: you have another time then.")
    if offered.over:
        messages.warning(request, f"{offered.over} left out: they have passed.")
    if skipped:
        messages.warning(request, f"{skipped} left out: the clocks change then.")
