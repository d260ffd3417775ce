"""The last mile: tracks, the credentials they lead to, attempts and awards."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bootcamp.lifecycle import TRACK_ENROLMENT, TrackStatus
from bootcamp.models.enrolment import Enrolment
from careerpath.pipeline.models import StatusChange, Tracked


class Credential(models.Model):
    """A certificate that somebody else gives: who, how one gets it, how long it holds."""

    class Access(models.TextChoices):
        OPEN = "open", _("open to anyone")
        SPONSORED = "sponsored", _("needs a sponsoring client")

    class Maintenance(models.TextChoices):
        NONE = "none", _("nothing to do")
        EDUCATION = "education", _("continuing education")
        RETAKE = "retake", _("take it again")
        RELEASE = "release", _("an update with each release")

    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=160)
    issuer = models.CharField(_("issuer"), max_length=120)
    code = models.CharField(_("code"), max_length=40)
    access = models.CharField(_("access"), max_length=10, choices=Access.choices, default=Access.OPEN)
    validity_months = models.PositiveSmallIntegerField(
        _("valid for months"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: it does not expire."),
    )
    maintenance = models.CharField(
        _("to keep it"), max_length=10, choices=Maintenance.choices, default=Maintenance.NONE
    )
    pass_score = models.DecimalField(
        _("pass score"), max_digits=6, decimal_places=2, null=True, blank=True, help_text=_("Empty: passed or not.")
    )
    top_score = models.DecimalField(_("highest score"), max_digits=6, decimal_places=2, null=True, blank=True)
    max_attempts = models.PositiveSmallIntegerField(
        _("attempts"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("Empty: no limit.")
    )
    waiting_days = models.PositiveSmallIntegerField(_("days between attempts"), default=0)
    prerequisites = models.ManyToManyField(
        "self", verbose_name=_("needed first"), symmetrical=False, blank=True, related_name="leads_to"
    )

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint("issuer", "code", name="credential_code_unique"),
            models.CheckConstraint(
                condition=Q(pass_score__isnull=True, top_score__isnull=True)
                | Q(
                    pass_score__isnull=False, top_score__isnull=False, pass_score__gt=0, pass_score__lte=F("top_score")
                ),
                name="credential_scores_together",
            ),
            models.CheckConstraint(
                condition=Q(validity_months__isnull=True) | Q(validity_months__gte=1),
                name="credential_validity_positive",
            ),
            models.CheckConstraint(
                condition=Q(max_attempts__isnull=True) | Q(max_attempts__gte=1), name="credential_attempts_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Track(models.Model):
    """What somebody prepares for after the boot camp: the credentials one kind of project asks for."""

    slug = models.SlugField(_("short name in addresses"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("what it prepares for"), blank=True)
    credentials = models.ManyToManyField(Credential, verbose_name=_("credentials"), related_name="tracks")
    is_open = models.BooleanField(_("takes people now"), default=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class TrackEnrolmentStatusChange(StatusChange):
    """History of somebody's track."""

    subject = models.ForeignKey("bootcamp.TrackEnrolment", on_delete=models.CASCADE, related_name="history")


class TrackEnrolment(Tracked):
    """Somebody in a track."""

    LIFECYCLE = TRACK_ENROLMENT
    HISTORY = TrackEnrolmentStatusChange

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="tracks", db_index=False)
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="enrolments")
    status = models.CharField(
        _("status"), max_length=20, choices=TrackStatus.choices, default=TrackStatus.ACTIVE, editable=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint("enrolment", "track", name="track_enrolment_once"),
            models.CheckConstraint(condition=Q(status__in=TrackStatus.values), name="track_enrolment_status_known"),
        ]


class CredentialAttempt(models.Model):
    """One sitting for a credential. Numbers run 1, 2, 3 without a gap, and none follows a pass (`services.last_mile`)."""

    class Outcome(models.TextChoices):
        PASSED = "passed", _("passed")
        FAILED = "failed", _("failed")
        NO_SHOW = "no_show", _("did not come")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="attempts", db_index=False)
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField(_("attempt"))
    taken_on = models.DateField(_("taken on"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    score = models.DecimalField(_("score"), max_digits=6, decimal_places=2, null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("enrolment", "credential", "number")
        constraints = [
            models.UniqueConstraint("enrolment", "credential", "number", name="attempt_number_unique"),
            models.UniqueConstraint(
                "enrolment", "credential", name="attempt_passed_once", condition=Q(outcome="passed")
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="attempt_number_from_one"),
            models.CheckConstraint(
                condition=~Q(outcome="no_show") | Q(score__isnull=True), name="attempt_no_show_has_no_score"
            ),
        ]


class CredentialAward(models.Model):
    """Somebody holds a credential from a day on. When it ends is computed from the credential, never stored.

    `attempt` is empty for one they brought with them; a renewal is one more award on a later day.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="awards", db_index=False)
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="awards")
    attempt = models.OneToOneField(
        CredentialAttempt, null=True, blank=True, on_delete=models.PROTECT, related_name="award"
    )
    awarded_on = models.DateField(_("awarded on"))
    certificate_number = models.CharField(_("number of the certificate"), max_length=80, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ("enrolment", "credential", "awarded_on")
        constraints = [models.UniqueConstraint("enrolment", "credential", "awarded_on", name="award_once_a_day")]
