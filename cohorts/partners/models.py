"""Who signs in for a partner university, and what partners download."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


def _now() -> datetime:
    return timezone.now()


class UniversityContact(models.Model):
    """Somebody who signs in for a university. Taking the tick away closes its pages to them at once."""

    university = models.ForeignKey(
        "cohorts.University", on_delete=models.CASCADE, related_name="contacts", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="account",
        on_delete=models.CASCADE,
        related_name="university_contacts",
    )
    title = models.CharField("position", max_length=100, blank=True)
    is_active = models.BooleanField("may open the university’s pages", default=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(default=_now, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("university", "user")
        constraints = [
            models.UniqueConstraint("university", "user", name="university_contact_once"),
            models.CheckConstraint(
                condition=Q(is_active=True, removed_at__isnull=True) | Q(is_active=False, removed_at__isnull=False),
                name="university_contact_removed_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.university})"


def material_path(material: "PartnerMaterial", _filename: str) -> str:
    """A random name, so that no path tells or takes anything of what the file was called."""
    return f"partner-materials/{uuid.uuid4().hex}"


class PartnerMaterial(models.Model):
    """A file for partner universities: a flyer, slides. Handed out only by a view that asks who is asking, as an attachment."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("title", max_length=150)
    language = models.CharField("language", max_length=10, choices=settings.LANGUAGES, default="en")
    description = models.TextField("what it is for", max_length=1000, blank=True)
    file = models.FileField("file", upload_to=material_path)
    file_name = models.CharField(max_length=120, editable=False)
    content_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveIntegerField(editable=False)
    universities = models.ManyToManyField(
        "cohorts.University",
        verbose_name="for",
        blank=True,
        related_name="materials",
        help_text="Nobody chosen: for all partner universities.",
    )
    is_active = models.BooleanField("can be downloaded", default=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=_now, editable=False)

    class Meta:
        verbose_name = "partner material"
        ordering = ("title", "language", "pk")

    def __str__(self) -> str:
        return self.title
