"""What a client has to put in order itself before somebody's first day: a contact shows that it is done."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from applicants.services.documents import DocumentRefused, too_large
from applicants.views import uploads
from careerpath.accounts.access import me
from placements.forms_own import EvidenceForm
from placements.models import OnboardingItem, OnboardingRequirement, Placement
from placements.selectors.contacts import Part
from placements.selectors.portal import cards, for_client
from placements.services.onboarding import CannotGive, give_evidence, why_not_give
from placements.views.guard import portal_page


@csrf_exempt  # the size is looked at before anything is read; the page within asks for the token
@portal_page("GET", "POST", at_least=Part.HIRING)
def item(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """Show that an item of the client's own is done: a day, a reference with its date, or a file."""
    found = get_object_or_404(
        OnboardingItem.objects.select_related("requirement", "placement__opening__client").filter(
            placement__in=for_client(me(request)),
            placement__public_id=public_id,
            requirement__owner=OnboardingRequirement.Owner.CLIENT,
        ),
        pk=pk,
    )
    if uploads.was_too_large(request):
        words = too_large(uploads.declared_length(request))
        return render(request, "bootcamp/file_too_large.html", {"words": words}, status=413)
    return _give(request, found)


@csrf_protect
def _give(request: HttpRequest, found: OnboardingItem) -> HttpResponse:
    back = found.placement.public_id
    if why := why_not_give(found, by=me(request)):
        messages.error(request, why)
        return redirect("placements:person", back)
    posted = request.method == "POST"
    form = EvidenceForm(found.requirement, request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        try:
            give_evidence(found, by=me(request), **form.cleaned_data)
        except DocumentRefused as refused:
            form.add_error("file", str(refused))
        except CannotGive as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "Thank you. Somebody of the programme looks at it and signs it off.")
            return redirect("placements:person", back)
    (card,) = cards(Placement.objects.filter(pk=found.placement_id))
    return render(
        request,
        "placements/item.html",
        {"placement": found.placement, "card": card, "item": found, "form": form},
        status=422 if form.errors else 200,
    )
