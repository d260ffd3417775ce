"""Second looks: the sign-off of a release, the second reading of a drawn share, and reconsideration on request.

No figure of any group of people stands here: what was looked at stays in `reports`, here only that a named person looked."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.models.application import Application
from applicants.models.deciding import Decision
from applicants.models.screening import ScreeningRun
from careerpath.pipeline import clock
from cohorts.models import Cohort


class SignOff(models.Model):
    """A person of the compliance role looked at what releasing these pending decisions would do, and signed."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="sign_offs")
    digest = models.CharField(max_length=64)
    """SHA-256 of what was pending (application and kind of each): anything staged or dropped later needs a new signature."""
    decisions = models.PositiveIntegerField(_("pending decisions"))
    note = models.TextField(_("what was considered"), max_length=4000)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ("-signed_at",)
        indexes = [models.Index(fields=["cohort", "digest"], name="sign_off_digest")]


class SignOffRuleChange(models.Model):
    """Somebody switched the rule that a release needs a signature off, or on again. Rows are added, never changed.

    The cohort says how it stands now, this says how it came to stand so."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="sign_off_rule_changes")
    is_on = models.BooleanField()
    why = models.TextField(_("why"), max_length=4000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="sign_off_rule_change_has_reason")]


class SecondReading(models.Model):
    """One application below the cut that the lottery drew for a second person's eyes."""

    class Verdict(models.TextChoices):
        """What the second person found."""

        UPHELD = "upheld", _("the sorting stands")
        OVERTURNED = "overturned", _("belongs among those considered")

    run = models.ForeignKey(ScreeningRun, on_delete=models.PROTECT, related_name="second_readings")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="second_readings")
    seed = models.CharField(max_length=64)
    drawn_at = models.DateTimeField(default=clock.now, editable=False)
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verdict = models.CharField(_("what you found"), max_length=20, choices=Verdict.choices, blank=True)
    comment = models.TextField(_("why"), max_length=4000, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("run", "application", name="second_reading_once"),
            models.CheckConstraint(
                condition=Q(verdict="", read_at__isnull=True)
                | (~Q(verdict="") & ~Q(comment="") & Q(read_at__isnull=False, reader__isnull=False)),
                name="second_reading_read_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["run", "id"], name="second_reading_open", condition=Q(read_at__isnull=True))]


class Reconsideration(models.Model):
    """An applicant asks that a person look again. Somebody other than the first decider answers."""

    class Outcome(models.TextChoices):
        """What came of it."""

        UPHELD = "upheld", _("the decision stands")
        REOPENED = "reopened", _("opened again")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reconsiderations")
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="reconsiderations"
    )
    """The decision it is about; none where a minimum rule closed the application."""
    about = models.CharField(max_length=20)
    """The status it is about: ineligible or rejected."""
    text = models.TextField(_("what we should look at"), max_length=4000)
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    first_deciders = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    """Who staged, released or sorted: none of them answers."""
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(_("what came of it"), max_length=20, choices=Outcome.choices, blank=True)
    answer = models.TextField(_("your answer, which they read"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = [
            models.UniqueConstraint(
                "application", name="reconsideration_one_open", condition=Q(answered_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(outcome="") & ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="reconsideration_answered_by_somebody",
            ),
        ]
