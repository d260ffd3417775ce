"""Marking by criteria: competencies, the rubric of an assessment, what each assessor gave, and how two of them came to one mark.

A sheet that was given is never changed: a correction is a new sheet, and the old one stays, replaced.
"""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bootcamp.models.enrolment import Enrolment
from bootcamp.models.levels import Level
from bootcamp.models.programme import PERCENT, Assessment
from bootcamp.models.templates import TemplateAssessment

LEVELS = (MinValueValidator(1), MaxValueValidator(4))


class Anchors(models.Model):
    """What can be observed at each level."""

    beginning = models.TextField(_("1, beginning"), blank=True, max_length=600)
    developing = models.TextField(_("2, developing"), blank=True, max_length=600)
    proficient = models.TextField(_("3, proficient"), blank=True, max_length=600)
    advanced = models.TextField(_("4, advanced"), blank=True, max_length=600)

    class Meta:
        abstract = True

    def anchor(self, level: int) -> str:
        """The words of a level, 1 to 4."""
        return str((self.beginning, self.developing, self.proficient, self.advanced)[level - 1])


class Competency(Anchors):
    """Something that people can do in the end, with what can be observed on the way there. Programmes share them."""

    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=120, unique=True)
    description = models.TextField(_("what it is"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ("position", "name")
        verbose_name_plural = _("competencies")

    def __str__(self) -> str:
        return self.name


class GradingRubric(models.Model):
    """How one assessment is marked by criteria: of a class, or of a template, from which each class gets a copy."""

    assessment = models.OneToOneField(
        Assessment, null=True, blank=True, editable=False, on_delete=models.CASCADE, related_name="rubric"
    )
    template = models.OneToOneField(
        TemplateAssessment, null=True, blank=True, editable=False, on_delete=models.CASCADE, related_name="rubric"
    )
    instructions = models.TextField(_("for the assessors"), blank=True, max_length=2000)
    tolerance = models.DecimalField(
        _("two assessors may differ by, per cent of the most points"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(10),
        validators=PERCENT,
        help_text=_("Up to this the mean counts. Beyond it they settle on one mark, or a third person decides."),
    )

    class Meta:
        verbose_name = _("marking rubric")
        constraints = [
            models.CheckConstraint(
                condition=Q(assessment__isnull=True) ^ Q(template__isnull=True), name="marking_rubric_of_one"
            ),
            models.CheckConstraint(
                condition=Q(tolerance__gte=0, tolerance__lte=100), name="marking_rubric_tolerance_is_percent"
            ),
        ]

    def __str__(self) -> str:
        return str(self.assessment or self.template)


class GradingCriterion(Anchors):
    """One line of a rubric. Where it has no words of its own for a level, those of its competency stand there."""

    rubric = models.ForeignKey(GradingRubric, on_delete=models.CASCADE, related_name="criteria", db_index=False)
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("criterion"), max_length=120)
    competency = models.ForeignKey(
        Competency, verbose_name=_("competency"), on_delete=models.PROTECT, related_name="criteria"
    )
    weight = models.DecimalField(
        _("weight"), max_digits=5, decimal_places=2, validators=[MinValueValidator(Decimal("0.01")), PERCENT[1]]
    )

    class Meta:
        ordering = ("rubric", "position")
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [
            models.UniqueConstraint(
                fields=("rubric", "position"), name="criterion_position", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=100), name="criterion_weight"),
        ]

    def __str__(self) -> str:
        return self.title

    def words(self, level: int) -> str:
        """What can be observed at a level (select `competency`)."""
        return self.anchor(level) or self.competency.anchor(level)


class MarkingSheet(models.Model):
    """What one assessor gave one person in one assessment. Open until `given_at`; `replaced_at`: a later sheet took its place."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="sheets", db_index=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="sheets")
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    comment = models.TextField(_("comment to the learner"), blank=True, max_length=4000)
    saved_at = models.DateTimeField(default=timezone.now)
    given_at = models.DateTimeField(_("given"), null=True, blank=True)
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                "assessment", "enrolment", "assessor", name="sheet_one_each", condition=Q(replaced_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(replaced_at__isnull=True) | Q(given_at__isnull=False), name="sheet_replaced_was_given"
            ),
        ]


class SheetLevel(models.Model):
    """The level of one criterion on a sheet, and what the assessor wrote to it for the learner."""

    sheet = models.ForeignKey(MarkingSheet, on_delete=models.CASCADE, related_name="levels", db_index=False)
    criterion = models.ForeignKey(GradingCriterion, on_delete=models.PROTECT, related_name="levels")
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices, null=True, blank=True)
    """Empty only on a sheet that is still open."""
    comment = models.TextField(_("comment"), blank=True, max_length=1000)

    class Meta:
        constraints = [
            models.UniqueConstraint("sheet", "criterion", name="sheet_level_once"),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__gte=1, level__lte=4), name="level_1_to_4"
            ),
        ]


class AssessorBar(models.Model):
    """Somebody who must not assess a person, and why: they are related, or worked on it together."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="assessor_bars", db_index=False)
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("enrolment", "assessor", name="assessor_barred_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="assessor_barred_with_reason"),
        ]


class Settlement(models.Model):
    """How the marks of two assessors became one. `agreed` waits until the other one confirms what the first proposed."""

    class How(models.TextChoices):
        MEAN = "mean", _("mean of the two")
        AGREED = "agreed", _("agreed by the two")
        THIRD = "third", _("decided by a third")

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="settlements", db_index=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="settlements")
    how = models.CharField(max_length=10, choices=How.choices)
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=2)
    reason = models.TextField(_("reason"), blank=True, max_length=1000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("assessment", "enrolment", name="settled_once"),
            models.CheckConstraint(condition=Q(how="mean") | ~Q(reason=""), name="settled_with_reason"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | (Q(how="agreed") & ~Q(confirmed_by=F("by"))),
                name="settled_by_two",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="settlement_confirmed_at",
            ),
        ]

    @property
    def stands(self) -> bool:
        """Whether it counts: the two agree, or nobody needs to be asked."""
        return self.how != self.How.AGREED or self.confirmed_by_id is not None
