"""The client portal. Every view starts from a queryset of what this contact may see; anything else is a 404."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from careerpath.accounts.access import me
from careerpath.calendars import Party
from careerpath.pipeline import clock
from careerpath.ui.downloads import attached
from careerpath.ui.paging import moment_and_id
from placements.exporting import sheets_for, write_csvs, write_xlsx
from placements.forms import FeedbackForm, InterviewForm
from placements.models import InterviewRequest, Placement
from placements.selectors import interviews as meetings
from placements.selectors import portal as selectors
from placements.selectors.contacts import Part, with_logo
from placements.selectors.evaluations import forms_of
from placements.selectors.waiting import waiting_for
from placements.services import portal as services
from placements.services.profile import note_view
from placements.views.guard import portal_page
from placements.views.interviews import CALENDAR

FEWEST, MOST = 2, 4
"""People side by side."""
FILES = {
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "zip": (write_csvs, "application/zip"),
}


def _theirs(request: HttpRequest, public_id: UUID) -> Placement:
    mine = selectors.for_client(me(request)).select_related("opening__client")
    return get_object_or_404(mine, public_id=public_id)


@portal_page()
def portal(request: HttpRequest) -> HttpResponse:
    """People presented and placed, as cards."""
    user = me(request)
    board = selectors.portal_board(user)
    context = {
        "clients": list(with_logo(selectors.clients_of(user))),
        "board": board,
        "waiting": waiting_for(user, board),
    }
    return render(request, "placements/portal.html", context)


TITLES = {"presented": "Presented to you", "placed": "Placed with you", "earlier": "Earlier"}


@portal_page()
def people(request: HttpRequest) -> HttpResponse:
    """Everybody of one group, page by page: `?group=placed&after=<moment>,<id>`."""
    group = request.GET.get("group", "placed")
    if group not in selectors.GROUPS:
        raise Http404
    found, has_more = selectors.people_of(me(request), group, after=moment_and_id(request.GET.get("after", "")))
    last = found[-1].placement if found else None
    context = {
        "group": group,
        "title": TITLES[group],
        "titles": TITLES,
        "cards": found,
        "is_first": "after" not in request.GET,
        "after": f"{last.status_changed_at.isoformat()},{last.pk}" if has_more and last else "",
    }
    return render(request, "placements/people.html", context)


@portal_page()
def person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One person, as far as the client may see them. The person reads who looked, and when."""
    placement, user = _theirs(request, public_id), me(request)
    client = placement.opening.client
    today = clock.now().astimezone(client.tz).date()
    page = selectors.person(placement, user, today)
    note_view({placement.pk: page.card.shown}, by=user)
    return render(
        request,
        "placements/person.html",
        {
            "placement": placement,
            "client": client,
            "person": page,
            "shown": page.card.shown,
            "today": today,
            "forms": forms_of(placement, today),
            "may_evaluate": page.may_evaluate,
        },
    )


@portal_page()
def compare(request: HttpRequest) -> HttpResponse:
    """Two to four people side by side: `?p=<id>&p=<id>`. An id that is not theirs to see is a 404, as everywhere."""
    try:
        chosen = list(dict.fromkeys(UUID(one) for one in request.GET.getlist("p")))
    except ValueError as error:
        raise Http404 from error
    if not FEWEST <= len(chosen) <= MOST:
        messages.error(
            request, _("Choose %(fewest)s to %(most)s people to compare.") % {"fewest": FEWEST, "most": MOST}
        )
        return redirect("placements:portal")
    user = me(request)
    people = selectors.compared(user, chosen)
    if len(people) != len(chosen):
        raise Http404
    note_view({card.placement.pk: card.shown for card in people}, by=user)
    return render(request, "placements/compare.html", {"people": people, "today": clock.now().date()})


@portal_page("GET", "POST", at_least=Part.HIRING)
def interview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask to meet somebody."""
    placement = _theirs(request, public_id)
    form = InterviewForm(request.POST if request.method == "POST" else None)
    try:
        services.check_can_ask_for_interview(placement)
        if request.method == "POST" and form.is_valid():
            services.ask_for_interview(placement, by=me(request), **form.cleaned_data)
            messages.success(request, _("We have your request. We arrange the interview and write to you."))
            return redirect("placements:person", public_id)
    except services.CannotAsk as reason:
        messages.error(request, str(reason))
        return redirect("placements:person", public_id)
    return _form_page(request, "placements/interview.html", placement, form)


@portal_page()
def interview_calendar(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """An interview as a file for the contact's calendar."""
    user = me(request)
    found = get_object_or_404(
        InterviewRequest.objects.filter(meetings.PUBLISHED, placement__in=selectors.for_client(user)).select_related(
            "placement__opening__client"
        ),
        public_id=public_id,
    )
    (card,) = selectors.cards(Placement.objects.filter(pk=found.placement_id))
    content = meetings.calendar_file(
        found,
        reader=Party(user.email, user.name),
        title=_("Interview with %(name)s") % {"name": card.name},
        url=meetings.portal_link(found),
    )
    return attached(HttpResponse(content, content_type=CALENDAR), "interview.ics")


@portal_page("GET", "POST", at_least=Part.SUPERVISOR)
def feedback(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say how it is going."""
    placement = _theirs(request, public_id)
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.give_feedback(placement, by=me(request), **form.cleaned_data)
        messages.success(request, _("Thank you. The programme reads it today or on the next working day."))
        return redirect("placements:person", public_id)
    return _form_page(request, "placements/feedback.html", placement, form)


def _form_page(
    request: HttpRequest, template: str, placement: Placement, form: InterviewForm | FeedbackForm
) -> HttpResponse:
    (card,) = selectors.cards(Placement.objects.filter(pk=placement.pk))
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, template, {"placement": placement, "card": card, "form": form}, status=status)


@portal_page()
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """Everything the contact may read: one XLSX file, or CSV files in a ZIP. Whoever is in it reads that it was taken."""
    user = me(request)
    sheets, shown = sheets_for(user)
    note_view(shown, by=user)
    write, content_type = FILES[kind]
    return attached(HttpResponse(write(sheets), content_type=content_type), f"people-{clock.now():%Y-%m-%d}.{kind}")


@portal_page()
def opening(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One opening with its people side by side."""
    user = me(request)
    found = get_object_or_404(selectors.openings_for(user), public_id=public_id)
    page = selectors.opening_page(found, user)
    return render(request, "placements/opening.html", {"page": page, "few": FEWEST <= len(page.cards) <= MOST})
