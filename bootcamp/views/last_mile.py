"""The last mile for staff: a class by readiness, one graduate, and what has to be renewed."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from bootcamp.forms.last_mile import EvidenceForm, RenewForm, SittingForm, UpkeepForm
from bootcamp.lifecycle import EnrolmentStatus
from bootcamp.models import Credential, CredentialAward, Enrolment, UpkeepActivity
from bootcamp.selectors.competencies import competencies_of
from bootcamp.selectors.last_mile import attempts_of
from bootcamp.selectors.people import in_class, visible_to
from bootcamp.selectors.readiness import Readiness, readiness_of
from bootcamp.selectors.tracks import choices_of
from bootcamp.selectors.upkeep import PAGE, to_verify
from bootcamp.selectors.upkeep import renewals as ending
from bootcamp.services.attempting import record_attempt
from bootcamp.services.last_mile import finish_track, leave_track
from bootcamp.services.maintaining import add_upkeep, give_evidence, refuse_upkeep, renew, verify
from bootcamp.views.guard import class_for, is_manager, may_write, person_in, staff
from careerpath.accounts.access import me
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.ui.paging import day_and_id
from cohorts.models import Cohort

SITTING = (EnrolmentStatus.IN_TRAINING, EnrolmentStatus.COMPLETED)


class LeaveTrackForm(forms.Form):
    """Why somebody leaves a track."""

    reason = forms.CharField(
        label="Why they leave the track", max_length=500, help_text="It stays in the history. Their seat is free then."
    )


def today_of(cohort: Cohort) -> date:
    """Today where the class is."""
    return clock.now().astimezone(cohort.tz).date()


def may_record(request: HttpRequest, cohort: Cohort) -> bool:
    """Whether the reader records the last mile of this class: its instructors, and programme managers."""
    return is_manager(request) or may_write(request, cohort)


@staff
@require_GET
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """A class by readiness: who is ready, and what the others lack."""
    cohort = class_for(request, slug)
    people = list(in_class(cohort))
    found = readiness_of(people, today_of(cohort))
    ready = [one for one in found if one.is_ready]
    context = {
        "cohort": cohort,
        "tab": "last-mile",
        "people": sorted(found, key=lambda one: (len(one.blockers), one.enrolment.name)),
        "ready": len(ready),
        "in_track": sum(one.track is not None for one in found),
        "ending": sum(any(kept.is_due for kept in one.kept) for one in found),
        "lapsed": sum(any(kept.state == "lapsed" for kept in one.kept) for one in found),
    }
    return render(request, "bootcamp/readiness.html", context)


def forms_of(
    mine: Readiness, credentials: list[Credential], today: date, data: dict[str, Any] | None, action: str
) -> dict[str, forms.Form]:
    """The forms of a graduate's page; the one that was sent is bound."""

    def bound(name: str) -> dict[str, Any] | None:
        return data if action == name else None

    found: dict[str, forms.Form] = {
        "attempt": SittingForm(
            bound("attempt"), credentials=credentials, initial={"taken_on": today}, prefix="attempt"
        ),
        "upkeep": UpkeepForm(bound("upkeep"), kept=mine.kept, initial={"done_on": today}, prefix="upkeep"),
    }
    for one in mine.kept:
        key = one.award.pk
        if one.may_be_renewed:
            found[f"renew-{key}"] = RenewForm(bound(f"renew-{key}"), initial={"on": today}, prefix=f"renew-{key}")
        if one.award.verified_at is None:
            initial = {"evidence_url": one.award.evidence_url, "evidence_note": one.award.evidence_note}
            name = f"evidence-{key}"
            found[name] = EvidenceForm(bound(name), initial=initial, prefix=name)
    if mine.track is not None and mine.track.status == "active":
        found["leave"] = LeaveTrackForm(bound("leave"), prefix="leave")
    return found


