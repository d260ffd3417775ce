"""The page behind the link in an offer's letter. Opening it changes nothing: mail scanners open links too."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applicants.forms.offers import AnswerForm
from applicants.models import Decision
from applicants.services.offers import OfferRefused, OfferState, accept_offer, decision_of, decline_offer, state_of
from applicants.services.refusals import DecisionRefused

GONE = {OfferState.TAKEN_BACK: 410, OfferState.RAN_OUT: 410}
BY_LINK = {
    "accept": "Offer accepted by the link in the letter.",
    "decline": "Offer declined by the link in the letter.",
}


@never_cache
@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is offered and until when, or how it was answered; a POST answers it."""
    try:
        decision = decision_of(token)
    except OfferRefused as refusal:
        return _private(render(request, "applicants/offer_gone.html", {"refusal": str(refusal)}, status=404))
    problem = ""
    if request.method == "POST" and state_of(decision) == OfferState.OPEN:
        problem = _answer(decision, AnswerForm(request.POST))
        decision = decision_of(token)
    state = state_of(decision)
    context = {
        "decision": decision,
        "application": decision.application,
        "cohort": decision.application.cohort,
        "state": str(state),
        "problem": problem,
    }
    status = 409 if problem else GONE.get(state, 200)
    return _private(render(request, "applicants/offer.html", context, status=status))


def _answer(decision: Decision, form: AnswerForm) -> str:
    """Carry an answer out; what is in the way, in words."""
    if not form.is_valid():
        return _("Choose: accept the seat, or decline it.")
    application, answer, why = decision.application, form.cleaned_data["answer"], form.cleaned_data["reason"]
    by = application.applicant.user
    reason = f"{BY_LINK[answer]} {why}".strip()
    try:
        (accept_offer if answer == "accept" else decline_offer)(application, by=by, reason=reason)
    except DecisionRefused as refusal:
        return str(refusal)
    return ""


def _private(response: HttpResponse) -> HttpResponse:
    """The address is the key to the offer: it goes into no search engine, and to no other site."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
