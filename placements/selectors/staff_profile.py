"""What staff read of consent: how many of a class decided, and from which stage clients read their names."""

from dataclasses import dataclass

from django.db.models import Count, Q

from bootcamp.lifecycle import EnrolmentStatus
from cohorts.models import Cohort
from placements.models import PortalRule
from placements.selectors.profile import DEFAULT_STAGE


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class with its stage; `rule` None: nobody chose, and the usual stage counts."""

    cohort: Cohort
    stage: str
    rule: PortalRule | None
    graduates: int
    decided: int


def classes() -> list[ClassRow]:
    """The classes with a programme, the latest first, how many graduated and of them how many decided. One query."""
    done = Q(enrolments__status=EnrolmentStatus.COMPLETED)
    found = (
        Cohort.objects.filter(programme__isnull=False)
        .select_related("portal_rule__changed_by")
        .annotate(
            graduates=Count("enrolments", filter=done),
            decided=Count("enrolments", filter=done & Q(enrolments__profile__decided_at__isnull=False)),
        )
        .order_by("-bootcamp_starts", "pk")
    )
    rows = []
    for each in found:
        rule = getattr(each, "portal_rule", None)
        rows.append(ClassRow(each, rule.name_from if rule else DEFAULT_STAGE, rule, each.graduates, each.decided))
    return rows
