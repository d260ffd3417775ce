"""Whose attendance or marks changed, so that early warning looks at them again, in the worker."""

from collections.abc import Iterable

from bootcamp.models import Enrolment
from careerpath.pipeline import clock


def look_again_at(enrolment_ids: Iterable[int]) -> None:
    """Note that these people stand otherwise than before; one statement, in the caller's transaction."""
    Enrolment.objects.filter(pk__in=list(enrolment_ids), stale_since__isnull=True).update(stale_since=clock.now())
