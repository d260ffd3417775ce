"""How a client says it goes, at fixed days of a placement: their side of the check-ins of day 30, 60 and 90, then quarterly."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from placements.models.placement import Placement

LEVELS = ("role_clarity", "access", "workload", "feedback", "quality", "reliability", "communication", "learning")
"""What is answered with 1 (not at all) to 5 (entirely). Mentee and mentor are asked the first four too (`mentorship.CheckIn`)."""


class Evaluation(models.Model):
    """One form, answered once. `day` counts from the first day of the placement: 30, 60, 90, then 180, 270, ..."""

    class Level(models.IntegerChoices):
        """How far somebody agrees."""

        ONE = 1, _("1 – not at all")
        TWO = 2, _("2 – a little")
        THREE = 3, _("3 – partly")
        FOUR = 4, _("4 – mostly")
        FIVE = 5, _("5 – entirely")

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="evaluations", db_index=False)
    day = models.PositiveSmallIntegerField(_("day of the placement"))
    role_clarity = models.PositiveSmallIntegerField(_("They know what their role is."), choices=Level.choices)
    access = models.PositiveSmallIntegerField(_("They have the access and tools they need."), choices=Level.choices)
    workload = models.PositiveSmallIntegerField(_("Their workload is right."), choices=Level.choices)
    feedback = models.PositiveSmallIntegerField(_("They ask for feedback and use it."), choices=Level.choices)
    quality = models.PositiveSmallIntegerField(_("Their work is good."), choices=Level.choices)
    reliability = models.PositiveSmallIntegerField(_("We can rely on them."), choices=Level.choices)
    communication = models.PositiveSmallIntegerField(
        _("They work well with clinicians and colleagues."), choices=Level.choices
    )
    learning = models.PositiveSmallIntegerField(_("They learn what is new."), choices=Level.choices)
    would_keep = models.PositiveSmallIntegerField(
        _("We would like them to stay for another year."), choices=Level.choices
    )
    went_well = models.TextField(_("what goes well"), blank=True, max_length=2000)
    to_improve = models.TextField(_("what should be better"), blank=True, max_length=2000)
    shared = models.BooleanField(_("the person may read this"), default=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("answered"))

    class Meta:
        ordering = ("placement", "day")
        constraints = [
            models.UniqueConstraint("placement", "day", name="evaluation_once_a_day"),
            models.CheckConstraint(condition=Q(day__in=[30, 60, 90]) | Q(day__gte=180), name="evaluation_day_known"),
            models.CheckConstraint(
                condition=Q(**{f"{name}__range": (1, 5) for name in (*LEVELS, "would_keep")}),
                name="evaluation_levels_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return f"Evaluation at day {self.day}"


class EvaluationChange(models.Model):
    """An evaluation was corrected by whoever gave it: what stood there before. Appended, never edited."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="changes")
    was = models.JSONField(_("before"))
    """Field name -> value of every answer before the change."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(_("changed"))

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"Change {self.pk}"


class EvaluationReminder(models.Model):
    """The contacts concerned were told that a form is open, or that it is late. Once each, also when two workers look at once."""

    class Stage(models.TextChoices):
        """Which of the two."""

        OPEN = "open", _("open")
        LATE = "late", _("late")

    placement = models.ForeignKey(
        Placement, on_delete=models.CASCADE, related_name="evaluation_reminders", db_index=False
    )
    day = models.PositiveSmallIntegerField(_("day of the placement"))
    stage = models.CharField(max_length=4, choices=Stage.choices)
    at = models.DateTimeField(_("told"))

    class Meta:
        ordering = ("placement", "day", "at")
        constraints = [
            models.UniqueConstraint("placement", "day", "stage", name="evaluation_reminder_once"),
            models.CheckConstraint(condition=Q(stage__in=["open", "late"]), name="evaluation_reminder_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.stage}, day {self.day}"


class OfferAnswer(models.Model):
    """What somebody says to an offer. Appended: the last one counts, until the programme has recorded the step."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="offer_answers", db_index=False)
    yes = models.BooleanField(_("accepts"))
    reason = models.CharField(_("what you would like us to know"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(_("answered"))

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["placement", "-at"], name="offer_answer_of")]

    def __str__(self) -> str:
        return "yes" if self.yes else "no"
