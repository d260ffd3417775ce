"""Voluntary self-identification, behind its own table, key and permission. Nothing below the roof can import it."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from applicants.models import Application
from reports.categories import GENDER_LABELS, Gender, Race


class SelfIdentification(models.Model):
    """What one person chose to say. Holds no name and no application: only `SelfIdentificationKey` knows whose it is."""

    class State(models.TextChoices):
        """No row at all is NOT_ASKED. All but ANSWERED are unknown in statistics, and reported apart."""

        ANSWERED = "answered", "answered"
        SKIPPED = "skipped", "skipped"
        DECLINED = "declined", "declined"

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=10, choices=State.choices)
    races = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    """The set, in the order of the form; empty where the question was left or declined."""
    races_declined = models.BooleanField(default=False)
    gender = models.CharField(max_length=10, choices=list(GENDER_LABELS.items()), blank=True)
    gender_words = models.CharField(max_length=100, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()
        permissions = [("view_demographics", "Can read demographic aggregates")]
        constraints = [
            models.CheckConstraint(
                condition=Q(races__contained_by=[race.value for race in Race]), name="self_identification_races_known"
            ),
            models.CheckConstraint(
                condition=Q(gender__in=["", *[gender.value for gender in Gender]]),
                name="self_identification_gender_known",
            ),
            models.CheckConstraint(
                condition=Q(races=[]) | Q(races_declined=False), name="self_identification_declined_has_no_races"
            ),
            models.CheckConstraint(
                condition=Q(state="answered") | Q(races=[], races_declined=False, gender="", gender_words=""),
                name="self_identification_unanswered_is_empty",
            ),
            models.CheckConstraint(
                condition=Q(gender_words="") | Q(gender="another"), name="self_identification_words_with_another"
            ),
        ]


class SelfIdentificationKey(models.Model):
    """Whose answers a row of self-identification is. No reverse name: an application cannot lead anybody there."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, primary_key=True, related_name="+")
    answers = models.OneToOneField(SelfIdentification, on_delete=models.CASCADE, related_name="+", db_column="key")

    class Meta:
        default_permissions = ()


class DemographicsRead(models.Model):
    """Who read demographic aggregates, when, and which."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=200)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["-at"], name="demographics_read_newest")]
