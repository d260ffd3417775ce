"""Voluntary self-identification, behind its own table, key and permission. Nothing below the roof can import it."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from applicants.models import Application
from reports.categories import CHOICE_LABELS, GENDER_LABELS, Choice, Gender, Race

CHOICES = [(choice.value, label) for choice, label in CHOICE_LABELS.items()]
NOTHING = Q(races=[], gender_words="")
"""Nothing is said by these columns; the others may still say that somebody prefers not to."""


class SelfIdentification(models.Model):
    """What one person chose to say. Holds no name and no application: only `SelfIdentificationKey` knows whose it is."""

    class State(models.TextChoices):
        """No row at all is NOT_ASKED. All but ANSWERED are unknown in statistics, and reported apart.

        DECLINED: preferred not to say, to whatever was answered at all, or withdrew the answers later.
        """

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
    disability = models.CharField(max_length=10, choices=CHOICES, blank=True)
    """Empty: never asked (`ProgrammeSettings.asks_disability`), or left."""
    veteran = models.CharField(max_length=10, choices=CHOICES, blank=True)
    """Empty: never asked (`ProgrammeSettings.asks_veteran`), or left."""
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
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{column}__in": ["", *[choice.value for choice in Choice]]}),
                    name=f"self_identification_{column}_known",
                )
                for column in ("disability", "veteran")
            ),
            models.CheckConstraint(
                condition=~Q(state="skipped")
                | (NOTHING & Q(races_declined=False, gender="", disability="", veteran="")),
                name="self_identification_skipped_is_empty",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined")
                | (
                    NOTHING
                    & Q(gender__in=["", "declined"], disability__in=["", "declined"], veteran__in=["", "declined"])
                ),
                name="self_identification_declined_says_nothing",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["answered", "skipped", "declined"]), name="self_identification_state_known"
            ),
            models.CheckConstraint(
                condition=Q(gender_words="") | Q(gender="another"), name="self_identification_words_with_another"
            ),
        ]


class SelfIdentificationKey(models.Model):
    """Whose answers a row of self-identification is. No reverse name: an application cannot lead anybody there."""

    application = models.OneToOneField(Application, on_delete=models.DO_NOTHING, primary_key=True, related_name="+")
    """The database itself takes the key, and with it the answers, when an application is erased: Django would look for the key
    first, and behind the wall it finds none."""
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
