"""Opening one person's answers, the log of who read what, and the two questions that the programme may switch on."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from careerpath.accounts.access import has_role, me, role_required
from careerpath.accounts.roles import Role
from reports.categories import CHOICE_LABELS, GENDER_LABELS, RACE_LABELS, Choice, Gender, Race
from reports.forms import BreakGlassForm, ProgrammeSettingsForm
from reports.models import BreakGlass, SelfIdentification
from reports.selectors.break_glass import find_application, openings_page, reads_page, unseen
from reports.selectors.programme import programme_settings, settings_changes
from reports.services.break_glass import (
    OpeningRefused,
    break_glass,
    check_can_break_glass,
    mark_seen,
)
from reports.services.programme import change_settings

REPORT_ROLES = (Role.MANAGER, Role.COMPLIANCE)


@sensitive_variables()
@never_cache
@role_required(*REPORT_ROLES)
@require_http_methods(["GET", "POST"])
def break_glass_page(request: HttpRequest) -> HttpResponse:
    """Ask for whose answers and why; then show them, once, in the answer to the form."""
    try:
        check_can_break_glass(by=me(request))
    except OpeningRefused as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    form = BreakGlassForm(request.POST or None)
    if form.is_valid():
        application = find_application(form.cleaned_data["whose"])
        if application is None:
            form.add_error("whose", "No application that was sent has this number or address.")
        else:
            ground, reason = form.cleaned_data["ground"], form.cleaned_data["reason"]
            try:
                answers = break_glass(application, ground=ground, reason=reason, by=me(request))
            except OpeningRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                words = {"application": application, "lines": _lines(answers), "row": answers}
                return render(request, "reports/opened.html", words)
    return render(request, "reports/break_glass.html", {"form": form}, status=409 if form.errors else 200)


@sensitive_variables()
def _lines(row: SelfIdentification | None) -> list[tuple[str, str]]:
    """What the person answered, question by question."""
    if row is None or row.state != SelfIdentification.State.ANSWERED:
        return []
    races = ", ".join(RACE_LABELS[Race(race)] for race in row.races)
    gender = GENDER_LABELS[Gender(row.gender)] if row.gender else ""
    if row.gender_words:
        gender = f"{gender}: {row.gender_words}"
    given = [
        ("Race and ethnicity", races or ("Prefer not to say" if row.races_declined else "")),
        ("Gender", gender),
        ("Disability", CHOICE_LABELS[Choice(row.disability)] if row.disability else ""),
        ("Service in the US armed forces", CHOICE_LABELS[Choice(row.veteran)] if row.veteran else ""),
    ]
    return [(label, words or "Not answered") for label, words in given]


@never_cache
@role_required(Role.COMPLIANCE)
@require_GET
def reads(request: HttpRequest) -> HttpResponse:
    """Who opened one person's answers, and who read aggregates."""
    openings = openings_page(request.GET.get("openings", ""))
    aggregates = reads_page(request.GET.get("reads", ""))
    words = {
        "openings": openings.rows,
        "openings_next": openings.next_key and "?" + urlencode({"openings": openings.next_key}) + "#openings",
        "openings_first": "?#openings" if request.GET.get("openings") else "",
        "reads": aggregates.rows,
        "reads_next": aggregates.next_key and "?" + urlencode({"reads": aggregates.next_key}) + "#aggregates",
        "reads_first": "?#aggregates" if request.GET.get("reads") else "",
        "unseen": set(unseen(me(request)).values_list("pk", flat=True)),
    }
    return render(request, "reports/reads.html", words)


@role_required(Role.COMPLIANCE)
@require_POST
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark the notice of an opening as seen."""
    try:
        mark_seen(get_object_or_404(BreakGlass, pk=pk), by=me(request))
    except OpeningRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Marked as seen.")
    return redirect("reports:reads")


@never_cache
@role_required(*REPORT_ROLES)
@require_GET
def settings_page(request: HttpRequest) -> HttpResponse:
    """Which questions are asked, and who switched them when."""
    now = programme_settings()
    words = {
        "settings": now,
        "form": ProgrammeSettingsForm.showing(now) if has_role(request.user, Role.MANAGER) else None,
        "changes": settings_changes()[:100],
    }
    return render(request, "reports/settings.html", words)


@role_required(Role.MANAGER)
@require_POST
def settings_change(request: HttpRequest) -> HttpResponse:
    """Switch questions on or off."""
    form = ProgrammeSettingsForm(request.POST)
    if form.is_valid():
        changed = change_settings(**form.cleaned_data, by=me(request))
        messages.success(request, "Saved." if changed else "Nothing was different.")
    return redirect("reports:settings")
