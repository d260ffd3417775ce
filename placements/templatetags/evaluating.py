"""What staff read of a client's evaluations on a placement's page: `{% load evaluating %}{% evaluations_of placement %}`."""

from typing import Any

from django import template

from careerpath.ui.plots.data import Chart, Curve
from placements.models import Placement
from placements.selectors.documents import of_one_placement
from placements.selectors.evaluations import Forms, forms_of, mean_of
from placements.selectors.own import last_answer
from placements.services.onboarding import today_at

register = template.Library()


@register.inclusion_tag("placements/_staff_evaluations.html")
def evaluations_of(placement: Placement) -> dict[str, Any]:
    """The forms of a placement with their answers, a chart once there are two, its papers, and the answer to an offer; three
    queries. Needs `opening.client` selected."""
    forms = forms_of(placement, today_at(placement))
    answered = [form.evaluation for form in reversed(forms.rows) if form.evaluation is not None]
    return {
        "placement": placement,
        "zone": placement.opening.client.time_zone,
        "forms": forms,
        "rows": [(form, mean_of(form.evaluation) if form.evaluation else None) for form in forms.rows],
        "chart": chart_of(forms) if len(answered) > 1 else None,
        "documents": of_one_placement(placement),
        "answer": last_answer(placement) if placement.status == "offered" else None,
    }


def chart_of(forms: Forms) -> Chart:
    """The mean of the eight statements, and whether they would keep the person, over the days; a gap where nobody answered."""
    rows = list(reversed(forms.rows))
    answered = [(float(place), form.evaluation) for place, form in enumerate(rows) if form.evaluation is not None]
    means = tuple((place, round(mean_of(one), 2)) for place, one in answered)
    keeps = tuple((place, float(one.would_keep)) for place, one in answered)
    return Chart(
        kind="lines",
        title="What the client says, by day of the placement",
        summary=f"The mean of the eight statements went from {means[0][1]:.1f} to {means[-1][1]:.1f} of 5.",
        curves=(Curve("work", means), Curve("would keep", keeps)),
        ticks=tuple(str(form.day) for form in rows),
    )
