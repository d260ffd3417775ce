"""The readers of a round, measured: for staff; and for a reader about themselves once the round is closed."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from careerpath.accounts.access import me, role_required
from careerpath.accounts.roles import Role
from reviews.measuring import agreement, calibration, order
from reviews.models import ReviewRound
from reviews.selectors import measured_words as words
from reviews.selectors.measured import measured, own_measure
from reviews.services.measuring import measure

READERS = (Role.REVIEWER, Role.RECRUITER)


def _round(public_id: UUID) -> ReviewRound:
    return get_object_or_404(ReviewRound.objects.select_related("cohort", "scorecard_version"), public_id=public_id)


@require_safe
def readers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Agreement, severity, drift, order, calibration cases and spread of a round."""
    found = measured(_round(public_id), me(request))
    agreed = words.agreement_rows(found)
    return render(
        request,
        "admin/reviews/measured.html",
        {
            "title": f"Readers of {found.round}, measured",
            "round": found.round,
            "zone": found.round.cohort.time_zone,
            "found": found,
            "figures": found.figures,
            "agreement": [(name, scale, one, words.agreement_words(one)) for name, scale, one in agreed],
            "lines": words.lines(found),
            "order": words.order_rows(found),
            "charts": {
                "agreement": words.agreement_chart(found),
                "severity": words.severity_chart(found),
                "drift": words.drift_chart(found),
                "planted": words.planted_chart(found),
                "spread": words.spread_chart(found),
            },
            "cases": words.case_rows(found),
            "widest": words.widest_rows(found),
            "moved_most": words.points(found.figures.get("moved", {}).get("most")),
            "third_at": words.points(found.round.third_reader_at),
            "fewest": {
                "applications": agreement.FEWEST,
                "sheets": order.FEWEST,
                "cases": calibration.FEWEST,
                "drawn": words.MOST_DRAWN,
            },
        },
    )


@require_POST
def now(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Measure now, instead of in a minute."""
    made = measure(_round(public_id))
    messages.success(request, f"Measured: {made.scoresheets:,} scoresheets.")
    return redirect("admin:reviews-measured", public_id=public_id)


@never_cache
@role_required(*READERS)
@require_GET
def own(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What a reader learns about their own reading; nothing while the round is open. 404 for who does not read in it."""
    found = own_measure(_round(public_id), me(request))
    if found is None:
        raise Http404
    line = found.figures
    return render(
        request,
        "reviews/own_measure.html",
        {
            "found": found,
            "round": found.round,
            "verdict": words.severity_words(line) if line else words.TOO_FEW,
            "effect": words.beside(line["effect"]["value"]) if line and line["effect"] else "",
            "effect_range": words.between(line["effect"]) if line else "",
            "cases": [
                (
                    case,
                    words.points(case.own),
                    words.points(case.agreed),
                    words.points(case.own - case.agreed, signed=True),
                )
                for case in found.cases
            ],
            "fewest": calibration.FEWEST,
        },
    )
