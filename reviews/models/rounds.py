"""Rounds: who is read, by whom, by which scorecard, and what readers see."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.models import Applicant, Application
from careerpath.pipeline import clock
from careerpath.pipeline.models import StatusChange, Tracked
from cohorts.models import Cohort
from reviews.lifecycle import REVIEW_ROUND, RoundStatus
from reviews.models.scorecards import ScorecardVersion


class ReviewRoundStatusChange(StatusChange):
    """History of a round."""

    subject = models.ForeignKey("reviews.ReviewRound", on_delete=models.CASCADE, related_name="history")


class ReviewRound(Tracked):
    """One reading, or one series of interviews, of a frozen set of applications of a cohort."""

    LIFECYCLE = REVIEW_ROUND
    HISTORY = ReviewRoundStatusChange

    class Kind(models.TextChoices):
        """How it is done. An interview is never blind."""

        READING = "reading", _("reading")
        INTERVIEW = "interview", _("interview")

    class Others(models.TextChoices):
        """Whether a reader sees what other readers wrote."""

        NEVER = "never", _("never")
        AFTER = "after", _("after their own")
        ALWAYS = "always", _("always")

    class Sees(models.TextChoices):
        """What of an application readers see, beside its texts."""

        CHOICES = "choices", _("answers that were chosen from a list")
        RESUME = "resume", _("the text of the resume, redacted")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="review_rounds")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.READING)
    name = models.CharField(_("name"), max_length=100)
    status = models.CharField(
        _("status"), max_length=20, choices=RoundStatus.choices, default=RoundStatus.DRAFT, editable=False
    )
    scorecard_version = models.ForeignKey(ScorecardVersion, on_delete=models.PROTECT, related_name="rounds")
    filter = models.JSONField(_("who is in it"), default=dict)
    """As `applicants.selectors.filtering.Filters.to_dict` writes it; whom it matched stands in the entries."""
    filter_words = models.TextField(_("who, in words"), blank=True)
    reads = models.PositiveSmallIntegerField(
        _("reads for each application"), default=3, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    is_blind = models.BooleanField(_("blind"), default=True)
    """Readers get the redacted projection only, and nobody who can open names elsewhere reads in it."""
    sees = ArrayField(
        models.CharField(max_length=10, choices=Sees.choices),
        verbose_name=_("what readers see"),
        default=list,
        blank=True,
    )
    others = models.CharField(
        _("readers see each other’s reviews"), max_length=10, choices=Others.choices, default=Others.NEVER
    )
    self_claim = models.BooleanField(_("readers take the next one themselves"), default=False)
    """Instead of, or after, assignment by the system: the next application with the fewest reads is checked out."""
    claim_minutes = models.PositiveSmallIntegerField(
        _("minutes until a checkout ends"), default=60, validators=[MinValueValidator(5), MaxValueValidator(1440)]
    )
    third_reader_at = models.PositiveSmallIntegerField(
        _("one reader more where two differ by this much"), null=True, blank=True, default=150
    )
    """In hundredths of a point of the scale (150 is one and a half points); NULL: disagreement calls nobody."""
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    seed = models.CharField(max_length=64, editable=False)
    """Who reads what and in which order follows from it, so that both can be worked out again."""
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint("cohort", "name", name="review_round_name_once"),
            models.CheckConstraint(condition=Q(reads__gte=1, reads__lte=5), name="review_round_one_to_five_reads"),
            models.CheckConstraint(
                condition=Q(kind="interview") | Q(reads__gte=2), name="review_round_reading_by_two_at_least"
            ),
            models.CheckConstraint(
                condition=~Q(kind="interview") | Q(is_blind=False), name="review_round_interview_is_not_blind"
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                name="review_round_closes_after_it_opens",
            ),
            models.CheckConstraint(condition=Q(status__in=RoundStatus.values), name="review_round_status_known"),
        ]

    def __str__(self) -> str:
        return self.name


class RoundReader(models.Model):
    """Somebody who reads in a round."""

    round = models.ForeignKey(ReviewRound, on_delete=models.CASCADE, related_name="readers", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cap = models.PositiveIntegerField(_("at most"), null=True, blank=True)
    """The most applications they read in it; NULL: as many as the others."""
    added_at = models.DateTimeField(default=clock.now, editable=False)
    left_at = models.DateTimeField(null=True, blank=True)
    """They dropped out: what they had not read goes to the others."""
    left_because = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        ordering = ("round", "pk")
        constraints = [models.UniqueConstraint("round", "user", name="round_reader_once")]

    def __str__(self) -> str:
        return str(self.user)


class RoundEntry(models.Model):
    """One application in a round, under an address of its own: what a reader knows it by leads nowhere else."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(ReviewRound, on_delete=models.CASCADE, related_name="entries", db_index=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="round_entries")
    is_calibration = models.BooleanField(default=False)
    """Read by everybody, among the others and unmarked, and compared with what was agreed beforehand."""
    agreed = ArrayField(models.PositiveSmallIntegerField(), null=True, blank=True)
    """The marks that were agreed, in the order of the scorecard."""
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    more_reads = models.PositiveSmallIntegerField(default=0)
    """Reads beyond those of the round, asked for because readers differ."""
    left_at = models.DateTimeField(null=True, blank=True)
    """The application left the round (withdrawn, merged): nobody else is asked to read it."""
    # Worked out by the newest measurement; NULL before the first read. Hundredths of a point: 100 to 500.
    reads_done = models.PositiveSmallIntegerField(default=0)
    raw = models.PositiveSmallIntegerField(_("mean of the readers"), null=True, blank=True)
    adjusted = models.SmallIntegerField(_("mean, adjusted for severity"), null=True, blank=True)
    spread = models.PositiveSmallIntegerField(_("widest difference"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("round", "application", name="round_entry_once"),
            models.CheckConstraint(
                condition=Q(is_calibration=False, agreed__isnull=True, agreed_by__isnull=True)
                | Q(is_calibration=True, agreed__isnull=False, agreed_by__isnull=False),
                name="round_entry_calibration_is_agreed",
            ),
        ]
        indexes = [models.Index("round", F("adjusted").desc(nulls_last=True), "id", name="round_entry_best")]

    def __str__(self) -> str:
        return f"Entry {self.public_id.hex[:6].upper()}"


class ReaderConflict(models.Model):
    """Somebody does not read one person, in any round: they know them. Declared by the reader or written down by staff."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    applicant = models.ForeignKey(Applicant, on_delete=models.CASCADE, related_name="reader_conflicts")
    why = models.CharField(_("how you know them"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [models.UniqueConstraint("reader", "applicant", name="reader_conflict_once")]
