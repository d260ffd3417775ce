"""The yearly survey, for the person alone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from careerpath.accounts.access import me
from placements.forms_yearly import YearlyForm
from placements.selectors.yearly import own_survey
from placements.services.yearly import SurveyRefused, answer, editable_until, is_open


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def survey(request: HttpRequest) -> HttpResponse:
    """Answer the latest survey, or change the answers. Where there is none the page says what will be here."""
    own = own_survey(me(request))
    if own is None or not is_open(own):
        return render(request, "placements/yearly.html", {"survey": own, "form": None})
    form = YearlyForm(request.POST or None, instance=own)
    if request.method == "POST" and form.is_valid():
        try:
            answer(own, form.cleaned_data)
            messages.success(request, _("Thank you. Your answers are saved."))
        except SurveyRefused as reason:
            messages.error(request, str(reason))
        return redirect("yearly:survey")
    context = {"survey": own, "form": form, "until": editable_until(own), "zone": own.enrolment.cohort.time_zone}
    return render(request, "placements/yearly.html", context, status=422 if form.errors else 200)
