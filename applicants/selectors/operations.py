"""Reading bulk operations: who is in one, how far it is, what came of it."""

from django.db.models import Count, QuerySet

from applicants.models import Application


def by_status(chosen: QuerySet[Application]) -> dict[str, int]:
    """How many applications stand in each status; one query."""
    return dict(chosen.order_by().values_list("status").annotate(Count("pk")))
