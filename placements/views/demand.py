"""Openings on the workbench: made, changed, closed; the rate apart; and what clients ask for in the portal."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from careerpath.accounts.access import me
from placements.forms_demand import CloseForm, DeclineForm, OpeningForm, RateForm
from placements.models import Client, Opening, OpeningRate, OpeningRequest
from placements.selectors.clients import waiting_requests, who_is_there
from placements.services import openings as services
from placements.services import requests as answers
from placements.views.clients import filled

OPENING = "admin:placements-opening"


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@require_http_methods(["GET", "POST"])
def new_opening(request: HttpRequest) -> HttpResponse:
    """An opening of a client: which client is chosen first, since the sites are theirs."""
    client = Client.objects.filter(slug=request.GET.get("client", ""), is_active=True).first()
    if client is None:
        choices = Client.objects.filter(is_active=True).order_by("name")
        return render(request, "placements/choose_client.html", {"clients": choices})
    form = OpeningForm(_sent(request), client=client)
    if (made := _made(request, form, client)) is not None:
        messages.success(request, _("The opening is there. Graduates who fit stand below."))
        return redirect(OPENING, made.public_id)
    page = {"client": client, "heading": _("Add an opening"), "button": _("Add the opening"), "icon_name": "plus"}
    return render(request, "placements/staff_form.html", page | {"form": form}, status=422 if form.errors else 200)


def _made(request: HttpRequest, form: ModelForm, client: Client, asked: OpeningRequest | None = None) -> Opening | None:
    """The opening that a form asks for; None where it was not sent, or something is wrong (then the form says what)."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        if asked is not None:
            return answers.confirm_request(asked, by=me(request), **form.cleaned_data)
        return services.make_opening(client, by=me(request), **form.cleaned_data)
    except ValidationError as why:
        form.add_error(None, why)
    except ValueError as why:
        form.add_error(None, str(why))
    return None


def _opening(public_id: UUID) -> Opening:
    return get_object_or_404(Opening.objects.select_related("client"), public_id=public_id)


@require_http_methods(["GET", "POST"])
def change_opening(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What an opening asks for."""
    found = _opening(public_id)
    return filled(
        request,
        OpeningForm(_sent(request), client=found.client, instance=_opening(public_id)),
        lambda data: services.change_opening(found, by=me(request), **data),
        done=_("The opening is changed."),
        to=(OPENING, public_id),
        page={"opening": found, "heading": _("Change the opening"), "button": _("Save"), "icon_name": "check"},
    )


@require_http_methods(["GET", "POST"])
def close_opening(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close an opening, after seeing whom it touches."""
    found = _opening(public_id)
    candidates, committed = who_is_there(found)
    about = []
    if candidates:
        about.append(
            ngettext(
                "%(n)s person whom the client still looks at is not taken forward.",
                "%(n)s people whom the client still looks at are not taken forward.",
                candidates,
            )
            % {"n": candidates}
        )
    if committed:
        about.append(
            ngettext("%(n)s person who has agreed stays.", "%(n)s people who have agreed stay.", committed)
            % {"n": committed}
        )
    form = CloseForm(_sent(request), initial={"on": answers.today_of(found.client)})
    return filled(
        request,
        form,
        lambda data: services.close_opening(found, by=me(request), **data),
        done=_("The opening is closed."),
        to=(OPENING, public_id),
        page={
            "opening": found,
            "heading": _("Close the opening"),
            "button": _("Close the opening"),
            "icon_name": "archive",
            "about": " ".join(about) or _("Nobody is presented here now."),
        },
    )


@require_POST
def reopen_opening(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """People may be presented again."""
    services.reopen_opening(_opening(public_id), by=me(request))
    messages.success(request, _("The opening is open again."))
    return redirect(OPENING, public_id)


@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the client pays: for programme managers, on a page of its own."""
    found = _opening(public_id)
    return filled(
        request,
        RateForm(_sent(request), instance=OpeningRate.objects.filter(opening=found).first()),
        lambda data: services.set_rate(found, by=me(request), **data),
        done=_("The rate is kept. Only programme managers read it."),
        to=(OPENING, public_id),
        page={
            "opening": found,
            "heading": _("Rate"),
            "button": _("Keep the rate"),
            "icon_name": "check",
            "about": _("Only programme managers see this page. The portal and the other pages do not show the rate."),
        },
    )


@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """What clients asked for and nobody has answered."""
    return render(request, "placements/opening_requests.html", {"requests": waiting_requests()})


@require_http_methods(["GET", "POST"])
def answer_request(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Make an opening of a request, changed as agreed, or decline it with a reason."""
    asked = get_object_or_404(
        OpeningRequest.objects.select_related("client", "asked_by", "answered_by", "opening"), public_id=public_id
    )
    declining = request.POST.get("action") == "decline"
    sent = request.POST if request.method == "POST" else None
    initial = {
        name: getattr(asked, name)
        for name in ("title", "description", "at_site", "mode", "starts_on", "weeks", "seats", "skills")
    } | {"credentials": list(asked.credentials.all())}
    form: ModelForm = OpeningForm(None if declining else sent, client=asked.client, initial=initial)
    decline: Form = DeclineForm(sent if declining else None)
    if not declining and (made := _made(request, form, asked.client, asked)) is not None:
        messages.success(request, _("The opening is there, and the client is told."))
        return redirect(OPENING, made.public_id)
    if declining and decline.is_valid():
        try:
            answers.decline_request(asked, by=me(request), **decline.cleaned_data)
            messages.success(request, _("Declined. The client reads why."))
            return redirect("admin:placements-requests")
        except answers.CannotAnswer as why:
            decline.add_error(None, str(why))
    page = {"asked": asked, "form": form, "decline": decline}
    status = 422 if form.errors or decline.errors else 200
    return render(request, "placements/opening_request.html", page, status=status)
