"""What the page of one application shows of the same person's others."""

from typing import Any

from django import template

from applicants.models import Application
from applicants.selectors.duplicates import others_of

register = template.Library()


@register.inclusion_tag("admin/duplicates/_others.html")
def others(application: Application) -> dict[str, Any]:
    """The other applications of the person, those that were merged among them, as links; one query."""
    return {"others": others_of(application)}
