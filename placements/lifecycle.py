"""The statuses of a placement and the legal moves between them."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from careerpath.pipeline.lifecycle import Lifecycle


class PlacementStatus(TextChoices):
    """Where a graduate stands with one opening of one client."""

    PRESENTED = "presented", _("presented")
    INTERVIEWING = "interviewing", _("interviewing")
    OFFERED = "offered", _("offered")
    ACCEPTED = "accepted", _("accepted")
    ONBOARDING = "onboarding", _("onboarding")
    ACTIVE = "active", _("working there")
    COMPLETED = "completed", _("completed")
    CONVERTED = "converted", _("hired by the client")
    ENDED_EARLY = "ended_early", _("ended early")
    NOT_SELECTED = "not_selected", _("not taken forward")


S = PlacementStatus

PLACEMENT = Lifecycle.of(
    "placement",
    choices=S.choices,
    initial=S.PRESENTED,
    moves={
        S.PRESENTED: [S.INTERVIEWING, S.NOT_SELECTED],
        S.INTERVIEWING: [S.OFFERED, S.NOT_SELECTED],
        S.OFFERED: [S.ACCEPTED, S.NOT_SELECTED],
        S.ACCEPTED: [S.ONBOARDING, S.ENDED_EARLY],
        S.ONBOARDING: [S.ACTIVE, S.ENDED_EARLY],
        S.ACTIVE: [S.COMPLETED, S.CONVERTED, S.ENDED_EARLY],
    },
    refusals={
        (S.PRESENTED, S.OFFERED): "The client has not interviewed this person yet; an offer follows an interview.",
        (S.ACCEPTED, S.ACTIVE): "Onboarding has not begun yet; the checklist comes before the first day.",
        (
            S.ACTIVE,
            S.NOT_SELECTED,
        ): "This person works there already. If it ends, record that it ended early, with the reason.",
    },
)

CANDIDATE: Final = (S.PRESENTED, S.INTERVIEWING, S.OFFERED)
"""The client is still choosing. Somebody may be a candidate for several openings at once."""

COMMITTED: Final = (S.ACCEPTED, S.ONBOARDING, S.ACTIVE)
"""The person and the client have agreed: a person has one of these at a time, and it takes a seat of the opening."""

STARTED: Final = (S.ACTIVE, S.COMPLETED, S.CONVERTED)
"""The first day has been; `ended_early` may or may not have had one."""

ENDED: Final = (S.COMPLETED, S.CONVERTED, S.ENDED_EARLY)
"""The agreement is over (or has become the client's own)."""
