"""Who begins in the next weeks and whether they can, on the workbench; and starting everybody who is ready."""

from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from careerpath.accounts.access import me
from careerpath.pipeline import clock
from careerpath.ui.paging import day_and_id
from cohorts.models import Cohort
from placements.models import Client
from placements.selectors import ready as selectors
from placements.selectors.starting import start_refusals
from placements.services.advancing import ready_on, start_everybody_ready

WEEKS: Final = (2, 4, 8, 13)


def _chosen_client(request: HttpRequest) -> Client | None:
    slug = request.GET.get("client", "")
    return Client.objects.filter(slug=slug).first() if slug and "\x00" not in slug else None


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Starts of the next weeks with a light each."""
    asked = request.GET.get("weeks", "")
    weeks = int(asked) if asked in {str(one) for one in WEEKS} else WEEKS[1]
    client = _chosen_client(request)
    cohort = Cohort.objects.filter(slug=request.GET.get("cohort", "").replace("\x00", "")).first()
    until = clock.now().date() + timedelta(weeks=weeks)
    found = selectors.starting(until=until, client=client.pk if client else None, cohort=cohort.pk if cohort else None)
    drawn = selectors.starters(list(found[: selectors.MOST]))
    after = day_and_id(request.GET.get("after", ""))
    if after is not None:
        found = found.filter(Q(starts_on__gt=after[0]) | Q(starts_on=after[0], pk__gt=after[1]))
    rows = list(found[: selectors.PAGE + 1])
    page = rows[: selectors.PAGE]
    base = {
        "weeks": str(weeks),
        **({"client": client.slug} if client else {}),
        **({"cohort": cohort.slug} if cohort else {}),
    }
    last = page[-1] if len(rows) > selectors.PAGE else None
    shown = {one.placement.pk: one for one in drawn}
    missing = selectors.starters([one for one in page if one.pk not in shown])
    shown |= {one.placement.pk: one for one in missing}
    today = clock.now().date()
    this_week = today - timedelta(days=today.weekday())
    by_week = [one for one in selectors.by_week(drawn) if one.total or one.monday >= this_week]  # the past has gaps
    return render(
        request,
        "placements/ready.html",
        {
            "weeks": weeks,
            "choices": WEEKS,
            "client": client,
            "cohort": cohort,
            "clients": Client.objects.filter(is_active=True),
            "cohorts": Cohort.objects.order_by("-bootcamp_starts", "name"),
            "rows": [shown[one.pk] for one in page],
            "lights": [(*selectors.LIGHTS[key], sum(one.light == key for one in drawn)) for key in selectors.LIGHTS],
            "by_week": by_week,
            "bars": [(one.monday.strftime("%-d %b"), one.total) for one in by_week],
            "cut": len(drawn) == selectors.MOST,
            "expiring": selectors.expiring(client=client.pk if client else None),
            "today": clock.now().date(),
            "first_url": f"?{urlencode(base)}" if after else "",
            "next_url": f"?{urlencode({**base, 'after': f'{last.starts_on},{last.pk}'})}" if last else "",
        },
    )


@require_http_methods(["GET", "POST"])
def start_all(request: HttpRequest) -> HttpResponse:
    """Start everybody whose first day has come and whom nothing blocks: first who, then the record with who was skipped and why."""
    client = _chosen_client(request)
    only = client.pk if client else None
    if request.method == "POST":
        tried, result = start_everybody_ready(
            by=me(request), client=only, reason="Started with everybody who was ready."
        )
        moved = set(result.moved)
        if not tried:
            messages.info(request, "Nobody's first day has come since.")
            return redirect("admin:placements-ready")
        going, why = [one for one in tried if one.pk in moved], result.skipped
    else:
        tried = ready_on(client=only)
        why = start_refusals(tried)
        going = [one for one in tried if one.pk not in why]
    return render(
        request,
        "placements/start_all.html",
        {
            "done": request.method == "POST",
            "client": client,
            "going": going,
            "skipped": [(one, why[one.pk]) for one in tried if one.pk in why],
        },
    )
