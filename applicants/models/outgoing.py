"""What letters and notices share: one message to one address, sent once, with the times that say where it stands."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from careerpath.pipeline import clock

ENDED_IS_NOT_TRIED = Q(next_try_at__isnull=True) | Q(
    sent_at__isnull=True, failed_at__isnull=True, cancelled_at__isnull=True
)
SENT_OR_CANCELLED = Q(cancelled_at__isnull=True) | Q(sent_at__isnull=True)
OPEN_CLAIM = Q(
    claimed_at__isnull=False,
    next_try_at__isnull=True,
    sent_at__isnull=True,
    failed_at__isnull=True,
    cancelled_at__isnull=True,
)


class Outgoing(models.Model):
    """One message as it was written. Where it stands follows from its times, never stored.

    Held until `hold_until`, then sent once: a worker claims it (`claimed_at`) before it speaks to the mail server. One that was
    claimed and never marked was perhaps sent: it is never sent again by itself; a person looks.
    """

    class State(models.TextChoices):
        """Derived, for badges and filters."""

        HELD = "held", _("held")
        WAITING = "waiting", _("waiting to be sent")
        SENT = "sent", _("sent")
        UNSURE = "unsure", _("perhaps sent")
        FAILED = "failed", _("could not be sent")
        BOUNCED = "bounced", _("came back")
        CANCELLED = "cancelled", _("cancelled")

    to = models.EmailField(_("to"), blank=True)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"))
    created_at = models.DateTimeField(default=clock.now, editable=False)
    hold_until = models.DateTimeField(_("held until"))
    next_try_at = models.DateTimeField(null=True, blank=True)
    """When it is tried (again): `hold_until` at first, later by back-off. NULL once nothing is left to do."""
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=255, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)
    """Why the last try failed, why it came back, or why it was cancelled."""

    class Meta:
        abstract = True
