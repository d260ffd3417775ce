"""Whom the query string of the list means: a class, and filters."""

from django.http import QueryDict

from applicants.selectors.deciding import latest_run
from applicants.selectors.filtering import Filters
from cohorts.models import Cohort


def asked_for(query: QueryDict) -> tuple[Cohort, Filters] | None:
    """The class and the filters of an address; None where there is no such class."""
    cohort = Cohort.objects.filter(slug=query.get("cohort", "")).first()
    if cohort is None:
        return None
    run = latest_run(cohort)
    filters = Filters(cohort=cohort.pk, run=run.pk if run else None, statuses=tuple(query.getlist("status")))
    return cohort, filters
