"""The statuses of a review round, and the legal moves between them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from careerpath.pipeline.lifecycle import Lifecycle


class RoundStatus(TextChoices):
    """Where a review round stands."""

    DRAFT = "draft", _("being prepared")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


REVIEW_ROUND = Lifecycle.of(
    "review round",
    choices=RoundStatus.choices,
    initial=RoundStatus.DRAFT,
    moves={
        RoundStatus.DRAFT: [RoundStatus.OPEN, RoundStatus.CANCELLED],
        RoundStatus.OPEN: [RoundStatus.CLOSED],
        # Whoever was forgotten can still be read; the figures are measured anew when it closes again.
        RoundStatus.CLOSED: [RoundStatus.OPEN],
    },
    refusals={
        (RoundStatus.OPEN, RoundStatus.CANCELLED): "People have begun to read in it. Close it: what they found stays.",
        (RoundStatus.OPEN, RoundStatus.DRAFT): "It is open: what readers see cannot change under their hands.",
    },
)
