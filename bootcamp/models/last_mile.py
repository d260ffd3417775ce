"""The last mile: tracks, their intakes with seats, who would like which, and who is in one."""

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bootcamp.lifecycle import TRACK_ENROLMENT, TrackStatus
from bootcamp.models.credentials import Credential
from bootcamp.models.enrolment import Enrolment
from careerpath.pipeline.models import StatusChange, Tracked

PERCENT = (MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100)))


class Track(models.Model):
    """What somebody prepares for after the boot camp: the credentials one kind of project asks for, and what it takes to join."""

    slug = models.SlugField(_("short name in addresses"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("what it prepares for"), blank=True)
    credentials = models.ManyToManyField(Credential, verbose_name=_("credentials"), related_name="tracks")
    needs_bootcamp = models.BooleanField(_("the boot camp must be completed"), default=True)
    needed_credentials = models.ManyToManyField(
        Credential,
        verbose_name=_("credentials needed first"),
        blank=True,
        related_name="tracks_that_need_it",
        help_text=_("Held on the first day of the intake."),
    )
    course_mark_min = models.DecimalField(
        _("smallest course mark"), max_digits=4, decimal_places=1, null=True, blank=True, validators=PERCENT
    )
    is_open = models.BooleanField(_("takes people now"), default=True)

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=Q(course_mark_min__isnull=True) | Q(course_mark_min__gte=0, course_mark_min__lte=100),
                name="track_mark_is_percent",
            )
        ]

    def __str__(self) -> str:
        return self.name


class TrackModule(models.Model):
    """A module of the boot camp that a track builds on, by its short name: each cohort's programme has modules of its own."""

    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="modules", db_index=False)
    module = models.SlugField(_("short name of the module"))
    weight = models.PositiveSmallIntegerField(
        _("how much it matters"), default=1, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    mark_min = models.DecimalField(
        _("smallest mark"), max_digits=4, decimal_places=1, null=True, blank=True, validators=PERCENT
    )

    class Meta:
        ordering = ("track", "-weight", "module")
        constraints = [
            models.UniqueConstraint("track", "module", name="track_module_once"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=5), name="track_module_weight"),
            models.CheckConstraint(
                condition=Q(mark_min__isnull=True) | Q(mark_min__gte=0, mark_min__lte=100),
                name="track_module_mark_is_percent",
            ),
        ]

    def __str__(self) -> str:
        return self.module


class TrackIntake(models.Model):
    """A track begins on a day with so many seats. A sponsor (a client's name) opens credentials that need one."""

    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="intakes", db_index=False)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    seats = models.PositiveSmallIntegerField(_("seats"), validators=[MinValueValidator(1)])
    sponsor = models.CharField(_("sponsoring client"), max_length=160, blank=True)

    class Meta:
        ordering = ("starts_on", "track")
        constraints = [
            models.UniqueConstraint("track", "starts_on", "sponsor", name="intake_once"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="intake_has_seats"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="intake_days_in_order",
                violation_error_message=_("The last day must not lie before the first."),
            ),
        ]
        indexes = [models.Index(fields=["starts_on"], name="intake_start")]

    def __str__(self) -> str:
        return f"{self.track}, {self.starts_on}"


class TrackInterest(models.Model):
    """A learner would like a track, as their first, second ... choice."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="interests", db_index=False)
    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="interests")
    rank = models.PositiveSmallIntegerField(_("choice"))
    why = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        ordering = ("enrolment", "rank")
        constraints = [
            models.UniqueConstraint("enrolment", "track", name="interest_once"),
            models.UniqueConstraint("enrolment", "rank", name="interest_rank_once"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="interest_rank_from_one"),
        ]


class TrackProposal(models.Model):
    """A seat that matching, or somebody, proposes for a learner. It stays open until somebody confirms it or takes it back."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="proposals", db_index=False)
    intake = models.ForeignKey(TrackIntake, on_delete=models.CASCADE, related_name="proposals")
    points = models.SmallIntegerField(_("points"))
    reasons = ArrayField(models.TextField(), default=list, blank=True)
    runner_up = models.TextField(blank=True)
    by_hand = models.BooleanField(default=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("enrolment", name="proposal_one_open", condition=Q(confirmed_at__isnull=True)),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | Q(confirmed_at__isnull=False), name="proposal_confirmed_when"
            ),
        ]
        indexes = [models.Index(fields=["enrolment"], name="proposal_of_person")]


class TrackEnrolmentStatusChange(StatusChange):
    """History of somebody's track."""

    subject = models.ForeignKey("bootcamp.TrackEnrolment", on_delete=models.CASCADE, related_name="history")


class TrackEnrolment(Tracked):
    """Somebody in a track; `intake` says on which seat, empty for one that was given before there were intakes."""

    LIFECYCLE = TRACK_ENROLMENT
    HISTORY = TrackEnrolmentStatusChange

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="tracks", db_index=False)
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="enrolments")
    intake = models.ForeignKey(TrackIntake, null=True, blank=True, on_delete=models.PROTECT, related_name="enrolments")
    status = models.CharField(
        _("status"), max_length=20, choices=TrackStatus.choices, default=TrackStatus.ACTIVE, editable=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint("enrolment", "track", name="track_enrolment_once"),
            models.CheckConstraint(condition=Q(status__in=TrackStatus.values), name="track_enrolment_status_known"),
        ]
