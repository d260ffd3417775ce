"""Rounds on pages of the workbench that are not theirs."""

from django import template
from django.template.loader import render_to_string

from applicants.models import BulkOperation
from reviews.models import ReviewRound
from reviews.selectors.rounds import open_rounds

register = template.Library()


@register.simple_tag
def round_of_operation(operation: BulkOperation) -> ReviewRound | None:
    """The round that a bulk operation put applications into, or None where it is gone."""
    return ReviewRound.objects.filter(pk=operation.params.get("round")).first()


def rounds_on_home() -> str:
    """The open rounds and those being prepared, for the first page of the workbench; one query, empty where there are none."""
    rounds = open_rounds()
    return render_to_string("admin/reviews/_home.html", {"rounds": rounds}) if rounds else ""
