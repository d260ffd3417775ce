"""What has to be done before a class begins, and who has done it."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bootcamp.models.enrolment import Enrolment
from bootcamp.models.programme import Programme


class TaskTerms(models.Model):
    """A task: what is to be done, by whom, and how long before the first day."""

    class Whose(models.TextChoices):
        LEARNER = "learner", _("the learner ticks it")
        STAFF = "staff", _("we tick it")

    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("what is to be done"), max_length=120)
    title_es = models.CharField(_("in Spanish"), max_length=160, blank=True)
    description = models.TextField(_("how, in a few words"), blank=True, max_length=1000)
    description_es = models.TextField(_("how, in Spanish"), blank=True, max_length=1200)
    days_before = models.PositiveSmallIntegerField(_("days before the first day"), default=7)
    whose = models.CharField(_("who ticks it"), max_length=10, choices=Whose.choices, default=Whose.LEARNER)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class OnboardingTask(TaskTerms):
    """A task of one class."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="tasks", db_index=False)

    class Meta:
        ordering = ("programme", "position")
        constraints = [
            models.UniqueConstraint(
                fields=("programme", "position"),
                name="onboarding_task_position",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def due_on(self, first_day: date) -> date:
        """The day it should be done by, for somebody whose first day in class this is."""
        return first_day - timedelta(days=self.days_before)


class OnboardingDone(models.Model):
    """Somebody has done a task. Taken back by removing the row."""

    task = models.ForeignKey(OnboardingTask, on_delete=models.CASCADE, related_name="done", db_index=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="onboarding_done")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [models.UniqueConstraint("task", "enrolment", name="onboarding_done_once")]
