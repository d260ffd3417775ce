"""The materials of a class, for those who teach it: add, change, put in order, take away."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from applicants.services.documents import DocumentRefused, too_large
from applicants.views import uploads
from bootcamp.forms.materials import MaterialForm
from bootcamp.models import Material
from bootcamp.services.materials import move_material, remove_material, save_material
from bootcamp.views.guard import class_for, may_write, need_write, plan_for, staff
from careerpath.accounts.access import me


@csrf_exempt  # the inner view asks for the token; it must not be looked for in a body that is too large to read
def materials(request: HttpRequest, slug: str) -> HttpResponseBase:
    """All materials by module, and the form that adds one."""
    return _refuse_too_large(request) or _materials(request, slug)


@csrf_protect
@staff
@require_http_methods(["GET", "POST"])
def _materials(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = class_for(request, slug)
    plan = plan_for(cohort)
    today = timezone.now().astimezone(cohort.tz).date()
    form = MaterialForm(cohort=cohort, initial={"visible_from": today})
    if request.method == "POST":
        need_write(request, cohort)
        form = MaterialForm(request.POST, request.FILES, cohort=cohort)
        if saved(request, form, None):
            messages.success(request, "Added.")
            return redirect("bootcamp:materials", cohort.slug)
    rows = list(
        Material.objects.filter(module__programme=plan.programme)
        .select_related("module", "session", "document")
        .order_by("module__position", "position", "pk")
    )
    context = {
        "cohort": cohort,
        "tab": "materials",
        "form": form,
        "by_module": [(module, [row for row in rows if row.module_id == module.pk]) for module in plan.modules],
        "today": today,
        "may_write": may_write(request, cohort),
    }
    return render(request, "bootcamp/materials.html", context, status=422 if form.errors else 200)


@csrf_exempt  # as above
def material(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponseBase:
    """One material: change it, move it up or down, take it away."""
    return _refuse_too_large(request) or _material(request, slug, public_id)


@csrf_protect
@staff
@require_http_methods(["GET", "POST"])
def _material(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    cohort = class_for(request, slug)
    found = get_object_or_404(
        Material.objects.select_related("module", "document"), public_id=public_id, module__programme=cohort.pk
    )
    form = MaterialForm(cohort=cohort, material=found, initial=_as_initial(found))
    if request.method == "POST":
        by = need_write(request, cohort)
        match request.POST.get("action"):
            case "up" | "down" as way:
                move_material(found, up=way == "up", by=by)
                return redirect("bootcamp:materials", cohort.slug)
            case "remove":
                remove_material(found, by=by)
                messages.success(request, f"“{found.title}” is taken away.")
                return redirect("bootcamp:materials", cohort.slug)
        form = MaterialForm(request.POST, request.FILES, cohort=cohort, material=found)
        if saved(request, form, found):
            messages.success(request, "Saved.")
            return redirect("bootcamp:materials", cohort.slug)
    context = {
        "cohort": cohort,
        "tab": "materials",
        "material": found,
        "form": form,
        "may_write": may_write(request, cohort),
    }
    return render(request, "bootcamp/material.html", context, status=422 if form.errors else 200)


def saved(request: HttpRequest, form: MaterialForm, row: Material | None) -> bool:
    """Whether what the form says was saved; if not, the form says why."""
    if not form.is_valid():
        return False
    data = dict(form.cleaned_data)
    try:
        save_material(row, **(data | {"file": data["file"] or None}), by=me(request))
    except DocumentRefused as refused:
        form.add_error("file", str(refused))
        return False
    return True


def _as_initial(row: Material) -> dict[str, object]:
    return {
        "title": row.title,
        "module": row.module_id,
        "session": row.session_id,
        "url": row.url,
        "visible_from": row.visible_from,
    }


def _refuse_too_large(request: HttpRequest) -> HttpResponse | None:
    """A file that is too large is refused from its declared length, before it is read."""
    if not uploads.was_too_large(request):
        return None
    words = too_large(uploads.declared_length(request))
    return render(request, "bootcamp/file_too_large.html", {"words": words}, status=413)
