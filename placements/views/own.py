"""A graduate's own pages about their placement: what is done, now and next, what is theirs to do, who is who."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods

from applicants.services.documents import DocumentRefused, too_large
from applicants.views import uploads
from careerpath.accounts.access import me
from placements.forms_own import AnswerForm, EvidenceForm
from placements.models import Placement
from placements.own_links import links_for
from placements.selectors import own as selectors
from placements.selectors.documents import document, for_person, of_placement
from placements.selectors.evaluations import answers_of, shared_with
from placements.services.offers import CannotAnswer, answer_offer, can_answer, check_can_answer
from placements.services.onboarding import CannotGive, give_evidence, today_at, why_not_give
from placements.views.documents import handed_out


def _own(request: HttpRequest, public_id: UUID) -> Placement:
    return get_object_or_404(selectors.mine(me(request)), public_id=public_id)


@login_required
@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The placement that is furthest on, and the others as links."""
    found = list(selectors.mine(me(request)))
    if not found:
        return render(request, "placements/own/empty.html")
    return _page(request, found[0], found[1:])


@login_required
@never_cache
@require_GET
def placement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One of them."""
    found = _own(request, public_id)
    return _page(request, found, [one for one in selectors.mine(me(request)) if one.pk != found.pk])


def _page(request: HttpRequest, found: Placement, others: list[Placement]) -> HttpResponse:
    user = me(request)
    history = list(found.history.order_by("at", "pk").values_list("to_status", "at"))
    evaluations = shared_with(user, found)
    return render(
        request,
        "placements/own/placement.html",
        {
            "placement": found,
            "client": found.opening.client,
            "others": others,
            "steps": selectors.steps_of(found, history),
            "may_answer": can_answer(found, by=user),
            "answer": selectors.last_answer(found) if found.status == "offered" else None,
            "interviews": selectors.interviews_of(found),
            "items": selectors.items_of(found, today_at(found)),
            "documents": of_placement(found, user),
            "evaluations": [(one, answers_of(one, would_keep=False)) for one in evaluations],
            "supervisor": selectors.supervisor_of(found),
            "links": links_for(user),
        },
    )


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say yes or no to an offer."""
    found = _own(request, public_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    try:
        check_can_answer(found, by=me(request))
        if request.method == "POST" and form.is_valid():
            yes = form.cleaned_data["answer"] == "yes"
            answer_offer(found, by=me(request), yes=yes, reason=form.cleaned_data["reason"])
            if yes:
                messages.success(
                    request, _("We have your yes. The programme agrees the first day with the client and with you.")
                )
            else:
                messages.success(request, _("We have your answer. The programme talks with you before it is final."))
            return redirect("own_placement:placement", public_id)
    except CannotAnswer as reason:
        messages.error(request, str(reason))
        return redirect("own_placement:placement", public_id)
    return render(
        request,
        "placements/own/answer.html",
        {
            "placement": found,
            "client": found.opening.client,
            "form": form,
            "documents": of_placement(found, me(request)),
        },
        status=422 if form.errors else 200,
    )


@csrf_exempt  # the size is looked at before anything is read; the page within asks for the token
@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def evidence(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """Show that an item of one's own is done."""
    if uploads.was_too_large(request):
        words = too_large(uploads.declared_length(request))
        return render(request, "placements/own/too_large.html", {"words": words}, status=413)
    return _evidence(request, _own(request, public_id), pk)


@csrf_protect
def _evidence(request: HttpRequest, found: Placement, pk: int) -> HttpResponse:
    item = get_object_or_404(
        found.onboarding.select_related("requirement", "placement__enrolment__application__applicant"), pk=pk
    )
    if why := why_not_give(item, by=me(request)):
        messages.error(request, why)
        return redirect("own_placement:placement", found.public_id)
    posted = request.method == "POST"
    form = EvidenceForm(item.requirement, request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        try:
            give_evidence(item, by=me(request), **form.cleaned_data)
        except DocumentRefused as refused:
            form.add_error("file", str(refused))
        except CannotGive as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Thank you. Somebody of the programme looks at it and signs it off."))
            return redirect("own_placement:placement", found.public_id)
    return render(
        request,
        "placements/own/evidence.html",
        {"placement": found, "client": found.opening.client, "item": item, "form": form},
        status=422 if form.errors else 200,
    )


@login_required
@require_GET
def document_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A paper that is shared with this person."""
    found = document(for_person(me(request)), public_id)
    if found is None:
        raise Http404
    return handed_out(found)
