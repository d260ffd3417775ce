"""What was shown for an onboarding item, with its files, and what happened to the item."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applicants.models import CheckedFile
from careerpath.pipeline import clock
from placements.models.onboarding import NO_FILES, OnboardingItem, RequirementKind
from placements.sensitive import SSN_PATTERN


class OnboardingEvidence(models.Model):
    """What was shown for an item: a reference with its date, or a file. Somebody else looks at it and accepts it or sends it back.

    A renewal is another row; the item stays verified while it waits.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(OnboardingItem, on_delete=models.CASCADE, related_name="evidence", db_index=False)
    kind = models.CharField(max_length=20, choices=RequirementKind.choices, editable=False)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("given"), default=clock.now)
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    dated_on = models.DateField(_("its date"), null=True, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    sent_back_because = models.CharField(_("why it was sent back"), max_length=200, blank=True)

    class Meta:
        ordering = ("given_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=("id", "kind"), name="onboarding_evidence_and_kind"),
            models.UniqueConstraint("item", name="onboarding_evidence_one_waits", condition=Q(checked_at__isnull=True)),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True, checked_by__isnull=True, sent_back_because="")
                | Q(checked_at__isnull=False, checked_by__isnull=False),
                name="onboarding_evidence_checked_together",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("given_by")),
                name="onboarding_evidence_checked_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(reference__regex=SSN_PATTERN) & ~Q(sent_back_because__regex=SSN_PATTERN),
                name="onboarding_evidence_no_ssn",
            ),
        ]
        indexes = [models.Index(fields=["item", "given_at"], name="onboarding_evidence_of")]

    def __str__(self) -> str:
        return f"Evidence {self.pk}"


class OnboardingFile(CheckedFile):
    """The file of some evidence. Whoever may see the item gets it once it is clean."""

    FOLDER: ClassVar[str] = "onboarding"

    evidence = models.OneToOneField(OnboardingEvidence, on_delete=models.CASCADE, related_name="document")
    kind = models.CharField(max_length=20, choices=RequirementKind.choices, editable=False)

    class Meta(CheckedFile.Meta):
        abstract = False
        constraints = [
            *CheckedFile.Meta.constraints,
            models.CheckConstraint(condition=~Q(kind__in=NO_FILES), name="onboarding_file_never_of_these"),
        ]

    @property
    def address(self) -> str:
        """Where staff get it."""
        return reverse("admin:placements-evidence-file", args=[self.public_id])


class OnboardingEvent(models.Model):
    """What was done about an item, for the record. Appended, never edited."""

    class What(models.TextChoices):
        """What happened."""

        GIVEN = "given", _("evidence was given")
        SENT_BACK = "sent_back", _("evidence was sent back")
        VERIFIED = "verified", _("signed off")
        WAIVED = "waived", _("waived")
        TAKEN_OVER = "taken_over", _("taken over from the placement before")
        UPDATED = "updated", _("brought up to date with the client's checklist")

    item = models.ForeignKey(OnboardingItem, on_delete=models.CASCADE, related_name="events", db_index=False)
    what = models.CharField(max_length=12, choices=What.choices)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(what__in=["given", "sent_back", "verified", "waived", "taken_over", "updated"]),
                name="onboarding_event_known",
            )
        ]
        indexes = [models.Index(fields=["item", "at"], name="onboarding_event_of")]

    def __str__(self) -> str:
        return self.what