def carry_out(person: Enrolment, mine: Readiness, action: str, form: forms.Form, *, by: User) -> str:
    """Do what a form asks for; returns what to say. Raises ValueError in words."""
    kind, _, key = action.partition("-")
    award = next((one.award for one in mine.kept if str(one.award.pk) == key), None)
    match kind:
        case "attempt":
            assert isinstance(form, SittingForm)
            attempt = record_attempt(person, by=by, **form.given)
            return f"Attempt {attempt.number} at {attempt.of_what}: {attempt.get_outcome_display()}."
        case "upkeep":
            assert isinstance(form, UpkeepForm)
            return f"Noted: {add_upkeep(person, by=by, **form.given).title}. It counts once it is verified."
        case "leave":
            assert mine.track is not None
            leave_track(mine.track, by=by, reason=form.cleaned_data["reason"])
            return f"{person.name} left the track. The seat is free."
        case "renew" if award is not None:
            renew(award, by=by, **form.cleaned_data)
            return f"{award.credential} is renewed."
        case "evidence" if award is not None:
            give_evidence(award, **form.cleaned_data)
            return "The evidence is kept. Somebody verifies it."
    raise PermissionDenied("The page does not know this.")


def press(person: Enrolment, mine: Readiness, action: str, *, by: User) -> str | None:
    """What needs no form but its button: verify, refuse, finish. None: it is not one of them. Raises ValueError in words."""
    kind, _, key = action.partition(":")
    if kind == "finish" and mine.track is not None:
        finish_track(mine.track, by=by)
        return f"{person.name} finished the track."
    if not key.isascii() or not key.isdigit():
        return None
    if kind == "verify-award":
        verify(get_object_or_404(CredentialAward, pk=int(key), enrolment=person), by=by)
        return "Verified."
    if kind in ("verify", "refuse"):
        item = get_object_or_404(UpkeepActivity, pk=int(key), enrolment=person)
        if kind == "refuse":
            refuse_upkeep(item, by=by)
            return "Taken out."
        verify(item, by=by)
        return "Verified. It counts now."
    return None


@staff
@require_http_methods(["GET", "POST"])
def graduate(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """One graduate: what they have, what is missing, and recording what happened."""
    cohort = class_for(request, slug)
    person = person_in(cohort, public_id)
    today = today_of(cohort)
    mine = readiness_of([person], today)[0]
    credentials = list(Credential.objects.prefetch_related("components"))
    action = request.POST.get("action", "")
    shown = forms_of(mine, credentials, today, request.POST if request.method == "POST" else None, action)
    if request.method == "POST":
        if not may_record(request, cohort):
            raise PermissionDenied("Only the instructors of this class and programme managers record this.")
        by = me(request)
        form = shown.get(action)
        try:
            if form is None:
                said = press(person, mine, action, by=by)
                if said is None:
                    raise PermissionDenied("The page does not know this.")
                messages.success(request, said)
                return redirect("bootcamp:graduate", cohort.slug, person.public_id)
            if form.is_valid():
                messages.success(request, carry_out(person, mine, action, form, by=by))
                return redirect("bootcamp:graduate", cohort.slug, person.public_id)
        except ValueError as refused:
            if form is None:
                messages.error(request, str(refused))
                return redirect("bootcamp:graduate", cohort.slug, person.public_id)
            form.add_error(None, str(refused))
    context = {
        "cohort": cohort,
        "tab": "last-mile",
        "person": person,
        "mine": mine,
        "today": today,
        "attempts": attempts_of(person),
        "choices": choices_of([person.pk]).get(person.pk, []),
        "competencies": competencies_of(person),
        "forms": shown,
        "sent": shown.get(action),
        "kept": [(one, shown.get(f"renew-{one.award.pk}"), shown.get(f"evidence-{one.award.pk}")) for one in mine.kept],
        "may_write": may_record(request, cohort),
        "may_sit": person.status in SITTING,
    }
    return render(request, "bootcamp/graduate.html", context, status=200 if request.method == "GET" else 422)


@staff
@require_GET
def renewals(request: HttpRequest) -> HttpResponse:
    """What ends, or ended lately, the earliest first, in the classes that the reader may see; and what waits for a look."""
    today = clock.now().date()
    cohorts = visible_to(me(request))
    rows = ending(cohorts, today, after=day_and_id(request.GET.get("after", "")))
    more = rows[PAGE:]
    rows = rows[:PAGE]
    last = rows[-1] if more and rows else None
    context = {
        "rows": rows,
        "waiting": to_verify(cohorts),
        "today": today,
        "next": f"{last.expires_on.isoformat()},{last.pk}" if last else "",  # type: ignore[attr-defined]  # annotated
    }
    return render(request, "bootcamp/renewals.html", context)
