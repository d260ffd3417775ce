"""The recruiter's list: one cohort, filtered, a page at a time, with what can be done to all that match."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET

from applicants.forms.recruiting import FilterForm
from applicants.selectors.answers import still_due
from applicants.selectors.filtering import Filters
from applicants.selectors.known import DUE_READ, Choices, View, choices, with_run
from applicants.selectors.recruiting import Order, Page, page
from applicants.selectors.saying import parts
from applicants.services.saved_views import default_view
from applicants.views.asked import Reading, column_names, columns_of, order_of, read_filters, run_of
from careerpath.accounts.access import me
from cohorts.models import Cohort

COHORTS_IN_MENU: Final = 100
BULK: Final = (
    ("review", "Move to review", "eye", "applicants.change_application"),
    ("round", "Put into a round", "clipboard-check", "applicants.change_application"),
    ("stage", "Stage a decision", "scale", "applicants.add_decision"),
    ("mail", "Send a message", "mail", "applicants.change_application"),
    ("assign", "Assign", "user-check", "applicants.change_application"),
    ("tag", "Tag", "ticket", "applicants.change_application"),
    ("export", "Export", "download", "applicants.export_application"),
    ("screen", "Screen", "activity", "applicants.add_screeningrun"),
)
"""What can be done to all that match: kind of operation, verb, icon, and the permission it needs. The bar shows the first three."""
BULK_PAGES: Final[list[tuple[str, str, str, str]]] = []
"""Pages of apps above that begin with all that match, put in when those are ready: label, icon, name of the address, permission."""
PAGING: Final = ("after", "before")


@dataclass(frozen=True)
class Asked:
    """What the address of the list asks for, read."""

    cohort: Cohort
    known: Choices
    filters: Filters
    order: Order
    columns: tuple[str, ...]
    form: FilterForm
    query: str
    """The same again for a link, without the key of the page; "me" is a number in it, so that it means the same to everybody."""

    @property
    def filtered(self) -> bool:
        """Whether it is more than all of a cohort."""
        return self.filters.narrowed

    @property
    def view(self) -> View | None:
        """The saved view that shows just this."""
        here = canonical(QueryDict(self.query))
        return next((each for each in self.known.views if canonical(QueryDict(each.query)) == here), None)


@require_GET
def applications(request: HttpRequest) -> HttpResponse:
    """The list. Opened without an address of its own, it shows the person's default view."""
    if not request.GET and (view := default_view(me(request))):
        return redirect(f"{reverse('admin:applications')}?{view.query}")
    asked = read(request)
    if asked is None:
        return render(request, "admin/applicants/applications.html", {"title": "Applications"})
    shown = page(
        asked.filters,
        known=asked.known,
        order=asked.order,
        columns=asked.columns,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    context = {
        "title": "Applications",
        "asked": asked,
        "cohort": asked.cohort,
        "run": next((each for each in asked.known.runs if each.pk == asked.filters.run), None),
        "page": shown,
        "size": shown.size,
        "columns": column_names(asked.columns, asked.known),
        "said": parts(asked.filters, asked.known),
        "bulk": bulk_actions(request, asked),
        "unsearched": still_due() if asked.filters.words and len(asked.known.due) > DUE_READ else 0,
        **_paging(asked.query, shown),
    }
    return render(request, "admin/applicants/applications.html", context)


def read(request: HttpRequest) -> Asked | None:
    """Read the address: the cohort (without one, the usual), its run, the filters. None while there is no cohort. Two queries."""
    cohorts = list(Cohort.objects.order_by("-opens_at")[:COHORTS_IN_MENU])
    cohort = next((each for each in cohorts if each.slug == request.GET.get("cohort")), None) or _usual(cohorts)
    if cohort is None:
        return None
    user = me(request)
    known = choices(cohort, user)
    known = with_run(known, run_of(request.GET, known))
    reading = Reading(request.GET)
    filters = read_filters(reading, known, user.pk)
    query = request.GET.copy()
    query["cohort"] = cohort.slug
    if query.get("assigned") == "me":
        query["assigned"] = str(user.pk)
    order, columns = order_of(request.GET, filters), columns_of(request.GET, known)
    form = FilterForm(
        request.GET,
        cohort=cohort,
        cohorts=cohorts,
        known=known,
        filters=filters,
        columns=columns,
        problems=reading.problems,
    )
    return Asked(cohort, known, filters, order, columns, form, canonical(query))


def canonical(query: QueryDict) -> str:
    """A query string without keys of pages and without what is empty, so that two that ask the same are the same."""
    kept = QueryDict(mutable=True)
    answers = zip(query.getlist("answer_key"), query.getlist("answer_is"), query.getlist("answer_value"), strict=False)
    for name in sorted(query):
        values = [value for value in query.getlist(name) if value]
        if values and name not in PAGING and not name.startswith("answer_"):
            kept.setlist(name, values)
    for key, operator, value in answers:
        if key and value:
            kept.appendlist("answer_key", key)
            kept.appendlist("answer_is", operator)
            kept.appendlist("answer_value", value)
    return kept.urlencode()


def bulk_actions(request: HttpRequest, asked: Asked) -> list[dict[str, str]]:
    """The bulk operations that this person may begin, with their addresses."""
    try:
        new = reverse("admin:operation-new")
    except NoReverseMatch:
        return []
    return [
        {"label": label, "icon": icon, "url": f"{new}?kind={kind}&{asked.query}"}
        for kind, label, icon, permission in BULK
        if request.user.has_perm(permission)
    ] + [
        {"label": label, "icon": icon, "url": f"{reverse(name)}?{asked.query}"}
        for label, icon, name, permission in BULK_PAGES
        if request.user.has_perm(permission)
    ]


def _paging(query: str, shown: Page) -> dict[str, Any]:
    here = f"?{query}"
    return {
        "first_url": here if shown.previous_key else "",
        "previous_url": f"{here}&before={quote(shown.previous_key)}" if shown.previous_key else "",
        "next_url": f"{here}&after={quote(shown.next_key)}" if shown.next_key else "",
    }


def _usual(cohorts: list[Cohort]) -> Cohort | None:
    """The cohort a recruiter most likely means: the newest that has opened."""
    return next((each for each in cohorts if each.state != each.State.UPCOMING), cohorts[0] if cohorts else None)
