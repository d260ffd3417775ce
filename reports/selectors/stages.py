"""The stages that a report follows people through: which applications have reached each, as a condition in SQL."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable

from applicants.lifecycle import ApplicationStatus as Status
from applicants.models import ApplicationStatusChange, DecisionRelease
from bootcamp.lifecycle import EnrolmentStatus
from bootcamp.models import EnrolmentStatusChange
from placements.lifecycle import PlacementStatus
from placements.models import PlacementStatusChange

Condition = Combinable | Q


@dataclass(frozen=True)
class Stage:
    """A step of the funnel. `reached` gives the condition on an application, or on a row that leads to it by `prefix`."""

    key: str
    label: str
    meaning: str
    reached: Callable[[str], Condition]


def application_was(*statuses: str) -> Callable[[str], Condition]:
    """Whether an application ever had one of these statuses. What a release did that was undone never happened."""

    def reached(prefix: str) -> Condition:
        undone = DecisionRelease.objects.filter(undone_at__isnull=False).values("batch")
        history = ApplicationStatusChange.objects.filter(subject_id=OuterRef(f"{prefix}pk"), to_status__in=statuses)
        return Exists(history.exclude(batch__in=undone))

    return reached


def _enrolment_was(*statuses: str) -> Callable[[str], Condition]:
    def reached(prefix: str) -> Condition:
        return Exists(
            EnrolmentStatusChange.objects.filter(
                subject__application_id=OuterRef(f"{prefix}pk"), to_status__in=statuses
            )
        )

    return reached


def _placement_was(*statuses: str) -> Callable[[str], Condition]:
    def reached(prefix: str) -> Condition:
        return Exists(
            PlacementStatusChange.objects.filter(
                subject__enrolment__application_id=OuterRef(f"{prefix}pk"), to_status__in=statuses
            )
        )

    return reached


STAGES: Final[tuple[Stage, ...]] = (
    Stage("submitted", "Applied", "submitted an application", application_was(Status.SUBMITTED)),
    Stage("eligible", "Eligible", "screened and not ineligible", application_was(Status.SCREENED)),
    Stage(
        "read", "Read by people", "moved to review or interview", application_was(Status.IN_REVIEW, Status.INTERVIEW)
    ),
    Stage(
        "offered",
        "Offered a seat",
        "a seat was offered, whether or not it was accepted",
        application_was(Status.OFFERED),
    ),
    Stage("admitted", "Admitted", "accepted the seat", application_was(Status.ADMITTED)),
    Stage("enrolled", "Began boot camp", "enrolled in the boot camp", _enrolment_was(EnrolmentStatus.ENROLLED)),
    Stage("completed", "Completed boot camp", "met the completion rule", _enrolment_was(EnrolmentStatus.COMPLETED)),
    Stage("placed", "Placed", "began work at a client", _placement_was(PlacementStatus.ACTIVE)),
)

POOL: Final = "submitted"
"""The stage that everybody of the pool has reached."""
CLASS: Final = "admitted"
"""The stage that makes somebody a member of the class."""


def count_reached(
    records: QuerySet[Any], *by: str, prefix: str = "", stages: Sequence[Stage] = STAGES
) -> list[dict[str, Any]]:
    """For each combination of the fields in `by`: their values, and under each stage's key how many records reached it.

    One query. `prefix` leads from a record to its application, as in `Stage.reached`. An application that was merged into another
    is not in the pool: the other one stands for the person.
    """
    records = records.exclude(**{f"{prefix}status": Status.DUPLICATE})
    flags = {f"did_{stage.key}": stage.reached(prefix) for stage in stages}
    counts = {stage.key: Count("pk", filter=Q(**{f"did_{stage.key}": True})) for stage in stages}
    return list(records.annotate(**flags).values(*by).annotate(**counts).order_by())
