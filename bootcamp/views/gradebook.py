"""The gradebook: the class by the assessments, all modules at once or one. Each cell saves itself; one module is also a form."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bootcamp.forms.gradebook import Unread, read_cells, read_gradebook, seen_marks, write_mark
from bootcamp.forms.grids import dump_seen
from bootcamp.models import Section
from bootcamp.selectors.gradebook import Book, Cell, Written, book_of, marks_of, noted_of, people_of, sections_for
from bootcamp.selectors.standing import Plan
from bootcamp.services.gradebook import Saved, save_cells
from bootcamp.views.grid_rows import Line, draw_line, form_cells, groups_of, lines_of, marks_answer
from bootcamp.views.guard import class_for, may_write, need_write, plan_for, staff
from careerpath.accounts.access import me
from careerpath.ui.moments import say_moment
from cohorts.models import Cohort

AT_ONCE: Final = 16
"""Rows that are sent together; about as many as a screen shows."""
REST: Final = SafeString("<!-- the other rows -->")


@staff
@require_http_methods(["GET", "POST"])
def gradebook(request: HttpRequest, slug: str, module: str = "") -> HttpResponseBase:
    """The grid of a class: all modules, or one, which is a form as well."""
    cohort = class_for(request, slug)
    plan = plan_for(cohort)
    chosen = next((item for item in plan.modules if item.slug == module), None)
    if module and chosen is None:
        return redirect("bootcamp:gradebook", cohort.slug)
    sections = sections_for(me(request), cohort)
    section = chosen_section(request, sections)
    book = book_of(plan, people=people_of(cohort, section), module=chosen)
    saved = Saved()
    errors: dict[Cell, str] = {}
    if request.method == "POST":
        by = need_write(request, cohort)
        cells = [(person.pk, assessment.pk) for person in book.people for assessment in book.assessments]
        sent, errors = read_gradebook(request.POST, cells)
        saved = save_cells(cohort.pk, sent=sent, seen=seen_marks(request.POST.get("seen", ""), cells), by=by)
        errors = {
            **errors,
            **saved.errors,
            **{cell: conflict_words(now, cohort) for cell, now in saved.conflicts.items()},
        }
        if not errors:
            told = f"Grades saved: {saved.changed} new or changed." if saved.changed else "Nothing had changed."
            messages.success(request, told)
            return redirect(request.get_full_path())
        book.noted = noted_of(plan, book.people)
    context = {
        "cohort": cohort,
        "tab": "gradebook",
        "plan": plan,
        "module": chosen,
        "book": book,
        "groups": groups_of(book),
        "sections": sections,
        "section": section,
        "may_write": may_write(request, cohort),
        "saved": saved.changed,
    }
    if not (chosen and context["may_write"]):
        return written_row_by_row(request, context, lines_of(book))
    context |= as_form(request, book, errors)
    return render(request, "bootcamp/gradebook.html", context, status=200 if request.method == "GET" else 422)


def written_row_by_row(request: HttpRequest, context: dict[str, Any], lines: Iterator[Line]) -> HttpResponseBase:
    """The page, sent as its rows are worked out where they are many: a class of 95 is on the screen as soon as one of 10."""
    first = SafeString("".join(draw_line(context["cohort"], line) for line in islice(lines, AT_ONCE)))
    if context["book"].people[AT_ONCE:]:
        page = render_to_string("bootcamp/gradebook.html", {**context, "lines": first + REST}, request)
        before, after = page.split(REST)
        more = iter(lambda: "".join(draw_line(context["cohort"], line) for line in islice(lines, AT_ONCE)), "")
        return StreamingHttpResponse(chain([before], more, [after]))
    return render(request, "bootcamp/gradebook.html", {**context, "lines": first})


def chosen_section(request: HttpRequest, sections: list[tuple[Section, bool]]) -> Section | None:
    """The section in the address, if it is one of this class."""
    return next((section for section, _ in sections if str(section.pk) == request.GET.get("section")), None)


def as_form(request: HttpRequest, book: Book, errors: dict[Cell, str]) -> dict[str, Any]:
    """One module as a form: rows of fields, what is wrong, and what was seen."""
    sent = {cell: request.POST.get(f"g-{cell[0]}-{cell[1]}", "") for cell in errors}
    rows = [(line, form_cells(book, line.person, book.assessments, sent, errors)) for line in lines_of(book)]
    shown = {
        f"{person.pk}-{pk}": write_mark((noted.state, noted.points))
        for person in book.people
        for pk, noted in book.of(person.pk).items()
    }
    wrong = [{"person": line.person, **cell} for line, cells in rows for cell in cells if cell["error"]]
    return {"rows": rows, "wrong": wrong, "seen": dump_seen(shown)}


@staff
@require_POST
def save(request: HttpRequest, slug: str) -> HttpResponse:
    """Any number of cells as JSON, each with what it showed; what became of each, and the marks that follow."""
    cohort = class_for(request, slug)
    by = need_write(request, cohort)
    plan = plan_for(cohort)
    try:
        sent, seen, errors = read_cells(request.body)
    except Unread as error:
        return JsonResponse({"refused": str(error)}, status=400)
    saved = save_cells(cohort.pk, sent=sent, seen=seen, by=by)
    return JsonResponse(answer_of(plan, cohort, {**errors, **saved.errors}, saved, sent))


def answer_of(
    plan: Plan, cohort: Cohort, errors: dict[Cell, str], saved: Saved, sent: dict[Cell, Any]
) -> dict[str, Any]:
    """The answer of `save`: cells by key, marks by person, and how many marks are missing in each assessment touched."""
    cells: dict[str, dict[str, str]] = {}
    for cell in saved.taken:
        cells[key_of(cell)] = {"state": "saved", "text": write_mark(sent[cell])}
    for cell, mark in saved.kept.items():
        cells[key_of(cell)] = {"state": "saved", "text": write_mark(mark)}
    for cell, words in errors.items():
        cells[key_of(cell)] = {"state": "wrong", "words": words}
    for cell, now in saved.conflicts.items():
        text = write_mark((now.state, now.points)) if now else ""
        cells[key_of(cell)] = {"state": "conflict", "text": text, "words": conflict_words(now, cohort)}
    touched = {enrolment_id for enrolment_id, _ in sent}
    noted = noted_of(plan, touched)
    people = {
        str(pk): marks_answer(marks_of(plan, noted.get(pk, {}))) for pk in touched if pk in noted or saved.changed
    }
    return {"changed": saved.changed, "cells": cells, "people": people}


def key_of(cell: Cell) -> str:
    """A cell as the page names it."""
    return f"{cell[0]}-{cell[1]}"


def conflict_words(now: Written | None, cohort: Cohort) -> str:
    """Who wrote what meanwhile, and when."""
    if now is None:
        return "Somebody took this mark back meanwhile."
    what = write_mark((now.state, now.points)) or "nothing"
    return f"{now.by} wrote “{what}” meanwhile ({say_moment(now.at, cohort.time_zone)})."


@staff
@require_GET
def marks(request: HttpRequest, slug: str) -> HttpResponse:
    """The folder in which each mark has its page: shows the grid."""
    return redirect("bootcamp:gradebook", class_for(request, slug).slug)
