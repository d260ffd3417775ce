"""What a client wants to see in order before a first day. Status, dates and who verified: never a result, never a medical or
criminal detail, never a number that identifies a person."""

from datetime import date

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from placements.models.client import Client
from placements.models.placement import Placement


class OnboardingRequirement(models.Model):
    """One line of a client's checklist."""

    class Kind(models.TextChoices):
        """What is asked for."""

        BACKGROUND = "background", _("background check")
        EXCLUSION = "exclusion", _("exclusion screening (OIG, SAM)")
        HIPAA = "hipaa", _("HIPAA training")
        DRUG_SCREEN = "drug_screen", _("drug screen")
        IMMUNISATION = "immunisation", _("immunisations")
        NDA = "nda", _("confidentiality agreement")
        I9 = "i9", _("I-9")
        EHR_ACCESS = "ehr_access", _("EHR access")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="requirements", db_index=False)
    kind = models.CharField(_("requirement"), max_length=20, choices=Kind.choices)
    is_blocking = models.BooleanField(_("nobody starts without it"), default=True)
    days_before = models.PositiveSmallIntegerField(_("days before the first day"), default=7)
    valid_for_days = models.PositiveSmallIntegerField(
        _("valid for days"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    is_active = models.BooleanField(_("asked for now"), default=True)

    class Meta:
        ordering = ("client", "kind")
        constraints = [models.UniqueConstraint("client", "kind", name="onboarding_requirement_once")]

    def __str__(self) -> str:
        return self.get_kind_display()


class OnboardingItem(models.Model):
    """One requirement of one placement. Its state follows from its dates: an expiry needs nobody to come and write it."""

    class State(models.TextChoices):
        """Derived, never stored."""

        OPEN = "open", _("open")
        VERIFIED = "verified", _("verified")
        WAIVED = "waived", _("waived")
        EXPIRED = "expired", _("expired")

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="onboarding", db_index=False)
    requirement = models.ForeignKey(OnboardingRequirement, on_delete=models.PROTECT, related_name="items")
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    """The account of the person it is about, kept here so that the database can refuse their own signature."""
    due_on = models.DateField(_("due"))
    verified_on = models.DateField(_("verified"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
    )
    expires_on = models.DateField(_("expires"), null=True, blank=True)
    waived_on = models.DateField(_("waived"), null=True, blank=True)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
    )
    waiver_reason = models.CharField(_("why it was waived"), max_length=200, blank=True)

    class Meta:
        ordering = ("placement", "due_on", "pk")
        constraints = [
            models.UniqueConstraint("placement", "requirement", name="onboarding_item_once"),
            models.CheckConstraint(
                condition=Q(verified_on__isnull=True, verified_by__isnull=True, expires_on__isnull=True)
                | Q(verified_on__isnull=False, verified_by__isnull=False),
                name="onboarding_verified_together",
            ),
            models.CheckConstraint(
                condition=Q(waived_on__isnull=True, waived_by__isnull=True, waiver_reason="")
                | (Q(waived_on__isnull=False, waived_by__isnull=False) & ~Q(waiver_reason="")),
                name="onboarding_waived_together",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("verified_on")),
                name="onboarding_expires_after",
            ),
            models.CheckConstraint(
                condition=Q(subject__isnull=True) | Q(verified_by__isnull=True) | ~Q(verified_by=F("subject")),
                name="onboarding_not_verified_by_subject",
            ),
            models.CheckConstraint(
                condition=Q(subject__isnull=True) | Q(waived_by__isnull=True) | ~Q(waived_by=F("subject")),
                name="onboarding_not_waived_by_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"Onboarding item {self.pk}"

    def state_on(self, day: date) -> State:
        """Where it stands on a day. A waiver counts whatever else was recorded; the last day of validity still counts."""
        if self.waived_on is not None:
            return self.State.WAIVED
        if self.verified_on is None:
            return self.State.OPEN
        return self.State.EXPIRED if self.expires_on is not None and self.expires_on < day else self.State.VERIFIED
