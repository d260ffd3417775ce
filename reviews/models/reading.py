"""Who is to read what, and what they found."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from careerpath.pipeline import clock
from reviews.models.rounds import ReviewRound, RoundEntry, RoundReader


class Assignment(models.Model):
    """One reader and one application in a round. It waits, or it is read, or it ended otherwise; it is never deleted."""

    class Origin(models.TextChoices):
        """How it came about."""

        SYSTEM = "system", _("assigned")
        CALIBRATION = "calibration", _("calibration")
        CLAIMED = "claimed", _("taken from the queue")
        MORE = "more", _("one reader more")
        MOVED = "moved", _("taken over")

    class End(models.TextChoices):
        """Why it ended unread."""

        RECUSED = "recused", _("knows the person")
        ABSTAINED = "abstained", _("abstained")
        LEFT = "left", _("the reader dropped out")
        MOVED = "moved", _("given to somebody else")
        EXPIRED = "expired", _("the checkout ended")
        GONE = "gone", _("the application left the round")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """What a reader's pages are addressed by."""
    round = models.ForeignKey(ReviewRound, on_delete=models.CASCADE, related_name="assignments", db_index=False)
    entry = models.ForeignKey(RoundEntry, on_delete=models.CASCADE, related_name="assignments", db_index=False)
    reader = models.ForeignKey(RoundReader, on_delete=models.PROTECT, related_name="assignments", db_index=False)
    origin = models.CharField(max_length=12, choices=Origin.choices, default=Origin.SYSTEM)
    lot = models.BigIntegerField()
    """The place in this reader's order, which is drawn for each reader by the seed of the round."""
    assigned_at = models.DateTimeField(default=clock.now, editable=False)
    held_until = models.DateTimeField(null=True, blank=True)
    """Of one that was taken from the queue: after this moment somebody else may take it."""
    skipped_at = models.DateTimeField(null=True, blank=True)
    """Put off: it comes again when all others are read."""
    begun_at = models.DateTimeField(null=True, blank=True)
    """When the reader first saw it."""
    draft = models.JSONField(default=dict, blank=True)
    """What is filled in and not yet sent; nobody but the reader gets it, and it goes when the scoresheet is sent."""
    draft_saved_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    """When the scoresheet was sent."""
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_as = models.CharField(max_length=12, choices=End.choices, blank=True)
    ended_note = models.CharField(_("why"), max_length=300, blank=True)

    OPEN = Q(finished_at__isnull=True, ended_at__isnull=True)
    """Still to read."""

    class Meta:
        constraints = [
            models.UniqueConstraint("entry", "reader", name="assignment_once"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_as="") | (Q(ended_at__isnull=False) & ~Q(ended_as="")),
                name="assignment_ended_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(ended_at__isnull=True), name="assignment_ends_once"
            ),
            models.CheckConstraint(
                condition=~Q(origin="claimed") | Q(held_until__isnull=False) | Q(ended_at__isnull=False),
                name="assignment_checkout_ends",
            ),
        ]
        indexes = [
            models.Index(
                fields=["reader", "lot"],
                name="assignment_to_read",
                condition=Q(finished_at__isnull=True, ended_at__isnull=True),
            ),
            models.Index(
                fields=["held_until"],
                name="assignment_checked_out",
                condition=Q(finished_at__isnull=True, ended_at__isnull=True, held_until__isnull=False),
            ),
            models.Index(fields=["round", "reader"], name="assignment_of_round"),
        ]


class Scoresheet(models.Model):
    """A scorecard as one reader filled it in for one application."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="scoresheet")
    round = models.ForeignKey(ReviewRound, on_delete=models.CASCADE, related_name="scoresheets", db_index=False)
    entry = models.ForeignKey(RoundEntry, on_delete=models.CASCADE, related_name="scoresheets")
    reader = models.ForeignKey(RoundReader, on_delete=models.PROTECT, related_name="scoresheets")
    sent_id = models.UUIDField(unique=True)
    """Made with the page: the same page sent twice is one scoresheet."""
    marks = ArrayField(models.PositiveSmallIntegerField())
    """1 to 5 for each attribute, in the order of the scorecard."""
    notes = models.JSONField(default=dict, blank=True)
    """Key of an attribute -> why, required for a 1 and a 5."""
    red_flags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    recommendation = models.PositiveSmallIntegerField(_("recommendation, 1 to 5"))
    comment = models.TextField(_("what you saw"), max_length=4000)
    raw = models.PositiveSmallIntegerField()
    """The weighted mean of the marks in hundredths of a point (100 to 500): `reviews.scorecard.weighted_mean`."""
    nth = models.PositiveIntegerField()
    """The how manieth of this reader in this round, from 1: drift and order effects are measured by it."""
    saw_others = models.BooleanField(default=False)
    """Whether what others wrote was on the page before this was sent."""
    begun_at = models.DateTimeField()
    sent_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("entry", "reader", name="scoresheet_once"),
            models.CheckConstraint(condition=Q(marks__contained_by=[1, 2, 3, 4, 5]), name="scoresheet_marks_in_scale"),
            models.CheckConstraint(
                condition=Q(recommendation__gte=1, recommendation__lte=5), name="scoresheet_recommendation_in_scale"
            ),
            models.CheckConstraint(condition=Q(raw__gte=100, raw__lte=500), name="scoresheet_raw_in_scale"),
            models.CheckConstraint(condition=Q(nth__gte=1), name="scoresheet_nth_from_one"),
        ]
        indexes = [models.Index(fields=["round", "reader", "nth"], name="scoresheet_in_order")]


class ScoresheetChange(models.Model):
    """What a scoresheet said before its reader changed it. Rows are added, never changed."""

    scoresheet = models.ForeignKey(Scoresheet, on_delete=models.CASCADE, related_name="changes")
    before = models.JSONField()
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "pk")


class Measurement(models.Model):
    """What the scoresheets of a round say of its readers. Made anew when scoresheets came in; the newest counts."""

    round = models.ForeignKey(ReviewRound, on_delete=models.CASCADE, related_name="measurements", db_index=False)
    made_at = models.DateTimeField(default=clock.now, editable=False)
    scoresheets = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    """SHA-256 of what went in: the same scoresheets give the same figures."""
    figures = models.JSONField()
    """As `reviews.measuring.figures` writes them: agreement with its interval, severity and drift of each reader, order effects."""

    class Meta:
        ordering = ("round", "-made_at", "-pk")
        constraints = [models.UniqueConstraint("round", "digest", name="measurement_once")]
        indexes = [models.Index(fields=["round", "-made_at", "-id"], name="measurement_newest")]
