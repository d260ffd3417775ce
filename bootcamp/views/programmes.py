"""Programme templates: the list, editing one, and what it becomes on the dates of a class."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bootcamp.default_programme import SLUG
from bootcamp.forms.templates import (
    AssessmentFormSet,
    ModuleForm,
    ModuleFormSet,
    NameForm,
    SessionFormSet,
    TaskFormSet,
    TemplateForm,
    check_days,
)
from bootcamp.models import ProgrammeTemplate, TemplateModule
from bootcamp.selectors.schedule import week_of
from bootcamp.selectors.templates import on_dates, suggested_holidays, templates, whole, without_programme
from bootcamp.services.setting_up import ProgrammeRefused, set_up_bootcamp
from bootcamp.services.templates import TemplateRefused, copy_template, shipped_template
from bootcamp.timetable import DoesNotFit
from bootcamp.views.guard import managers
from careerpath.accounts.access import me
from cohorts.models import Cohort

OWN_DAYS = 3
"""Rows for days off of one's own, beside the suggested ones."""


def template_for(slug: str) -> ProgrammeTemplate:
    """A template by its short name, or 404. The shipped one is always there."""
    if slug == SLUG:
        return shipped_template()
    return get_object_or_404(ProgrammeTemplate, slug=slug)


@managers
@require_GET
def programmes(request: HttpRequest) -> HttpResponse:
    """All templates. The shipped one is made where it is not there yet."""
    shipped_template()
    return render(request, "bootcamp/programmes.html", {"templates": templates(), "without": without_programme()[:12]})


@managers
@require_http_methods(["GET", "POST"])
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """A template: its own fields and its modules with their weights."""
    template = template_for(slug)
    sent = request.POST if request.method == "POST" else None
    form = TemplateForm(sent, instance=template)
    rows = ModuleFormSet(sent, instance=template, prefix="modules")
    if sent is not None and all([form.is_valid(), rows.is_valid()]):
        with transaction.atomic():
            form.save()
            rows.save_rows()
        messages.success(request, "Saved. Classes that were copied from it before stay as they are.")
        return redirect("bootcamp:programme", template.slug)
    found = whole(get_object_or_404(ProgrammeTemplate, pk=template.pk))
    context = {
        "tab": "modules",
        "template": found.template,
        "whole": found,
        "form": form,
        "rows": rows,
        "copy": NameForm(prefix="copy"),
    }
    return render(request, "bootcamp/programme.html", context, status=200 if sent is None else 422)


@managers
@require_http_methods(["GET", "POST"])
def module(request: HttpRequest, slug: str, module: str) -> HttpResponse:
    """A module of a template: its sessions and its assessments."""
    found = get_object_or_404(TemplateModule.objects.select_related("template"), template__slug=slug, slug=module)
    sent = request.POST if request.method == "POST" else None
    form = ModuleForm(sent, instance=found)
    sessions = SessionFormSet(sent, instance=found, prefix="sessions")
    assessments = AssessmentFormSet(sent, instance=found, prefix="assessments")
    if (
        sent is not None
        and all([form.is_valid(), sessions.is_valid(), assessments.is_valid()])
        and check_days(sessions, assessments)
    ):
        with transaction.atomic():
            form.save()
            sessions.save_rows()
            assessments.save_rows()
        messages.success(request, f"“{form.instance.title}” is saved.")
        return redirect("bootcamp:programme-module", slug, found.slug)
    context = {
        "tab": "modules",
        "template": found.template,
        "module": found,
        "form": form,
        "sessions": sessions,
        "assessments": assessments,
        "others": found.template.modules.order_by("position"),
    }
    return render(request, "bootcamp/programme_module.html", context, status=200 if sent is None else 422)


@managers
@require_http_methods(["GET", "POST"])
def tasks(request: HttpRequest, slug: str) -> HttpResponse:
    """What learners of a template do before their class begins."""
    template = template_for(slug)
    rows = TaskFormSet(request.POST if request.method == "POST" else None, instance=template, prefix="tasks")
    if request.method == "POST" and rows.is_valid():
        rows.save_rows()
        messages.success(request, "Saved.")
        return redirect("bootcamp:programme-tasks", template.slug)
    context = {"tab": "tasks", "template": template, "rows": rows}
    return render(request, "bootcamp/programme_tasks.html", context, status=200 if request.method == "GET" else 422)


