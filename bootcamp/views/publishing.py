"""Publishing marks: what learners see, what is missing in it, and when it was published or taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bootcamp.selectors.gradebook import publications_of
from bootcamp.selectors.people import in_class
from bootcamp.services.publishing import PublishRefused, graded_counts, publish_marks, take_marks_back
from bootcamp.views.guard import class_for, ids_in, may_write, need_write, plan_for, staff


@staff
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """All assessments of a class with how many marks are missing; one form publishes or takes back those that are ticked."""
    cohort = class_for(request, slug)
    plan = plan_for(cohort)
    problem = ""
    ticked = set(ids_in(request.POST.getlist("assessment")))
    if request.method == "POST":
        by = need_write(request, cohort)
        whole = request.POST.get("module", "")
        if whole:
            ticked = {
                each.pk
                for module in plan.modules
                if str(module.pk) == whole
                for each in plan.assessments.get(module.pk, ())
            }
        try:
            if request.POST.get("action") == "take_back":
                back = take_marks_back(cohort, ticked, by=by, reason=request.POST.get("reason", ""))
                messages.success(request, f"Taken back: {len(back)}. Learners do not see these marks any more.")
            else:
                done = publish_marks(cohort, ticked, by=by)
                lacking = (
                    f" {done.missing} {'mark is' if done.missing == 1 else 'marks are'} missing in them."
                    if done.missing
                    else ""
                )
                messages.success(
                    request,
                    f"Published: {len(done.assessments)}.{lacking if done.missing else ''} Told once each: {done.told} people.",
                )
            return redirect("bootcamp:gradebook-publish", cohort.slug)
        except PublishRefused as refused:
            problem = str(refused)
    graded, size = graded_counts(cohort), in_class(cohort).count()
    groups = []
    for module in plan.modules:
        rows = [
            (each, graded.get(each.pk, 0), size - graded.get(each.pk, 0))
            for each in plan.assessments.get(module.pk, ())
        ]
        groups.append((module, rows, [row for row in rows if row[0].published_at is None and row[1]]))
    context = {
        "cohort": cohort,
        "tab": "gradebook",
        "plan": plan,
        "size": size,
        "groups": groups,
        "problem": problem,
        "ticked": ticked,
        "reason": request.POST.get("reason", ""),
        "history": publications_of(plan),
        "may_write": may_write(request, cohort),
    }
    return render(request, "bootcamp/gradebook_publish.html", context, status=422 if problem else 200)
