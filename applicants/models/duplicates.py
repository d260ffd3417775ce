"""The same person twice: the keys under which likely pairs meet, the pairs found, and merges that can be undone."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.models.application import Applicant
from careerpath.pipeline import clock


class MatchKey(models.Model):
    """A normalised key of an applicant. Two applicants with the same key stand in one block, and only there are compared."""

    class Kind(models.IntegerChoices):
        """What the key was made of."""

        EMAIL = 1, _("e-mail address")
        PHONE = 2, _("telephone")
        NAME = 3, _("name")
        ANSWERS = 4, _("answers")

    applicant = models.ForeignKey(Applicant, on_delete=models.CASCADE, related_name="match_keys", db_index=False)
    kind = models.SmallIntegerField(choices=Kind.choices)
    value = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint("applicant", "kind", "value", name="match_key_once")]
        indexes = [models.Index(fields=["kind", "value", "applicant"], name="match_key_block")]


class DuplicatePair(models.Model):
    """Two applicants who may be one person, and what a person said of them."""

    class Verdict(models.TextChoices):
        """What a person decided."""

        SAME = "same", _("the same person")
        DIFFERENT = "different", _("two people")

    first = models.ForeignKey(Applicant, on_delete=models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(Applicant, on_delete=models.CASCADE, related_name="+")
    likeness = models.PositiveSmallIntegerField(_("likeness, 0 to 100"))
    reasons = models.JSONField(_("what is alike"), default=list)
    """Codes, as `applicants.matching.likeness` gives them: no name and no number is kept here."""
    same_cohort = models.BooleanField(_("applied to the same class"), default=False, db_default=False)
    found_at = models.DateTimeField(default=clock.now, editable=False)
    verdict = models.CharField(max_length=20, choices=Verdict.choices, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("first", "second", name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_pair_in_order"),
            models.CheckConstraint(condition=Q(likeness__lte=100), name="duplicate_pair_likeness"),
            models.CheckConstraint(
                condition=Q(verdict="", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(verdict="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="duplicate_pair_decided_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-same_cohort", "-likeness", "id"], name="duplicate_pair_queue", condition=Q(verdict="")
            )
        ]


class Merge(models.Model):
    """Two applicants made one. `record` holds what was where, so that it can be undone completely."""

    kept = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="merges_kept")
    merged = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="merges_away")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)
    batch = models.UUIDField(unique=True)
    record = models.JSONField(default=dict)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at",)
        constraints = [
            models.UniqueConstraint("merged", name="merge_once", condition=Q(undone_at__isnull=True)),
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="merge_of_two"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="merge_undone_by_somebody",
            ),
        ]
