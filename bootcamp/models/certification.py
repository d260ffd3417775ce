"""Examination attempts, the board that signs, and the certificates that come of it, each secured with a key that stays known."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import NullIf
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bootcamp.models.enrolment import Enrolment
from bootcamp.models.programme import Assessment
from cohorts.models import Cohort


class ExaminationAttempt(models.Model):
    """One sitting of an examination. Numbers run 1, 2, 3 without a gap, and none follows a pass.

    The database holds that itself: `examination_attempt_follows_a_failed_one` is a foreign key from each attempt but the first to
    the one before it, which must be there and must not be passed (migration 0010).
    """

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="examination_attempts", db_index=False
    )
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField("attempt")
    held_on = models.DateField("held on")
    points = models.DecimalField("points", max_digits=6, decimal_places=2, null=True, blank=True)
    """Empty: did not come. That is an attempt too."""
    passed = models.BooleanField("passed")
    """By the pass mark of the day it was recorded."""
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    previous = models.GeneratedField(
        expression=NullIf(F("number") - Value(1), Value(0)),
        output_field=models.IntegerField(null=True),
        db_persist=True,
    )
    previous_passed = models.GeneratedField(
        expression=Case(When(number__gt=1, then=Value(False)), default=None),
        output_field=models.BooleanField(null=True),
        db_persist=True,
    )

    class Meta:
        ordering = ("enrolment", "assessment", "number")
        constraints = [
            models.UniqueConstraint("enrolment", "assessment", "number", name="examination_attempt_number_unique"),
            models.UniqueConstraint(
                fields=("enrolment", "assessment", "number", "passed"), name="examination_attempt_can_be_followed"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="examination_attempt_number_from_one"),
            models.CheckConstraint(
                condition=Q(points__isnull=True, passed=False) | Q(points__isnull=False, points__gte=0),
                name="examination_attempt_points_fit",
            ),
        ]


class BoardMeeting(models.Model):
    """The board met on a day to sign completions. Who is named may sign what it decided; a programme manager may always."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="board_meetings")
    held_on = models.DateField("held on")
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name="members with an account", blank=True, related_name="board_meetings"
    )
    others = models.TextField("other members", blank=True, max_length=1000)
    note = models.TextField("note", blank=True, max_length=2000)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-held_on", "-pk")

    def __str__(self) -> str:
        return f"Board of {self.cohort}, {self.held_on}"


class BadgeKey(models.Model):
    """The public half of a key that signed credentials. It stays, so that they verify after another key took over."""

    kid = models.URLField(unique=True, max_length=300)
    """The address that stands in the head of a credential; it answers with the public key."""
    thumbprint = models.CharField(max_length=43)
    """RFC 7638, SHA-256, base64url."""
    public = models.JSONField()
    """The public key as a JWK (RFC 7517). Never the private one."""
    first_used_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    """The private half became known to others: nothing that it signed is believed any more."""

    class Meta:
        indexes = [models.Index(fields=["thumbprint"], name="badge_key_thumbprint")]
        constraints = [models.CheckConstraint(condition=~Q(public__has_key="d"), name="badge_key_is_public")]

    def __str__(self) -> str:
        return self.thumbprint


class Certificate(models.Model):
    """Our certificate of completion, with its signed credential. A mistake is revoked with its reason, never erased."""

    class Reason(models.TextChoices):
        """What the public reads."""

        ERROR = "error", _("It was issued by mistake.")
        REPLACED = "replaced", _("It was replaced by a new one.")
        ASKED = "asked", _("Its holder asked for it.")
        CONDUCT = "conduct", _("The board took it back.")

    TAKEN_BACK: ClassVar = (Reason.ERROR, Reason.CONDUCT)
    """Revoked for these, what it certifies does not count any more; for the others the holder is certified all the same."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="certificates")
    holder = models.CharField("name on it", max_length=200)
    issued_at = models.DateTimeField("issued")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(BadgeKey, on_delete=models.PROTECT, related_name="certificates", db_index=False)
    credential = models.TextField(editable=False)
    """The Open Badges 3.0 credential as a compact JWS, as it was signed."""
    transcript_code = models.CharField(max_length=12, editable=False)
    """Stands on the transcript; who has it reads the figures on the check page."""
    shows_name = models.BooleanField("my name stands on the check page", default=True)
    revoked_at = models.DateTimeField("revoked", null=True, blank=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    revoked_because = models.CharField("reason", max_length=10, choices=Reason.choices, blank=True)
    revoked_note = models.TextField("note for the programme", blank=True, max_length=2000)

    class Meta:
        ordering = ("-issued_at", "-pk")
        constraints = [
            models.UniqueConstraint("enrolment", name="certificate_one_valid", condition=Q(revoked_at__isnull=True)),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_because="", revoked_by__isnull=True)
                | (Q(revoked_at__isnull=False) & ~Q(revoked_because="") & ~Q(revoked_note="")),
                name="certificate_revoked_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["revoked_at"], name="certificate_revoked", condition=Q(revoked_at__isnull=False))
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_taken_back(self) -> bool:
        """Whether it was revoked for a reason by which its holder is not certified."""
        return self.revoked_because in self.TAKEN_BACK

    @property
    def is_valid(self) -> bool:
        """Whether it stands."""
        return self.revoked_at is None
