"""What a graduate shows clients, part by part, and who looked."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from placements.lifecycle import PlacementStatus
from placements.models.placement import Placement


class ProfilePart(models.TextChoices):
    """The parts of a profile. A client sees a part only while the person shows it."""

    SUMMARY = "summary", _("about you")
    SKILLS = "skills", _("skills")
    LANGUAGES = "languages", _("languages")
    PLACE = "place", _("city and whether you would move")
    CREDENTIALS = "credentials", _("certificates, with the link that proves each")
    COMPETENCIES = "competencies", _("competencies from the boot camp")
    TRACK = "track", _("what you trained for")


class GraduateProfile(models.Model):
    """What somebody tells clients about themselves, and which parts are shown. Without a row nothing but the programme's own facts
    (none of them) is shown: consent is given, never assumed."""

    enrolment = models.OneToOneField("bootcamp.Enrolment", on_delete=models.CASCADE, related_name="profile")
    summary = models.TextField(_("about you"), blank=True, max_length=1000)
    skills = ArrayField(models.CharField(max_length=60), verbose_name=_("skills"), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=40), verbose_name=_("languages"), default=list, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=50, blank=True)
    may_relocate = models.BooleanField(_("would move for a placement"), null=True, blank=True)
    """None: the answer in the application counts."""
    remote_only = models.BooleanField(_("only remote work"), default=False)
    shown = ArrayField(
        models.CharField(max_length=20, choices=ProfilePart.choices),
        verbose_name=_("what clients see"),
        default=list,
        blank=True,
    )
    decided_at = models.DateTimeField(_("you decided what is shown"), null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(shown__contained_by=ProfilePart.values), name="profile_shows_known_parts"
            ),
            models.CheckConstraint(
                condition=Q(shown=[]) | Q(decided_at__isnull=False), name="profile_shown_was_decided"
            ),
        ]

    def __str__(self) -> str:
        return f"Profile {self.pk}"


class ProfileDecision(models.Model):
    """What somebody decided to show, each time they decided. Appended, never edited."""

    profile = models.ForeignKey(GraduateProfile, on_delete=models.CASCADE, related_name="decisions")
    shown = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    at = models.DateTimeField(_("decided"))

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"Decision {self.pk}"


class ProfileView(models.Model):
    """A contact of a client opened somebody's page: once a person, contact and hour. The person reads the list."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="views", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("looked"))
    """The whole hour."""
    name_shown = models.BooleanField(_("with the name"), default=False)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [models.UniqueConstraint("placement", "by", "at", name="profile_view_once_an_hour")]

    def __str__(self) -> str:
        return f"View {self.pk}"


class PortalRule(models.Model):
    """What the programme chose for a cohort: from which stage a client reads the name. Without a row: from the interview."""

    STAGES = (
        PlacementStatus.PRESENTED,
        PlacementStatus.INTERVIEWING,
        PlacementStatus.OFFERED,
        PlacementStatus.ACCEPTED,
    )

    cohort = models.OneToOneField("cohorts.Cohort", on_delete=models.CASCADE, related_name="portal_rule")
    name_from = models.CharField(
        _("clients read the name from"),
        max_length=20,
        choices=[(stage.value, stage.label) for stage in STAGES],
        default=PlacementStatus.INTERVIEWING,
    )
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(name_from__in=["presented", "interviewing", "offered", "accepted"]),
                name="portal_rule_stage",
            )
        ]

    def __str__(self) -> str:
        return self.name_from
