"""What every record with a status has, and the history row that each move writes. Both are abstract: each app's own table
keeps real foreign keys, so that the database holds the two together."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from careerpath.pipeline.lifecycle import Lifecycle


class Tracked(models.Model):
    """A record that moves through a lifecycle. Concrete models add `status`, `LIFECYCLE` and a StatusChange subclass.

    Only `careerpath.pipeline.history` writes `status` and `status_changed_at`.
    """

    LIFECYCLE: ClassVar[Lifecycle]
    HISTORY: ClassVar[type["StatusChange"]]

    status: Any
    status_changed_at = models.DateTimeField(default=timezone.now, editable=False, db_index=False)

    class Meta:
        abstract = True


class StatusChange(models.Model):
    """One move of one record: the audit, the time-in-stage clock and the undo record in one. Never changed, never deleted alone."""

    subject: Any  # a ForeignKey to the tracked model, related_name="history"
    from_status = models.CharField(max_length=30, blank=True)
    to_status = models.CharField(max_length=30)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField(blank=True)
    batch = models.UUIDField(null=True, blank=True)
    """The bulk operation that made the move, shared by all its rows."""

    class Meta:
        abstract = True
        ordering = ("at", "pk")
