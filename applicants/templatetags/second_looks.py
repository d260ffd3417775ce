"""How the second readings of a run stand, for the run's page."""

from typing import Any

from django import template

from applicants.models import ScreeningRun
from applicants.selectors.fairness import overturn_rate

register = template.Library()


@register.inclusion_tag("admin/fairness/_overturned.html")
def second_readings_of(run: ScreeningRun) -> dict[str, Any]:
    """Drawn, read and overturned, with the seed; nothing for a run that has not sorted. One query or two."""
    return {"run": run, "rate": overturn_rate(run) if run.applied_at else None}