@managers
@require_POST
def copy(request: HttpRequest, slug: str) -> HttpResponse:
    """A template of another name with the same content."""
    template = template_for(slug)
    form = NameForm(request.POST, prefix="copy")
    if not form.is_valid():
        messages.error(request, "Give the copy a name.")
        return redirect("bootcamp:programme", template.slug)
    try:
        fresh = copy_template(template, name=form.cleaned_data["name"], by=me(request))
    except TemplateRefused as refused:
        messages.error(request, str(refused))
        return redirect("bootcamp:programme", template.slug)
    messages.success(request, f"This is the copy of “{template}”. What you change here changes nothing there.")
    return redirect("bootcamp:programme", fresh.slug)


def days_off(request: HttpRequest, cohort: Cohort, suggested: dict[date, str]) -> tuple[dict[date, str], list[Any]]:
    """The days off that are chosen, and the rows of the form: (day, name, whether it is chosen, whether it was suggested)."""
    if request.method == "GET":
        chosen = dict(suggested)
    else:
        ticked = set(request.POST.getlist("off"))
        chosen = {day: name for day, name in suggested.items() if day.isoformat() in ticked}
    rows = [(day, name, day in chosen) for day, name in suggested.items()]
    for number in range(OWN_DAYS):
        try:
            day = date.fromisoformat(request.POST.get(f"day-{number}", ""))
        except ValueError:
            continue
        chosen[day] = request.POST.get(f"name-{number}", "").replace("\x00", "").strip()[:80] or "Day off"
    return chosen, rows


@managers
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """What a template becomes on the dates of a class, and copying it into one that has no programme."""
    template = template_for(slug)
    sent = request.POST if request.method == "POST" else request.GET
    wanted = sent.get("cohort", "").replace("\x00", "")
    cohorts = list(Cohort.objects.select_related("programme").order_by("-bootcamp_starts")[:30])
    cohort = next((each for each in cohorts if each.slug == wanted), None) or Cohort.objects.filter(slug=wanted).first()
    context: dict[str, Any] = {"tab": "preview", "template": template, "cohorts": cohorts, "cohort": cohort}
    if cohort is None:
        return render(request, "bootcamp/programme_preview.html", context)
    suggested = suggested_holidays(cohort, template)
    # Another class was chosen: the days that were ticked for the one before say nothing about it.
    asked = request.method == "POST" and sent.get("shown") == cohort.slug
    off, rows = (
        days_off(request, cohort, suggested) if asked else (suggested, [(*each, True) for each in suggested.items()])
    )
    has_one = hasattr(cohort, "programme")
    if asked and sent.get("do") == "set-up" and not has_one:
        try:
            set_up_bootcamp(cohort, by=me(request), template=template, off=off)
        except ProgrammeRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"{cohort} has its programme, copied from “{template}”. It is yours to edit.")
            return redirect("bootcamp:sessions", cohort.slug)
    full = whole(template)
    context |= {"days_off": rows, "own_days": own_days(request), "has_one": has_one, "problems": full.problems}
    if not full.problems:
        try:
            context |= laid_out(full, cohort, off)
        except DoesNotFit as refused:
            context["problems"] = [str(refused)]
    return render(request, "bootcamp/programme_preview.html", context)


def own_days(request: HttpRequest) -> list[tuple[str, str]]:
    """Days off of one's own as they were typed in, with blank rows."""
    return [(request.POST.get(f"day-{n}", ""), request.POST.get(f"name-{n}", "")) for n in range(OWN_DAYS)]


def laid_out(full: Any, cohort: Cohort, off: dict[date, str]) -> dict[str, Any]:
    """Sessions by week with what is due and what is off, and how the template fits, for the page."""
    dated = on_dates(full, cohort, off)
    weeks: dict[int, dict[date, dict[str, Any]]] = {}

    def entry(day: date) -> dict[str, Any]:
        of_day = weeks.setdefault(week_of(day, cohort), {})
        return of_day.setdefault(day, {"sessions": [], "due": [], "off": ""})

    for laid in dated.laid:
        entry(laid.day)["sessions"].append((laid, full.modules[laid.module]))
    for due in dated.due:
        entry(due.at.astimezone(cohort.tz).date())["due"].append(due)
    for day, name in off.items():
        if cohort.bootcamp_starts <= day <= cohort.bootcamp_ends:
            entry(day)["off"] = name
    return {
        "words": dated.words,
        "weeks": [(number, sorted(days.items())) for number, days in sorted(weeks.items())],
        "sessions": len(dated.laid),
        "assessments": len(dated.due),
    }
