"""The logo of a client: a small picture, kept in the database beside the client, so that one goes with the other."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from placements.models.client import Client


class ClientLogo(models.Model):
    """One picture a client. What is kept was looked into first (`placements.logos`)."""

    client = models.OneToOneField(Client, on_delete=models.CASCADE, related_name="logo")
    content = models.BinaryField(_("picture"))
    content_type = models.CharField(_("type"), max_length=20)
    width = models.PositiveSmallIntegerField(_("width"))
    """Pixels, as the height."""
    height = models.PositiveSmallIntegerField(_("height"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    added_at = models.DateTimeField(_("added"))

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(content_type__in=["image/png", "image/jpeg", "image/webp"]), name="client_logo_is_a_picture"
            ),
            models.CheckConstraint(condition=Q(width__gte=1, height__gte=1), name="client_logo_has_a_size"),
        ]

    def __str__(self) -> str:
        return f"Logo of client {self.client_id}"
