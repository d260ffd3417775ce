"""Openings in the portal: what a client looks for, and asking for more people."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from careerpath.accounts.access import me
from placements.forms_demand import RequestForm
from placements.models import OpeningRequest
from placements.selectors import portal as selectors
from placements.selectors.clients import requests_of
from placements.selectors.contacts import Part, clients_of, parts_of
from placements.services import requests as services
from placements.views.guard import portal_page


@portal_page()
def openings(request: HttpRequest) -> HttpResponse:
    """The client's openings, and what they asked for."""
    user = me(request)
    context = {
        "openings": selectors.openings_list(user),
        "requests": requests_of(parts_of(user)),
        "may_ask": bool(parts_of(user, at_least=Part.HIRING)),
    }
    return render(request, "placements/openings.html", context)


@portal_page("GET", "POST", at_least=Part.HIRING)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for people. Who signs in for several clients says for which first."""
    user = me(request)
    mine = list(clients_of(user).filter(pk__in=parts_of(user, at_least=Part.HIRING)).order_by("name"))
    chosen = request.GET.get("client", "")
    client = mine[0] if len(mine) == 1 else next((one for one in mine if one.slug == chosen), None)
    if client is None:
        return render(request, "placements/ask_for_whom.html", {"clients": mine})
    form = RequestForm(request.POST if request.method == "POST" else None, client=client)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_for_opening(client, by=user, **form.cleaned_data)
        except ValidationError as why:
            form.add_error(None, why)
        except services.CannotAnswer as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("We have your request, and answer within two working days."))
            return redirect("placements:openings")
    status = 422 if form.errors else 200
    return render(request, "placements/ask.html", {"form": form, "client": client}, status=status)


@portal_page("POST", at_least=Part.HIRING)
def take_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take back a request that nobody has answered."""
    user = me(request)
    asked = get_object_or_404(
        OpeningRequest.objects.filter(client__in=parts_of(user, at_least=Part.HIRING)).select_related("client"),
        public_id=public_id,
    )
    try:
        services.take_back_request(asked, by=user)
        messages.success(request, _("Taken back."))
    except services.CannotAnswer as why:
        messages.error(request, str(why))
    return redirect("placements:openings")
