"""Feedback on a module without a name.

Nothing here can be joined to a person: an answer is no row of its own. It is added to the sums of the survey, its free text put
into a list that is shuffled each time, in one row that every answer rewrites. So neither an id, nor the order of rows, nor the
number of a transaction says whose it was. Who has answered stands apart, without a time, so that nobody answers twice.
"""

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bootcamp.models.enrolment import Enrolment
from bootcamp.models.programme import Module

QUESTIONS: Final = {
    "clear": _("It was clear what I should learn and why."),
    "pace": _("The pace was right for me."),
    "useful": _("The exercises were close to the work I want to do."),
    "help": _("I got help when I needed it."),
    "sure": _("I could do this by myself now."),
}
"""The five statements, in the order in which their answers are counted; 1 is disagree, 5 is agree."""
STEPS = 5


def no_counts() -> list[int]:
    """Nobody has answered: for each question how many chose 1, 2, 3, 4, 5, one question after the other."""
    return [0] * (len(QUESTIONS) * STEPS)


class ModuleSurvey(models.Model):
    """The survey of a module and the sum of its answers. It opens when the module's last session is over."""

    module = models.OneToOneField(Module, primary_key=True, on_delete=models.CASCADE, related_name="survey")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    answers = models.PositiveIntegerField(default=0)
    counts = ArrayField(models.PositiveIntegerField(), default=no_counts)
    texts = ArrayField(models.TextField(), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="survey_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(counts__len=len(QUESTIONS) * STEPS), name="survey_counts_are_whole"),
        ]


class SurveyTaken(models.Model):
    """Somebody answered a survey. Not what, and not when."""

    survey = models.ForeignKey(ModuleSurvey, on_delete=models.CASCADE, related_name="taken", db_index=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="surveys_taken")

    class Meta:
        constraints = [models.UniqueConstraint("survey", "enrolment", name="survey_taken_once")]
