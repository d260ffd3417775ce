"""The recruiter's imports: list, upload, preview, progress and result. Mounted by `applicants.admin.importing`."""

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applicants.forms.importing import ImportForm
from applicants.importing.reading import MEGABYTE
from applicants.models import ImportBatch
from applicants.selectors import importing as selectors
from applicants.services import import_steps
from applicants.services.importing import ImportRefused
from applicants.views.uploads import FORM_BYTES, declared_length, read_away
from careerpath.accounts.access import me
from careerpath.ui.downloads import attached

TEMPLATES = "admin/importing"


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """The ledger, the newest in front."""
    before = request.GET.get("before", "")
    rows = list(selectors.imports(before=int(before) if before.isdigit() else None)[: selectors.PAGE + 1])
    more = len(rows) > selectors.PAGE
    rows = rows[: selectors.PAGE]
    context = {
        "title": "Imports",
        "imports": rows,
        "next_url": f"?before={rows[-1].pk}" if more else "",
        "first_url": request.path if before else "",
    }
    return render(request, f"{TEMPLATES}/list.html", context)


@csrf_exempt  # the inner view asks for the token; it must not be looked for in a body that is too large to read
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Choose cohort, file and mapping. A body that is too large is refused by the length it declares, before any of it is kept."""
    if request.method == "POST" and declared_length(request) > settings.IMPORT_MAX_BYTES + FORM_BYTES:
        read_away(request)
        form = _form()
        return _new(request, form, status=413, too_large=declared_length(request) / MEGABYTE)
    return _upload(request)


@csrf_protect
def _upload(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _new(request, _form(initial={"cohort": request.GET.get("cohort")}))
    form = _form(request.POST, request.FILES)
    if form.is_valid():
        try:
            batch = import_steps.upload(
                cohort=form.cleaned_data["cohort"],
                file=form.cleaned_data["file"],
                mapping=form.mapping_text,
                mapping_name=form.mapping_name,
                by=me(request),
            )
        except ImportRefused as error:
            for reason in error.reasons:
                form.add_error("file", reason)
        else:
            return redirect("admin:import", batch.pk)
    return _new(request, form, status=422)


def _form(*args: object, **kwargs: object) -> ImportForm:
    return ImportForm(*args, mappings=selectors.known_mappings(), **kwargs)


def _new(request: HttpRequest, form: ImportForm, *, status: int = 200, too_large: float = 0) -> HttpResponse:
    most = settings.IMPORT_MAX_BYTES / MEGABYTE
    if too_large:
        form = _form({}, {})
        form.errors.clear()
        form.add_error(
            "file",
            f"This file has {too_large:,.0f} MB; at most {most:,.0f} MB are read. Leave out columns that the mapping does not use, "
            "or cut it in two, each part with the header. Nothing of it was kept.",
        )
    context = {"title": "Import applications", "form": form, "most_megabytes": most}
    return render(request, f"{TEMPLATES}/new.html", context, status=status)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: its preview, how far it is, what went wrong, or what it did."""
    batch = _batch(pk)
    template = {
        ImportBatch.State.PREVIEW: "preview",
        ImportBatch.State.RUNNING: "running",
        ImportBatch.State.FAILED: "failed",
        ImportBatch.State.FINISHED: "finished",
    }[batch.state]
    context = {"title": f"Import of {batch.file_name}", "batch": batch, "preview": batch.preview}
    if batch.state == ImportBatch.State.RUNNING:
        context |= {
            "read": import_steps.progress(batch),
            "total": (batch.preview or {}).get("figures", {}).get("read", 0),
        }
        if getattr(request, "htmx", False):
            return render(request, f"{TEMPLATES}/_progress.html", context)
    elif batch.state == ImportBatch.State.PREVIEW:
        context["submitted"] = [parse_datetime(row["submitted"]) for row in (batch.preview or {}).get("rows", [])]
    elif batch.state == ImportBatch.State.FINISHED:
        context["applications_url"] = f"{reverse('admin:applications')}?{urlencode({'cohort': batch.cohort.slug})}"
    response = render(request, f"{TEMPLATES}/{template}.html", context)
    if getattr(request, "htmx", False):  # it has ended while somebody watched: htmx loads the page anew
        response["HX-Refresh"] = "true"
    return response


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the worker import it."""
    try:
        import_steps.confirm(_batch(pk), by=me(request))
    except ImportRefused as error:
        messages.error(request, str(error))
    return redirect("admin:import", pk)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the upload away."""
    batch = _batch(pk)
    try:
        import_steps.discard(batch, by=me(request))
    except ImportRefused as error:
        messages.error(request, str(error))
        return redirect("admin:import", pk)
    messages.success(request, f"The upload of {batch.file_name} was discarded, and its file deleted.")
    return redirect("admin:imports")


@require_GET
def errors_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The lines that did not fit, as CSV; always a download."""
    batch = _batch(pk)
    if not batch.errors_file:
        raise Http404("Every row of this import fitted.")
    try:
        file = batch.errors_file.open("rb")
    except FileNotFoundError:
        raise Http404("This file is not kept any more.") from None
    response = FileResponse(
        file, as_attachment=True, filename=f"{batch.file_name}.errors.csv", content_type="text/csv; charset=utf-8"
    )
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
def mapping_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The mapping as it was used, to start another one from."""
    response = HttpResponse(_batch(pk).mapping, content_type="application/toml; charset=utf-8")
    return attached(response, f"mapping-{pk}.toml")


def _batch(pk: int) -> ImportBatch:
    return get_object_or_404(ImportBatch.objects.select_related("cohort", "by"), pk=pk)
