"""Early warning as it was last worked out, its rules for a programme, and what people do about it: contact, quiet, support.

The worker writes `EarlyWarning` and appends to `WarningChange`; both can be thrown away and worked out again. Nothing here moves
anybody: people act.
"""

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bootcamp.models.enrolment import Enrolment, FollowUp
from bootcamp.models.programme import Programme
from bootcamp.progress import Thresholds

MORE_THAN_0 = MinValueValidator(Decimal("0.01"))
AT_MOST_100 = MaxValueValidator(Decimal(100))


class WarningRules(models.Model):
    """When early warning speaks in one programme. A programme without a row has the shipped thresholds."""

    programme = models.OneToOneField(
        Programme, primary_key=True, on_delete=models.CASCADE, related_name="warning_rules"
    )
    absence_percent = models.DecimalField(
        _("absence from, per cent"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(10),
        validators=[MORE_THAN_0, AT_MOST_100],
    )
    last_sessions = models.PositiveSmallIntegerField(
        _("over the last sessions"), default=5, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    unexcused_in_a_row = models.PositiveSmallIntegerField(
        _("unexcused absences in a row"), default=2, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    falling_points = models.DecimalField(
        _("points that the mark falls from one module to the next"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(10),
        validators=[MORE_THAN_0, AT_MOST_100],
    )
    missing_assessments = models.PositiveSmallIntegerField(
        _("missing assessments"), default=2, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name_plural = _("warning rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(absence_percent__gt=0, absence_percent__lte=100)
                & Q(falling_points__gt=0, falling_points__lte=100)
                & Q(last_sessions__gte=1, unexcused_in_a_row__gte=1, missing_assessments__gte=1),
                name="warning_rules_can_speak_and_be_quiet",
            )
        ]

    @property
    def thresholds(self) -> Thresholds:
        """As the plain-Python rules know them."""
        return Thresholds(
            self.absence_percent,
            self.last_sessions,
            self.unexcused_in_a_row,
            self.falling_points,
            self.missing_assessments,
        )


class EarlyWarning(models.Model):
    """What early warning says of one person, as last worked out in the worker, with the figures that a list shows beside it."""

    enrolment = models.OneToOneField(
        Enrolment, primary_key=True, on_delete=models.CASCADE, related_name="early_warning"
    )
    computed_at = models.DateTimeField(null=True, editable=False)
    """Empty: nobody has looked yet."""
    urgency = models.PositiveSmallIntegerField(default=0)
    """0: nobody need act; 1: this week; 3: today."""
    reasons = models.JSONField(default=list)
    """A list of {rule, reason, figure, urgency}, the most urgent first."""
    attended = models.PositiveIntegerField(default=0)
    scheduled = models.PositiveIntegerField(default=0)
    """Minutes, as completion counts them."""
    course_mark = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    last_sessions = ArrayField(models.PositiveSmallIntegerField(), default=list)
    """Permille attended of each of the last fifteen sessions that were noted, in time order."""
    marks = ArrayField(models.PositiveSmallIntegerField(null=True), default=list)
    """The mark so far in permille of each module in the order of the programme, the examination last; NULL where there is none."""
    look_again_at = models.DateTimeField(null=True)
    """When time alone may change it: work falls due, or a day has passed."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(urgency__lte=3), name="early_warning_urgency_known"),
            models.CheckConstraint(condition=Q(attended__lte=F("scheduled")), name="early_warning_minutes_fit"),
        ]
        indexes = [
            models.Index(fields=["look_again_at"], name="early_warning_due", condition=Q(look_again_at__isnull=False))
        ]


class WarningChange(models.Model):
    """A reason came up, or went. Appended, never changed."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="warning_changes", db_index=False)
    rule = models.CharField(max_length=20)
    appeared = models.BooleanField()
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["enrolment", "at"], name="warning_change_enrolment")]


class Snooze(models.Model):
    """Somebody need not be contacted until a day, for a reason. A new rule that speaks ends the quiet by itself."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="snoozes")
    until = models.DateField(_("quiet until"))
    """The last quiet day."""
    reason = models.TextField(_("why"), max_length=1000)
    rules = ArrayField(models.CharField(max_length=20), default=list)
    """What early warning said then."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-at",)
        constraints = [
            models.UniqueConstraint("enrolment", name="snooze_one_open", condition=Q(ended_at__isnull=True)),
            models.CheckConstraint(condition=~Q(reason=""), name="snooze_has_a_reason"),
        ]


class HandOver(models.Model):
    """Contacting somebody passed from one person to another. Appended, never changed."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="hand_overs")
    from_owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    to_owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    contact_by = models.DateField()
    """As it stands after the change."""
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")


class SupportPlan(models.Model):
    """What was agreed with a learner so that they finish, until it is closed with an outcome. One open at a time."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="support_plans")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who looks after it"),
        on_delete=models.PROTECT,
        related_name="support_plans",
    )
    agreed = models.TextField(_("what was agreed"), max_length=4000)
    is_shared = models.BooleanField(_("the learner sees what was agreed"), default=False)
    review_on = models.DateField(_("review on"))
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    outcome = models.TextField(_("what came of it"), blank=True, max_length=4000)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ("-opened_at", "-pk")
        constraints = [
            models.UniqueConstraint("enrolment", name="support_plan_one_open", condition=Q(closed_at__isnull=True)),
            models.CheckConstraint(condition=~Q(agreed=""), name="support_plan_says_something"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, outcome="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome="")),
                name="support_plan_closed_with_outcome",
            ),
        ]


class SupportStep(models.Model):
    """One thing that somebody does by a day."""

    plan = models.ForeignKey(SupportPlan, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(_("step"), max_length=300)
    due_on = models.DateField(_("by"))
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ("due_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="support_step_done_by_somebody",
            )
        ]


class SupportNote(models.Model):
    """What staff write about a plan, and what was changed in it. Appended, never changed; the learner never sees it."""

    class Kind(models.TextChoices):
        NOTE = "note", _("note")
        CHANGE = "change", _("change")

    plan = models.ForeignKey(SupportPlan, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.NOTE)
    text = models.TextField(_("note"), max_length=4000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
