"""Scorecards: what is looked for, how each point of the scale shows itself, and how much each counts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from careerpath.pipeline import clock


class Scorecard(models.Model):
    """A way of marking, known by its short name; what it says stands in its versions."""

    class Use(models.TextChoices):
        """Where it is filled in."""

        READING = "reading", _("reading")
        INTERVIEW = "interview", _("interview")

    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    use = models.CharField(_("used for"), max_length=10, choices=Use.choices, default=Use.READING)
    description = models.TextField(_("what it looks for"), max_length=2000, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class ScorecardVersion(models.Model):
    """What a scorecard says, as `reviews.scorecard` reads it. Frozen once a round that uses it was opened."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    document = models.JSONField(_("attributes"))
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)
    frozen_at = models.DateTimeField(_("frozen"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ("scorecard", "-number")
        constraints = [
            models.UniqueConstraint("scorecard", "number", name="scorecard_version_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="scorecard_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.scorecard}, version {self.number}"
