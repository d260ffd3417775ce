"""Letters to applicants, and the outbox they wait in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.models.application import Application
from applicants.models.deciding import Decision
from applicants.models.operations import BulkOperation
from applicants.models.outgoing import ENDED_IS_NOT_TRIED, OPEN_CLAIM, SENT_OR_CANCELLED, Outgoing
from cohorts.models import Cohort


class LetterTemplate(models.Model):
    """What a cohort writes with each decision, in one language. Where there is none, the shipped words are used."""

    class Kind(models.TextChoices):
        """What the letter says. The first three are kinds of decision."""

        OFFERED = "offered", _("a seat is offered")
        WAITLISTED = "waitlisted", _("on the waitlist")
        REJECTED = "rejected", _("not admitted")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="letter_templates")
    kind = models.CharField(_("letter"), max_length=20, choices=Kind.choices)
    language = models.CharField(_("language"), max_length=10, default="en", db_default="en")
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), max_length=20_000)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint("cohort", "kind", "language", name="letter_template_once")]


class Letter(Outgoing):
    """One message to one applicant that a person decided on: what a release tells, or what a recruiter wrote to many."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="letters")
    decision = models.OneToOneField(Decision, null=True, blank=True, on_delete=models.CASCADE, related_name="letter")
    """What it tells. The unique key behind "never twice to the same person for the same decision"."""
    operation = models.ForeignKey(
        BulkOperation, null=True, blank=True, on_delete=models.PROTECT, related_name="letters", db_index=False
    )
    kind = models.CharField(_("letter"), max_length=20)
    language = models.CharField(_("language"), max_length=10, default="en", db_default="en")

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
            models.CheckConstraint(condition=ENDED_IS_NOT_TRIED, name="letter_ended_is_not_tried"),
            models.CheckConstraint(condition=SENT_OR_CANCELLED, name="letter_sent_or_cancelled"),
        ]
        indexes = [
            models.Index(fields=["next_try_at", "id"], name="letter_due", condition=Q(next_try_at__isnull=False)),
            models.Index(fields=["message_id"], name="letter_message", condition=~Q(message_id="")),
            # What the mail server was asked in the last minute; what a worker took and never marked; what somebody must look at.
            models.Index(fields=["claimed_at"], name="letter_claimed", condition=Q(claimed_at__isnull=False)),
            models.Index(fields=["id"], name="letter_open_claim", condition=OPEN_CLAIM),
            models.Index(fields=["id"], name="letter_failed", condition=Q(failed_at__isnull=False)),
            models.Index(fields=["id"], name="letter_bounced", condition=Q(bounced_at__isnull=False)),
        ]
