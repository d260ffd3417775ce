"""The coordinator's list of mentors, and the rules of the programme."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from careerpath.accounts.access import me, role_required
from careerpath.accounts.roles import Role
from careerpath.ui.plots.data import Chart, Mark
from mentorship.forms_pairing import (
    AgreementForm,
    RulesForm,
)
from mentorship.models import AgreementGiven, Mentor, MentorConflict
from mentorship.selectors import mentors as selectors
from mentorship.services import mentors as services
from mentorship.services.mentors import MentorRefused

manager_only = role_required(Role.MANAGER)
SHOWN = 100


@manager_only
@require_GET
def mentor_list(request: HttpRequest) -> HttpResponse:
    """Every mentor with load, and what is missing."""
    today, kind = timezone.now().date(), request.GET.get("show", "")
    kind = kind if kind in selectors.FILTERS else ""
    after = request.GET.get("after", "")
    found = selectors.filtered(kind, today)
    name, comma, pk = after.rpartition(",")
    if comma and pk.isdecimal() and len(pk) < 19 and "\x00" not in name:
        found = found.filter(Q(user__name__gt=name) | Q(user__name=name, pk__gt=int(pk)))
    ids = list(found.values_list("pk", flat=True)[: SHOWN + 1])
    rows = selectors.mentor_rows(Mentor.objects.filter(pk__in=ids).order_by("user__name", "pk"), today)
    shown = rows[:SHOWN]
    last = shown[-1].mentor if len(rows) > SHOWN else None
    return render(
        request,
        "mentorship/mentors.html",
        {
            "rows": shown,
            "chart": _load_chart(shown),
            "filters": [(key, label, key == kind) for key, label in selectors.FILTERS.items()],
            "kind": kind,
            "to_find": list(
                MentorConflict.objects.filter(enrolment=None, client=None)
                .select_related("mentor__user")
                .order_by("pk")[:20]
            ),
            "next": f"{last.user.name},{last.pk}" if last else "",
            "is_first": not after,
        },
    )


def _load_chart(rows: list[selectors.MentorRow]) -> Chart:
    """How many mentees each has, beside the most that one of them takes; the text says of how many."""
    marks = tuple(Mark(one.name, float(one.load), text=f"{one.load} of {one.mentor.capacity}") for one in rows[:40])
    said = "; ".join(f"{one.label}: {one.text}" for one in marks)
    most = max((one.mentor.capacity for one in rows[:40]), default=0)
    return Chart("bars", "Mentees of each mentor", said, unit="mentees", marks=marks, guide=float(most) or None)


@manager_only
@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """What is asked of mentors, and the text of the agreement."""
    now = selectors.current_agreement()
    posted = request.POST if request.method == "POST" else None
    publishing = posted is not None and "publish" in posted
    text_form = AgreementForm(posted if publishing else None, initial={"text": now.text if now else ""})
    rules_form = RulesForm(posted if posted is not None and not publishing else None, instance=selectors.rules())
    form = text_form if publishing else rules_form
    if posted is not None and form.is_valid():
        try:
            if publishing:
                version = services.publish_agreement(text=form.cleaned_data["text"], by=me(request))
                messages.success(request, f"Version {version.number} counts from now. Every mentor is asked again.")
            else:
                services.set_rules(by=me(request), **form.cleaned_data)
                messages.success(request, "Saved.")
            return redirect("mentorship:rules")
        except (MentorRefused, ValidationError) as reason:
            form.add_error(None, reason if isinstance(reason, ValidationError) else str(reason))
    given = AgreementGiven.objects.filter(agreement=now).count() if now else 0
    context = {
        "agreement": now,
        "given": given,
        "mentors": Mentor.objects.count(),
        "text_form": text_form,
        "rules_form": rules_form,
    }
    return render(request, "mentorship/rules.html", context, status=422 if form.errors else 200)
