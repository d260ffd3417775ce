"""A graduate's own profile: what they tell clients, what of it is shown, as a client sees it, and who looked."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bootcamp.models import Enrolment
from careerpath.accounts.access import me
from careerpath.pipeline import clock
from careerpath.ui.paging import moment_and_id
from placements.forms_profile import ProfileForm, ShownForm
from placements.models import PortalRule
from placements.selectors import own_profile as selectors
from placements.selectors.profile import DEFAULT_STAGE, Shown, everything_of, preview, stages_from
from placements.services import profile as services

STAGES = {"before": False, "after": True}
"""The general previews: before the name, and from then on."""


def _own(request: HttpRequest) -> Enrolment:
    own = selectors.own_enrolment(me(request))
    if own is None:
        raise Http404("There is no profile yet.")
    return own


def _as_client_reads(shown: Shown, today: object) -> SafeString:
    """The part of the portal's page, letter for letter: it is written in English, so it is made in English."""
    with translation.override(settings.LANGUAGE_CODE):
        return render_to_string("placements/_profile.html", {"shown": shown, "today": today})


def _stage(own: Enrolment) -> PortalRule:
    return getattr(own.cohort, "portal_rule", None) or PortalRule(cohort=own.cohort, name_from=DEFAULT_STAGE)


@login_required
@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What is shown now, and all that can be done about it. Somebody without a profile reads what will be here."""
    own = selectors.own_enrolment(me(request))
    if own is None:
        return render(request, "placements/profile/not_yet.html", {})
    profile = selectors.profile_of(own)
    placements = list(selectors.own_placements(me(request)))
    looked = selectors.looked(me(request), limit=5)
    named = stages_from(_stage(own).name_from)
    return render(
        request,
        "placements/profile/home.html",
        {
            "own": own,
            "profile": profile,
            "parts": selectors.choices(profile.shown if profile else [], selectors.everything(everything_of(own))),
            "placements": placements,
            "is_named_somewhere": any(one.status in named for one in placements),
            "stage": _stage(own),
            "decisions": selectors.decisions(own),
            "looked": looked[:5],
            "has_more": len(looked) > 5,
            "zone": own.cohort.time_zone,
        },
    )


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """Tell clients about oneself. Saving shows nothing that was not shown before."""
    own = _own(request)
    profile = selectors.profile_of(own)
    form = ProfileForm(request.POST if request.method == "POST" else None, profile=profile, name=own.name)
    if request.method == "POST" and form.is_valid():
        saved = services.tell(own, form.told, by=me(request))
        if saved.decided_at is None:
            messages.success(request, _("Saved. Clients see nothing of it yet: choose now what is shown."))
            return redirect("profile:choose")
        messages.success(request, _("Saved. Clients see the new words in the parts that you show."))
        return redirect("profile:home")
    status = 422 if form.is_bound else 200
    context = {"own": own, "form": form, "shown": profile.shown if profile else []}
    return render(request, "placements/profile/edit.html", context, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Choose part by part what clients see."""
    own = _own(request)
    profile = selectors.profile_of(own)
    form = ShownForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.decide(own, shown=form.cleaned_data["shown"], by=me(request))
        messages.success(request, _("It counts from now on. Look at your page as a client sees it."))
        return redirect("profile:home")
    now = profile.shown if profile else []
    rows = selectors.choices(now, selectors.everything(everything_of(own)))
    context: dict[str, Any] = {"own": own, "form": form, "rows": rows, "profile": profile}
    return render(request, "placements/profile/choose.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """Show nothing any more, from the next page that a client opens."""
    _own(request)
    if services.take_back(by=me(request)):
        messages.success(
            request,
            _(
                "From now on clients see nothing of your profile. What a client has already read, printed or exported cannot be"
                " taken back."
            ),
        )
    else:
        messages.info(request, _("Nothing of your profile was shown."))
    return redirect("profile:home")


@login_required
@never_cache
@require_GET
def as_client(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Exactly what one client sees."""
    placement = get_object_or_404(selectors.own_placements(me(request)), public_id=public_id)
    with translation.override(settings.LANGUAGE_CODE):  # also what comes from the selector: levels, who issued what
        seen = selectors.as_seen(placement)
    return render(
        request,
        "placements/profile/as_client.html",
        {"placement": placement, "shown": seen.shown, "html": _as_client_reads(seen.shown, seen.today)},
    )


@login_required
@never_cache
@require_GET
def general(request: HttpRequest, stage: str) -> HttpResponse:
    """What any client would see, before the name and from then on."""
    if stage not in STAGES:
        raise Http404("There is no such preview.")
    own = _own(request)
    with translation.override(settings.LANGUAGE_CODE):
        shown = preview(own, is_named=STAGES[stage])
    today = clock.now().astimezone(own.cohort.tz).date()
    return render(
        request,
        "placements/profile/as_client.html",
        {"stage": stage, "shown": shown, "html": _as_client_reads(shown, today), "rule": _stage(own)},
    )


@login_required
@never_cache
@require_GET
def looked(request: HttpRequest) -> HttpResponse:
    """Who looked, and when."""
    own = _own(request)
    after = moment_and_id(request.GET.get("after", ""))
    rows = selectors.looked(me(request), after=after)
    more, rows = rows[selectors.PAGE :], rows[: selectors.PAGE]
    last = rows[-1] if more else None
    return render(
        request,
        "placements/profile/looked.html",
        {
            "own": own,
            "rows": rows,
            "zone": own.cohort.time_zone,
            "first_url": request.path if after else "",
            "next_url": f"?after={last.at:%Y-%m-%dT%H:%M:%SZ},{last.pk}" if last else "",
        },
    )
