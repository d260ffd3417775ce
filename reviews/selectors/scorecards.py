"""Scorecards and their versions."""

from django.db.models import Count, Prefetch, QuerySet

from reviews.models import Scorecard, ScorecardVersion


def scorecards() -> list[Scorecard]:
    """All of them by name, with their versions, newest first, each with `uses`, the number of rounds; two queries."""
    versions = ScorecardVersion.objects.select_related("created_by").annotate(uses=Count("rounds")).order_by("-number")
    return list(Scorecard.objects.prefetch_related(Prefetch("versions", queryset=versions)).order_by("use", "name"))


def offered(use: str = "") -> QuerySet[ScorecardVersion]:
    """The newest version of each scorecard (for a use, or for any), by name."""
    newest = ScorecardVersion.objects.order_by("scorecard_id", "-number").distinct("scorecard_id").values("pk")
    found = ScorecardVersion.objects.filter(pk__in=newest).select_related("scorecard")
    if use:
        found = found.filter(scorecard__use=use)
    return found.order_by("-scorecard__use", "scorecard__name")
