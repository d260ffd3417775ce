"""Concerns: raised by mentee or mentor, answered by the coordinator. The texts are in no cache and no report of an error."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from careerpath.accounts.access import me, role_required
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from mentorship.forms_work import AnswerForm, ConcernForm
from mentorship.selectors import work
from mentorship.services import escalating
from mentorship.services.pairing import side_of
from mentorship.services.working import CannotLog
from mentorship.views.both import ours
from mentorship.views.mentor import form_page

manager_only = role_required(Role.MANAGER)
SHOWN = 50


@login_required
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_variables("form")
def raise_(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the coordinator of a concern."""
    mentorship = ours(request, pk)
    form = ConcernForm(request.POST if request.method == "POST" else None, initial={"sent_id": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            concern = escalating.raise_concern(mentorship, by=me(request), **form.cleaned_data)
        except CannotLog as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("The programme has it."))
            return redirect("mentorship:my-concern", concern.public_id)
    return form_page(request, "mentorship/concern_new.html", mentorship, form, side=side_of(mentorship, me(request)))


@login_required
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_variables("form")
def my_concern(request: HttpRequest, public_id: str) -> HttpResponse:
    """A concern as one of the two reads it; whoever raised it can add to it."""
    concern = get_object_or_404(work.own_concerns(me(request)), public_id=public_id)
    is_mine = concern.raised_by_id == me(request).pk
    form = AnswerForm(request.POST if request.method == "POST" else None)
    form.fields["text"].label = _("Add something")
    if request.method == "POST" and form.is_valid():
        try:
            escalating.add_words(concern, by=me(request), text=form.cleaned_data["text"])
        except CannotLog as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Added."))
            return redirect("mentorship:my-concern", concern.public_id)
    return form_page(
        request,
        "mentorship/concern_own.html",
        concern.mentorship,
        form,
        side=side_of(concern.mentorship, me(request)),
        concern=concern,
        is_mine=is_mine,
        answers=concern.answers.select_related("by"),
        zone=work.zone_of(concern.mentorship, side_of(concern.mentorship, me(request))),
    )


@manager_only
@never_cache
@require_GET
def concerns(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, what cannot wait first; and what is over."""
    return render(
        request,
        "mentorship/concerns.html",
        {
            "open": list(work.open_concerns()[: 4 * SHOWN]),
            "closed": list(work.closed_concerns()[:SHOWN]),
            "now": clock.now(),
        },
    )


@manager_only
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_variables("form")
def concern(request: HttpRequest, public_id: str) -> HttpResponse:
    """One concern: take it, answer it, close it."""
    found = get_object_or_404(work.concerns(), public_id=public_id)
    user, what = me(request), request.POST.get("what", "answer")
    form = AnswerForm(request.POST if request.method == "POST" and what.startswith("answer") else None)
    if request.method == "POST":
        try:
            if what == "take":
                escalating.take(found, by=user)
                messages.success(request, "It is yours. Whoever raised it sees that somebody took it.")
            elif what == "close":
                escalating.close(found, by=user)
                messages.success(request, "Closed.")
            elif form.is_valid():
                escalating.answer(found, by=user, text=form.cleaned_data["text"], close=what == "answer-close")
                messages.success(request, "Answered. Whoever raised it gets a mail that an answer is there.")
        except CannotLog as reason:
            messages.error(request, str(reason))
        if not form.errors:
            return redirect("mentorship:concern", found.public_id)
    return form_page(
        request,
        "mentorship/concern.html",
        found.mentorship,
        form,
        concern=found,
        answers=found.answers.select_related("by"),
        now=clock.now(),
        own=found.raised_by_id == user.pk,
    )
