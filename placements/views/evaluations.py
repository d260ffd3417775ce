"""Evaluations: a contact answers and corrects them in the portal, staff see which are late."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from careerpath.accounts.access import me
from careerpath.ui.paging import day_and_id
from placements.forms_evaluation import EvaluationForm
from placements.models import Client, Evaluation, Placement
from placements.selectors import evaluations as selectors
from placements.selectors.portal import for_client
from placements.selectors.profile import shown_to_client
from placements.services.evaluating import (
    ANSWERS,
    CannotEvaluate,
    can_correct,
    check_can_correct,
    check_can_evaluate,
    correct_evaluation,
    give_evaluation,
)
from placements.services.portal import NotYours
from placements.views.guard import portal_page


def _theirs(request: HttpRequest, public_id: UUID) -> Placement:
    mine = for_client(me(request)).select_related("opening__client")
    return get_object_or_404(mine, public_id=public_id)


@portal_page("GET", "POST")
def evaluation(request: HttpRequest, public_id: UUID, day: int) -> HttpResponse:
    """Answer one form, or read what was answered."""
    placement = _theirs(request, public_id)
    if (
        found := placement.evaluations.select_related("answered_by").filter(day=day).first()
    ) and request.method == "GET":
        return _answered(request, placement, found)
    form = EvaluationForm(request.POST if request.method == "POST" else None)
    try:
        check_can_evaluate(placement, day=day, by=me(request))
        if request.method == "POST" and form.is_valid():
            give_evaluation(placement, day=day, by=me(request), answers=form.cleaned_data)
            messages.success(request, "Thank you. The programme reads it, and acts where something is wrong.")
            return redirect("placements:person", public_id)
    except CannotEvaluate as reason:
        if request.method != "POST":
            messages.error(request, str(reason))
            return redirect("placements:person", public_id)
        form.add_error(None, str(reason))  # what was written stays on the page
    return _form_page(request, placement, day, form)


@portal_page("GET", "POST")
def correct(request: HttpRequest, public_id: UUID, day: int) -> HttpResponse:
    """Correct one's own answers, for seven days."""
    placement = _theirs(request, public_id)
    found = get_object_or_404(Evaluation, placement=placement, day=day)
    before = {name: getattr(found, name) for name in ANSWERS}
    form = EvaluationForm(request.POST if request.method == "POST" else None, initial=before)
    try:
        check_can_correct(found, by=me(request))
        if request.method == "POST" and form.is_valid():
            correct_evaluation(found, by=me(request), answers=form.cleaned_data)
            messages.success(request, "Your answers are corrected. What stood there before is kept.")
            return redirect("placements:evaluation", public_id, day)
    except NotYours as error:  # they gave the answers with a part that they have no more
        raise Http404 from error
    except CannotEvaluate as reason:
        if request.method != "POST":
            messages.error(request, str(reason))
            return redirect("placements:evaluation", public_id, day)
        form.add_error(None, str(reason))
    return _form_page(request, placement, day, form, correcting=True)


def _form_page(
    request: HttpRequest, placement: Placement, day: int, form: EvaluationForm, *, correcting: bool = False
) -> HttpResponse:
    return render(
        request,
        "placements/evaluation_form.html",
        {
            "placement": placement,
            "name": shown_to_client([placement])[placement.pk].name,
            "day": day,
            "form": form,
            "correcting": correcting,
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def _answered(request: HttpRequest, placement: Placement, found: Evaluation) -> HttpResponse:
    return render(
        request,
        "placements/evaluation.html",
        {
            "placement": placement,
            "name": shown_to_client([placement])[placement.pk].name,
            "evaluation": found,
            "answers": selectors.answers_of(found, would_keep=True),
            "may_correct": can_correct(found, by=me(request)),
            "zone": placement.opening.client.time_zone,
        },
    )


@require_GET
def staff_list(request: HttpRequest) -> HttpResponse:
    """For staff: the forms that wait, late ones only unless all are asked for."""
    clients = list(Client.objects.all())
    client = next((one for one in clients if one.slug == request.GET.get("client")), None)
    late_only = request.GET.get("show") != "all"
    after = day_and_id(request.GET.get("after", ""))
    found = selectors.waiting(late_only=late_only, client=client.pk if client else None, after=after)
    rows, more = found[: selectors.PAGE], found[selectors.PAGE :]
    base: dict[str, Any] = {} if late_only else {"show": "all"}
    if client:
        base["client"] = client.slug
    last = rows[-1] if more else None
    return render(
        request,
        "placements/staff_evaluations.html",
        {
            "rows": rows,
            "late_only": late_only,
            "client": client,
            "clients": clients,
            "first_url": f"?{urlencode(base)}" if after else "",
            "next_url": f"?{urlencode({**base, 'after': f'{last.form_due},{last.pk}'})}" if last else "",
        },
    )
