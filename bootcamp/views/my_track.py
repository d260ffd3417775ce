"""The learner's last mile: what they would like, their track, their attempts, and what keeps their certificates."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bootcamp.demand import open_demand
from bootcamp.forms.last_mile import ChoicesForm, EvidenceForm, UpkeepForm
from bootcamp.lifecycle import EnrolmentStatus
from bootcamp.models import Enrolment, Track
from bootcamp.selectors.last_mile import attempts_of
from bootcamp.selectors.people import learner_enrolment
from bootcamp.selectors.readiness import Readiness, readiness_of
from bootcamp.selectors.tracks import choices_of, demand_of, intakes_from
from bootcamp.services.last_mile import choose_tracks
from bootcamp.services.maintaining import UpkeepRefused, add_upkeep, give_evidence
from careerpath.accounts.access import me
from careerpath.pipeline import clock


def forms_of(
    own: Enrolment, mine: Readiness, tracks: list[Track], data: dict[str, Any] | None, action: str
) -> dict[str, forms.Form]:
    """The forms of the page; the one that was sent is bound."""
    said = {
        key: value
        for one in choices_of([own.pk]).get(own.pk, [])
        for key, value in ((f"track_{one.rank}", one.track_id), (f"why_{one.rank}", one.why))
    }
    found: dict[str, forms.Form] = {
        "choices": ChoicesForm(data if action == "choices" else None, tracks=tracks, initial=said, prefix="choices"),
        "upkeep": UpkeepForm(data if action == "upkeep" else None, kept=mine.kept, prefix="upkeep"),
    }
    for one in mine.kept:
        if one.award.verified_at is None:
            name = f"evidence-{one.award.pk}"
            initial = {"evidence_url": one.award.evidence_url, "evidence_note": one.award.evidence_note}
            found[name] = EvidenceForm(data if action == name else None, initial=initial, prefix=name)
    return found


def carry_out(own: Enrolment, mine: Readiness, action: str, form: forms.Form, request: HttpRequest) -> str:
    """Do what a form asks for; returns what to say. Raises ValueError in words."""
    if isinstance(form, ChoicesForm):
        choose_tracks(own, form.ranked)
        return _("We know what you would like now. You can change it until a seat is given.")
    if isinstance(form, UpkeepForm):
        add_upkeep(own, by=me(request), **form.given)
        return _("It is noted. It counts once somebody in the programme has looked at the evidence.")
    award = next(one.award for one in mine.kept if action == f"evidence-{one.award.pk}")
    give_evidence(award, **form.cleaned_data)
    return _("Thank you. Somebody in the programme looks at it.")


@login_required
@require_http_methods(["GET", "POST"])
def my_track(request: HttpRequest) -> HttpResponse:
    """My last mile. Somebody without an enrolment reads what will be here."""
    own = learner_enrolment(me(request))
    if own is None:
        if request.method == "POST":
            raise PermissionDenied("There is nothing to send here yet.")
        return render(request, "bootcamp/learner/not_yet.html", {"own": None})
    today = clock.now().astimezone(own.cohort.tz).date()
    wanted = open_demand()
    mine = readiness_of([own], today, demand=())[0]
    tracks = list(Track.objects.filter(is_open=True).prefetch_related("credentials"))
    action = request.POST.get("action", "")
    shown = forms_of(own, mine, tracks, request.POST if request.method == "POST" else None, action)
    if request.method == "POST":
        if action not in shown:
            raise PermissionDenied("The page does not know this.")
        form = shown[action]
        if form.is_valid():
            try:
                messages.success(request, carry_out(own, mine, action, form, request))
                return redirect("bootcamp:my-track")
            except UpkeepRefused:
                form.add_error(
                    None, _("This cannot be noted for this certificate. Look at it again, or ask the programme.")
                )
            except ValueError:
                form.add_error(None, _("One of these tracks takes nobody now. Choose another one."))
    context = {
        "own": own,
        "tab": "track",
        "cohort": own.cohort,
        "mine": mine,
        "today": today,
        "attempts": attempts_of(own),
        "forms": shown,
        "sent": shown.get(action),
        "tracks": [(track, demand_of(track, wanted)) for track in tracks],
        "intakes": intakes_from(today, wanted),
        "may_choose": mine.track is None
        and own.status in (EnrolmentStatus.ENROLLED, EnrolmentStatus.IN_TRAINING, EnrolmentStatus.COMPLETED),
        "kept": [(one, shown.get(f"evidence-{one.award.pk}")) for one in mine.kept],
    }
    return render(request, "bootcamp/my_track.html", context, status=200 if request.method == "GET" else 422)
