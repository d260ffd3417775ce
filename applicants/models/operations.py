"""Bulk operations: one thing done to everybody that a filter matched, as a ledger (docs/architecture.md, "Bulk")."""

import uuid
from pathlib import PurePath
from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.lifecycle import BULK_OPERATION, OperationStatus
from careerpath.accounts.models import User
from careerpath.pipeline.models import StatusChange, Tracked
from cohorts.models import Cohort

KEPT_ENDINGS: Final = frozenset({".csv", ".xlsx"})


def operation_path(operation: "BulkOperation", filename: str) -> str:
    """A random name with the ending of what it is, and nothing of what is in it."""
    ending = PurePath(filename).suffix.lower()
    return f"operations/{uuid.uuid4().hex}{ending if ending in KEPT_ENDINGS else ''}"


class BulkOperationStatusChange(StatusChange):
    """History of a bulk operation."""

    subject = models.ForeignKey("applicants.BulkOperation", on_delete=models.CASCADE, related_name="history")


class BulkOperation(Tracked):
    """One thing that a named person does to all applications that a filter matched when it was prepared."""

    class Kind(models.TextChoices):
        """What is done. Each has a handler in `applicants.services.operations`."""

        SCREEN = "screen", _("screen")
        SORT = "sort", _("sort by a screening run")
        REVIEW = "review", _("move to review")
        ASSIGN = "assign", _("assign")
        TAG = "tag", _("tag")
        STAGE = "stage", _("stage a decision")
        RELEASE = "release", _("release decisions")
        UNDO = "undo", _("undo a release")
        MAIL = "mail", _("send a message")
        EXPORT = "export", _("export")
        DUPLICATES = "duplicates", _("look for duplicates")
        ROUND = "round", _("put into a review round")
        BOARD = "board", _("stage a selection board")

    LIFECYCLE = BULK_OPERATION
    HISTORY = BulkOperationStatusChange

    kind = models.CharField(_("what"), max_length=20, choices=Kind.choices)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="operations")
    status = models.CharField(
        _("status"), max_length=20, choices=OperationStatus.choices, default=OperationStatus.PREPARED, editable=False
    )
    filter = models.JSONField(_("who is in it"), default=dict)
    """As `applicants.selectors.filtering.Filters.to_dict` writes it; the ids it matched stand in the chunks."""
    filter_words = models.TextField(_("who, in words"), blank=True)
    params = models.JSONField(_("how"), default=dict)
    total = models.PositiveIntegerField(_("applications"), default=0)
    seen_change = models.BigIntegerField(default=0, db_default=0, editable=False)
    """The newest history row of any application when it was prepared: a later one was written by somebody who moved it since."""
    batch = models.UUIDField(default=uuid.uuid4, unique=True)
    """Shared by the history rows of everything it moved."""
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="operations")
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who let it run, and so whose name stands on everything it does."""
    finished_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)
    """Why the whole of it could not be done, in words."""
    file = models.FileField(upload_to=operation_path, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    file_expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(file="", file_expires_at__isnull=True)
                | (~Q(file="") & Q(file_expires_at__isnull=False, file_name__gt="")),
                name="operation_file_has_name_and_end",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["running", "paused"]) | Q(confirmed_at__isnull=False),
                name="operation_runs_after_confirmation",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="operation_confirmed_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["cohort", "-created_at"], name="operation_list")]

    def __str__(self) -> str:
        return f"Operation {self.pk}: {self.get_kind_display()}"

    @property
    def actor(self) -> User:
        """In whose name it works: whoever confirmed it; before that, whoever prepared it."""
        return self.confirmed_by or self.created_by


class BulkChunk(models.Model):
    """A piece of an operation: the ids it works on. `done_at` is set in the transaction that does the work, or not at all."""

    operation = models.ForeignKey(BulkOperation, on_delete=models.CASCADE, related_name="chunks", db_index=False)
    number = models.PositiveIntegerField()
    application_ids = ArrayField(models.BigIntegerField())
    size = models.PositiveIntegerField()
    handed_out_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("operation", "number", name="bulk_chunk_unique"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, seconds__isnull=True)
                | Q(done_at__isnull=False, seconds__isnull=False),
                name="bulk_chunk_done_has_seconds",
            ),
        ]
        indexes = [
            models.Index(fields=["handed_out_at", "id"], name="bulk_chunk_open", condition=Q(done_at__isnull=True))
        ]


class BulkOutcome(models.Model):
    """What became of one application in an operation. Written with the work itself, in the same transaction."""

    class Outcome(models.IntegerChoices):
        """Done; skipped, with why; failed, with why."""

        DONE = 1, _("done")
        SKIPPED = 2, _("skipped")
        FAILED = 3, _("failed")

    operation = models.ForeignKey(BulkOperation, on_delete=models.CASCADE, related_name="outcomes", db_index=False)
    application = models.ForeignKey(
        "applicants.Application", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    outcome = models.SmallIntegerField(choices=Outcome.choices)
    why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("operation", "application", name="bulk_outcome_once"),
            models.CheckConstraint(
                condition=Q(outcome=1, why="") | (Q(outcome__in=[2, 3]) & ~Q(why="")), name="bulk_outcome_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["operation", "outcome", "application"], name="bulk_outcome_left", condition=~Q(outcome=1)
            )
        ]
