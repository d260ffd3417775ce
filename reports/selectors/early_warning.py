"""Whom early warning ever named, with their answers, as counts. Behind the second wall."""

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from bootcamp.selectors.warnings import flagged_ever
from cohorts.models import Cohort
from reports.models import SelfIdentificationKey
from reports.rules import INTERNAL
from reports.sections.early_warning import early_warning_section
from reports.sections.overturns import Judged
from reports.selectors.masks import protected
from reports.selectors.report import releases
from reports.selectors.tallies import tallies
from reports.tables import Section
from reports.tallies import Tally
from reports.wall import check_open


def named_by_answers(cohort: Cohort) -> list[Judged]:
    """Everybody of a cohort who began the boot camp, by answers and whether early warning ever named them; two queries."""
    check_open()
    times = flagged_ever(cohort)
    named = [pk for pk, often in times.items() if often]
    rows = (
        SelfIdentificationKey.objects.filter(application__in=list(times))
        .annotate(named=ExpressionWrapper(Q(application__in=named), output_field=BooleanField()))
        .values_list("answers__races", "answers__gender", "named")
        .annotate(n=Count("pk"))
        .order_by()
    )
    found = [
        Judged(Tally(n, 0, 0, state="answered", races=frozenset(races), gender=gender), bool(yes))
        for races, gender, yes, n in rows
    ]
    for yes, everybody in ((True, len(named)), (False, len(times) - len(named))):
        silent = everybody - sum(one.who.n for one in found if one.said is yes)
        if silent:
            found.append(Judged(Tally(silent, 0, 0), yes))
    return found


def early_warning_of(cohort: Cohort) -> Section:
    """The section of one cohort; three queries. Raises WallClosed."""
    beside = releases(tallies(cohort), INTERNAL)
    return early_warning_section(named_by_answers(cohort), beside, minimum=INTERNAL.minimum, protect=protected)
