"""Before a class begins: the board of who lacks what, its tasks, and the learner's own ticks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bootcamp.forms.templates import ClassTaskFormSet
from bootcamp.models import OnboardingTask
from bootcamp.selectors.onboarding import board
from bootcamp.selectors.people import in_class, learner_enrolment
from bootcamp.services.onboarding import remind_now, tick, tick_many, tick_own
from bootcamp.views.classes import number, person_of
from bootcamp.views.guard import class_for, is_manager, managers, plan_for, staff
from bootcamp.views.schedule import may_arrange, need_arrange
from careerpath.accounts.access import me


@staff
@require_http_methods(["GET", "POST"])
def onboarding(request: HttpRequest, slug: str) -> HttpResponse:
    """Who lacks what; staff tick here too, and remind."""
    cohort = class_for(request, slug)
    programme = plan_for(cohort).programme
    if request.method == "POST":
        by = need_arrange(request, cohort)
        action = request.POST.get("action")
        if action == "remind":
            count = remind_now(cohort, by=by)
            messages.success(
                request,
                f"Reminders written: {count}." if count else "Everybody who has something to do was reminded today.",
            )
        elif action in ("tick", "everybody"):
            task = get_object_or_404(OnboardingTask, programme=programme, pk=number(request.POST.get("task")))
            if action == "everybody":
                count = tick_many(task, in_class(cohort).values_list("pk", flat=True), by=by)
                messages.success(request, f"“{task}” is done for {count} more.")
            else:
                person = person_of(cohort, request.POST.get("person"))
                tick(task, person, done=request.POST.get("done") == "1", by=by)
        else:
            raise PermissionDenied("The page does not know this.")
        return redirect("bootcamp:onboarding", cohort.slug)
    today = timezone.now().astimezone(cohort.tz).date()
    context = {
        "cohort": cohort,
        "tab": "onboarding",
        "board": board(programme, today),
        "may_arrange": may_arrange(request, cohort),
        "is_manager": is_manager(request),
    }
    return render(request, "bootcamp/onboarding.html", context)


@managers
@require_http_methods(["GET", "POST"])
def tasks(request: HttpRequest, slug: str) -> HttpResponse:
    """The tasks of a class, copied from its template and edited here."""
    cohort = class_for(request, slug)
    programme = plan_for(cohort).programme
    rows = ClassTaskFormSet(request.POST if request.method == "POST" else None, instance=programme, prefix="tasks")
    if request.method == "POST" and rows.is_valid():
        rows.save_rows()
        messages.success(request, "Saved. Learners see it on their page.")
        return redirect("bootcamp:onboarding", cohort.slug)
    context = {"cohort": cohort, "tab": "onboarding", "rows": rows}
    return render(request, "bootcamp/onboarding_tasks.html", context, status=200 if request.method == "GET" else 422)


@login_required
@require_POST
def own_tick(request: HttpRequest) -> HttpResponse:
    """A learner ticks one of their own tasks, or takes the tick back."""
    own = learner_enrolment(me(request))
    if own is None:
        raise Http404("There is no class of yours.")
    task = get_object_or_404(OnboardingTask, programme=own.cohort_id, pk=number(request.POST.get("task")))
    try:
        tick_own(task, own, done=request.POST.get("done") == "1", by=me(request))
    except ValueError:
        messages.error(request, _("We tick this one for you."))
    return redirect("bootcamp:learner")
