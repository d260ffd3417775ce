"""Clients on the workbench: who they are, where they work, who signs in for them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from careerpath.accounts.access import has_role, me
from careerpath.accounts.roles import Role
from placements.forms_demand import ClientForm, ContactForm, LetInForm, NewClientForm, SiteForm
from placements.models import Client, ClientContact, ClientSite
from placements.selectors.clients import client_page, clients_board
from placements.selectors.contacts import with_logo
from placements.services import clients as services

Act = Callable[[dict[str, Any]], Any]
"""What a form asks for, from what was sent."""


@require_GET
def clients(request: HttpRequest) -> HttpResponse:
    """All clients with their numbers."""
    found = list(clients_board())
    waiting = sum(each.waiting for each in found)  # type: ignore[attr-defined]  # annotated
    return render(request, "placements/clients.html", {"clients": found, "waiting": waiting})


@require_GET
def client(request: HttpRequest, slug: str) -> HttpResponse:
    """One client: sites, contacts, openings, requests."""
    page = client_page(get_object_or_404(with_logo(Client.objects.all()), slug=slug))
    may_choose_names = has_role(request.user, Role.MANAGER)
    return render(request, "placements/client.html", {"page": page, "may_choose_names": may_choose_names})


def filled(
    request: HttpRequest, form: Any, act: Act, *, done: str, to: tuple[Any, ...], page: dict[str, Any]
) -> HttpResponse:
    """A page with one form: sent and taken it goes on to `to`, otherwise it stands there with what is wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except ValidationError as why:
            form.add_error(None, why)
        except ValueError as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, done)
            return redirect(*to)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "placements/staff_form.html", page | {"form": form}, status=status)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@require_http_methods(["GET", "POST"])
def new_client(request: HttpRequest) -> HttpResponse:
    """A client begins to work with us: with the usual checklist, which can be changed."""
    form = NewClientForm(_sent(request))
    page = {"heading": _("Add a client"), "button": _("Add the client"), "icon_name": "plus"}
    made: list[Client] = []
    if request.method == "POST" and form.is_valid():
        try:
            made.append(services.make_client(by=me(request), **form.cleaned_data))
        except ValidationError as why:
            form.add_error(None, why)
        else:
            messages.success(request, _("The client is there. Add sites and contacts next."))
            return redirect("admin:placements-client", made[0].slug)
    return render(request, "placements/staff_form.html", page | {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def change_client(request: HttpRequest, slug: str) -> HttpResponse:
    """The facts of a client."""
    found = get_object_or_404(Client, slug=slug)
    form = ClientForm(_sent(request), instance=get_object_or_404(Client, pk=found.pk))
    return filled(
        request,
        form,
        lambda data: services.change_client(found, by=me(request), **data),
        done=_("The client is changed."),
        to=("admin:placements-client", slug),
        page={"client": found, "heading": _("Change the client"), "button": _("Save"), "icon_name": "check"},
    )


@require_http_methods(["GET", "POST"])
def site(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """Add a site, or change one."""
    found = get_object_or_404(Client, slug=slug)
    kept = get_object_or_404(ClientSite, pk=pk, client=found) if pk else None
    form = SiteForm(_sent(request), client=found, instance=get_object_or_404(ClientSite, pk=pk) if pk else None)
    return filled(
        request,
        form,
        lambda data: services.keep_site(found, by=me(request), site=kept, **data),
        done=_("The site is saved."),
        to=("admin:placements-client", slug),
        page={
            "client": found,
            "heading": _("Change %(site)s") % {"site": kept.name} if kept else _("Add a site"),
            "button": _("Save the site"),
            "icon_name": "check",
        },
    )


@require_http_methods(["GET", "POST"])
def new_contact(request: HttpRequest, slug: str) -> HttpResponse:
    """Let somebody sign in for a client."""
    found = get_object_or_404(Client, slug=slug)
    return filled(
        request,
        LetInForm(_sent(request)),
        lambda data: services.let_in(found, by=me(request), **data),
        done=_("They can sign in now. Tell them: the address of the portal is on this page."),
        to=("admin:placements-client", slug),
        page={"client": found, "heading": _("Let somebody in"), "button": _("Let them in"), "icon_name": "user-plus"},
    )


@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What a contact may do, and whether they may sign in."""
    found = get_object_or_404(Client, slug=slug)
    one = get_object_or_404(ClientContact.objects.select_related("user"), pk=pk, client=found)
    form = ContactForm(_sent(request), instance=get_object_or_404(ClientContact, pk=pk))
    return filled(
        request,
        form,
        lambda data: services.change_contact(one, by=me(request), **data),
        done=_("Saved. It holds from now on."),
        to=("admin:placements-client", slug),
        page={"client": found, "heading": one.user.name or one.user.email, "button": _("Save"), "icon_name": "check"},
    )
