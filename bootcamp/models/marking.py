"""Attendance and grades: what counts now, and beside it every value that ever stood there, with who wrote it and why.

Only `bootcamp.services` writes here, in one statement for any number of people, so that the current row and the record appended to
the history cannot part.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bootcamp.models.enrolment import Enrolment
from bootcamp.models.programme import Assessment, Session


class AttendanceCode(models.TextChoices):
    """The same values as `bootcamp.progress.Code`, with the words people read."""

    PRESENT = "present", _("Present")
    LATE = "late", _("Late")
    LEFT_EARLY = "left_early", _("Left early")
    REMOTE = "remote", _("Remote")
    MADE_UP = "made_up", _("Made up")
    EXCUSED = "excused", _("Excused")
    UNEXCUSED = "unexcused", _("Unexcused")
    NOT_HELD = "not_held", _("Not held")


class GradeState(models.TextChoices):
    """The same values as `bootcamp.progress.State`. Not graded yet: no row at all, or a grade that was taken back."""

    GRADED = "graded", _("graded")
    MISSING = "missing", _("missing")
    EXCUSED = "excused", _("excused")
    UNGRADED = "ungraded", _("not graded")


MINUTES_FIT_CODE = Q(code__in=["excused", "unexcused", "not_held"], minutes=0) | Q(
    code__in=["present", "late", "left_early", "remote", "made_up"], minutes__gt=0
)
POINTS_FIT_STATE = Q(state="graded", points__isnull=False, points__gte=0) | Q(
    state__in=["missing", "excused", "ungraded"], points__isnull=True
)


class AttendanceValue(models.Model):
    """A code with its minutes, who noted it and when."""

    code = models.CharField(_("code"), max_length=12, choices=AttendanceCode.choices)
    minutes = models.PositiveSmallIntegerField(_("minutes attended"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class Attendance(AttendanceValue):
    """What counts for one person in one session."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances", db_index=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="attendances")

    class Meta:
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint("session", "enrolment", name="attendance_once"),
            models.CheckConstraint(condition=MINUTES_FIT_CODE, name="attendance_minutes_fit_code"),
        ]


class AttendanceRecord(AttendanceValue):
    """One value that was noted: the first, and each correction with its reason. Appended, never changed."""

    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="records")
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = [models.CheckConstraint(condition=MINUTES_FIT_CODE, name="attendance_record_minutes_fit_code")]


class GradeValue(models.Model):
    """A grade with its points, who gave it and when."""

    state = models.CharField(_("grade"), max_length=10, choices=GradeState.choices)
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=2, null=True)
    days_late = models.PositiveSmallIntegerField(_("days late"), default=0)
    """Started days after the assessment was due. `points` are as given; what lateness takes off is worked out."""
    comment = models.TextField(_("comment to the learner"), blank=True, max_length=4000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class Grade(GradeValue):
    """What counts for one person in one assessment."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="grades", db_index=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="grades")

    class Meta:
        constraints = [
            models.UniqueConstraint("assessment", "enrolment", name="grade_once"),
            models.CheckConstraint(condition=POINTS_FIT_STATE, name="grade_points_fit_state"),
        ]


class GradeRecord(GradeValue):
    """One grade that was given: the first, and each later one. Appended, never changed."""

    grade = models.ForeignKey(Grade, on_delete=models.CASCADE, related_name="records")
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = [models.CheckConstraint(condition=POINTS_FIT_STATE, name="grade_record_points_fit_state")]
