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
    DECLINED = "declined", _("not taken up")


S = MentorshipStatus

MENTORSHIP = Lifecycle.of(
    "mentorship",
    choices=S.choices,
    initial=S.PROPOSED,
    moves={S.PROPOSED: [S.ACTIVE, S.DECLINED, S.ENDED], S.ACTIVE: [S.COMPLETED, S.ENDED]},
    refusals={
        (S.PROPOSED, S.COMPLETED): "Mentor and mentee have not both confirmed yet, so there is nothing to complete.",
        (S.ACTIVE, S.DECLINED): "Both have said yes, and it has begun. Either of them can ask for another mentor.",
        (S.ENDED, S.ACTIVE): "It has ended. Propose a new pair instead; nobody needs to give a reason.",
    },
)

LIVE: Final = (S.PROPOSED, S.ACTIVE)
"""Takes a place of the mentor's capacity. A placement has at most one of each: a proposal beside an active pair takes its place."""
