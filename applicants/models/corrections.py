"""Corrections: what an applicant says is wrong after sending, and every value that ever stood there."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.models.application import Applicant, Application
from careerpath.pipeline import clock


class Correction(models.Model):
    """An applicant asks that one answer of a sent application be corrected. A recruiter accepts or refuses it."""

    class Outcome(models.TextChoices):
        """What came of it."""

        ACCEPTED = "accepted", _("corrected")
        REFUSED = "refused", _("not corrected")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="corrections")
    key = models.CharField(_("question"), max_length=40)
    wrong = models.TextField(_("what is wrong"), max_length=2000)
    right = models.JSONField(_("what is right"), null=True)
    """The answer that should stand there, as answers are stored; NULL where there should be none."""
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    outcome = models.CharField(_("what came of it"), max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(_("your answer, which they read"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = [
            models.UniqueConstraint(
                "application", "key", name="correction_one_open", condition=Q(answered_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at__isnull=True, answered_by__isnull=True)
                | (Q(outcome__in=["accepted", "refused"]) & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="correction_answered_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(outcome="refused") | ~Q(answer=""), name="correction_refused_says_why"),
        ]
        indexes = [models.Index(fields=["asked_at", "id"], name="correction_open", condition=Q(answered_at=None))]


class AnswerChange(models.Model):
    """An answer, or a detail of the person, that was corrected: what stood there before. Rows are added, never changed (a trigger);
    they go only with the person's data."""

    applicant = models.ForeignKey(Applicant, on_delete=models.CASCADE, related_name="answer_changes")
    application = models.ForeignKey(
        Application, null=True, blank=True, on_delete=models.CASCADE, related_name="answer_changes"
    )
    """NULL for a detail of the person: name, telephone, language."""
    correction = models.OneToOneField(
        Correction, null=True, blank=True, on_delete=models.CASCADE, related_name="change"
    )
    key = models.CharField(max_length=40)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ("at", "pk")
