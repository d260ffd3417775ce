"""The client portal. Every view starts from a queryset of what this contact may see; anything else is a 404."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from careerpath.accounts.access import me
from placements.forms import FeedbackForm, InterviewForm
from placements.models import Placement
from placements.selectors import portal as selectors
from placements.services import portal as services
from placements.views.guard import portal_page


def _theirs(request: HttpRequest, public_id: UUID) -> Placement:
    mine = selectors.for_client(me(request)).select_related("opening__client")
    return get_object_or_404(mine, public_id=public_id)


@portal_page()
def portal(request: HttpRequest) -> HttpResponse:
    """People presented and placed, as cards."""
    user = me(request)
    clients = list(selectors.clients_of(user))
    return render(request, "placements/portal.html", {"clients": clients, "board": selectors.portal_board(user)})


@portal_page()
def person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One person, as far as the client may see them."""
    placement = _theirs(request, public_id)
    client = placement.opening.client
    page = selectors.person(placement, timezone.now().astimezone(client.tz).date())
    return render(request, "placements/person.html", {"placement": placement, "client": client, "person": page})


@portal_page("GET", "POST")
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


@portal_page("GET", "POST")
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
def opening(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One opening with its people side by side."""
    found = get_object_or_404(selectors.openings_for(me(request)), public_id=public_id)
    return render(request, "placements/opening.html", {"page": selectors.opening_page(found)})
