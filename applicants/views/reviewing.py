"""The reader's page: text at the left, scorecard at the right, nothing else."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from applicants.forms.reviewing import MarkForm
from applicants.models import Application
from applicants.selectors import reviewing as read
from applicants.services.reviewing import ReviewRefused, record_review
from careerpath.accounts.access import me, role_required
from careerpath.accounts.roles import Role


@require_GET
@role_required(Role.REVIEWER)
def reading(request: HttpRequest) -> HttpResponse:
    """The next application to read, or the word that all is read. `?after=` skips one for now."""
    application = read.next_to_read(me(request), after=_uuid(request.GET.get("after", "")))
    if application is None:
        return render(request, "applicants/reading_done.html", {"progress": read.progress(me(request))})
    return _page(request, application, None)


@require_http_methods(["GET", "POST"])
@role_required(Role.REVIEWER)
def reading_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One application: read it again, or save the mark and go to the next."""
    application = get_object_or_404(
        read.readable_by(me(request)).select_related("cohort", "applicant"), public_id=public_id
    )
    if request.method == "GET":
        return _page(request, application, None)
    form = MarkForm(request.POST)
    if form.is_valid():
        try:
            record_review(application, reviewer=me(request), **form.cleaned_data)
        except ReviewRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Saved. Here is the next one.")
            return redirect("applicants:reading")
    return _page(request, application, form, status=400)


def _page(request: HttpRequest, application: Application, form: MarkForm | None, status: int = 200) -> HttpResponse:
    reading = read.reading(application, me(request))
    context = {
        "reading": reading,
        "progress": read.progress(me(request)),
        "form": form or MarkForm(initial={"mark": reading.mark, "comment": reading.comment}),
    }
    return render(request, "applicants/reading.html", context, status=status)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
