"""Meetings that either of the two plans, moves or calls off, and the invitation for their calendars."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from careerpath.accounts.access import me
from careerpath.ui.downloads import attached
from mentorship.forms_work import CallOffForm, MeetingForm
from mentorship.models import Meeting
from mentorship.selectors import work
from mentorship.selectors.invitations import invitation_to
from mentorship.services.meetings import arrange, call_off, move_meeting
from mentorship.services.pairing import side_of
from mentorship.services.working import CannotLog
from mentorship.views.both import back, ours
from mentorship.views.mentor import form_page

ICS: Final = "text/calendar; charset=utf-8"


def _meeting(request: HttpRequest, public_id: str) -> Meeting:
    return get_object_or_404(work.meetings_of(me(request)), public_id=public_id)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a meeting."""
    mentorship = ours(request, pk)
    side = side_of(mentorship, me(request))
    form = MeetingForm(
        request.POST if request.method == "POST" else None,
        zone=work.zone_of(mentorship, side),
        initial={"minutes": 30, "mode": "video"},
    )
    if request.method == "POST" and form.is_valid():
        try:
            meeting = arrange(mentorship, by=me(request), **form.entry())
        except CannotLog as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("The meeting is planned. You both get a mail."))
            return redirect("mentorship:meeting", meeting.public_id)
    return form_page(request, "mentorship/meeting_new.html", mentorship, form, side=side)


@login_required
@require_http_methods(["GET", "POST"])
def meeting(request: HttpRequest, public_id: str) -> HttpResponse:
    """One planned meeting: into the calendar, move it, call it off."""
    found = _meeting(request, public_id)
    side = side_of(found.mentorship, me(request))
    zone = work.zone_of(found.mentorship, side)
    local = found.starts_at.astimezone(zone)
    form = MeetingForm(
        request.POST if request.method == "POST" else None,
        zone=zone,
        initial={
            "day": local.date(),
            "at": local.time(),
            "minutes": found.minutes,
            "mode": found.mode,
            "where": found.where,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            move_meeting(found, by=me(request), **form.entry())
        except CannotLog as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("The meeting is changed. You both get a mail."))
            return redirect("mentorship:meeting", found.public_id)
    return form_page(
        request,
        "mentorship/meeting.html",
        found.mentorship,
        form,
        side=side,
        meeting=found,
        zone=zone,
        call_off_form=CallOffForm(),
    )


@login_required
@require_POST
def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    """Call a meeting off."""
    found = _meeting(request, public_id)
    form = CallOffForm(request.POST)
    because = form.cleaned_data["because"] if form.is_valid() else ""
    try:
        call_off(found, by=me(request), because=because)
    except CannotLog as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The meeting is called off. You both get a mail."))
    return back(request, found.mentorship)


@login_required
@require_GET
def invitation(request: HttpRequest, public_id: str) -> HttpResponse:
    """The meeting as an invitation, or as its withdrawal."""
    found = _meeting(request, public_id)
    side = side_of(found.mentorship, me(request))
    return attached(HttpResponse(invitation_to(found, side), content_type=ICS), f"meeting-{found.public_id}.ics")
