"""A graduate at an opening, from being presented to the end."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from careerpath.pipeline.models import StatusChange, Tracked
from placements.lifecycle import COMMITTED, ENDED, PLACEMENT, STARTED, PlacementStatus
from placements.models.client import Opening


class EndReason(models.TextChoices):
    """Why a placement ended early."""

    PERSON = "person", _("the person chose to leave")
    CLIENT = "client", _("the client ended it")
    PROJECT = "project", _("the project ended")
    MOVED = "moved", _("moved to another placement")
    BEFORE_START = "before_start", _("it fell through before the first day")


class PlacementStatusChange(StatusChange):
    """History of a placement."""

    subject = models.ForeignKey("placements.Placement", on_delete=models.CASCADE, related_name="history")

    class Meta(StatusChange.Meta):
        indexes = [models.Index(fields=["subject", "at"], name="placement_history_subject")]


class Placement(Tracked):
    """One graduate and one opening."""

    LIFECYCLE = PLACEMENT
    HISTORY = PlacementStatusChange

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(
        "bootcamp.Enrolment",
        verbose_name=_("graduate"),
        on_delete=models.PROTECT,
        related_name="placements",
        db_index=False,
    )
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="placements")
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("supervisor at the client"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="supervised_placements",
    )
    status = models.CharField(
        _("status"), max_length=20, choices=PlacementStatus.choices, default=PlacementStatus.PRESENTED, editable=False
    )
    starts_on = models.DateField(_("first day agreed"), null=True, blank=True)
    ends_on = models.DateField(_("last day planned"), null=True, blank=True)
    ended_on = models.DateField(_("last day"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended early"), max_length=20, choices=EndReason.choices, blank=True)
    presented_at = models.DateTimeField(_("presented"))
    follows = models.OneToOneField(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="followed_by"
    )
    """The placement that this one took the place of, when somebody was transferred: it counts on from there."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "enrolment",
                name="placement_one_active_a_person",
                condition=Q(status__in=COMMITTED),
                violation_error_message=_("This person already has a placement."),
            ),
            models.UniqueConstraint("enrolment", "opening", name="placement_once_an_opening"),
            models.CheckConstraint(condition=Q(status__in=PlacementStatus.values), name="placement_status_known"),
            models.CheckConstraint(
                condition=~Q(status__in=[*COMMITTED, *STARTED]) | Q(starts_on__isnull=False),
                name="placement_agreed_has_first_day",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=ENDED) | Q(ended_on__isnull=False), name="placement_ended_has_last_day"
            ),
            models.CheckConstraint(
                condition=~Q(status=PlacementStatus.ENDED_EARLY) | ~Q(end_reason=""),
                name="placement_early_end_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="placement_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(follows__isnull=True) | ~Q(follows=F("pk")), name="placement_follows_another"
            ),
        ]
        indexes = [
            # The board: one status, the longest waiting first, paged by key.
            models.Index(fields=["status", "status_changed_at", "id"], name="placement_board"),
            # Who begins next, paged by key.
            models.Index(
                fields=["starts_on", "id"],
                name="placement_starting",
                condition=Q(status__in=["accepted", "onboarding"]),
            ),
            # Who works there, since when: what evaluations are due, paged by key.
            models.Index(fields=["starts_on", "id"], name="placement_working", condition=Q(status="active")),
        ]

    def __str__(self) -> str:
        return f"Placement {self.pk}"


class PlacementDates(models.Model):
    """The days of a placement were changed: an extension, another first day. Appended, never edited."""

    class Field(models.TextChoices):
        """Which day."""

        STARTS_ON = "starts_on", _("first day")
        ENDS_ON = "ends_on", _("last day planned")

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="date_changes", db_index=False)
    field = models.CharField(max_length=10, choices=Field.choices)
    was = models.DateField(_("was"), null=True)
    becomes = models.DateField(_("becomes"))
    reason = models.CharField(_("why"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("changed"))

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(field__in=["starts_on", "ends_on"]), name="placement_dates_field"),
            models.CheckConstraint(condition=~Q(reason=""), name="placement_dates_reason"),
        ]
        indexes = [models.Index(fields=["placement", "at"], name="placement_dates_of")]

    def __str__(self) -> str:
        return f"{self.field}: {self.becomes}"
