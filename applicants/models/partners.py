"""Whether somebody wants the university that sent them to know how it goes."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from applicants.models.application import Application
from careerpath.pipeline import clock
from cohorts.models import University


class UniversityConsent(models.Model):
    """An applicant lets their university see their name and how far they came. No row, or one taken back: it sees no name."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="university_consent")
    university = models.ForeignKey(University, on_delete=models.CASCADE, related_name="consents")
    """Whom they allowed it: it is in force only while the application is counted for this university."""
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    IN_FORCE = Q(withdrawn_at__isnull=True) & Q(application__university=F("university"))

    class Meta:
        indexes = [
            models.Index(
                fields=["university"], name="university_consent_in_force", condition=Q(withdrawn_at__isnull=True)
            )
        ]


class UniversityConsentChange(models.Model):
    """Consent was given or taken back. Rows are added, never changed; they go with the application."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="university_consent_changes")
    university = models.ForeignKey(University, on_delete=models.CASCADE, related_name="+")
    is_given = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ("at", "pk")
