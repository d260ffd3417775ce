"""Referral codes, what an applicant lets their university know, and the universities on the workbench."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from applicants.forms.partners import InviteForm
from applicants.selectors import partners as selectors
from applicants.services import consents
from applicants.services.inviting import invite_contact
from applicants.views.whose import mine_or_404
from careerpath.accounts.access import me
from cohorts.models import University, UniversityContact
from cohorts.partners.contacts import ContactRefused, remove_contact
from cohorts.selectors import link_of


@never_cache
@require_safe
def refer(request: HttpRequest, code: str) -> HttpResponse:
    """The short address on a flyer: on to the form with the code. A code that nobody has leads to the front page."""
    link = link_of(code)
    if link is None:
        return redirect("cohorts:front")
    return redirect(reverse("applicants:apply", args=[link.cohort.slug]) + "?" + urlencode({"ref": link.code}))


@never_cache
@login_required
@require_POST
def university_consent(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Yes or no to the question whether the university may be told."""
    application = mine_or_404(request, public_id)
    try:
        if request.POST.get("answer") == "yes":
            consents.give(application, by=me(request))
            messages.success(request, _("Thank you. You can take this back here at any time."))
        else:
            consents.take_back(application, by=me(request))
            messages.success(request, _("Your university does not see your name."))
    except consents.ConsentRefused as refusal:
        messages.info(request, str(refusal))
    return redirect(reverse("applicants:status", args=[public_id]) + "#university")


@require_GET
def partners(request: HttpRequest) -> HttpResponse:
    """All universities, with how many people sign in for each."""
    return render(
        request, "admin/partners/list.html", {"universities": selectors.partners(), "title": "Partner universities"}
    )


@require_http_methods(["GET", "POST"])
def partner(request: HttpRequest, pk: int) -> HttpResponse:
    """One university: who signs in for it; invites somebody."""
    form = InviteForm(request.POST or None)
    try:
        found = selectors.partner(pk)
    except University.DoesNotExist:
        raise Http404 from None
    if form.is_valid():
        try:
            contact = invite_contact(found.university, by=me(request), **form.cleaned_data)
        except ContactRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"{contact.user} can sign in for {found.university}. An invitation is on its way."
            )
            return redirect("admin:partner", pk)
    context = {"partner": found, "university": found.university, "form": form, "title": str(found.university)}
    return render(request, "admin/partners/one.html", context, status=400 if form.errors else 200)


@require_POST
def partner_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a university's pages to somebody."""
    contact = get_object_or_404(UniversityContact.objects.select_related("user", "university"), pk=pk)
    remove_contact(contact, by=me(request))
    messages.success(request, f"{contact.user} can no longer open the pages of {contact.university}.")
    return redirect("admin:partner", contact.university_id)
