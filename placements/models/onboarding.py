"""What a client wants to see in order before a first day. Status, dates and who verified: never a result, never a medical or
criminal detail, never a number that identifies a person."""

import uuid
from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import DateField, F, Func, IntegerField, Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from careerpath.pipeline import clock
from placements.models.client import Client
from placements.models.placement import Placement
from placements.sensitive import SSN_PATTERN


class RequirementKind(models.TextChoices):
    """What is asked for."""

    BACKGROUND = "background", _("background check")
    EXCLUSION = "exclusion", _("exclusion screening (OIG, SAM)")
    HIPAA = "hipaa", _("HIPAA training")
    DRUG_SCREEN = "drug_screen", _("drug screen")
    IMMUNISATION = "immunisation", _("immunisations")
    NDA = "nda", _("confidentiality agreement")
    I9 = "i9", _("I-9")
    EHR_ACCESS = "ehr_access", _("EHR access")
    OTHER = "other", _("something else")


NO_FILES: Final = (
    RequirementKind.BACKGROUND,
    RequirementKind.DRUG_SCREEN,
    RequirementKind.IMMUNISATION,
    RequirementKind.I9,
)
"""A file of these would hold a result, a medical or criminal detail, or a social security number: none is ever taken."""


class OnboardingRequirement(models.Model):
    """One line of a client's checklist, in one version.

    A line that was asked of somebody is not edited: its next version stands beside it, under the same `line`, and is asked for
    from then on. So a checklist that was made says what it said.
    """

    Kind = RequirementKind

    class Owner(models.TextChoices):
        """Who has to do it."""

        PROGRAMME = "programme", _("the programme")
        CLIENT = "client", _("the client")
        PERSON = "person", _("the person")

    class Evidence(models.TextChoices):
        """What is shown to whoever signs off."""

        NONE = "none", _("nothing: it is seen on the spot")
        REFERENCE = "reference", _("a reference and its date")
        FILE = "file", _("a file")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="requirements", db_index=False)
    line = models.UUIDField(default=uuid.uuid4, editable=False)
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    kind = models.CharField(_("requirement"), max_length=20, choices=RequirementKind.choices)
    title = models.CharField(_("what it is called"), max_length=80, blank=True)
    owner = models.CharField(_("who does it"), max_length=10, choices=Owner.choices, default=Owner.PROGRAMME)
    instructions = models.CharField(_("what to do"), max_length=500, blank=True)
    evidence = models.CharField(_("what is shown"), max_length=10, choices=Evidence.choices, default=Evidence.NONE)
    is_blocking = models.BooleanField(_("nobody starts without it"), default=True)
    days_before = models.PositiveSmallIntegerField(
        _("days before the first day"), default=7, validators=[MaxValueValidator(365)]
    )
    valid_for_days = models.PositiveSmallIntegerField(
        _("valid for days"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    is_active = models.BooleanField(_("asked for now"), default=True)
    made_at = models.DateTimeField(default=clock.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    class Meta:
        ordering = ("client", "kind", "title", "version")
        constraints = [
            models.UniqueConstraint("line", "version", name="onboarding_requirement_version"),
            models.UniqueConstraint("line", name="onboarding_requirement_one_asked", condition=Q(is_active=True)),
            models.UniqueConstraint(
                "client",
                "kind",
                name="onboarding_requirement_once",
                condition=Q(is_active=True) & ~Q(kind="other"),
                violation_error_message=_("This client's checklist has this line already."),
            ),
            models.UniqueConstraint(
                "client",
                "title",
                name="onboarding_other_once",
                condition=Q(is_active=True, kind="other"),
                violation_error_message=_("This client's checklist has a line of this name already."),
            ),
            # For the keys that hold items and files to the kind of their requirement.
            models.UniqueConstraint(fields=("id", "kind"), name="onboarding_requirement_and_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=RequirementKind.values, owner__in=["programme", "client", "person"]),
                name="onboarding_requirement_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="other") & ~Q(title="") | ~Q(kind="other") & Q(title=""),
                name="onboarding_other_has_title",
            ),
            models.CheckConstraint(
                condition=Q(evidence__in=["none", "reference"]) | Q(evidence="file") & ~Q(kind__in=NO_FILES),
                name="onboarding_requirement_no_file",
                violation_error_message=_(
                    "A file of this would hold a result or a private detail. Ask for a reference and its date."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(title__regex=SSN_PATTERN) & ~Q(instructions__regex=SSN_PATTERN),
                name="onboarding_requirement_no_ssn",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()

    @property
    def name(self) -> str:
        """Its name at the beginning of a sentence."""
        return str(capfirst(str(self)))

    @property
    def takes_files(self) -> bool:
        """Whether somebody may show a file for it."""
        return self.evidence == self.Evidence.FILE and self.kind not in NO_FILES


FLAGGED_AT_MOST: Final = 30
"""Days before its end from which something is flagged as expiring: the last third of its validity, and never more than these."""
FLAGGED_FROM: Final = Func(
    F("expires_on"),
    Func(
        F("expires_on"),
        F("verified_on"),
        arg_joiner=" - ",
        template=f"least({FLAGGED_AT_MOST}, (%(expressions)s) / 3)",
        output_field=IntegerField(),
    ),
    arg_joiner=" - ",
    template="(%(expressions)s)",
    output_field=DateField(),
)
"""`OnboardingItem.flagged_from` as the database works it out."""


class OnboardingItem(models.Model):
    """One requirement of one placement. Its state follows from its dates: an expiry needs nobody to come and write it."""

    class State(models.TextChoices):
        """Derived, never stored."""

        OPEN = "open", _("open")
        GIVEN = "given", _("to be checked")
        VERIFIED = "verified", _("verified")
        WAIVED = "waived", _("waived")
        EXPIRED = "expired", _("expired")

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="onboarding", db_index=False)
    requirement = models.ForeignKey(OnboardingRequirement, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=20, choices=RequirementKind.choices, editable=False)
    """That of its requirement: a key over both columns holds it so."""
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    """The account of the person it is about, kept here so that the database can refuse their own signature."""
    due_on = models.DateField(_("due"))
    evidence_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    """Who gave the evidence that was verified: never who verified it."""
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
    waiver_agreed_by = models.CharField(_("who at the client agreed"), max_length=120, blank=True)
    taken_from = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    """The item of the placement before, when somebody was transferred and it holds here too."""

    class Meta:
        ordering = ("placement", "due_on", "pk")
        constraints = [
            models.UniqueConstraint("placement", "requirement", name="onboarding_item_once"),
            models.UniqueConstraint(fields=("id", "kind"), name="onboarding_item_and_kind"),
            models.CheckConstraint(
                condition=Q(verified_on__isnull=True, verified_by__isnull=True, expires_on__isnull=True)
                | Q(verified_on__isnull=False, verified_by__isnull=False),
                name="onboarding_verified_together",
            ),
            models.CheckConstraint(
                condition=Q(waived_on__isnull=True, waived_by__isnull=True, waiver_reason="", waiver_agreed_by="")
                | (
                    Q(waived_on__isnull=False, waived_by__isnull=False) & ~Q(waiver_reason="") & ~Q(waiver_agreed_by="")
                ),
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
                condition=Q(evidence_by__isnull=True) | Q(verified_by__isnull=True) | ~Q(verified_by=F("evidence_by")),
                name="onboarding_not_verified_by_giver",
            ),
            models.CheckConstraint(
                condition=Q(subject__isnull=True) | Q(waived_by__isnull=True) | ~Q(waived_by=F("subject")),
                name="onboarding_not_waived_by_subject",
            ),
            models.CheckConstraint(
                condition=~Q(waiver_reason__regex=SSN_PATTERN) & ~Q(waiver_agreed_by__regex=SSN_PATTERN),
                name="onboarding_item_no_ssn",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_on", "id"],
                name="onboarding_expiring",
                condition=Q(expires_on__isnull=False, waived_on__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"Onboarding item {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new one takes its kind from its requirement."""
        if self._state.adding:
            self.kind = self.requirement.kind
        super().save(*args, **kwargs)

    def state_on(self, day: date) -> State:
        """Where it stands on a day. A waiver counts whatever else was recorded; the last day of validity still counts.

        An item that is not verified is open here, whether or not evidence waits: it blocks alike.
        """
        if self.waived_on is not None:
            return self.State.WAIVED
        if self.verified_on is None:
            return self.State.OPEN
        return self.State.EXPIRED if self.expires_on is not None and self.expires_on < day else self.State.VERIFIED

    @property
    def flagged_from(self) -> date | None:
        """The first day on which it is flagged as expiring: what is valid for thirty days would else be flagged all the time."""
        if self.expires_on is None or self.verified_on is None or self.waived_on is not None:
            return None
        third = (self.expires_on - self.verified_on).days // 3
        return self.expires_on - timedelta(days=min(FLAGGED_AT_MOST, third))

    def lasts_beyond(self, first_day: date) -> bool:
        """Whether somebody may start on a day with it: waived, or verified and valid for longer than that day."""
        if self.waived_on is not None:
            return True
        return self.verified_on is not None and (self.expires_on is None or self.expires_on > first_day)
