"""Reviews by people, decisions and their release."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.models.application import Application
from applicants.models.screening import ScreeningRun
from careerpath.pipeline import clock
from cohorts.models import Cohort


class Review(models.Model):
    """What one reader found in one application."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reviews", db_index=False)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    mark = models.PositiveSmallIntegerField(_("mark, 1 to 5"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    comment = models.TextField(_("what you saw"), max_length=4000)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("application", "reviewer", name="review_once_per_reviewer"),
            models.CheckConstraint(condition=Q(mark__gte=1, mark__lte=5), name="review_mark_in_scale"),
        ]


class DecisionRelease(models.Model):
    """Pending decisions that a named person let go, as one."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="releases")
    batch = models.UUIDField(default=uuid.uuid4, unique=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(default=clock.now, editable=False)
    hold_until = models.DateTimeField(null=True, blank=True)
    """Until then nobody is told, and the whole release can be undone; NULL for one that told at once."""
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sign_off = models.ForeignKey(
        "applicants.SignOff", null=True, blank=True, on_delete=models.PROTECT, related_name="releases"
    )
    """The signature it went out under; NULL where the programme has switched the rule off (recorded on the cohort)."""

    class Meta:
        ordering = ("-released_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="release_undone_by_somebody",
            )
        ]


class Decision(models.Model):
    """What was decided about an application: pending until a release carries it out."""

    class Kind(models.TextChoices):
        """What an application becomes when the decision is released; the values are statuses of the lifecycle."""

        OFFERED = "offered", _("offer a seat")
        WAITLISTED = "waitlisted", _("waitlist")
        REJECTED = "rejected", _("do not admit")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="decisions")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="decisions", db_index=False)
    kind = models.CharField(_("decision"), max_length=20, choices=Kind.choices)
    rank = models.PositiveIntegerField(_("rank"), null=True, blank=True)
    """Place among those staged together: 1 is the best; equal scores are ordered by the seeded lottery."""
    reason = models.TextField(_("reason"), blank=True)
    run = models.ForeignKey(ScreeningRun, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    lottery_seed = models.CharField(max_length=64, blank=True)
    staged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    staged_at = models.DateTimeField(default=clock.now, editable=False)
    release = models.ForeignKey(
        DecisionRelease, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    answer_by = models.DateTimeField(_("answer by"), null=True, blank=True)
    """Of an offer that was released: when it runs out."""
    promoted_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="promotions", db_index=False
    )
    """Of an offer that came by itself: the place on the waitlist it came from."""
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who took it off the pending list, and when: it stays on record, nobody is told of it."""
    skipped_reason = models.TextField(blank=True)
    """Why the release could not carry this one out (somebody had moved the application meanwhile, no seat was left)."""

    PENDING = Q(release__isnull=True, dropped_at__isnull=True)
    """Neither released nor dropped."""

    class Meta:
        permissions = [("release_decision", "Can release pending decisions")]
        constraints = [
            models.UniqueConstraint(
                "application", name="decision_one_pending", condition=Q(release__isnull=True, dropped_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True, dropped_by__isnull=True)
                | Q(dropped_at__isnull=False, dropped_by__isnull=False, release__isnull=True),
                name="decision_dropped_by_somebody_before_release",
            ),
            models.CheckConstraint(
                condition=~Q(kind="rejected") | ~Q(reason=""), name="decision_not_to_admit_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["offered", "waitlisted", "rejected"]), name="decision_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(skipped_reason="") | Q(release__isnull=False), name="decision_skipped_only_in_release"
            ),
        ]
        indexes = [
            models.Index(
                fields=["cohort", "kind", "rank"],
                name="decision_pending",
                condition=Q(release__isnull=True, dropped_at__isnull=True),
            ),
            models.Index(
                fields=["answer_by", "application"], name="decision_runs_out", condition=Q(answer_by__isnull=False)
            ),
        ]
