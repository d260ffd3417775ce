"""Every component on one page, for screenshots and for choosing: /_look/, only while developing."""

from datetime import UTC, date, datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from careerpath.ui.charts import Bar
from careerpath.ui.plots.samples import SAMPLES


@require_GET
def look(request: HttpRequest) -> HttpResponse:
    """The style guide."""
    if request.GET.get("messages"):
        messages.success(request, "Saved. Your answers are kept until you send them.")
        messages.warning(request, "The form closes on Friday 14 March 2025, 23:59 EDT.")
    return render(
        request,
        "ui/look.html",
        {
            "moment": datetime(2025, 2, 3, 14, 30, tzinfo=UTC),
            "just": timezone.now() - timedelta(seconds=12),
            "day": date(2025, 3, 14),
            "statuses": [
                "draft",
                "submitted",
                "in_review",
                "interview",
                "offered",
                "admitted",
                "waitlisted",
                "rejected",
                "withdrawn",
                "flag",
            ],
            "bars": [
                Bar("Submitted", 9500),
                Bar("Eligible", 8812),
                Bar("Read by a person", 1204, fill="3"),
                Bar("Admitted", 95, fill="6"),
            ],
            "intervals": [
                Bar("Women", 0.94, "0.94", 0.78, 1.13),
                Bar("Men (highest rate)", 1, "1.00", 0.9, 1.1),
                Bar("Donaudampfschifffahrtsgesellschaftskapitän", 0.61, "0.61", 0.3, 1.2, "6"),
            ],
            "plots": SAMPLES,
            "rows": [
                ("Amara Okafor", "admitted", 0.92, [3, 5, 4, 6, 7]),
                ("Luis Fernández-Castellanos", "interview", 0.71, [6, 5, 5, 4, 3]),
                ("Wei Zhang", "withdrawn", 0.4, [1, 1, 2, 1, 1]),
            ],
        },
    )
