"""The card of an application's page that says which rounds it is in, what came of them, and where the record of decision is."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from applicants.models import Application
from applicants.panels import Panel
from careerpath.accounts.models import User
from reviews.models import BoardLine, RoundEntry
from reviews.selectors.seeing import waits_for


@dataclass(frozen=True)
class Shown:
    """What the card shows: entries (each with `sent`, `asked_for` and `hidden`) and lines of boards."""

    application: Application
    entries: Sequence[RoundEntry]
    lines: Sequence[BoardLine]


def reviews_panel(application: Application, viewer: User) -> Panel | None:
    """The card; it is there for every application, since each has a record. Three queries at most."""
    entries = list(
        RoundEntry.objects.filter(application=application)
        .select_related("round")
        .annotate(sent=Count("assignments", filter=Q(assignments__finished_at__isnull=False)))
        .order_by("round__created_at", "round")
    )
    waits = waits_for(viewer, [each.pk for each in entries])
    for each in entries:
        each.hidden = each.pk in waits  # type: ignore[attr-defined]
        each.asked_for = each.round.reads + each.more_reads  # type: ignore[attr-defined]
    lines = list(
        BoardLine.objects.filter(application=application).select_related("board").order_by("board__created_at", "board")
    )
    return Panel(
        "rounds", "Rounds and boards", "admin/reviews/_panel.html", Shown(application, entries, lines), bool(waits)
    )
