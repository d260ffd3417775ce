"""Staff and consent: from which stage clients read names, and what a person shows. Nobody here shows anything for somebody."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from careerpath.accounts.access import me
from cohorts.models import Cohort
from placements.forms_profile import StageForm
from placements.models import Placement, PortalRule
from placements.selectors.own_profile import as_seen
from placements.selectors.profile import DEFAULT_STAGE
from placements.selectors.staff_profile import classes
from placements.services.profile import choose_stage


@require_http_methods(["GET", "POST"])
def stages(request: HttpRequest) -> HttpResponse:
    """The stage of each class whose graduates may be presented."""
    form = StageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        cohort = Cohort.objects.filter(pk=form.cleaned_data["cohort"]).first()
        if cohort is None:
            raise Http404("There is no such class.")
        rule = choose_stage(cohort, name_from=form.cleaned_data["name_from"], by=me(request))
        messages.success(request, f"{cohort}: clients read names from “{rule.get_name_from_display()}” on.")
        return redirect("admin:placements-names")
    return render(
        request,
        "placements/staff_names.html",
        {
            "rows": classes(),
            "form": form,
            "stages": [(stage.value, stage.label) for stage in PortalRule.STAGES],
            "default": DEFAULT_STAGE.label,
        },
        status=422 if form.is_bound else 200,
    )


@require_GET
def shown(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the client of a placement reads of the person, to read only."""
    placement = get_object_or_404(
        Placement.objects.select_related("opening__client", "enrolment__application__applicant"), public_id=public_id
    )
    seen = as_seen(placement)
    return render(
        request, "placements/staff_shown.html", {"placement": placement, "shown": seen.shown, "today": seen.today}
    )
