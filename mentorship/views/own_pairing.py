"""A mentee's own pages around pairing, in their language: wishes, a proposal, another mentor. And the page that stops nudges."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from careerpath.accounts.access import me, role_required
from careerpath.accounts.roles import Role
from mentorship.forms_pairing import AskForm, WishForm
from mentorship.lifecycle import LIVE, MentorshipStatus
from mentorship.models import Mentor, Mentorship
from mentorship.selectors import mentoring, wishes
from mentorship.services.following import CannotAsk, ask_another, share_earlier, withdraw_request
from mentorship.services.nudging import NudgeRefused, choose_nudges, read_stop_token
from mentorship.services.pairing import CannotConfirm, confirm, decline
from mentorship.services.wishes import WishRefused, say_wishes

mentor_only = role_required(Role.MENTOR)


def _now() -> datetime:
    return timezone.now()


@login_required
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Up to five mentors from cards, and what one would like help with."""
    user = me(request)
    placement = wishes.own_placement(user)
    if placement is None:
        return render(request, "mentorship/own/choose_none.html")
    cards = wishes.mentor_cards(_now().date())
    wish, ranked = wishes.own_wish(placement)
    known = {one.pk: one for one in cards}
    initial = {f"rank{place}": one for place, one in enumerate(ranked, start=1) if one in known}
    form = WishForm(request.POST if request.method == "POST" else None, mentors=cards, wish=wish, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            say_wishes(
                placement.enrolment,
                by=user,
                ranked=[known[one] for one in form.ranked()],
                help_with=data["help_with"],
                products=data["products"],
                languages=data["languages"],
            )
        except WishRefused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Kept. It counts when the programme proposes mentors."))
            return redirect("mentorship:own-choose")
    places = {mentor: place for place, mentor in enumerate(ranked, start=1)}
    context = {"form": form, "cards": [(one, places.get(one.pk)) for one in cards], "placement": placement}
    return render(request, "mentorship/own/choose.html", context, status=422 if form.errors else 200)


def _answer(request: HttpRequest, mentorship: Mentorship) -> bool:
    """Yes or no to a proposal; whether it was taken."""
    try:
        if "no" in request.POST:
            decline(mentorship, by=me(request))
            messages.success(request, _("Thank you for saying so. The programme proposes somebody else."))
        else:
            shares = "shares_earlier" in request.POST if "may_share" in request.POST else None
            done = confirm(mentorship, by=me(request), shares_earlier=shares)
            begun = done.began_on is not None
            messages.success(
                request,
                _("You are a pair from today. Meet within 7 days.")
                if begun
                else _("Thank you. It begins when both have said yes."),
            )
    except CannotConfirm as reason:
        messages.error(request, str(reason))
        return False
    return True


@login_required
@require_http_methods(["GET", "POST"])
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """A mentor is proposed: who, what you have in common, yes or no."""
    mentorship = get_object_or_404(
        mentoring.of_mentee(me(request)).filter(status__in=[*LIVE, MentorshipStatus.DECLINED]), pk=pk
    )
    if request.method == "POST":
        taken = _answer(request, mentorship)
        return (
            redirect("mentorship:mine")
            if taken and "no" not in request.POST
            else redirect("mentorship:own-proposal", pk)
        )
    earlier = mentorship.follows_id is not None
    context = {"mentorship": mentorship, "common": mentorship.because, "earlier": earlier}
    return render(request, "mentorship/own/proposal.html", context)


@mentor_only
@require_http_methods(["GET", "POST"])
def mentor_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """A mentee is proposed: who, what you have in common, yes or no."""
    mentorship = get_object_or_404(
        mentoring.of_mentor(me(request)).filter(status__in=[*LIVE, MentorshipStatus.DECLINED]), pk=pk
    )
    if request.method == "POST":
        taken = _answer(request, mentorship)
        if taken and "no" not in request.POST:
            return redirect("mentorship:mentee", pk)
        return redirect("mentorship:proposal", pk)
    context = {"mentorship": mentorship, "common": mentorship.because, "mentee": mentoring.name_of(mentorship)}
    return render(request, "mentorship/proposal.html", context)


def _ask(request: HttpRequest, mentorship: Mentorship, template: str, back: str, **more: Any) -> HttpResponse:
    """Ask for another mentor, or take that back: the same for both sides."""
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if "stay" in request.POST:
                withdraw_request(mentorship, by=me(request))
                messages.success(request, _("Taken back. You stay together."))
            else:
                ask_another(mentorship, by=me(request), reason=form.cleaned_data["reason"])
                messages.success(
                    request,
                    _("The programme looks for somebody else. Until then nothing changes, and nobody is at fault."),
                )
        except CannotAsk as reason:
            messages.error(request, str(reason))
        return redirect(back, *more.get("back_args", ()))
    context = {
        "mentorship": mentorship,
        "form": form,
        "open": wishes.open_request(mentorship),
        "mine": (one := wishes.open_request(mentorship)) is not None and one.asked_by_id == me(request).pk,
        "mentee": mentoring.name_of(mentorship),
    }
    return render(request, template, context)


@login_required
@require_http_methods(["GET", "POST"])
def another(request: HttpRequest) -> HttpResponse:
    """A mentee asks for another mentor."""
    mentorship = get_object_or_404(mentoring.of_mentee(me(request)).filter(status=MentorshipStatus.ACTIVE)[:1])
    return _ask(request, mentorship, "mentorship/own/another.html", "mentorship:own-another")


@mentor_only
@require_http_methods(["GET", "POST"])
def mentor_another(request: HttpRequest, pk: int) -> HttpResponse:
    """A mentor asks that a mentee has another mentor."""
    mentorship = get_object_or_404(mentoring.of_mentor(me(request)).filter(status=MentorshipStatus.ACTIVE), pk=pk)
    return _ask(request, mentorship, "mentorship/another.html", "mentorship:another", back_args=(pk,))


@login_required
@require_http_methods(["GET", "POST"])
def earlier(request: HttpRequest) -> HttpResponse:
    """What a mentee worked on with mentors before, and whether the mentor now may read it."""
    user = me(request)
    mentorship = get_object_or_404(mentoring.of_mentee(user).filter(status=MentorshipStatus.ACTIVE)[:1])
    if request.method == "POST":
        share_earlier(mentorship, by=user, shares="shares_earlier" in request.POST)
        messages.success(request, _("Kept."))
        return redirect("mentorship:own-earlier")
    pairs = wishes.earlier_pairs(mentorship)
    return render(request, "mentorship/own/earlier.html", {"mentorship": mentorship, "pairs": pairs})


@mentor_only
@require_http_methods(["GET"])
def mentor_earlier(request: HttpRequest, pk: int) -> HttpResponse:
    """What a mentee shared before: with this mentor, and with others where they said that this one may read it; else a 404."""
    mentorship = get_object_or_404(mentoring.of_mentor(me(request)).filter(status=MentorshipStatus.ACTIVE), pk=pk)
    pairs = [
        one
        for one in wishes.earlier_pairs(mentorship)
        if mentorship.shares_earlier or one.mentor_id == mentorship.mentor_id
    ]
    if not pairs and not mentorship.shares_earlier:
        raise Http404
    context = {
        "mentorship": mentorship,
        "pairs": pairs,
        "mentee": mentoring.name_of(mentorship),
    }
    return render(request, "mentorship/earlier.html", context)


@never_cache
@csrf_exempt  # the token is the right to do this, and mail programs have no cookie of ours
@require_http_methods(["GET", "POST"])
def stop_nudges(request: HttpRequest, token: str) -> HttpResponse:
    """A button that stops nudges; posted, they are stopped. Posted with `again`, they are sent again. Reading changes nothing."""
    try:
        user = read_stop_token(token)
    except NudgeRefused:
        return render(request, "mentorship/own/stop_nudges.html", {"refused": True}, status=404)
    done = ""
    if request.method == "POST":
        done = "again" if "again" in request.POST else "stopped"
        choose_nudges(user, wanted=done == "again")
    if Mentor.objects.filter(user=user).exists():
        with override(settings.LANGUAGE_CODE):
            return render(request, "mentorship/own/stop_nudges.html", {"done": done, "token": token})
    return render(request, "mentorship/own/stop_nudges.html", {"done": done, "token": token})
