"""Legal holds, for the compliance officer: on whom one stands, setting and lifting it. And what the manager sees of erasing."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applicants.models import Applicant, Application, Erasure, LegalHold, TalentConsent
from applicants.retention import ALWAYS, RULES
from applicants.selectors.retaining import preview, rule_now, switched_on
from applicants.services import keeping
from applicants.services.keeping import KeepingRefused
from careerpath.accounts.access import has_role, me, role_required
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock

LOGGED: Final = 50


@never_cache
@role_required(Role.COMPLIANCE)
@require_http_methods(["GET", "POST"])
def holds(request: HttpRequest) -> HttpResponse:
    """The holds that stand, and a form to set one by the number of an application or the address of a person."""
    problem = ""
    if request.method == "POST":
        who = _person(request.POST.get("who", "").strip())
        if who is None:
            problem = "Nobody is found by this. Use the whole number of an application, or the whole e-mail address."
        else:
            try:
                keeping.set_hold(who, reason=request.POST.get("reason", "").replace("\x00", "")[:1000], by=me(request))
            except KeepingRefused as refusal:
                problem = str(refusal)
            else:
                messages.success(request, "The hold stands: nothing of this person is erased until it is lifted.")
                return redirect("applicants:legal-holds")
    rows = LegalHold.objects.select_related("applicant", "set_by", "lifted_by")[:200]
    return render(request, "applicants/holds.html", {"holds": rows, "problem": problem}, status=400 if problem else 200)


@role_required(Role.COMPLIANCE)
@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the rules hold again."""
    keeping.lift_hold(get_object_or_404(LegalHold, pk=pk), by=me(request))
    messages.success(request, "Lifted. The rules hold again for this person.")
    return redirect("applicants:legal-holds")


def _person(text: str) -> Applicant | None:
    if "@" in text:
        return Applicant.objects.filter(email__iexact=text, merged_into=None).first()
    try:
        found = Application.objects.select_related("applicant").filter(public_id=UUID(text)).first()
    except ValueError:
        return None
    return found.applicant if found else None


@require_http_methods(["GET", "POST"])
def retention(request: HttpRequest) -> HttpResponse:
    """Which rules apply, what would be erased now class by class, and what was."""
    if request.method == "POST":
        if not has_role(request.user, Role.MANAGER):
            raise PermissionDenied("The programme manager says which rules apply.")
        on = switched_on()
        for rule in RULES:
            wanted = rule.key in request.POST.getlist("rule")
            if rule.key != ALWAYS and wanted != (rule.key in on):
                keeping.switch_rule(rule.key, is_on=wanted, by=me(request))
        messages.success(request, "Saved. The longest rule that applies holds from now on.")
        return redirect("admin:retention")
    on = switched_on()
    context = {
        "title": "Kept and erased",
        "rules": [(rule, rule.key == ALWAYS or rule.key in on, rule.key == ALWAYS) for rule in RULES],
        "in_force": rule_now(),
        "previews": preview(),
        "log": Erasure.objects.select_related("cohort")[:LOGGED],
        "may_switch": has_role(request.user, Role.MANAGER),
    }
    return render(request, "admin/applicants/retention.html", context)


@require_GET
def talent_pool(request: HttpRequest) -> HttpResponse:
    """Whom we may ask about later classes: those only whose consent is in force."""
    in_force = (
        TalentConsent.objects.filter(withdrawn_at__isnull=True, until__gte=clock.now().date())
        .exclude(application__restriction__isnull=False)
        .select_related("applicant", "application__cohort")
        .order_by("until", "applicant")
    )
    return render(request, "admin/applicants/talent_pool.html", {"title": "Talent pool", "consents": in_force[:500]})
