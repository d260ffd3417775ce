"""Reports that were frozen: kept as they were, signed for, and where the programme wants it shown in public."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from careerpath.pipeline import clock
from cohorts.models import Cohort
from reports.rules import RULE_SETS


class Snapshot(models.Model):
    """A report as it stood at one moment. The database refuses to change or delete what was frozen (a trigger); a mistaken one is
    withdrawn with a reason and stays."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    as_of = models.DateTimeField()
    """The moment that the figures describe."""
    rules = models.CharField(max_length=40)
    """The key of the rule set, of `reports.rules.RULE_SETS`."""
    minimum = models.PositiveSmallIntegerField()
    """Counts from 1 to one below it are hidden."""
    inputs_digest = models.CharField(max_length=64)
    """SHA-256 of the counts that the report was made from."""
    payload = models.JSONField()
    """The report as `reports.tables.to_json` writes it: rounded and protected already."""
    payload_digest = models.CharField(max_length=64)
    """SHA-256 of the payload without its moment: the same figures by the same rules have the same digest."""
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(default=clock.now, editable=False)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    sign_note = models.TextField(max_length=4000, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.TextField(max_length=4000, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ("-frozen_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                F("cohort"), Lower("name"), name="snapshot_name_once", condition=Q(withdrawn_at__isnull=True)
            ),
            models.CheckConstraint(condition=~Q(name=""), name="snapshot_has_a_name"),
            models.CheckConstraint(condition=Q(minimum__gte=1), name="snapshot_has_a_minimum"),
            models.CheckConstraint(
                condition=Q(payload_digest__regex="^[0-9a-f]{64}$", inputs_digest__regex="^[0-9a-f]{64}$"),
                name="snapshot_digests_are_sha256",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True, sign_note="")
                | (Q(signed_at__isnull=False, signed_by__isnull=False) & ~Q(sign_note="")),
                name="snapshot_signed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("frozen_by")), name="snapshot_signed_by_another"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why="")),
                name="snapshot_withdrawn_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["-frozen_at", "-id"], name="snapshot_newest"),
            models.Index(fields=["cohort", "-frozen_at", "-id"], name="snapshot_of_cohort"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rules_label(self) -> str:
        """The name of the rule set; its key where it is no longer among those that are kept."""
        return RULE_SETS[self.rules].label if self.rules in RULE_SETS else self.rules

    @property
    def is_signed(self) -> bool:
        """Whether somebody of the compliance role signed for it."""
        return self.signed_at is not None

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken back; it stays to be read."""
        return self.withdrawn_at is not None


class Publication(models.Model):
    """A snapshot stands, or stood, on the public page of its cohort. Rows are ended, never removed: what was public once can have
    been kept by anybody, so what comes later is compared with all of them."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="publications")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=clock.now, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ("-published_at", "-pk")
        constraints = [
            models.UniqueConstraint("cohort", name="publication_one_open", condition=Q(ended_at__isnull=True)),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="publication_ended_by_somebody",
            ),
        ]
