"""Somebody asks the programme for help."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mentorship.models.mentorship import Mentorship


class Escalation(models.Model):
    """A mentee or a mentor tells the coordinator of a concern. The other side reads it only if whoever raised it said so."""

    class Category(models.TextChoices):
        """What it is about."""

        SAFETY = "safety", _("somebody’s safety")
        HARASSMENT = "harassment", _("harassment or discrimination")
        WORKLOAD = "workload", _("too much or too little work")
        ACCESS = "access", _("access or tools that do not come")
        LEAVING = "leaving", _("thinking of leaving")
        OTHER = "other", _("something else")

    class Side(models.TextChoices):
        """Who raised it."""

        MENTEE = "mentee", _("mentee")
        MENTOR = "mentor", _("mentor")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Also of the form that raised it: sent twice, it is one."""
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="escalations")
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(_("raised by"), max_length=10, choices=Side.choices)
    category = models.CharField(_("what it is about"), max_length=12, choices=Category.choices)
    words = models.TextField(_("in your words"), max_length=4000)
    other_may_know = models.BooleanField(_("the other side may read it"), default=False)
    urgent = models.BooleanField(_("it cannot wait"), default=False)
    raised_at = models.DateTimeField(_("raised"))
    answer_by = models.DateTimeField(_("answer by"))
    """Two working days after it was raised: unanswered then, it is overdue."""
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("first answered"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        default_permissions = ()
        ordering = ("-raised_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(category__in=["safety", "harassment", "workload", "access", "leaving", "other"]),
                name="escalation_category_known",
            ),
            models.CheckConstraint(condition=Q(side__in=["mentee", "mentor"]), name="escalation_side_known"),
            models.CheckConstraint(condition=~Q(words=""), name="escalation_has_words"),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True, taken_by__isnull=True)
                | Q(taken_at__isnull=False, taken_by__isnull=False),
                name="escalation_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False, answered_at__isnull=False),
                name="escalation_closed_was_answered",
            ),
            models.CheckConstraint(
                condition=Q(taken_by__isnull=True) | ~Q(taken_by=F("raised_by")), name="escalation_taken_by_another"
            ),
        ]
        indexes = [
            models.Index(fields=["answer_by", "id"], name="escalation_open", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["-raised_at", "-id"], name="escalation_newest"),
        ]

    def __str__(self) -> str:
        return f"Escalation {self.pk}"


class EscalationAnswer(models.Model):
    """What was said about it afterwards, by the coordinator or by whoever raised it. Appended, never edited."""

    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="answers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_programme = models.BooleanField(_("from the programme"))
    text = models.TextField(_("answer"), max_length=4000)
    at = models.DateTimeField(_("said"))

    class Meta:
        default_permissions = ()
        ordering = ("at", "pk")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="escalation_answer_has_words")]

    def __str__(self) -> str:
        return f"Answer {self.pk}"
