"""Mail that says it has been a while: who was written to about which contact, and who wants none."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorship.models.mentorship import Mentorship


class NudgeChoice(models.Model):
    """When somebody was last nudged, and whether they stopped it. The row is what two workers take turns at."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    last_at = models.DateTimeField(_("last nudge"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Nudges of {self.user_id}"


class Nudge(models.Model):
    """Somebody was nudged about one contact: once for each day it was due."""

    class Side(models.TextChoices):
        """Who was written to."""

        MENTEE = "mentee", _("mentee")
        MENTOR = "mentor", _("mentor")

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="nudges", db_index=False)
    side = models.CharField(max_length=10, choices=Side.choices)
    due_on = models.DateField(_("contact due"))
    at = models.DateTimeField(_("nudged"))

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint("mentorship", "side", "due_on", name="nudge_once_a_contact"),
            models.CheckConstraint(condition=Q(side__in=["mentee", "mentor"]), name="nudge_side_known"),
        ]

    def __str__(self) -> str:
        return f"Nudge {self.pk}"
