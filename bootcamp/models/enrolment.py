"""The people of a class, their completion, and who follows up with whom."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.models import Application
from bootcamp.lifecycle import ENROLMENT, EnrolmentStatus
from bootcamp.models.programme import Section
from careerpath.pipeline.models import StatusChange, Tracked
from cohorts.models import Cohort


class EnrolmentStatusChange(StatusChange):
    """History of an enrolment."""

    subject = models.ForeignKey("bootcamp.Enrolment", on_delete=models.CASCADE, related_name="history", db_index=False)

    class Meta(StatusChange.Meta):
        indexes = [models.Index(fields=["subject", "at"], name="enrolment_history_subject")]


class Enrolment(Tracked):
    """Somebody admitted, in a class. `cohort` is the class they sit in, which a deferral moves to a later one."""

    LIFECYCLE = ENROLMENT
    HISTORY = EnrolmentStatusChange

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="enrolment")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments", db_index=False)
    status = models.CharField(
        _("status"), max_length=20, choices=EnrolmentStatus.choices, default=EnrolmentStatus.ENROLLED, editable=False
    )
    enrolled_at = models.DateTimeField(_("enrolled"), default=timezone.now, editable=False)
    section = models.ForeignKey(
        Section, verbose_name=_("section"), null=True, blank=True, on_delete=models.SET_NULL, related_name="enrolments"
    )
    joined_on = models.DateField(
        _("first day in class"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Empty: from the first day of the class on. Sessions of earlier days do not count for them."),
    )
    stale_since = models.DateTimeField(null=True, blank=True, editable=False)
    """When attendance or a mark changed that early warning has not looked at yet."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=EnrolmentStatus.values), name="enrolment_status_known")
        ]
        indexes = [
            models.Index(fields=["cohort", "status"], name="enrolment_class"),
            models.Index(fields=["stale_since"], name="enrolment_stale", condition=Q(stale_since__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.application.applicant)

    @property
    def name(self) -> str:
        """The person's name (select `application__applicant` for lists)."""
        return str(self.application.applicant)


class Completion(models.Model):
    """A signed completion, with the figures as they stood. A later correction of a mark does not change what was signed."""

    enrolment = models.OneToOneField(Enrolment, primary_key=True, on_delete=models.CASCADE, related_name="completion")
    minutes_attended = models.PositiveIntegerField()
    minutes_scheduled = models.PositiveIntegerField()
    course_mark = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    meeting = models.ForeignKey(
        "bootcamp.BoardMeeting", null=True, on_delete=models.PROTECT, related_name="completions"
    )
    """The board's meeting that decided it."""
    figures = models.JSONField(default=dict)
    """What a transcript says, as it stood: modules, examination, sessions (`selectors.transcripts`)."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes_attended__lte=F("minutes_scheduled")), name="completion_minutes_fit"
            ),
            models.CheckConstraint(
                condition=Q(course_mark__isnull=True) | Q(course_mark__gte=0, course_mark__lte=100),
                name="completion_mark_is_percent",
            ),
        ]


class FollowUp(models.Model):
    """Somebody takes it on to talk to a learner by a day, and writes down that they did. One open at a time."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="follow_ups")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who contacts them"),
        on_delete=models.PROTECT,
        related_name="follow_ups",
    )
    contact_by = models.DateField(_("contact by"))
    reasons = models.TextField(_("reasons"), blank=True)
    """What early warning said when it was opened."""
    opened_at = models.DateTimeField(auto_now_add=True)
    contacted_at = models.DateTimeField(_("contacted"), null=True, blank=True)
    outcome = models.TextField(_("what was agreed"), blank=True, max_length=2000)

    class Meta:
        ordering = ("-opened_at",)
        constraints = [
            models.UniqueConstraint("enrolment", name="follow_up_one_open", condition=Q(contacted_at__isnull=True)),
            models.CheckConstraint(
                condition=Q(contacted_at__isnull=True, outcome="") | (Q(contacted_at__isnull=False) & ~Q(outcome="")),
                name="follow_up_contacted_has_outcome",
            ),
        ]
