"""The impact of the cut before a release, the signature for it, and the switch of the rule."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from applicants.selectors.deciding import pending_by_kind
from applicants.selectors.fairness import overturn_rates, rule_changes, sign_offs, signature_of
from applicants.services.signing import SigningRefused, check_can_sign, sign_off, unwaive, waive
from careerpath.accounts.access import has_role, me, role_required
from careerpath.accounts.roles import Role
from careerpath.ui.charts import Bar
from cohorts.models import Cohort
from reports.cutting import Impact, View
from reports.forms import CutsForm, RuleForm, SignForm
from reports.selectors.cut import comparable_runs, compare_cuts
from reports.selectors.impact import impact
from reports.services.wall import reading
from reports.suppression import INTERNAL_MINIMUM
from reports.views import REPORT_ROLES


@never_cache
@role_required(*REPORT_ROLES)
@require_GET
def impact_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What releasing everything pending would do to groups, stage by stage, and the signature for it."""
    return _page(request, get_object_or_404(Cohort, slug=slug))


@never_cache
@role_required(Role.COMPLIANCE)
@require_POST
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    """Sign for exactly what was pending when the page was read."""
    cohort, form = get_object_or_404(Cohort, slug=slug), SignForm(request.POST)
    if form.is_valid():
        try:
            sign_off(cohort, by=me(request), note=form.cleaned_data["note"], seen=form.cleaned_data["seen"])
        except SigningRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "Signed. What is pending can be released now, as long as nothing is staged or dropped."
            )
            return redirect("reports:impact", cohort.slug)
    return _page(request, cohort, sign_form=form, status=409)


@never_cache
@role_required(Role.MANAGER)
@require_POST
def rule(request: HttpRequest, slug: str) -> HttpResponse:
    """Switch off, or on again, that a release of this cohort needs a signature."""
    cohort, form = get_object_or_404(Cohort, slug=slug), RuleForm(request.POST)
    switch = unwaive if request.POST.get("to") == "on" else waive
    if form.is_valid():
        try:
            switch(cohort, by=me(request), why=form.cleaned_data["why"])
        except SigningRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"The rule is switched {'off' if cohort.sign_off_waived_at else 'on'} for this cohort."
            )
            return redirect("reports:impact", cohort.slug)
    return _page(request, cohort, rule_form=form, status=409)


@never_cache
@role_required(*REPORT_ROLES)
@require_GET
def compare_cuts_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What two runs, cut at the same place, would each do to the impact ratios."""
    cohort = get_object_or_404(Cohort, slug=slug)
    form = CutsForm(request.GET or None, runs=comparable_runs(cohort))
    compared = None
    if form.is_valid():
        chosen = form.cleaned_data
        what = f"cuts of runs {chosen['first'].pk} and {chosen['second'].pk}, {cohort.slug}"
        with reading(by=me(request), what=what):
            compared = compare_cuts(cohort, chosen["first"], chosen["second"], at=chosen["at"])
    context = {"cohort": cohort, "form": form, "compared": compared, "minimum": INTERNAL_MINIMUM}
    return render(request, "reports/compare_cuts.html", context, status=400 if form.errors else 200)


def _page(
    request: HttpRequest,
    cohort: Cohort,
    *,
    sign_form: SignForm | None = None,
    rule_form: RuleForm | None = None,
    status: int = 200,
) -> HttpResponse:
    with reading(by=me(request), what=f"impact of the cut of {cohort.slug}"):
        found = impact(cohort)
    signature = signature_of(cohort)
    context: dict[str, Any] = {
        "cohort": cohort,
        "as_of": timezone.now(),
        "impact": found,
        "stages": _stages(found),
        "views": [(view, _bars(view)) for view in found.views],
        "minimum": INTERNAL_MINIMUM,
        "signature": signature,
        "pending": pending_by_kind(cohort),
        "sign_form": sign_form or SignForm(initial={"seen": signature.digest}),
        "why_not_sign": _why_not_sign(request, cohort),
        "may_switch": has_role(request.user, Role.MANAGER),
        "rule_form": rule_form or RuleForm(),
        "sign_offs": sign_offs(cohort)[:20],
        "rule_changes": rule_changes(cohort)[:20],
        "second_readings": overturn_rates(cohort),
    }
    return render(request, "reports/impact.html", context, status=status)


def _why_not_sign(request: HttpRequest, cohort: Cohort) -> str:
    """Empty where the person may sign now."""
    try:
        check_can_sign(cohort, by=me(request))
    except SigningRefused as refusal:
        return str(refusal)
    return ""


def _stages(found: Impact) -> list[Bar]:
    words = ("Sorted by a run", "Eligible", "Read by people", "Offered a seat, with what is pending")
    return [Bar(word, count, f"{count:,}") for word, count in zip(words, found.pool.reached, strict=True)]


def _bars(view: View) -> list[Bar]:
    """The bottom line's rates as bars; what is hidden or only bounded has none."""
    return [
        Bar(line.label, float(line.group.rate) * 100, line.rate)
        for line in view.bottom.lines
        if line.group is not None and line.group.rate is not None and line.bounds is None
    ]
