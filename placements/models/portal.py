"""What a client asks and says in the portal."""

import uuid

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from placements.models.placement import Placement


class InterviewRequest(models.Model):
    """A client contact asks to meet somebody. Staff arrange it; until then it is open.

    Arranged with a moment it stands in three calendars (the person's, the client's, the programme's) under one `public_id`;
    `sequence` rises with each change (RFC 5545), and a meeting that was called off stays as called off.
    """

    public_id = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="interview_requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    times = models.CharField(_("times that suit you"), max_length=300)
    note = models.TextField(_("what you would like to talk about"), blank=True, max_length=1000)
    arranged_at = models.DateTimeField(_("arranged"), null=True, blank=True)
    arranged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    starts_at = models.DateTimeField(_("when"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=45, validators=[MinValueValidator(5), MaxValueValidator(480)]
    )
    where = models.CharField(_("where, or the link"), max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(_("called off"), null=True, blank=True)
    cancelled_because = models.CharField(_("why it was called off"), max_length=300, blank=True)

    class Meta:
        ordering = ("-asked_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(arranged_at__isnull=False),
                name="interview_has_time_once_arranged",
            ),
            models.CheckConstraint(condition=Q(minutes__range=(5, 480)), name="interview_request_minutes_sane"),
            models.UniqueConstraint(
                "placement",
                name="interview_request_one_open",
                condition=Q(arranged_at__isnull=True, cancelled_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(arranged_at__isnull=True, arranged_by__isnull=True)
                | Q(arranged_at__isnull=False, arranged_by__isnull=False),
                name="interview_request_arranged_together",
            ),
        ]

    def __str__(self) -> str:
        return f"Interview request {self.pk}"


class ClientFeedback(models.Model):
    """How a client says it is going with one person, in two minutes."""

    class Verdict(models.TextChoices):
        """One answer for somebody presented as for somebody placed."""

        VERY_GOOD = "very_good", _("very good")
        GOOD = "good", _("good")
        UNSURE = "unsure", _("not sure yet")
        CONCERN = "concern", _("there is a problem")

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="feedback")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("given"))
    verdict = models.CharField(_("how is it going"), max_length=10, choices=Verdict.choices)
    went_well = models.TextField(_("what goes well"), blank=True, max_length=2000)
    to_improve = models.TextField(_("what should be better"), blank=True, max_length=2000)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=["very_good", "good", "unsure", "concern"]), name="feedback_known"
            )
        ]

    def __str__(self) -> str:
        return f"Feedback {self.pk}"
