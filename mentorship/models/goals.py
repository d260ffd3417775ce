"""Goals that mentor and mentee set, with their steps; and check-ins."""

from typing import Final

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorship.models.mentorship import Mentorship
from mentorship.models.work import MentoringSession


class Goal(models.Model):
    """A goal: specific, measurable, achievable, relevant, and with a day. Open until it is reached or dropped with a reason."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="goals", db_index=False)
    specific = models.CharField(_("what you will do"), max_length=200)
    measurable = models.CharField(_("how you will know it is done"), max_length=200)
    achievable = models.CharField(_("what makes it possible"), max_length=200, blank=True)
    relevant = models.CharField(_("why it matters"), max_length=200, blank=True)
    due_on = models.DateField(_("by when"))
    progress = models.PositiveSmallIntegerField(
        _("progress in percent"), default=0, validators=[MaxValueValidator(100)]
    )
    met_on = models.DateField(_("reached"), null=True, blank=True, editable=False)
    dropped_on = models.DateField(_("dropped"), null=True, blank=True, editable=False)
    dropped_because = models.CharField(_("why you dropped it"), max_length=300, blank=True, editable=False)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(_("set"))

    class Meta:
        ordering = ("due_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(progress__lt=100, met_on__isnull=True) | Q(progress=100, met_on__isnull=False),
                name="goal_reached_has_day",
            ),
            models.CheckConstraint(
                condition=Q(dropped_on__isnull=True, dropped_because="")
                | Q(dropped_on__isnull=False, met_on__isnull=True) & ~Q(dropped_because=""),
                name="goal_dropped_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["mentorship", "due_on", "id"], name="goal_of_mentorship")]

    def __str__(self) -> str:
        return self.specific

    @property
    def is_open(self) -> bool:
        """Neither reached nor dropped."""
        return self.met_on is None and self.dropped_on is None


class GoalStep(models.Model):
    """How far a goal was at a moment, with a note; from a session where it was looked at in one. Appended, never edited."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="steps", db_index=False)
    progress = models.PositiveSmallIntegerField(_("progress in percent"), validators=[MaxValueValidator(100)])
    note = models.CharField(_("note"), max_length=500, blank=True)
    session = models.ForeignKey(
        MentoringSession, null=True, blank=True, on_delete=models.SET_NULL, related_name="goal_steps"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("said"))

    class Meta:
        ordering = ("at", "pk")
        constraints = [models.CheckConstraint(condition=Q(progress__lte=100), name="goal_step_sane")]
        indexes = [models.Index(fields=["goal", "at"], name="goal_step_of")]

    def __str__(self) -> str:
        return f"{self.progress} %"


class CheckIn(models.Model):
    """Answers at day 30, 60 or 90 of a placement, once by each side. Five questions, 1 (not at all) to 5 (entirely)."""

    class Day(models.IntegerChoices):
        """The day of the placement."""

        THIRTY = 30, _("day 30")
        SIXTY = 60, _("day 60")
        NINETY = 90, _("day 90")

    class Side(models.TextChoices):
        """Who answers."""

        MENTEE = "mentee", _("mentee")
        MENTOR = "mentor", _("mentor")

    class Level(models.IntegerChoices):
        """How far somebody agrees."""

        ONE = 1, _("1 – not at all")
        TWO = 2, _("2 – a little")
        THREE = 3, _("3 – partly")
        FOUR = 4, _("4 – mostly")
        FIVE = 5, _("5 – entirely")

    QUESTIONS = ("role_clarity", "access", "workload", "feedback", "intent_to_stay")
    DOUBTFUL: Final = 3
    """Who is in doubt about staying said this or less: 2, or two less than the time before."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="check_ins", db_index=False)
    day = models.PositiveSmallIntegerField(_("day of the placement"), choices=Day.choices)
    side = models.CharField(_("answered by"), max_length=10, choices=Side.choices)
    role_clarity = models.PositiveSmallIntegerField(_("It is clear what the role is."), choices=Level.choices)
    access = models.PositiveSmallIntegerField(_("Access and tools are there."), choices=Level.choices)
    workload = models.PositiveSmallIntegerField(_("The workload is right."), choices=Level.choices)
    feedback = models.PositiveSmallIntegerField(_("Feedback comes, and it helps."), choices=Level.choices)
    intent_to_stay = models.PositiveSmallIntegerField(
        _("Staying here for another year is likely."), choices=Level.choices
    )
    comment = models.TextField(_("anything else"), blank=True, max_length=2000)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("answered"))

    class Meta:
        ordering = ("day", "side")
        constraints = [
            models.UniqueConstraint("mentorship", "day", "side", name="check_in_once_a_side"),
            models.CheckConstraint(condition=Q(day__in=[30, 60, 90]), name="check_in_day_known"),
            models.CheckConstraint(
                condition=Q(
                    role_clarity__range=(1, 5),
                    access__range=(1, 5),
                    workload__range=(1, 5),
                    feedback__range=(1, 5),
                    intent_to_stay__range=(1, 5),
                ),
                name="check_in_levels_1_to_5",
            ),
        ]
        indexes = [
            # Whose staying may be in doubt (`DOUBTFUL`).
            models.Index(
                fields=["mentorship"], name="check_in_doubtful", condition=Q(side="mentee", intent_to_stay__lte=3)
            )
        ]

    def __str__(self) -> str:
        return f"Check-in at day {self.day}"
