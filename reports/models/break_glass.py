"""One person's answers were opened by somebody else: who, whose, on what ground, and which compliance officer has seen that."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual

from careerpath.pipeline import clock

REASON_AT_LEAST = 15
"""Characters of a reason, so that it says something."""


class BreakGlass(models.Model):
    """An opening. Rows are never changed or removed (a trigger). What was shown is not here."""

    class Ground(models.TextChoices):
        """Why the law or the person lets somebody look."""

        CORRECTION = "correction", "The person asked for a correction"
        CLAIM = "claim", "A legal claim or discovery"
        REGULATOR = "regulator", "A regulator’s request"
        OTHER = "other", "Another ground, named in the reason"

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)
    whose = models.UUIDField(editable=False)
    """The public id of the application. No key to it: the note outlives an application that is erased."""
    ground = models.CharField(max_length=10, choices=Ground.choices)
    reason = models.CharField(max_length=1000)

    class Meta:
        default_permissions = ()
        permissions = [("break_glass", "Can open one person's self-identification for a reason")]
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ground__in=["correction", "claim", "regulator", "other"]), name="break_glass_ground_known"
            ),
            models.CheckConstraint(
                condition=GreaterThanOrEqual(Length("reason"), REASON_AT_LEAST),
                name="break_glass_reason_says_something",
            ),
        ]
        indexes = [models.Index(fields=["-at", "-id"], name="break_glass_newest")]


class BreakGlassSeen(models.Model):
    """A compliance officer has seen the notice of an opening. Rows are never changed or removed (a trigger)."""

    opening = models.ForeignKey(BreakGlass, on_delete=models.PROTECT, related_name="seen")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["opening", "by"], name="break_glass_seen_once")]
