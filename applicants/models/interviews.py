"""Interviews: when and where we talk with somebody. What was said earlier stays: a change is a new version."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.models.application import Application
from careerpath.pipeline import clock


class Interview(models.Model):
    """One meeting with one applicant. When and where stand in its newest version."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """The UID by which a calendar knows it again."""
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="interviews")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint("application", name="interview_one_open", condition=Q(cancelled_at__isnull=True)),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="interview_cancelled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Interview {self.pk}"


class InterviewVersion(models.Model):
    """What was told of an interview. Rows are added, never changed; `number` is the SEQUENCE of calendars, from 0."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), validators=[MinValueValidator(5), MaxValueValidator(480)], default=30
    )
    place = models.CharField(_("place, or telephone number"), max_length=200, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    note = models.TextField(_("note for the applicant"), max_length=2000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ("interview", "number")
        constraints = [
            models.UniqueConstraint("interview", "number", name="interview_version_once"),
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=480), name="interview_minutes_sane"),
            models.CheckConstraint(condition=~Q(place="") | ~Q(link=""), name="interview_is_somewhere"),
        ]

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


class AnotherTime(models.Model):
    """An applicant asks for another time. Answered when somebody sets one, or says that it stays."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="asked_for_another_time")
    text = models.TextField(_("when you can, or why not then"), max_length=1000)
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.TextField(_("answer"), max_length=1000, blank=True)

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = [
            models.UniqueConstraint("interview", name="another_time_one_open", condition=Q(answered_at__isnull=True)),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="another_time_answered_by_somebody",
            ),
        ]
