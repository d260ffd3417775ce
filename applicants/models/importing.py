"""The ledger of imports."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cohorts.models import Cohort


class ImportBatch(models.Model):
    """One import of a file into a cohort: what was read, what went in, what was refused."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    mapping = models.TextField()
    """The mapping (TOML) as it was used."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    read = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    errors_file = models.FileField(upload_to="imports/", blank=True)

    class Meta:
        ordering = ("-started_at",)
        verbose_name_plural = "import batches"
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True)
                | Q(read=models.F("imported") + models.F("unchanged") + models.F("refused")),
                name="import_figures_add_up",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name} into {self.cohort}"
