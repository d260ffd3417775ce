"""Senior consultants who mentor."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import check_time_zone


class Mentor(models.Model):
    """A mentor and how much room they have. A pause keeps the mentees they have and gives them no new ones."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE, related_name="mentor"
    )
    title = models.CharField(_("position"), max_length=100, blank=True)
    about = models.TextField(_("what mentees read first"), blank=True)
    skills = ArrayField(
        models.CharField(max_length=60),
        verbose_name=_("skills"),
        default=list,
        blank=True,
        help_text=_("Words, separated by commas."),
    )
    time_zone = models.CharField(
        _("time zone"), max_length=50, default="America/New_York", validators=[check_time_zone]
    )
    capacity = models.PositiveSmallIntegerField(_("mentees at most"), default=6)
    is_paused = models.BooleanField(_("takes nobody new for now"), default=False)

    class Meta:
        ordering = ("user__name", "pk")
        constraints = [models.CheckConstraint(condition=Q(capacity__lte=50), name="mentor_capacity_sane")]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def tz(self) -> ZoneInfo:
        """The zone in which the mentor lives."""
        return ZoneInfo(self.time_zone)
