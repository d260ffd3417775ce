"""Logos of clients: the picture for the portal and for staff, and the page where staff choose it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from applicants.services.documents import too_large
from applicants.views import uploads
from careerpath.accounts.access import me
from placements.forms_demand import LogoForm
from placements.logos import LogoRefused
from placements.models import Client, ClientLogo
from placements.selectors.contacts import clients_of, with_logo
from placements.services.logos import keep_logo, remove_logo
from placements.views.guard import portal_page


def _picture(logo: ClientLogo) -> HttpResponse:
    """The picture as it is, which the browser neither guesses about nor lets do anything."""
    return HttpResponse(
        bytes(logo.content),
        content_type=logo.content_type,
        headers={"X-Content-Type-Options": "nosniff", "Content-Disposition": "inline"},
    )


@portal_page()
def portal_logo(request: HttpRequest, pk: int) -> HttpResponse:
    """The logo of a client that one signs in for."""
    return _picture(get_object_or_404(ClientLogo, client=pk, client__in=clients_of(me(request))))


@require_GET
def staff_logo(request: HttpRequest, slug: str) -> HttpResponse:
    """The logo of any client."""
    return _picture(get_object_or_404(ClientLogo, client__slug=slug))


@require_http_methods(["GET", "POST"])
def choose_logo(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose a client's logo, another one, or none."""
    if uploads.was_too_large(request):
        words = too_large(uploads.declared_length(request))
        return render(request, "bootcamp/file_too_large.html", {"words": words}, status=413)
    client = get_object_or_404(with_logo(Client.objects.all()), slug=slug)
    form = LogoForm(request.POST, request.FILES) if request.method == "POST" else LogoForm()
    if request.POST.get("remove"):
        remove_logo(client, by=me(request))
        messages.success(request, _("The logo is removed."))
        return redirect("admin:placements-client", slug)
    if form.is_bound and form.is_valid():
        try:
            keep_logo(client, form.cleaned_data["picture"].read(), by=me(request))
        except LogoRefused as why:
            form.add_error("picture", str(why))
        else:
            messages.success(request, _("The logo is saved. Contacts of the client see it in the portal."))
            return redirect("admin:placements-client", slug)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "placements/client_logo.html", {"client": client, "form": form}, status=status)
