"""The instructor's home, and the list of a class."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from applicants.selectors.deciding import admitted
from bootcamp.lifecycle import EnrolmentStatus
from bootcamp.selectors.glance import glance
from bootcamp.selectors.overview import classes_in_line, nearest_first, overview, sessions_today
from bootcamp.selectors.people import gone, in_class, visible_to
from bootcamp.selectors.standing import Standing, standing_of_class
from bootcamp.services import ProgrammeRefused, enrol_admitted, set_up_bootcamp, start_training
from bootcamp.views.guard import class_for, is_manager, managers, may_write, plan_for, section_asked, staff
from careerpath.accounts.access import me
from cohorts.models import Cohort

SHOWN = 12
"""Classes offered on the home page: those that run, and the ones around them."""
FOUND = 30
"""Classes found by name."""

ORDERS = {
    "name": (lambda s: (s.enrolment.name.lower(), s.enrolment.pk), "Name"),
    "attendance": (lambda s: (s.attendance.exact is None, s.attendance.exact or 0), "Attendance, lowest first"),
    "mark": (lambda s: (s.course.exact is None, s.course.exact or 0), "Course mark, lowest first"),
    "urgency": (lambda s: (-s.urgency, -len(s.flags)), "Who needs help first"),
}


@staff
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Today: my sessions, attendance not marked, work not graded, people to contact, and the class at a glance."""
    now, user = timezone.now(), me(request)
    visible = visible_to(user)
    cohorts = nearest_first(visible, now.date(), SHOWN)
    wanted = request.GET.get("class", "").replace("\x00", "")
    cohort = next((item for item in cohorts if item.slug == wanted), None)
    if cohort is None and wanted:
        cohort = visible.filter(slug=wanted).first()
    cohort = cohort or (cohorts[0] if cohorts else None)
    find = request.GET.get("find", "").replace("\x00", "").strip()[:100]
    context: dict[str, Any] = {
        "cohorts": cohorts,
        "cohort": cohort,
        "is_manager": is_manager(request),
        "has_more": len(cohorts) == SHOWN,
        "find": find,
        "found": visible.filter(name__icontains=find)[:FOUND] if find else (),
    }
    if cohort:
        section = section_asked(request, cohort)
        seen = overview(cohort, now, section=section)
        context |= {
            "overview": seen,
            "glance": glance(seen) if seen else None,
            "may_write": may_write(request, cohort),
            "sections": cohort.sections.all(),
            "section": section,
        }
    if len(cohorts) > 1:
        context["classes"] = classes_in_line(cohorts, now)
        context["elsewhere"] = [row for row in sessions_today(cohorts, now) if row[0] != cohort]
    if is_manager(request):
        context["without_programme"] = Cohort.objects.filter(programme__isnull=True).order_by("bootcamp_starts")[:SHOWN]
    return render(request, "bootcamp/home.html", context)


@staff
@require_GET
def class_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole class on one page: attendance, marks, who needs help."""
    cohort = class_for(request, slug)
    plan = plan_for(cohort)
    standings: list[Standing] = standing_of_class(plan, list(in_class(cohort)), warned=True)
    by = request.GET.get("by", "name")
    order, _ = ORDERS.get(by, ORDERS["name"])
    return render(
        request,
        "bootcamp/class.html",
        {
            "cohort": cohort,
            "tab": "class",
            "plan": plan,
            "standings": sorted(standings, key=order),
            "orders": [(key, label) for key, (_, label) in ORDERS.items()],
            "by": by if by in ORDERS else "name",
            "gone": gone(cohort),
            "enrolled": sum(s.enrolment.status == EnrolmentStatus.ENROLLED for s in standings),
            "waiting": admitted(cohort).filter(enrolment__isnull=True).count() if is_manager(request) else 0,
            "is_manager": is_manager(request),
            "may_write": may_write(request, cohort),
        },
    )


@managers
@require_POST
def set_up(request: HttpRequest) -> HttpResponse:
    """Copy the default programme into a cohort that has none."""
    cohort = get_object_or_404(Cohort, slug=request.POST.get("cohort", "").replace("\x00", ""))
    try:
        set_up_bootcamp(cohort, by=me(request))
    except ProgrammeRefused as refused:
        messages.error(request, str(refused))
        return redirect("bootcamp:home")
    messages.success(
        request, f"{cohort} has its programme: modules, sessions and assessments from the default, yours to edit."
    )
    return redirect("bootcamp:class", cohort.slug)


@managers
@require_POST
def enrol(request: HttpRequest, slug: str) -> HttpResponse:
    """Enrol everybody admitted who is not enrolled yet."""
    cohort = class_for(request, slug)
    count = len(enrol_admitted(cohort, by=me(request)))
    messages.success(request, f"Enrolled: {count}." if count else "Everybody admitted is enrolled already.")
    return redirect("bootcamp:class", cohort.slug)


@staff
@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin the training of everybody enrolled; instructors of the class and managers may."""
    cohort = class_for(request, slug)
    moved = start_training(cohort, by=me(request)).moved
    messages.success(request, f"In training now: {len(moved)}." if moved else "Everybody has begun already.")
    return redirect("bootcamp:class", cohort.slug)
