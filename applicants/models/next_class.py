"""Who wants to hear of the next class, and by which rubric applicants were told that a class is assessed."""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from applicants.models.screening import RubricVersion
from cohorts.models import Cohort

FORGOTTEN_AFTER_DAYS: Final = 30
"""An address that was never confirmed, or that wants no more mail, is deleted after so many days."""


class NextClassInterest(models.Model):
    """An address to be told when a class opens. Mail goes to it only once its owner has confirmed it.

    The mailed link holds a secret; here stands its SHA-256 (hexadecimal) alone.
    """

    email = models.EmailField("e-mail address", unique=True)
    language = models.CharField("language", max_length=10)
    asked_at = models.DateTimeField("asked")
    token_digest = models.CharField(max_length=64, unique=True)
    confirmed_at = models.DateTimeField("confirmed", null=True, blank=True)
    unsubscribed_at = models.DateTimeField("unsubscribed", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower(F("email"))), name="next_class_email_lower"),
            models.CheckConstraint(
                condition=Q(unsubscribed_at__isnull=True) | Q(confirmed_at__isnull=False),
                name="next_class_unsubscribed_was_confirmed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="next_class_wanted",
                condition=Q(confirmed_at__isnull=False, unsubscribed_at__isnull=True),
            ),
            models.Index(
                fields=["asked_at"],
                name="next_class_to_forget",
                condition=Q(confirmed_at__isnull=True) | Q(unsubscribed_at__isnull=False),
            ),
        ]


class NextClassTold(models.Model):
    """A class that somebody on the list knows of: they were told, or it was open already when they asked (`told_at` empty)."""

    interest = models.ForeignKey(NextClassInterest, on_delete=models.CASCADE, related_name="told")
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("interest", "cohort", name="next_class_told_once")]


class AnnouncedRubric(models.Model):
    """The version of a rubric that applicants of a class read of before they apply."""

    cohort = models.OneToOneField(Cohort, primary_key=True, on_delete=models.CASCADE, related_name="announced_rubric")
    rubric_version = models.ForeignKey(RubricVersion, on_delete=models.PROTECT, related_name="+")
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    announced_at = models.DateTimeField()
