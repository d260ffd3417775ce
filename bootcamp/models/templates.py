"""Programme templates: a boot camp without dates, copied into a cohort and laid on its days (`services.setting_up`)."""

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bootcamp.models.onboarding import TaskTerms
from bootcamp.models.programme import AssessmentTerms, CompletionRule, ModuleTerms, Session, monday_to_friday


class ProgrammeTemplate(CompletionRule):
    """A boot camp as it is taught, whoever is taught and when. A class that was copied from it does not change with it."""

    slug = models.SlugField(_("short name in addresses"), unique=True)
    name = models.CharField(_("name"), max_length=120, unique=True)
    description = models.TextField(_("what it is for"), blank=True)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("days of the week"), default=monday_to_friday
    )
    starts = models.TimeField(_("sessions start"), default=time(9, 0))
    ends = models.TimeField(_("sessions end"), default=time(15, 0))
    due = models.TimeField(_("work is due at"), default=time(17, 0))
    """All three in the cohort's own time zone."""
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("name",)
        constraints = [
            *CompletionRule.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")),
                name="template_ends_after_start",
                violation_error_message=_("Sessions must end after they start."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TemplateModule(ModuleTerms):
    """A module of a template."""

    template = models.ForeignKey(ProgrammeTemplate, on_delete=models.CASCADE, related_name="modules", db_index=False)

    class Meta:
        ordering = ("template", "position")
        constraints = [
            *ModuleTerms.Meta.constraints,
            models.UniqueConstraint("template", "slug", name="template_module_slug_unique"),
            models.UniqueConstraint(
                fields=("template", "position"),
                name="template_module_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint("template", name="template_module_one_exam", condition=Q(kind="examination")),
        ]


class TemplateSession(models.Model):
    """A session of a module: each takes the next day that is taught, unless it shares the day of the one before."""

    module = models.ForeignKey(TemplateModule, on_delete=models.CASCADE, related_name="sessions", db_index=False)
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("title"), max_length=120)
    same_day = models.BooleanField(_("on the same day as the one before"), default=False)
    starts = models.TimeField(_("starts"), null=True, blank=True)
    ends = models.TimeField(_("ends"), null=True, blank=True)
    """Empty: when all sessions of the template start and end."""
    mode = models.CharField(_("how"), max_length=10, choices=Session.Mode.choices, default=Session.Mode.ROOM)
    place = models.CharField(_("place"), max_length=160, blank=True)

    class Meta:
        ordering = ("module__position", "position")
        constraints = [
            models.UniqueConstraint(
                fields=("module", "position"),
                name="template_session_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(starts__isnull=True, ends__isnull=True)
                | Q(starts__isnull=False, ends__isnull=False, ends__gt=F("starts")),
                name="template_session_ends_after_start",
                violation_error_message=_("Give both times, the end after the start, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TemplateAssessment(AssessmentTerms):
    """An assessment of a module, due on the day of one of its sessions."""

    module = models.ForeignKey(TemplateModule, on_delete=models.CASCADE, related_name="assessments", db_index=False)
    after_session = models.PositiveSmallIntegerField(
        _("due on the day of session"),
        default=0,
        help_text=_("The number of the session in the module; 0 for the last."),
    )

    class Meta:
        ordering = ("module__position", "position")
        constraints = [
            *AssessmentTerms.Meta.constraints,
            models.UniqueConstraint(
                fields=("module", "position"),
                name="template_assessment_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]


class TemplateTask(TaskTerms):
    """Something to do before the class begins, for every class that is copied from the template."""

    template = models.ForeignKey(ProgrammeTemplate, on_delete=models.CASCADE, related_name="tasks", db_index=False)

    class Meta:
        ordering = ("template", "position")
        constraints = [
            models.UniqueConstraint(
                fields=("template", "position"), name="template_task_position", deferrable=models.Deferrable.DEFERRED
            )
        ]
