"""The ledger of imports."""

import uuid
from pathlib import PurePath
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort

KEPT_ENDINGS: Final = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm"})


def import_path(batch: "ImportBatch", filename: str) -> str:
    """A random name with the ending that says how the file is read, and nothing else of what it was called."""
    ending = PurePath(filename).suffix.lower()
    return f"imports/{uuid.uuid4().hex}{ending if ending in KEPT_ENDINGS else ''}"


class ImportBatch(models.Model):
    """One import of a file into a cohort: what was read, what went in, what was refused.

    An import from the workbench begins as an uploaded `file` with a `preview`, is confirmed by a person, run by the worker, and
    ends finished or with a `problem`; its file is deleted when it has gone in. One from the command line is only ever finished.
    """

    class State(models.TextChoices):
        """Where an import stands: follows from its times, never stored."""

        PREVIEW = "pending", _("waiting for you")
        RUNNING = "running", _("running")
        FAILED = "failed", _("not imported")
        FINISHED = "finished", _("finished")

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=import_path, blank=True)
    """The uploaded file, from upload until it has gone in or was discarded."""
    mapping = models.TextField()
    """The mapping (TOML) as it was used."""
    mapping_name = models.CharField(max_length=200, blank=True)
    preview = models.JSONField(null=True, blank=True)
    """What checking the file before the import found; emptied once it has gone in, for it holds answers."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)
    """Why nothing went in, in words."""
    read = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    left_blank = models.PositiveIntegerField(default=0)
    """Cells that did not fit and were left out of rows that went in, where the mapping allows that."""
    errors_file = models.FileField(upload_to=import_path, blank=True)

    class Meta:
        ordering = ("-started_at",)
        verbose_name_plural = "import batches"
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True)
                | Q(read=models.F("imported") + models.F("unchanged") + models.F("refused")),
                name="import_figures_add_up",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(file="", preview__isnull=True, problem=""),
                name="import_keeps_no_answers",
            ),
        ]
        indexes = [
            models.Index(
                fields=["confirmed_at"], name="import_unfinished", condition=Q(finished_at__isnull=True, problem="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name} into {self.cohort}"

    @property
    def state(self) -> State:
        """Where it stands."""
        if self.finished_at:
            return self.State.FINISHED
        if self.problem:
            return self.State.FAILED
        return self.State.RUNNING if self.confirmed_at else self.State.PREVIEW

    @property
    def status(self) -> str:
        """For the badge."""
        return self.state.value

    def get_status_display(self) -> Any:
        """The word for the badge."""
        return self.state.label
