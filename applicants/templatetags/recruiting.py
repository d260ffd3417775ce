"""What the home page of the workbench shows of applications."""

from typing import Any

from django import template
from django.http import HttpRequest

from applicants.lifecycle import ApplicationStatus
from applicants.selectors.workbench import runs_in_progress, today
from careerpath.accounts.access import has_role
from careerpath.accounts.roles import Role

register = template.Library()


@register.inclusion_tag("admin/applicants/_home.html")
def recruiting_home() -> dict[str, Any]:
    """Today's counts per cohort, runs in progress, pending decisions, deadlines; five queries."""
    return {"today": today(), "runs": list(runs_in_progress()[:10])}


@register.filter
def reads_applications(request: HttpRequest) -> bool:
    """Whether the home page shows applications to this person."""
    return has_role(request.user, Role.RECRUITER, Role.MANAGER)


@register.filter
def status_word(status: str) -> str:
    """The word people read for a status of an application."""
    return str(ApplicationStatus(status).label)
