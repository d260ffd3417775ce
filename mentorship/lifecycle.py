"""The statuses of a mentorship and the legal moves between them."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from careerpath.pipeline.lifecycle import Lifecycle


class MentorshipStatus(TextChoices):
    """Where a mentor and a mentee stand."""

    PROPOSED = "proposed", _("proposed")
    ACTIVE = "active", _("active")
    COMPLETED = "completed", _("completed")
    ENDED = "ended", _("ended")


S = MentorshipStatus

MENTORSHIP = Lifecycle.of(
    "mentorship",
    choices=S.choices,
    initial=S.PROPOSED,
    moves={S.PROPOSED: [S.ACTIVE, S.ENDED], S.ACTIVE: [S.COMPLETED, S.ENDED]},
    refusals={
        (S.PROPOSED, S.COMPLETED): "Mentor and mentee have not both confirmed yet, so there is nothing to complete.",
        (S.ENDED, S.ACTIVE): "It has ended. Propose a new pair instead; nobody needs to give a reason.",
    },
)

LIVE: Final = (S.PROPOSED, S.ACTIVE)
"""Takes a place of the mentor's capacity; a placement has at most one."""
