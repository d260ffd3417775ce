"""Second readings and reviewers' marks with the answers of those who were read, as counts. Behind the second wall."""

from collections import Counter
from typing import Any, Final

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from applicants.models import Review, SecondReading
from cohorts.models import Cohort
from reports.models import SelfIdentificationKey
from reports.sections.overturns import Judged
from reports.tallies import Tally
from reports.wall import check_open

HIGH: Final = 4
"""A mark from here on is a high one (of 5)."""


def second_readings(cohort: Cohort) -> list[Judged]:
    """The second readings of a cohort that have been read, by answers; two queries."""
    read = Q(second_readings__run__cohort=cohort, second_readings__read_at__isnull=False)
    overturned = Q(second_readings__verdict=SecondReading.Verdict.OVERTURNED)
    everybody = SecondReading.objects.filter(run__cohort=cohort, read_at__isnull=False).values_list("verdict")
    totals = Counter(
        {verdict == SecondReading.Verdict.OVERTURNED: n for verdict, n in everybody.annotate(n=Count("pk"))}
    )
    return _judged(cohort, "second_readings", read, overturned, totals)


def reviews(cohort: Cohort) -> list[Judged]:
    """The marks that reviewers gave in a cohort, high or not, by answers; two queries."""
    high = Q(mark__gte=HIGH)
    rows = Review.objects.filter(application__cohort=cohort).values_list(ExpressionWrapper(high, BooleanField()))
    totals = Counter(dict(rows.annotate(n=Count("pk")).order_by()))
    return _judged(cohort, "reviews", Q(reviews__isnull=False), Q(reviews__mark__gte=HIGH), totals)


def _judged(cohort: Cohort, relation: str, which: Q, said: Q, totals: Counter[bool]) -> list[Judged]:
    check_open()
    condition = ExpressionWrapper(_through(said), output_field=BooleanField())
    rows = (
        SelfIdentificationKey.objects.filter(_through(which), application__cohort=cohort)
        .annotate(said=condition)
        .values_list("answers__races", "answers__gender", "said")
        .annotate(n=Count(f"application__{relation}"))
        .order_by()
    )
    found: list[Judged] = []
    for races, gender, yes, n in rows:
        who = Tally(n, 0, 0, state="answered", races=frozenset(races), gender=gender)
        found.append(Judged(who, bool(yes)))
        totals[bool(yes)] -= n
    return [*found, *(Judged(Tally(n, 0, 0), yes) for yes, n in totals.items() if n > 0)]


def _through(condition: Q) -> Q:
    """The same condition, asked from the key of the answers."""
    return Q(
        *[_moved(child) for child in condition.children], _connector=condition.connector, _negated=condition.negated
    )


def _moved(child: Any) -> Any:
    return _through(child) if isinstance(child, Q) else (f"application__{child[0]}", child[1])
