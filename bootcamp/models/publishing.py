"""When the marks of an assessment were shown to learners, and when they were taken back, by whom and why."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bootcamp.models.programme import Assessment


class MarkPublication(models.Model):
    """One step: the marks of an assessment were published, or taken back with a reason. Appended, never changed."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="publications")
    published = models.BooleanField(_("published"))
    missing = models.PositiveIntegerField(_("marks that were missing"), default=0)
    """How many of the class had no mark at that moment; whoever published was told."""
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(published=True) | ~Q(reason=""), name="marks_taken_back_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} {'published' if self.published else 'taken back'}"
