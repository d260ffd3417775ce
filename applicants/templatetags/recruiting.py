"""What the home page of the workbench shows of applications."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import template
from django.forms import BoundField
from django.http import HttpRequest

from applicants.forms.recruiting import FilterForm
from applicants.lifecycle import ApplicationStatus
from applicants.models import Application
from applicants.selectors.flags import Flag, flags_of
from applicants.selectors.recruiting import ANSWER, Row
from applicants.selectors.workbench import IN_PROGRESS, operations_in_progress, queues, runs_in_progress, today
from careerpath.accounts.access import has_role
from careerpath.accounts.roles import Role

register = template.Library()

HOME_PARTS: list[Callable[[], str]] = []
"""What other apps add to the first page of the workbench, below what waits: each makes its HTML, empty where there is nothing."""


@register.inclusion_tag("admin/applicants/_home.html")
def recruiting_home() -> dict[str, Any]:
    """Today's counts, runs and bulk operations in progress, queues and deadlines; seven queries, and those of other apps."""
    return {
        "today": today(),
        "runs": list(runs_in_progress()[:IN_PROGRESS]),
        "operations": operations_in_progress(),
        "queues": queues(),
        "parts": [part() for part in HOME_PARTS],
    }


@register.filter
def reads_applications(request: HttpRequest) -> bool:
    """Whether the home page shows applications to this person."""
    return has_role(request.user, Role.RECRUITER, Role.MANAGER)


@register.filter
def odd_flags(application: Application) -> list[Flag]:
    """What looked odd about how an application was sent."""
    return flags_of(application)


@dataclass(frozen=True)
class Cell:
    """One cell of the list: its column, and the text where the template has nothing better."""

    name: str
    label: str
    text: str = ""
    long: bool = False


@register.filter
def cells(row: Row, columns: list[tuple[str, str]]) -> list[Cell]:
    """The cells of a row, in the order of the columns."""
    each, answers = row.application, iter(row.answers)
    texts = {
        "university": lambda: each.university.name if each.university else "",
        "source": lambda: str(each.get_source_display()),
        "assigned": lambda: str(each.assigned_to or ""),
        "email": lambda: each.applicant.email or "",
    }
    return [
        Cell(name, label, next(answers, ""), long=True)
        if name.startswith(ANSWER)
        else Cell(name, label, texts[name]() if name in texts else "")
        for name, label in columns
    ]


@register.filter
def status_word(status: str) -> str:
    """The word people read for a status of an application."""
    return str(ApplicationStatus(status).label)


@register.filter
def asks(form: FilterForm, names: str) -> bool:
    """Whether one of these fields (with commas between) asks for something."""
    return bool(form.count(*names.split(","))) or any(name in form.problems for name in names.split(","))


@register.filter
def problem(field: BoundField) -> str:
    """Why what the address says for this field was left out; empty where it was not."""
    form = field.form
    return form.problems.get(field.name, "") if isinstance(form, FilterForm) else ""
