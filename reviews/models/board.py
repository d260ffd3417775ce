"""The selection board: screening, reading and interview in one ranked list, which a person adjusts and stages."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.models import Application, BulkOperation, Decision, ScreeningRun
from careerpath.pipeline import clock
from cohorts.models import Cohort
from reviews.models.rounds import ReviewRound


class SelectionBoard(models.Model):
    """A ranking of frozen applications by chosen weights. It recommends: staged, its places are pending decisions."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="selection_boards")
    name = models.CharField(_("name"), max_length=100)
    run = models.ForeignKey(
        ScreeningRun, verbose_name=_("screening run"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reading = models.ForeignKey(
        ReviewRound, verbose_name=_("reading"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    interview = models.ForeignKey(
        ReviewRound, verbose_name=_("interviews"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    run_weight = models.PositiveSmallIntegerField(
        _("weight of screening"), default=0, validators=[MaxValueValidator(100)]
    )
    reading_weight = models.PositiveSmallIntegerField(
        _("weight of the reading"), default=0, validators=[MaxValueValidator(100)]
    )
    interview_weight = models.PositiveSmallIntegerField(
        _("weight of the interviews"), default=0, validators=[MaxValueValidator(100)]
    )
    is_adjusted = models.BooleanField(_("marks adjusted for severity"), default=True)
    seats = models.PositiveIntegerField(_("seats"))
    waitlist = models.PositiveIntegerField(_("places on the waitlist"), default=0)
    refusal_reason = models.TextField(_("reason for the others"), max_length=4000, blank=True)
    """What those without a place are told; empty: nobody is refused by this board. `{main_reasons}` as in bulk staging."""
    filter = models.JSONField(_("who is on it"), default=dict)
    filter_words = models.TextField(_("who, in words"), blank=True)
    seed = models.CharField(max_length=64, editable=False)
    """Equal totals are ordered by SHA-256 of "seed:public id of the application"."""
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    built_at = models.DateTimeField(null=True, blank=True)
    """When its lines were worked out; NULL while the worker does it."""
    rank_asked_at = models.DateTimeField(null=True, blank=True)
    """Since when lines wait for the worker to rank them by weights and places that were changed; NULL where they follow them."""
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of its lines: the same inputs give the same ranking."""
    problem = models.TextField(blank=True)
    """Why its lines could not be worked out, in words."""
    operation = models.ForeignKey(
        BulkOperation, null=True, blank=True, on_delete=models.SET_NULL, related_name="selection_boards"
    )
    """The bulk operation that stages it."""

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint("cohort", "name", name="selection_board_name_once"),
            models.CheckConstraint(
                condition=Q(run_weight__gt=0) | Q(reading_weight__gt=0) | Q(interview_weight__gt=0),
                name="selection_board_weighs_something",
            ),
            models.CheckConstraint(
                condition=(Q(run_weight=0) | Q(run__isnull=False))
                & (Q(reading_weight=0) | Q(reading__isnull=False))
                & (Q(interview_weight=0) | Q(interview__isnull=False)),
                name="selection_board_weighs_what_is_there",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ranked(self) -> bool:
        """Whether its lines are there and follow its weights and places; otherwise the worker has something to do."""
        return self.built_at is not None and self.rank_asked_at is None


class BoardLine(models.Model):
    """One application on a board: its figures as they were, its place, and what a person made of it."""

    board = models.ForeignKey(SelectionBoard, on_delete=models.CASCADE, related_name="lines", db_index=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="board_lines")
    # Hundredths of 0 to 100, so 10,000 is the most; NULL where there is nothing.
    screening = models.PositiveIntegerField(null=True, blank=True)
    reading = models.PositiveIntegerField(null=True, blank=True)
    interview = models.PositiveIntegerField(null=True, blank=True)
    total = models.PositiveIntegerField(null=True, blank=True)
    """The weighted mean; NULL where a part that weighs is missing: such a line is ranked by hand or not at all."""
    basis = models.JSONField(default=dict)
    """Where the figures come from: score and band of the run, scoresheets (public ids) and measurement of each round."""
    lot = models.CharField(max_length=64)
    """What orders equal totals (SHA-256, hexadecimal)."""
    rank = models.PositiveIntegerField(null=True, blank=True)
    placed = models.CharField(_("place by rank"), max_length=20, choices=Decision.Kind.choices, blank=True)
    hand = models.CharField(
        _("place by hand"), max_length=20, choices=[*Decision.Kind.choices, ("none", _("undecided"))], blank=True
    )
    hand_reason = models.TextField(_("why"), max_length=4000, blank=True)
    hand_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    hand_at = models.DateTimeField(null=True, blank=True)
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.SET_NULL, related_name="board_lines")
    skipped_reason = models.TextField(blank=True)
    """Why staging could not make a decision of it."""

    STAGED = Q(decision__isnull=False, decision__dropped_at__isnull=True)
    """A decision of it is pending or released."""

    class Meta:
        constraints = [
            models.UniqueConstraint("board", "application", name="board_line_once"),
            # Asked at the end of each statement, so that one can give all lines other ranks. Lines without one are many.
            models.UniqueConstraint(
                fields=["board", "rank"], name="board_line_rank_once", deferrable=models.Deferrable.IMMEDIATE
            ),
            models.CheckConstraint(
                condition=Q(hand="", hand_by__isnull=True, hand_at__isnull=True, hand_reason="")
                | (~Q(hand="") & ~Q(hand_reason="") & Q(hand_by__isnull=False, hand_at__isnull=False)),
                name="board_line_by_hand_has_reason",
            ),
        ]
        indexes = [models.Index("board", F("rank").asc(nulls_last=True), "id", name="board_line_ranked")]


class BoardChange(models.Model):
    """What a person changed on a board: weights, seats, or the place of one application. Rows are added, never changed."""

    class What(models.TextChoices):
        """What was changed."""

        WEIGHTS = "weights", _("weights")
        PLACES = "places", _("places")
        HAND = "hand", _("a place by hand")
        FIGURES = "figures", _("the figures were taken anew")

    board = models.ForeignKey(SelectionBoard, on_delete=models.CASCADE, related_name="changes", db_index=False)
    application = models.ForeignKey(
        Application, null=True, blank=True, on_delete=models.CASCADE, related_name="board_changes"
    )
    """Whose place it was; NULL for what concerns the whole board."""
    what = models.CharField(max_length=10, choices=What.choices)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(_("why"), max_length=4000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=(Q(what="hand", application__isnull=False) & ~Q(reason=""))
                | (~Q(what="hand") & Q(application__isnull=True)),
                name="board_change_by_hand_has_reason",
            )
        ]
        indexes = [models.Index(fields=["board", "-at", "-id"], name="board_change_newest")]
