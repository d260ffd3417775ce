"""The applicant's page of their interview: choose a time, move, give it back."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applicants.lifecycle import ApplicationStatus
from applicants.selectors.telling import told
from careerpath.accounts.access import me
from careerpath.ui.zones import is_zone
from reviews.forms_slots import ZoneForm
from reviews.models import InterviewSlot, RoundEntry
from reviews.selectors import slots as read
from reviews.services import interviews
from reviews.services.interviews import ChoiceRefused

ZONE = "interview_zone"
"""Where the session keeps the time zone that was chosen."""


@never_cache
@login_required
@require_GET
def choose(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The times one can choose, in one's own time zone, and the one that was chosen."""
    entry = _mine(request, public_id)
    standing = read.standing_slot(entry)
    zone = _zone(request, entry, standing)
    why_not = ""
    try:
        interviews.check_can_choose(entry)
    except ChoiceRefused as refusal:
        why_not = str(refusal)
    times = [] if why_not else read.free_for(entry)
    context = {
        "entry": entry,
        "application": entry.application,
        "cohort": entry.round.cohort,
        "slot": standing,
        "may_give_back": standing is not None and not interviews.has_begun(standing),
        "last": None if standing else read.last_slot(entry),
        "why_not": why_not,
        "days": _by_day(_one_of_each(times, entry.pk), zone),
        "zone": zone.key,
        "form": ZoneForm(initial={"time_zone": zone.key}),
    }
    return render(request, "reviews/own_interview.html", context)


@never_cache
@login_required
@require_POST
def time_zone(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep the time zone that was chosen."""
    entry = _mine(request, public_id)
    name = request.POST.get("time_zone", "")
    if not is_zone(name):
        messages.error(request, _("Choose a time zone from the list."))
    else:
        request.session[ZONE] = name
        interviews.read_in(entry, name)
    return redirect("interview:choose", public_id)


@login_required
@require_POST
def take(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a time, or move to it."""
    entry = _mine(request, public_id)
    try:
        slot = InterviewSlot.objects.filter(round=entry.round_id, public_id=request.POST.get("slot", "")).first()
    except (ValidationError, ValueError):
        slot = None
    if slot is None:
        messages.error(request, _("This time is not offered any more. Choose another one."))
        return redirect("interview:choose", public_id)
    try:
        interviews.choose(entry, slot, by=me(request), time_zone=_zone(request, entry, read.standing_slot(entry)).key)
    except ChoiceRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The time is yours. We wrote to you, with an invitation for your calendar."))
    return redirect("interview:choose", public_id)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask once more, then give the time back."""
    entry = _mine(request, public_id)
    slot = read.standing_slot(entry)
    if slot is None:
        return redirect("interview:choose", public_id)
    if request.method == "GET":
        context = {
            "entry": entry,
            "application": entry.application,
            "cohort": entry.round.cohort,
            "slot": slot,
            "zone": _zone(request, entry, slot).key,
            "may_choose": interviews.can_choose(entry),
        }
        return render(request, "reviews/own_give_back.html", context)
    try:
        interviews.give_back(entry, by=me(request))
    except ChoiceRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You gave the time back. Thank you for telling us."))
    return redirect("interview:choose", public_id)


def _mine(request: HttpRequest, public_id: UUID) -> RoundEntry:
    """An entry of the person signed in, while they know that they are invited; anything else is not there."""
    entry = get_object_or_404(read.entries_of(me(request)), public_id=public_id)
    if told(entry.application).status != ApplicationStatus.INTERVIEW:
        raise Http404
    return entry


def _zone(request: HttpRequest, entry: RoundEntry, slot: InterviewSlot | None) -> ZoneInfo:
    """The zone that was chosen here, or with the time, or the cohort's."""
    kept = request.session.get(ZONE, "")
    name = kept if is_zone(kept) else (slot.time_zone if slot else "")
    return ZoneInfo(name or entry.round.cohort.time_zone)


def _one_of_each(times: Sequence[InterviewSlot], turn: int) -> list[InterviewSlot]:
    """One of the times that read the same: 10:00 with one interviewer or another is one thing to choose.

    Which one goes by turns, so that interviewers have as many as each other and two applicants seldom ask for the same.
    """
    same = groupby(sorted(times, key=_reads), key=_reads)
    return [found[turn % len(found)] for found in (list(each) for _key, each in same)]


def _reads(slot: InterviewSlot) -> tuple[datetime, int, int, str]:
    """What an applicant reads of a time before they choose it."""
    return slot.starts_at, slot.minutes, slot.n_people, slot.place


def _by_day(times: Sequence[InterviewSlot], zone: ZoneInfo) -> list[tuple[date, list[InterviewSlot]]]:
    """The times by the day on which they are in a zone."""
    by_day = groupby(times, key=lambda each: each.starts_at.astimezone(zone).date())
    return [(day, list(found)) for day, found in by_day]
