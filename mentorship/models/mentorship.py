"""A mentor and a mentee."""

from django.db import models
from django.db.models import Case, DateField, F, Func, Q, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from careerpath.pipeline.models import StatusChange, Tracked
from mentorship.lifecycle import MENTORSHIP, MentorshipStatus
from mentorship.models.mentor import Mentor


def _days_after(column: str, days: int) -> Func:
    return Func(F(column), template=f"(%(expressions)s + {days})", output_field=DateField())


NEXT_CONTACT = Case(
    When(began_on__isnull=True, then=None),
    When(Q(last_met_on__isnull=True) | Q(last_met_on__lt=F("began_on")), then=_days_after("began_on", 7)),
    When(last_met_on__lt=_days_after("began_on", 30), then=_days_after("last_met_on", 7)),
    When(last_met_on__lt=_days_after("began_on", 90), then=_days_after("last_met_on", 14)),
    default=Func(F("last_met_on"), template="((%(expressions)s + interval '1 month')::date)", output_field=DateField()),
    output_field=DateField(),
)
"""`mentorship.cadence.next_contact` as the database works it out, so that who is overdue is found by an index."""


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
    because = models.JSONField(_("why these two"), default=dict, blank=True, editable=False)
    """What they have in common, as it stood when it was proposed (`mentorship.pairing.Common`). Both read it."""
    follows = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="followed_by"
    )
    """The pair that this one takes the place of. That one stays until this one begins."""
    shares_earlier = models.BooleanField(
        _("the mentor may read the notes shared with the mentor before"), default=False
    )
    last_met_on = models.DateField(_("last met"), null=True, blank=True, editable=False)
    """The day of the latest session; a trigger on the sessions keeps it."""
    due_on = models.GeneratedField(
        expression=NEXT_CONTACT, output_field=DateField(null=True), db_persist=True, verbose_name=_("next contact by")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "placement",
                name="mentorship_one_active_a_placement",
                condition=Q(status="active"),
                violation_error_message=_("This person already has a mentor."),
            ),
            models.UniqueConstraint(
                "placement",
                name="mentorship_one_proposed_a_placement",
                condition=Q(status="proposed"),
                violation_error_message=_("A mentor is proposed to this person already."),
            ),
            models.CheckConstraint(condition=Q(status__in=MentorshipStatus.values), name="mentorship_status_known"),
            models.CheckConstraint(
                condition=~Q(status__in=["active", "completed"])
                | Q(mentor_confirmed_at__isnull=False, mentee_confirmed_at__isnull=False, began_on__isnull=False),
                name="mentorship_active_is_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(follows__isnull=True) | ~Q(follows=F("pk")), name="mentorship_follows_another"
            ),
        ]
        indexes = [
            models.Index(fields=["mentor", "status"], name="mentorship_of_mentor"),
            models.Index(
                Coalesce("last_met_on", "began_on"), "id", name="mentorship_quiet", condition=Q(status="active")
            ),
            models.Index(fields=["due_on", "id"], name="mentorship_due", condition=Q(status="active")),
            models.Index(fields=["proposed_at", "id"], name="mentorship_waiting", condition=Q(status="proposed")),
        ]

    def __str__(self) -> str:
        return f"Mentorship {self.pk}"
