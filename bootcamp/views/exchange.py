"""Marks that come and go in bulk: a pasted column, a file. What would change is looked at before it is written."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applicants.exporting.files import CONTENT_TYPES
from applicants.importing.reading import Unreadable
from bootcamp.forms.gradebook import FileForm, PasteForm, Unread, read_cells
from bootcamp.selectors.gradebook import book_of, people_of, sections_for
from bootcamp.selectors.people import in_class
from bootcamp.selectors.standing import Plan
from bootcamp.services.gradebook import save_cells
from bootcamp.services.gradebook_files import read_file, snapshot, write_csv, write_xlsx
from bootcamp.services.proposing import Proposal, match_lines, propose
from bootcamp.views.gradebook import chosen_section, conflict_words
from bootcamp.views.guard import class_for, may_write, need_write, plan_for, staff
from careerpath.accounts.access import me
from careerpath.ui.downloads import attached
from cohorts.models import Cohort

WRITERS = {"csv": write_csv, "xlsx": write_xlsx}


@staff
@require_GET
def export(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The gradebook, of one module or section where the address says so, as a file."""
    cohort = class_for(request, slug)
    plan = plan_for(cohort)
    if kind not in WRITERS:
        raise Http404("There is no such format.")
    module = next((item for item in plan.modules if item.slug == request.GET.get("module")), None)
    section = chosen_section(request, sections_for(me(request), cohort))
    book, made_at = snapshot(book_of(plan, people=people_of(cohort, section), module=module))
    response = HttpResponse(WRITERS[kind](book, made_at), content_type=CONTENT_TYPES[kind])
    name = "-".join(filter(None, ["gradebook", cohort.slug, module.slug if module else ""]))
    return attached(response, f"{name}-{made_at.astimezone(cohort.tz):%Y-%m-%d-%H%M}.{kind}")


@staff
@require_http_methods(["GET", "POST"])
def files(request: HttpRequest, slug: str) -> HttpResponse:
    """Export, and read an edited export back: it is compared, and nothing is written yet."""
    cohort = class_for(request, slug)
    plan = plan_for(cohort)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        need_write(request, cohort)
        if form.is_valid():
            upload = form.cleaned_data["file"]
            people, assessments = list(in_class(cohort)), all_of(plan)
            try:
                taken = read_file(upload, upload.name, people=people, assessments=assessments)
            except Unreadable as error:
                form.add_error("file", str(error))
            else:
                proposal = propose(people, assessments, taken.texts, exported_at=taken.exported_at)
                proposal.unknown = taken.unknown
                return review(
                    request,
                    cohort,
                    plan,
                    proposal,
                    source=f"the file {upload.name[:80]}",
                    exported_at=taken.exported_at,
                )
    context = {
        "cohort": cohort,
        "tab": "gradebook",
        "plan": plan,
        "form": form,
        "may_write": may_write(request, cohort),
    }
    return render(request, "bootcamp/gradebook_files.html", context, status=422 if form.errors else 200)


@staff
@require_http_methods(["GET", "POST"])
def paste(request: HttpRequest, slug: str) -> HttpResponse:
    """A column from a spreadsheet into one assessment, by the order of the class or by name; compared before it is written."""
    cohort = class_for(request, slug)
    plan = plan_for(cohort)
    assessments = all_of(plan)
    sections = sections_for(me(request), cohort)
    choices = [
        (module.title, [(each.pk, each.title) for each in plan.assessments.get(module.pk, ())])
        for module in plan.modules
    ]
    form = PasteForm(request.POST or None, assessments=choices, sections=[section for section, _ in sections])
    if request.method == "POST":
        need_write(request, cohort)
        if form.is_valid():
            sent = form.cleaned_data
            assessment = next(each for each in assessments if each.pk == sent["assessment"])
            section = next((each for each, _ in sections if str(each.pk) == sent.get("section")), None)
            people = list(people_of(cohort, section))
            found, unknown = match_lines(people, sent["column"].splitlines(), by_name=sent["match"] == "name")
            proposal = propose(people, [assessment], {(pk, assessment.pk): text for pk, text in found.items()})
            proposal.unknown = unknown
            return review(request, cohort, plan, proposal, source=f"a column pasted into {assessment.title}")
    people = list(in_class(cohort))
    context = {
        "cohort": cohort,
        "tab": "gradebook",
        "plan": plan,
        "form": form,
        "people": people,
        "may_write": may_write(request, cohort),
    }
    return render(request, "bootcamp/gradebook_paste.html", context, status=422 if form.errors else 200)


def all_of(plan: Plan) -> list[Any]:
    """All assessments of a class."""
    return [each for module in plan.modules for each in plan.assessments.get(module.pk, ())]


def review(
    request: HttpRequest, cohort: Cohort, plan: Plan, proposal: Proposal, *, source: str, exported_at: Any = None
) -> HttpResponse:
    """What would change, what does not fit, and what somebody else wrote meanwhile; nothing is written yet."""
    context = {
        "cohort": cohort,
        "tab": "gradebook",
        "plan": plan,
        "proposal": proposal,
        "source": source,
        "exported_at": exported_at,
        "cells": json.dumps({"cells": [change.row for change in proposal.changes]}, separators=(",", ":")),
        "conflicts": [
            (change, json.dumps(change.row), conflict_words(change.now, cohort)) for change in proposal.conflicts
        ],
    }
    return render(request, "bootcamp/gradebook_review.html", context)


@staff
@require_POST
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """Write what was looked at; each cell only where it still says what the review showed."""
    cohort = class_for(request, slug)
    by = need_write(request, cohort)
    try:
        document = json.loads(request.POST.get("cells", ""))
        document["cells"] += [json.loads(value) for value in request.POST.getlist("take")]
        sent, seen, errors = read_cells(json.dumps(document).encode())
    except (Unread, ValueError, TypeError, LookupError, RecursionError):
        messages.error(request, "This is not what the review sends. Nothing was written; begin again.")
        return redirect("bootcamp:gradebook", cohort.slug)
    source = request.POST.get("source", "a file").replace("\x00", "")[:120]
    saved = save_cells(cohort.pk, sent=sent, seen=seen, by=by, reason=f"From {source}")
    messages.success(request, f"Marks written: {saved.changed}.")
    if left := len(errors) + len(saved.errors) + len(saved.conflicts):
        messages.warning(
            request, f"Left as they are: {left}, because somebody wrote there meanwhile or they do not fit."
        )
    return redirect("bootcamp:gradebook", cohort.slug)
