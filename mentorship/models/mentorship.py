"""A mentor and a mentee."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from careerpath.pipeline.models import StatusChange, Tracked
from mentorship.lifecycle import LIVE, MENTORSHIP, MentorshipStatus
from mentorship.models.mentor import Mentor


class MentorshipStatusChange(StatusChange):
    """History of a mentorship."""

    subject = models.ForeignKey("mentorship.Mentorship", on_delete=models.CASCADE, related_name="history")

    class Meta(StatusChange.Meta):
        indexes = [models.Index(fields=["subject", "at"], name="mentorship_history_subject")]


class Mentorship(Tracked):
    """One mentor and one placed graduate. It becomes active when both have confirmed."""

    LIFECYCLE = MENTORSHIP
    HISTORY = MentorshipStatusChange

    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="mentorships")
    placement = models.ForeignKey("placements.Placement", on_delete=models.PROTECT, related_name="mentorships")
    status = models.CharField(
        _("status"), max_length=20, choices=MentorshipStatus.choices, default=MentorshipStatus.PROPOSED, editable=False
    )
    proposed_at = models.DateTimeField(_("proposed"))
    mentor_confirmed_at = models.DateTimeField(_("mentor confirmed"), null=True, blank=True)
    mentee_confirmed_at = models.DateTimeField(_("mentee confirmed"), null=True, blank=True)
    began_on = models.DateField(_("began"), null=True, blank=True)
    """The day both had confirmed: the day from which the rhythm of contacts counts."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "placement",
                name="mentorship_one_live_a_placement",
                condition=Q(status__in=LIVE),
                violation_error_message=_("This person already has a mentor."),
            ),
            models.CheckConstraint(condition=Q(status__in=MentorshipStatus.values), name="mentorship_status_known"),
            models.CheckConstraint(
                condition=~Q(status__in=["active", "completed"])
                | Q(mentor_confirmed_at__isnull=False, mentee_confirmed_at__isnull=False, began_on__isnull=False),
                name="mentorship_active_is_confirmed",
            ),
        ]
        indexes = [models.Index(fields=["mentor", "status"], name="mentorship_of_mentor")]

    def __str__(self) -> str:
        return f"Mentorship {self.pk}"
