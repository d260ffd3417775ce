"""The workbench's pages of rubrics: the list, a new one, versions, two side by side. Recruiters make them, managers read."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applicants.forms.rubric_making import NewRubricForm
from applicants.models import RubricVersion
from applicants.selectors import rubrics as read
from applicants.services import rubrics
from applicants.services.screening import default_rubric
from careerpath.accounts.access import has_role, me, role_required
from careerpath.accounts.roles import Role
from cohorts.services import default_question_set

READERS = (Role.RECRUITER, Role.MANAGER)
MAKERS = (Role.RECRUITER,)


def version_or_404(pk: int) -> RubricVersion:
    """A version with its rubric."""
    return get_object_or_404(RubricVersion.objects.select_related("rubric", "created_by"), pk=pk)


@require_GET
@role_required(*READERS)
def listed(request: HttpRequest) -> HttpResponse:
    """Every rubric with its versions."""
    default_rubric()
    context = {"rubrics": read.rubrics(), "may_act": has_role(request.user, *MAKERS)}
    return render(request, "admin/rubrics/list.html", context)


@require_http_methods(["GET", "POST"])
@role_required(*MAKERS)
def new(request: HttpRequest) -> HttpResponse:
    """A name, and what it is copied from; then the editor."""
    form = NewRubricForm(request.POST or None, initial={"copied_from": request.GET.get("from")})
    if request.method == "POST" and form.is_valid():
        try:
            version = rubrics.make_rubric(**form.cleaned_data, by=me(request))
        except rubrics.RubricRefused as refused:
            form.add_error("name", str(refused))
        else:
            return redirect("admin:rubric-edit", version.pk)
    return render(request, "admin/rubrics/new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@role_required(*MAKERS)
def new_version(request: HttpRequest, pk: int) -> HttpResponse:
    """The next version, a copy of this one, in the editor."""
    made = rubrics.new_version(version_or_404(pk), by=me(request))
    return redirect("admin:rubric-edit", made.pk)


@require_POST
@role_required(*MAKERS)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    version = version_or_404(pk)
    try:
        rubrics.discard_draft(version, by=me(request))
    except rubrics.RubricRefused as refused:
        messages.warning(request, str(refused))
        return redirect("admin:screening-rubric", pk)
    messages.success(request, f"{version} is discarded.")
    return redirect("admin:rubrics")


@require_GET
@role_required(*READERS)
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """A version beside another (`with`), by default the one before it."""
    version = version_or_404(pk)
    others = list(
        RubricVersion.objects.filter(rubric=version.rubric_id)
        .exclude(pk=pk)
        .select_related("rubric")
        .order_by("-number")
    )
    chosen = request.GET.get("with", "")
    before = next((other for other in others if str(other.pk) == chosen), None)
    if before is None:
        before = next((other for other in others if other.number < version.number), others[0] if others else None)
    context: dict[str, Any] = {
        "version": version,
        "before": before,
        "others": others,
        "list_url": reverse("admin:rubrics"),
    }
    if before is not None:
        context["difference"] = read.compared(before, version, default_question_set())
    return render(request, "admin/rubrics/compare.html", context)
