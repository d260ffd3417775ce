"""Another mentor, without fault: somebody asked, and the old pair stays until the new one begins."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorship.models.mentorship import Mentorship


class AnotherMentor(models.Model):
    """One of the two asked for another pair. The reason, if there is one, is for coordinators only."""

    class Side(models.TextChoices):
        """Who asked."""

        MENTEE = "mentee", _("mentee")
        MENTOR = "mentor", _("mentor")

    class Outcome(models.TextChoices):
        """How it ended."""

        BEGUN = "begun", _("a new pair began")
        WITHDRAWN = "withdrawn", _("withdrawn")
        OVER = "over", _("the pair ended")

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="asked", db_index=False)
    side = models.CharField(_("asked by"), max_length=10, choices=Side.choices)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField(_("asked"))
    reason = models.CharField(_("why"), max_length=1000, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ("asked_at", "pk")
        constraints = [
            models.UniqueConstraint("mentorship", name="another_mentor_one_open", condition=Q(closed_at__isnull=True)),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="another_mentor_closed_has_outcome",
            ),
            models.CheckConstraint(condition=Q(side__in=["mentee", "mentor"]), name="another_mentor_side_known"),
        ]
        indexes = [
            models.Index(fields=["mentorship", "asked_at"], name="another_mentor_of"),
            models.Index(fields=["asked_at", "id"], name="another_mentor_open", condition=Q(closed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"Request {self.pk}"
