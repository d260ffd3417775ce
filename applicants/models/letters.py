"""Letters to applicants, and the outbox they wait in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.models.application import Application
from applicants.models.deciding import Decision
from applicants.models.operations import BulkOperation
from careerpath.pipeline import clock
from cohorts.models import Cohort


class LetterTemplate(models.Model):
    """What a cohort writes with each decision. Where there is none, the shipped words are used."""

    class Kind(models.TextChoices):
        """What the letter says. The first three are kinds of decision."""

        OFFERED = "offered", _("a seat is offered")
        WAITLISTED = "waitlisted", _("on the waitlist")
        REJECTED = "rejected", _("not admitted")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="letter_templates")
    kind = models.CharField(_("letter"), max_length=20, choices=Kind.choices)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), max_length=20_000)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint("cohort", "kind", name="letter_template_once")]


class Letter(models.Model):
    """One message to one applicant, as it was written. Where it stands follows from its times, never stored.

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

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="letters")
    decision = models.OneToOneField(Decision, null=True, blank=True, on_delete=models.CASCADE, related_name="letter")
    """What it tells. The unique key behind "never twice to the same person for the same decision"."""
    operation = models.ForeignKey(
        BulkOperation, null=True, blank=True, on_delete=models.PROTECT, related_name="letters", db_index=False
    )
    kind = models.CharField(_("letter"), max_length=20)
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
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                "operation",
                "application",
                name="letter_once_per_operation",
                condition=Q(operation__isnull=False, decision__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(decision__isnull=False) | Q(operation__isnull=False), name="letter_has_a_cause"
            ),
            models.CheckConstraint(
                condition=Q(next_try_at__isnull=True)
                | Q(sent_at__isnull=True, failed_at__isnull=True, cancelled_at__isnull=True),
                name="letter_ended_is_not_tried",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | Q(sent_at__isnull=True), name="letter_sent_or_cancelled"
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at", "id"], name="letter_due", condition=Q(next_try_at__isnull=False)),
            models.Index(fields=["message_id"], name="letter_message", condition=~Q(message_id="")),
            # What the mail server was asked in the last minute; what a worker took and never marked; what somebody must look at.
            models.Index(fields=["claimed_at"], name="letter_claimed", condition=Q(claimed_at__isnull=False)),
            models.Index(
                fields=["id"],
                name="letter_open_claim",
                condition=Q(
                    claimed_at__isnull=False,
                    next_try_at__isnull=True,
                    sent_at__isnull=True,
                    failed_at__isnull=True,
                    cancelled_at__isnull=True,
                ),
            ),
            models.Index(fields=["id"], name="letter_failed", condition=Q(failed_at__isnull=False)),
            models.Index(fields=["id"], name="letter_bounced", condition=Q(bounced_at__isnull=False)),
        ]
