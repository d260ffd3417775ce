"""Second interviewers: an interviewer joins a time that somebody else offers, and leaves it; staff put one in, and take one out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from careerpath.accounts.access import me, role_required
from reviews.models import InterviewSlot, ReviewRound, RoundReader, SlotCompanion
from reviews.selectors import companions as read
from reviews.selectors.interviewing import rounds_of, seat_of, slots_of
from reviews.services import companions
from reviews.services.slots import SlotRefused
from reviews.views.interviewing import INTERVIEWERS
from reviews.views.slots import check_may_act, round_of


@never_cache
@role_required(*INTERVIEWERS)
@require_GET
def joining(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The times of others in a round, and which of them one can join."""
    reader = get_object_or_404(rounds_of(me(request)), round__public_id=public_id)
    times, following = read.to_join(reader, after=_key(request.GET.get("after", "")))
    context = {
        "round": reader.round,
        "times": times,
        "most": read.MOST_COMPANIONS,
        "next_url": f"?after={following}" if following else "",
        "first_url": "?" if request.GET.get("after") else "",
    }
    return render(request, "reviews/slots_join.html", context)


@role_required(*INTERVIEWERS)
@require_POST
def join(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Come to a time of somebody else."""
    slot = get_object_or_404(
        InterviewSlot.objects.filter(round__in=rounds_of(me(request)).values("round")), public_id=public_id
    )
    reader = RoundReader.objects.select_related("user").get(round=slot.round_id, user=me(request))
    try:
        companions.join(slot, reader=reader, by=me(request))
    except SlotRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("interviewing:joining", slot.round.public_id)
    if slot.entry_id:
        messages.success(request, "You come to this interview. The invitation for your calendar is on its way.")
    else:
        messages.success(request, "You come to this time. You are told as soon as an applicant chooses it.")
    return redirect("interviewing:slot", public_id)


@role_required(*INTERVIEWERS)
@require_POST
def leave(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Not come to a time that one joined, after all."""
    seat = seat_of(get_object_or_404(slots_of(me(request)), public_id=public_id), me(request))
    if seat.companion is None:
        messages.error(request, "You offer this time yourself. Withdraw it instead.")
        return redirect("interviewing:slot", public_id)
    try:
        companions.leave(seat.companion, by=me(request))
    except SlotRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("interviewing:slot", public_id)
    messages.success(request, "You do not come to this time. Nothing changes for the others.")
    return redirect("interviewing:home")


@require_POST
def put_in(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Staff put an interviewer of the round into a time of somebody else."""
    check_may_act(request)
    round = round_of(public_id)
    slot, reader = _chosen(request, round)
    if slot is None or reader is None:
        messages.error(request, "Choose a time and an interviewer from the lists.")
        return redirect("admin:reviews-slots", public_id)
    try:
        companions.join(slot, reader=reader, by=me(request))
    except SlotRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{reader.user} comes to this time, and is told by mail.")
    return redirect("admin:reviews-slots", public_id)


@require_POST
def take_out(request: HttpRequest, companion_id: UUID) -> HttpResponse:
    """Staff take a second interviewer out of a time; whoever has it keeps it."""
    check_may_act(request)
    companion = get_object_or_404(SlotCompanion.objects.select_related("slot__round"), public_id=companion_id)
    try:
        companions.leave(companion, by=me(request))
    except SlotRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "They do not come to this time any more, and are told by mail.")
    return redirect("admin:reviews-slots", companion.slot.round.public_id)


def _chosen(request: HttpRequest, round: ReviewRound) -> tuple[InterviewSlot | None, RoundReader | None]:
    """What was chosen from the two lists, where it belongs to the round."""
    slot, reader = _key(request.POST.get("slot", "")), request.POST.get("reader", "")
    if slot is None or not (reader.isdecimal() and len(reader) < 18):
        return None, None
    return (
        InterviewSlot.objects.filter(round=round, public_id=slot).first(),
        RoundReader.objects.filter(round=round, pk=reader).select_related("user").first(),
    )


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
