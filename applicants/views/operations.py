"""The workbench's pages of bulk operations: list, prepare, confirm, progress, outcomes. Mounted by `applicants.admin.operations`.

A recruiter or a manager reads all of them; whoever acts needs the permission that the kind names.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applicants.exporting.cells import harmless
from applicants.forms.operations import ConfirmForm, ParamsForm, params_form
from applicants.lifecycle import OperationStatus
from applicants.models import Application, BulkOperation
from applicants.selectors import operations as read
from applicants.selectors.filtering import Filters, matching, say
from applicants.services import operations
from applicants.services.operations import OperationRefused, handler_of
from applicants.views.asked import asked_for
from careerpath.accounts.access import me
from careerpath.ui.downloads import attached
from cohorts.models import Cohort

PAGE: Final = 50
OUTCOMES: Final = {"done": "Done", "skipped": "Skipped", "failed": "Failed"}


class Echo:
    """A file that gives back what is written to it, so that rows can be streamed."""

    def write(self, line: str) -> str:
        """The line itself."""
        return line


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All operations, newest first."""
    before = request.GET.get("before", "")
    cohort = Cohort.objects.filter(slug=request.GET.get("cohort", "")).first()
    rows = read.operations(cohort, before=int(before) if before.isdecimal() else None, size=PAGE + 1)
    more, rows = len(rows) > PAGE, rows[:PAGE]
    here = {"cohort": cohort.slug} if cohort else {}
    context = {
        "title": "Bulk operations",
        "operations": rows,
        "cohort": cohort,
        "next_url": f"?{urlencode([*here.items(), ('before', rows[-1].pk)])}" if more else "",
        "first_url": f"{request.path}?{urlencode(here)}".rstrip("?") if before else "",
    }
    return render(request, "admin/operations/list.html", context)


@dataclass(frozen=True)
class Chosen:
    """Who the address means: of a class, by filters, or (where the kind itself knows who) by a queryset."""

    cohort: Cohort
    filters: Filters | None
    queryset: QuerySet[Application]
    words: str


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Who is in it and what is to be done with them; sending it prepares the operation, and the next page confirms it."""
    kind = request.GET.get("kind", "")
    if kind not in BulkOperation.Kind.values:
        raise Http404
    _allowed(request, kind)
    found = asked_for(request.GET, me(request).pk)
    if found is None:
        raise Http404
    cohort, filters = found
    initial = {name: value for name, value in request.GET.items() if name not in ("kind", "cohort")}
    form = params_form(kind)(
        request.POST if request.method == "POST" else None, cohort=cohort, by=me(request), initial=initial
    )
    try:
        chosen = _chosen(kind, cohort, filters, form)
        if request.method == "POST" and form.is_valid():
            operation = operations.prepare(
                kind=kind,
                cohort=cohort,
                by=me(request),
                filters=chosen.filters,
                queryset=None if chosen.filters else chosen.queryset,
                params=form.params(),
                filter_words=chosen.words,
            )
            return redirect("admin:operation", operation.pk)
    except OperationRefused as refusal:
        if not form.is_bound:
            messages.warning(request, str(refusal))
            return redirect("admin:operations")
        form.add_error(None, str(refusal))
    return _new(request, kind, chosen, form)


def _chosen(kind: str, cohort: Cohort, filters: Filters, form: ParamsForm) -> Chosen:
    given = {**form.initial, **(dict(form.data.items()) if form.is_bound else {})}
    own = handler_of(kind).chosen(cohort, given)
    if own is not None:
        return Chosen(cohort, None, *own)
    return Chosen(cohort, filters, matching(filters), say(filters))


def _new(request: HttpRequest, kind: str, chosen: Chosen, form: ParamsForm) -> HttpResponse:
    preview = read.preview_of(chosen.queryset, chosen.cohort)
    context = {
        "title": capfirst(str(BulkOperation.Kind(kind).label)),
        "kind": kind,
        "cohort": chosen.cohort,
        "words": chosen.words,
        "preview": preview,
        "form": form,
        "back": _list_query(request),
    }
    return render(request, "admin/operations/new.html", context, status=422 if form.errors else 200)


def _list_query(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("kind", None)
    return query.urlencode()


@never_cache
@require_GET
def operation(request: HttpRequest, pk: int) -> HttpResponse:
    """One operation: what it will do, how far it is, or what came of it. For htmx the part that moves."""
    found = _operation(pk)
    if getattr(request, "htmx", False):
        if found.status != OperationStatus.RUNNING:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "admin/operations/_progress.html", _context(request, found))
    return _page(request, found)


@require_POST
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Confirm, pause, resume, cancel or retry."""
    found = _operation(pk)
    _allowed(request, found.kind)
    if action == "confirm":
        return _confirm(request, found)
    steer: dict[str, Callable[..., BulkOperation]] = {
        "pause": operations.pause,
        "resume": operations.resume,
        "cancel": operations.cancel,
        "retry": operations.retry_failed,
    }
    if action not in steer:
        raise Http404
    try:
        steer[action](found, by=me(request))
    except OperationRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("admin:operation", pk)


