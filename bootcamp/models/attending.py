"""How attendance comes in besides the grid: a code typed by the learner, the report of a meeting tool, a correction asked for."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bootcamp.models.enrolment import Enrolment
from bootcamp.models.marking import AttendanceCode
from bootcamp.models.programme import Session
from careerpath.pipeline import clock


class CheckIn(models.Model):
    """Learners of a session may note themselves for a while. The code follows from `nonce`, the server's key and the time."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="check_ins")
    nonce = models.UUIDField(default=uuid.uuid4, editable=False)
    late_after = models.PositiveSmallIntegerField(_("late after minutes"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    opened_at = models.DateTimeField(default=clock.now)
    closes_at = models.DateTimeField(_("closes"))
    """When it closes by itself, or was closed."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gte=F("opened_at")), name="check_in_closes_after_it_opens")
        ]
        indexes = [models.Index(fields=["closes_at"], name="check_in_closes")]

    def __str__(self) -> str:
        return f"Check-in of {self.session_id}"


class CheckedIn(models.Model):
    """Somebody typed the right code: what was noted for them, and what stood there instead where nothing was."""

    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="people", db_index=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="check_ins")
    at = models.DateTimeField(default=clock.now)
    code = models.CharField(max_length=12, choices=AttendanceCode.choices)
    was_noted = models.BooleanField()
    """False where an instructor had noted something already, which stays."""

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [models.UniqueConstraint("check_in", "enrolment", name="checked_in_once")]


class MeetingReport(models.Model):
    """An attendance report of a meeting tool that was read for a session, until it is applied or thrown away."""

    class Tool(models.TextChoices):
        ZOOM = "zoom", "Zoom"
        TEAMS = "teams", "Teams"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="meeting_reports")
    tool = models.CharField(max_length=10, choices=Tool.choices)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    time_zone = models.CharField(max_length=64)
    """Of the times in the file, which do not say it."""
    unread = models.JSONField(default=list)
    """Lines that could not be read, in words."""
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    read_at = models.DateTimeField(default=clock.now)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    applied_at = models.DateTimeField(null=True)
    applied = models.PositiveIntegerField(default=0)
    """How many values were new or changed."""

    class Meta:
        ordering = ("-read_at", "-pk")

    def __str__(self) -> str:
        return f"{self.get_tool_display()} report “{self.file_name}”"


class MeetingAttendee(models.Model):
    """One participant as the report names them, with each time they joined, and who of the class they are."""

    class Match(models.TextChoices):
        EMAIL = "email", _("by e-mail")
        BEFORE = "before", _("as last time")
        CHOSEN = "chosen", _("chosen")
        NOBODY = "nobody", _("nobody of the class")
        OPEN = "open", _("to be decided")

    report = models.ForeignKey(MeetingReport, on_delete=models.CASCADE, related_name="attendees")
    name = models.CharField(max_length=300)
    email = models.CharField(max_length=320, blank=True)
    """As in the report, in lower case."""
    joins = models.JSONField(default=list)
    """`[joined, left, most seconds]` each: local times as ISO 8601 (left: null for "to the end"), seconds or null."""
    match = models.CharField(max_length=10, choices=Match.choices, default=Match.OPEN)
    enrolment = models.ForeignKey(
        Enrolment, null=True, on_delete=models.SET_NULL, related_name="meetings", db_index=True
    )

    class Meta:
        ordering = ("name", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(match__in=["nobody", "open"], enrolment__isnull=True)
                | Q(match__in=["email", "before", "chosen"]),
                name="meeting_attendee_match_fits",
            ),
            models.UniqueConstraint("report", "email", "name", name="meeting_attendee_once"),
        ]


class CorrectionRequest(models.Model):
    """An instructor asks a programme manager to correct the attendance of a session that is locked."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="correction_requests")
    words = models.TextField(_("what should be corrected, and why"), max_length=1000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField(default=clock.now)
    answer = models.TextField(_("answer"), blank=True, max_length=1000)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="", answered_by__isnull=True)
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="correction_request_answered_in_words",
            )
        ]
        indexes = [
            models.Index(fields=["asked_at"], name="correction_request_open", condition=Q(answered_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"Correction of {self.session_id}"
