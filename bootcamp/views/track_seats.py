"""Seats of the last mile for one class: what learners would like, what matching proposes, and the yes of a person."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from bootcamp.models import TrackIntake
from bootcamp.selectors.tracks import choices_of, intakes_from, proposals_of, without_track
from bootcamp.services.last_mile import NoSeat
from bootcamp.services.matching_tracks import SeatRefused, confirm, propose, propose_by_hand
from bootcamp.views.classes import person_of
from bootcamp.views.guard import class_for, ids_in, plan_for, staff
from bootcamp.views.last_mile import may_record, today_of
from careerpath.accounts.access import me


@staff
@require_http_methods(["GET", "POST"])
def seats(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose, adjust by hand, confirm. Each is a form of its own; nothing is given before somebody confirms it."""
    cohort = class_for(request, slug)
    plan = plan_for(cohort)
    may = may_record(request, cohort)
    if request.method == "POST":
        if not may:
            raise PermissionDenied("Only the instructors of this class and programme managers give seats.")
        by, action = me(request), request.POST.get("action", "")
        if action == "propose":
            found = propose(cohort, plan, by=by)
            messages.success(request, f"Seats proposed: {len(found.assigned)}. Without one: {len(found.left_over)}.")
        elif action == "confirm":
            done = confirm(cohort, ids_in(request.POST.getlist("proposal")), by=by)
            messages.success(request, f"Seats given: {len(done.seated)}.")
            for said in sorted(set(done.skipped.values())):
                messages.warning(request, said)
        elif action == "by-hand":
            person = person_of(cohort, request.POST.get("person"))
            wanted = ids_in([request.POST.get("intake", "")])
            intake = get_object_or_404(TrackIntake, pk=wanted[0]) if wanted else None
            try:
                propose_by_hand(person, plan, intake=intake, by=by)
                messages.success(request, "The proposal is changed.")
            except (SeatRefused, NoSeat) as refused:
                messages.error(request, f"{person}: {refused}")
        else:
            raise PermissionDenied("The page does not know this.")
        return redirect("bootcamp:track-seats", cohort.slug)
    people = without_track(cohort)
    ids = [one.pk for one in people]
    proposals, choices = proposals_of(ids), choices_of(ids)
    rows = [(one, proposals.get(one.pk), choices.get(one.pk, [])) for one in people]
    context = {
        "cohort": cohort,
        "tab": "seats",
        "intakes": intakes_from(today_of(cohort)),
        "proposed": [row for row in rows if row[1]],
        "others": [row for row in rows if not row[1]],
        "may_write": may,
    }
    return render(request, "bootcamp/track_seats.html", context)
