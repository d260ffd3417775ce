"""Making the reports of the newest cohorts ready: what is hidden in them is worked out before somebody opens the page."""

from typing import Final

from django.core.cache import cache

from cohorts.models import Cohort
from reports.rules import INTERNAL
from reports.selectors.report import COHORTS, digest_of, releases
from reports.selectors.tallies import tallies
from reports.services.counting import count_now
from reports.wall import open_demographics

KEPT_SECONDS: Final = 24 * 3600


def prepare() -> int:
    """Work out the patterns of hidden cells of the newest cohorts whose counts have changed; how many those were.

    While many changes still wait to be counted nothing is done: the counts would be others a moment later.
    """
    if count_now():
        return 0
    done = 0
    for cohort in Cohort.objects.order_by("-opens_at", "-pk")[:COHORTS]:
        with open_demographics():
            people = tallies(cohort)
        digest, place = digest_of(people), f"report-ready:{cohort.pk}"
        if cache.get(place) != digest:
            releases(people, INTERNAL)
            cache.set(place, digest, KEPT_SECONDS)
            done += 1
    return done
