"""What may happen to somebody short of completion, and into which classes they may go."""

from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from bootcamp.lifecycle import ENROLMENT, EnrolmentStatus
from bootcamp.models import Enrolment
from cohorts.models import Cohort

E = EnrolmentStatus
WORDS: Final = {
    E.DEFERRED: "Defer: they come to a later class",
    E.WITHDRAWN: "The learner withdraws",
    E.DISMISSED: "Dismiss: we end their training",
    E.IN_TRAINING: "Take back into the class",
    E.ENROLLED: "Seat in a class",
}
MANAGERS_ONLY: Final = frozenset({E.DISMISSED, E.IN_TRAINING, E.ENROLLED})
"""What a programme manager decides; the instructors of the class record the rest as well."""


def ways_out(enrolment: Enrolment, *, manager: bool) -> list[tuple[str, str]]:
    """What may happen to somebody now, with its words, for who asks. Beginning the training is not among it."""
    return [
        (status.value, words)
        for status, words in WORDS.items()
        if ENROLMENT.is_legal(enrolment.status, status)
        and not (enrolment.status == E.ENROLLED and status == E.IN_TRAINING)
        and (manager or status not in MANAGERS_ONLY)
    ]


def later_classes(enrolment: Enrolment) -> QuerySet[Cohort]:
    """The classes with a programme that end after today, the next to begin first; for who is deferred, their old one too."""
    today = timezone.now().date()
    found = Cohort.objects.filter(programme__isnull=False, bootcamp_ends__gt=today).order_by("bootcamp_starts")
    return found if enrolment.status == E.DEFERRED else found.exclude(pk=enrolment.cohort_id)