def _confirm(request: HttpRequest, found: BulkOperation) -> HttpResponse:
    try:
        operations.confirm(found, by=me(request), typed=request.POST.get("typed"))
    except OperationRefused as refusal:
        found = _operation(found.pk)
        if found.status == OperationStatus.PREPARED:
            form = ConfirmForm(request.POST)
            form.is_valid()
            form.errors.clear()
            form.add_error("typed" if found.total > operations.TYPE_ABOVE else None, str(refusal))
            return _page(request, found, form, status=422)
        messages.info(request, str(refusal))
    return redirect("admin:operation", found.pk)


@require_GET
def outcomes(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of each application, a page at a time by key."""
    found = _operation(pk)
    outcome, why = request.GET.get("outcome", ""), request.GET.get("why", "")
    after = request.GET.get("after", "")
    if outcome and outcome not in OUTCOMES:
        raise Http404
    key = int(after) if after.isdecimal() and len(after) < 19 else 0
    rows, following = read.outcomes_page(found, outcome=outcome, why=why, after=key)
    here = {name: value for name, value in (("outcome", outcome), ("why", why)) if value}
    context = _named(found) | {
        "title": f"Outcomes of {_named(found)['name']}",
        "rows": rows,
        "outcome": outcome,
        "why": why,
        "tabs": [("", "All"), *OUTCOMES.items()],
        "next_url": f"?{urlencode([*here.items(), ('after', following)])}" if following else "",
        "first_url": f"{request.path}?{urlencode(here)}".rstrip("?") if key else "",
    }
    return render(request, "admin/operations/outcomes.html", context)


@require_GET
def outcomes_csv(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The same as a file, streamed."""
    found = _operation(pk)
    outcome = request.GET.get("outcome", "")
    if outcome and outcome not in OUTCOMES:
        raise Http404
    lines = _csv_lines(found, outcome)
    name = f"operation-{found.pk}{'-' + outcome if outcome else ''}.csv"
    return attached(StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8"), name)


def _csv_lines(found: BulkOperation, outcome: str) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow(["application", "applicant", "e-mail", "outcome", "why", "status now"])
    after: int | None = 0
    while after is not None:
        rows, after = read.outcomes_page(found, outcome=outcome, after=after, size=2000)
        for row in rows:
            each: Application | None = row.subject  # type: ignore[attr-defined]
            person = each.applicant if each else None
            cells = [
                str(each.public_id) if each else str(row.application_id),
                person.name if person else "",
                (person.email or "") if person else "",
                str(row.get_outcome_display()),
                row.why,
                str(each.get_status_display()) if each else "deleted",
            ]
            yield writer.writerow([harmless(cell) for cell in cells])


def _operation(pk: int) -> BulkOperation:
    related = ("cohort", "created_by", "confirmed_by")
    return get_object_or_404(BulkOperation.objects.select_related(*related), pk=pk)


def _allowed(request: HttpRequest, kind: str) -> None:
    try:
        operations.check_permission(kind, by=me(request))
    except OperationRefused as refusal:
        raise PermissionDenied(str(refusal)) from None


def _named(found: BulkOperation) -> dict[str, Any]:
    return {"operation": found, "name": f"Operation {found.pk}", "what": capfirst(str(found.get_kind_display()))}


def _page(
    request: HttpRequest, found: BulkOperation, form: ConfirmForm | None = None, status: int = 200
) -> HttpResponse:
    context = _context(request, found)
    if found.status == OperationStatus.PREPARED:
        context |= _preview_context(request, found, form)
        return render(request, "admin/operations/confirm.html", context, status=status)
    context["reasons"] = [
        (each, f"?{urlencode({'outcome': each.outcome, 'why': each.why})}") for each in read.reasons_of(found)
    ]
    context["words"] = _said(found)
    return render(request, "admin/operations/operation.html", context, status=status)


def _said(found: BulkOperation) -> str:
    """What it does or did, in words; what it was about may have gone since."""
    try:
        return handler_of(found.kind).words(found)
    except OperationRefused as refusal:
        return str(refusal)


def _preview_context(request: HttpRequest, found: BulkOperation, form: ConfirmForm | None) -> dict[str, Any]:
    chosen = read.chosen_of(found)
    try:
        expected = sorted(handler_of(found.kind).foresee(found, chosen).items(), key=lambda each: -each[1])
    except OperationRefused:
        expected = []
    skipped = sum(number for _, number in expected)
    return {
        "preview": read.preview_of(chosen, found.cohort),
        "expected": expected,
        "to_do": max(found.total - skipped, 0),
        "to_skip": skipped,
        "words": _said(found),
        "form": form or ConfirmForm(),
        "asks": found.total > operations.TYPE_ABOVE,
        "button": handler_of(found.kind).verb.format(n=f"{found.total:,}"),
    }


def _context(request: HttpRequest, found: BulkOperation) -> dict[str, Any]:
    figures = read.progress_of(found)
    ended = found.status in (OperationStatus.FINISHED, OperationStatus.FAILED)
    return _named(found) | {
        "title": _named(found)["name"],
        "progress": figures,
        "is_running": found.status == OperationStatus.RUNNING,
        "is_paused": found.status == OperationStatus.PAUSED,
        "can_retry": ended and (figures.failed or found.status == OperationStatus.FAILED),
        "may_act": request.user.has_perm(handler_of(found.kind).permission),
        "kind_templates": [f"admin/operations/kinds/{found.kind}.html", "admin/operations/kinds/_none.html"],
    }
