"""What a partner university reads: its counts as they were last protected, nothing else of them."""

from django.db import models

from cohorts.models import University


class PartnerFigures(models.Model):
    """A university's page, worked out once a week for all of them together. What is hidden does not stand here."""

    university = models.OneToOneField(University, on_delete=models.CASCADE, related_name="figures")
    as_of = models.DateTimeField()
    minimum = models.PositiveSmallIntegerField()
    payload = models.JSONField()
    """Classes with counts (`reports.partners.Figures`), and the ids of the applications whose people are named, with how far they
    had come."""

    class Meta:
        default_permissions = ()
