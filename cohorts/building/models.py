"""Which version of a form a cohort asks, since when, and who said so."""

from django.conf import settings
from django.db import models

from careerpath.pipeline import clock


class FormUse(models.Model):
    """A cohort began to ask another version of a form. Its newest row is what it asks now; without one, its first form."""

    cohort = models.ForeignKey("cohorts.Cohort", on_delete=models.CASCADE, related_name="form_uses")
    question_set = models.ForeignKey("cohorts.QuestionSet", on_delete=models.PROTECT, related_name="+")
    before = models.ForeignKey("cohorts.QuestionSet", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    drafts_moved = models.PositiveIntegerField(default=0)
    """How many drafts went along to the new version."""

    class Meta:
        app_label = "cohorts"
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(condition=~models.Q(question_set=models.F("before")), name="form_use_changes_form")
        ]

    def __str__(self) -> str:
        return f"{self.cohort}: {self.question_set}"
