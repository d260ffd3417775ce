"""What a client asks and says in the portal."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from placements.models.placement import Placement


class InterviewRequest(models.Model):
    """A client contact asks to meet somebody. Staff arrange it; until then it is open."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="interview_requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    times = models.CharField(_("times that suit you"), max_length=300)
    note = models.TextField(_("what you would like to talk about"), blank=True, max_length=1000)
    arranged_at = models.DateTimeField(_("arranged"), null=True, blank=True)
    arranged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-asked_at",)
        constraints = [
            models.UniqueConstraint(
                "placement", name="interview_request_one_open", condition=Q(arranged_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(arranged_at__isnull=True, arranged_by__isnull=True)
                | Q(arranged_at__isnull=False, arranged_by__isnull=False),
                name="interview_request_arranged_together",
            ),
        ]

    def __str__(self) -> str:
        return f"Interview request {self.pk}"


class ClientFeedback(models.Model):
    """How a client says it is going with one person, in two minutes."""

    class Verdict(models.TextChoices):
        """One answer for somebody presented as for somebody placed."""

        VERY_GOOD = "very_good", _("very good")
        GOOD = "good", _("good")
        UNSURE = "unsure", _("not sure yet")
        CONCERN = "concern", _("there is a problem")

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="feedback")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("given"))
    verdict = models.CharField(_("how is it going"), max_length=10, choices=Verdict.choices)
    went_well = models.TextField(_("what goes well"), blank=True, max_length=2000)
    to_improve = models.TextField(_("what should be better"), blank=True, max_length=2000)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=["very_good", "good", "unsure", "concern"]), name="feedback_known"
            )
        ]

    def __str__(self) -> str:
        return f"Feedback {self.pk}"
