"""Staff's page of a round of interviews: who has not chosen a time, and what is to come."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from careerpath.accounts.access import has_role, me
from careerpath.accounts.roles import Role
from reviews.models import InterviewSlot, ReviewRound
from reviews.selectors import slots_overview as read
from reviews.services import asking, interviews
from reviews.services.interviews import ChoiceRefused
from reviews.services.slots import SlotRefused, withdraw


@require_GET
def overview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How far a round of interviews is."""
    round = round_of(public_id)
    after = request.GET.get("after", "")
    page = read.overview(round, after=int(after) if after.isdecimal() and len(after) < 18 else 0)
    context = {
        "title": f"Interviews: {round.name}",
        "round": round,
        "cohort": round.cohort,
        "page": page,
        "next_url": f"?after={page.more}" if page.more else "",
        "first_url": "?" if after else "",
        "may_act": has_role(request.user, Role.RECRUITER),
    }
    return render(request, "admin/reviews/slots.html", context)


@require_POST
def ask(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write now to whoever has not been asked to choose a time."""
    check_may_act(request)
    round = round_of(public_id)
    written = asking.ask_to_choose(round=round)
    if written:
        messages.success(request, f"{written} {'mail is' if written == 1 else 'mails are'} on the way.")
    else:
        messages.info(request, "Everybody was asked already, or no time is free.")
    return redirect("admin:reviews-slots", public_id)


@require_POST
def choose(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Choose a time for somebody, as they asked on the telephone."""
    check_may_act(request)
    round = round_of(public_id)
    try:
        entry = round.entries.select_related("round__cohort", "application__applicant").get(
            public_id=request.POST.get("entry", "")
        )
        slot = InterviewSlot.objects.get(round=round, public_id=request.POST.get("slot", ""))
    except (ValidationError, round.entries.model.DoesNotExist, InterviewSlot.DoesNotExist):
        messages.error(request, "Choose a person and a time from the list.")
        return redirect("admin:reviews-slots", public_id)
    try:
        interviews.choose(entry, slot, by=me(request))
    except ChoiceRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The time is theirs. Both sides are told by mail.")
    return redirect("admin:reviews-slots", public_id)


@require_POST
def settle(request: HttpRequest, slot_id: UUID) -> HttpResponse:
    """What became of a time, or that it is withdrawn: staff may say so for an interviewer."""
    check_may_act(request)
    slot = get_object_or_404(InterviewSlot.objects.select_related("round"), public_id=slot_id)
    said = request.POST.get("outcome", "")
    try:
        if said == "withdraw":
            withdraw(slot, by=me(request))
        elif said in (InterviewSlot.Outcome.NO_SHOW, InterviewSlot.Outcome.NOT_HELD):
            interviews.settle(slot, outcome=said, by=me(request), again="again" in request.POST)
        else:
            raise SlotRefused("Choose what became of it.")
    except SlotRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Written down.")
    return redirect("admin:reviews-slots", slot.round.public_id)


def round_of(public_id: UUID) -> ReviewRound:
    """A round of interviews, or 404."""
    interviews_only = ReviewRound.objects.filter(kind=ReviewRound.Kind.INTERVIEW).select_related("cohort")
    return get_object_or_404(interviews_only, public_id=public_id)


def check_may_act(request: HttpRequest) -> None:
    """Managers read; recruiters act. Raises PermissionDenied."""
    if not has_role(request.user, Role.RECRUITER):
        raise PermissionDenied("Your role may read rounds, not change them.")
