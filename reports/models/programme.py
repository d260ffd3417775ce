"""What the programme asks people about themselves beyond race and gender; off until somebody switches it on."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from careerpath.pipeline import clock


class ProgrammeSettings(models.Model):
    """One row, or none while nothing was ever switched."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    asks_disability = models.BooleanField(default=False)
    asks_veteran = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(id=1), name="programme_settings_one_row")]


class ProgrammeSettingsChange(models.Model):
    """A question was switched on or off. Rows are never changed or removed (a trigger)."""

    class Setting(models.TextChoices):
        """The name of the field in ProgrammeSettings."""

        DISABILITY = "asks_disability", "Ask about disability"
        VETERAN = "asks_veteran", "Ask about service in the armed forces"

    setting = models.CharField(max_length=20, choices=Setting.choices)
    to = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        default_permissions = ()
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(setting__in=["asks_disability", "asks_veteran"]), name="programme_setting_known"
            )
        ]
