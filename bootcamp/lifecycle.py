"""The statuses of an enrolment and of a last-mile track, and the legal moves between them."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from careerpath.pipeline.lifecycle import Lifecycle


class EnrolmentStatus(TextChoices):
    """Where somebody admitted stands in the boot camp."""

    ENROLLED = "enrolled", _("enrolled")
    IN_TRAINING = "in_training", _("in training")
    COMPLETED = "completed", _("completed")
    DEFERRED = "deferred", _("deferred")
    WITHDRAWN = "withdrawn", _("withdrawn")
    DISMISSED = "dismissed", _("dismissed")


E = EnrolmentStatus

ENROLMENT = Lifecycle.of(
    "enrolment",
    choices=E.choices,
    initial=E.ENROLLED,
    moves={
        E.ENROLLED: [E.IN_TRAINING, E.DEFERRED, E.WITHDRAWN],
        E.IN_TRAINING: [E.COMPLETED, E.DEFERRED, E.WITHDRAWN, E.DISMISSED],
        E.DEFERRED: [E.ENROLLED, E.WITHDRAWN],
        # A dismissal may be appealed; the reason for taking somebody back stands in the history.
        E.DISMISSED: [E.IN_TRAINING],
    },
    refusals={
        (E.ENROLLED, E.COMPLETED): "Their training has not started yet, so there is nothing to complete.",
        (E.ENROLLED, E.DISMISSED): "Their training has not started yet. Somebody who does not come has withdrawn.",
        (E.DEFERRED, E.IN_TRAINING): "They are deferred. Enrol them in a class first.",
        (E.WITHDRAWN, E.ENROLLED): "They withdrew. They can apply again for a later cohort.",
        (E.COMPLETED, E.IN_TRAINING): "Their completion was signed. A signed completion is not taken back.",
    },
)

IN_CLASS: Final = (E.ENROLLED, E.IN_TRAINING, E.COMPLETED)
"""The statuses whose people stand on the class list and in the grids."""

LEARNING: Final = (E.ENROLLED, E.IN_TRAINING)
"""The statuses whose people somebody still has to teach, and to look after."""


class TrackStatus(TextChoices):
    """Where somebody stands in a last-mile track."""

    ACTIVE = "active", _("preparing")
    FINISHED = "finished", _("finished")
    LEFT = "left", _("left the track")


TRACK_ENROLMENT = Lifecycle.of(
    "track enrolment",
    choices=TrackStatus.choices,
    initial=TrackStatus.ACTIVE,
    moves={
        TrackStatus.ACTIVE: [TrackStatus.FINISHED, TrackStatus.LEFT],
        TrackStatus.LEFT: [TrackStatus.ACTIVE],
    },
)
