"""Facts, rubrics, and the ledger of screening runs (docs/architecture.md, "Screening")."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applicants.lifecycle import SCREENING_RUN, RunStatus
from applicants.models.application import Application
from careerpath.pipeline.models import StatusChange, Tracked
from cohorts.models import Cohort, QuestionSet


class ApplicationFacts(models.Model):
    """What an application's answers come to, as whole numbers in the order of the form's fact definitions.

    `digest` names the definitions (keys, functions and their versions) that made `values`; a rubric is compiled against the
    same definitions. NULL in `values` is "not answered". `problem` says in words why facts could not be made.
    """

    application = models.OneToOneField(Application, primary_key=True, on_delete=models.CASCADE, related_name="facts")
    question_set = models.ForeignKey(QuestionSet, on_delete=models.PROTECT, related_name="+", db_index=False)
    digest = models.CharField(max_length=16)
    values = ArrayField(models.BigIntegerField(null=True))
    problem = models.TextField(blank=True)
    answers_saved_at = models.DateTimeField()
    """`updated_at` of the application when its answers were read: facts are fresh while the two are equal, whatever clocks say."""

    class Meta:
        verbose_name_plural = _("application facts")


class Rubric(models.Model):
    """A way of scoring, known by its short name; what it says stands in its versions."""

    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    description = models.TextField(_("what it looks for"), blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class RubricVersion(models.Model):
    """What a rubric says: criteria, weights, eligibility rules, thresholds, as data. Frozen once a run used it."""

    rubric = models.ForeignKey(Rubric, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    document = models.JSONField(_("criteria"))
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    frozen_at = models.DateTimeField(_("frozen"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ("rubric", "-number")
        constraints = [models.UniqueConstraint("rubric", "number", name="rubric_version_unique")]

    def __str__(self) -> str:
        return f"{self.rubric}, version {self.number}"


class ScreeningRunStatusChange(StatusChange):
    """History of a screening run."""

    subject = models.ForeignKey("applicants.ScreeningRun", on_delete=models.CASCADE, related_name="history")


class ScreeningRun(Tracked):
    """One scoring of a frozen set of applications by a frozen rubric version."""

    LIFECYCLE = SCREENING_RUN
    HISTORY = ScreeningRunStatusChange

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="screening_runs")
    rubric_version = models.ForeignKey(RubricVersion, on_delete=models.PROTECT, related_name="runs")
    status = models.CharField(
        _("status"), max_length=20, choices=RunStatus.choices, default=RunStatus.RUNNING, editable=False
    )
    is_dry = models.BooleanField(_("trial"), default=False, editable=False)
    """A trial run is scored and compared; it can never sort, and nothing is staged from it."""
    copy_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies", editable=False
    )
    """The run whose frozen applications this one scored again: as a replay by the same rubric, or to compare with another."""
    filter = models.JSONField(_("who is in it"), default=dict)
    total = models.PositiveIntegerField(_("applications"))
    inputs_digest = models.CharField(_("digest of the inputs"), max_length=64, blank=True)
    result_digest = models.CharField(_("digest of the results"), max_length=64, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """When a person let the run sort the applications into screened and ineligible."""

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(status="finished", finished_at__isnull=False, result_digest__gt="")
                | (~Q(status="finished") & Q(finished_at__isnull=True)),
                name="run_finished_has_time_and_digest",
            ),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | Q(finished_at__isnull=False), name="run_applied_after_finish"
            ),
            models.CheckConstraint(
                condition=Q(is_dry=False) | Q(applied_at__isnull=True), name="run_trial_never_sorts"
            ),
        ]

    def __str__(self) -> str:
        return f"Run {self.pk}: {self.rubric_version}"


class ScreeningBatch(models.Model):
    """A piece of a run: the ids it scores. `done_at` is set in the transaction that writes its results, or not at all."""

    run = models.ForeignKey(ScreeningRun, on_delete=models.CASCADE, related_name="batches", db_index=False)
    number = models.PositiveIntegerField()
    application_ids = ArrayField(models.BigIntegerField())
    size = models.PositiveIntegerField()
    handed_out_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    """Tries that failed. After some, its applications become results marked as errors, and the run goes on."""
    done_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("run", "number", name="screening_batch_unique"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, seconds__isnull=True)
                | Q(done_at__isnull=False, seconds__isnull=False),
                name="screening_batch_done_has_seconds",
            ),
        ]
        indexes = [
            models.Index(fields=["handed_out_at", "id"], name="screening_batch_open", condition=Q(done_at__isnull=True))
        ]


class ScreeningResult(models.Model):
    """What one run says of one application. `points` are the weighted points of each criterion, in the rubric's order."""

    class Band(models.IntegerChoices):
        """Into which a run sorts; nobody is decided on by it."""

        ERROR = -1, _("could not be scored")
        INELIGIBLE = 0, _("ineligible")
        BELOW = 1, _("below")
        BORDERLINE = 2, _("borderline")
        ABOVE = 3, _("above")

    # Keeping an index costs as much as scoring does, so each row is in two: this key, and that of the best. Whoever looks for an
    # application names the runs it may be in.
    pk = models.CompositePrimaryKey("run", "application")
    # A foreign key asks once for each row, at commit, which cost half of a run. Triggers hold the same (and that the cohort is the
    # run's) once for each statement: see the migration `results_checked_by_statement`.
    run = models.ForeignKey(
        ScreeningRun, on_delete=models.CASCADE, related_name="results", db_index=False, db_constraint=False
    )
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="results", db_index=False, db_constraint=False
    )
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    score = models.IntegerField(null=True)
    band = models.SmallIntegerField(choices=Band.choices)
    points = ArrayField(models.IntegerField(), default=list)
    rule = models.SmallIntegerField(null=True)
    """Position of the eligibility rule that was not met, where the band is "ineligible"."""
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(band=-1, score__isnull=True) | (Q(band__gte=0, score__isnull=False)),
                name="screening_result_error_has_no_score",
            ),
            models.CheckConstraint(
                condition=Q(band=0, rule__isnull=False) | (~Q(band=0) & Q(rule__isnull=True)),
                name="screening_result_ineligible_has_rule",
            ),
        ]
        indexes = [
            models.Index(
                "cohort", "run", F("score").desc(nulls_last=True), "application", name="screening_result_best"
            ),
            # Above, borderline and below are stretches of the score; these few may have any.
            models.Index(fields=["run", "application"], name="screening_result_ineligible", condition=Q(band=0)),
        ]
