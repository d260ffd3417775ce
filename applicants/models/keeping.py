"""What is kept until when: applications taken out of sight, holds, the rules that apply, what was erased, and the talent pool."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.models.application import Applicant, Application
from careerpath.pipeline import clock
from cohorts.models import Cohort


class Restriction(models.Model):
    """An application that is out of sight: its applicant asked for deletion and the law keeps it, or it has been erased.

    A table of its own, not a column: the indexes of the list answer counts without it, and very few have one.
    """

    application = models.OneToOneField(
        Application, primary_key=True, on_delete=models.CASCADE, related_name="restriction"
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    """When its applicant asked; NULL where the time alone erased it."""
    until = models.DateField(_("kept until"))
    rule = models.CharField(_("rule"), max_length=40)
    rule_version = models.PositiveSmallIntegerField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["until", "application"], name="restriction_due", condition=Q(erased_at__isnull=True))
        ]


class LegalHold(models.Model):
    """Nothing of this person is erased while it stands. Above every rule."""

    applicant = models.ForeignKey(Applicant, on_delete=models.CASCADE, related_name="legal_holds")
    reason = models.TextField(_("why"), max_length=1000)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=clock.now, editable=False)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-set_at", "-pk")
        constraints = [
            models.UniqueConstraint("applicant", name="legal_hold_one", condition=Q(lifted_at__isnull=True)),
            models.CheckConstraint(condition=~Q(reason=""), name="legal_hold_has_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="legal_hold_lifted_by_somebody",
            ),
        ]


class RetentionSwitch(models.Model):
    """A rule of `applicants.retention` was switched on or off. Rows are added, never changed; the newest holds."""

    rule = models.CharField(_("rule"), max_length=40)
    is_on = models.BooleanField(_("applies"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ("-at", "-pk")


class Erasure(models.Model):
    """Something was erased: what kind, when, how much, by which rule. Nothing of what it was, nothing of whose it was."""

    class Kind(models.TextChoices):
        """What was erased."""

        DRAFT = "draft", _("draft")
        APPLICATION = "application", _("application")
        PERSON = "person", _("details of a person")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    cohort = models.ForeignKey(Cohort, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)
    asked = models.BooleanField(_("asked for by the person"), default=False)
    rule = models.CharField(max_length=40)
    rule_version = models.PositiveSmallIntegerField()
    fields = models.PositiveIntegerField(_("fields emptied"), default=0)
    files = models.PositiveIntegerField(_("files deleted"), default=0)

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["-at", "-id"], name="erasure_newest")]


class TalentConsent(models.Model):
    """Somebody may be asked for later classes, until a day that they chose. One row a person; giving it again renews it."""

    applicant = models.OneToOneField(
        Applicant, primary_key=True, on_delete=models.CASCADE, related_name="talent_consent"
    )
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    """After which application it was given."""
    given_at = models.DateTimeField(default=clock.now)
    until = models.DateField(_("until"))
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["until", "applicant"], name="talent_in_force", condition=Q(withdrawn_at__isnull=True))
        ]
