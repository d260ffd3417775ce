"""Files that belong to an application: where each stands, the words taken out of it, and who had it."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applicants.models.application import Application, document_path, file_path
from careerpath.pipeline import clock


class FileState(models.TextChoices):
    """Where the check of a file stands."""

    WAITING = "waiting", _("being checked")
    CLEAN = "clean", _("checked")
    REFUSED = "refused", _("not taken")


class CheckedFile(models.Model):
    """A file that somebody sent. Nobody gets it before it is clean; then a view hands it out, always as an attachment.

    One that is refused keeps its row, so that the person who sent it reads why; its file is deleted. Every model that is one is
    looked into by the worker (`services.documents.checking`), wherever it stands.
    """

    FOLDER: ClassVar[str] = "files"
    """Where its files are kept."""
    State = FileState

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(upload_to=file_path, blank=True)
    original_name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=FileState.choices, default=FileState.WAITING, editable=False)
    reason = models.CharField(max_length=30, blank=True, editable=False)
    """Why it is refused (`applicants.documents.refusals.Reason`); the words are looked up in the reader's language."""
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    """When it was found clean or refused."""
    scanned = models.BooleanField(default=False, editable=False)
    """Whether a malware scanner saw it; without one configured our own checks decide alone."""
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    next_try_at = models.DateTimeField(null=True, blank=True, default=clock.now, editable=False)
    """When a worker looks at it (again); NULL once it is settled."""

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", settled_at__isnull=True, next_try_at__isnull=False, reason="")
                | Q(state="clean", settled_at__isnull=False, next_try_at__isnull=True, reason="") & ~Q(file="")
                | Q(state="refused", settled_at__isnull=False, next_try_at__isnull=True, file="") & ~Q(reason=""),
                name="%(class)s_state_is_whole",
            )
        ]
        indexes = [
            models.Index(fields=["next_try_at", "id"], name="%(class)s_due", condition=Q(next_try_at__isnull=False))
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_clean(self) -> bool:
        """Whether it may be handed out."""
        return self.state == FileState.CLEAN

    @property
    def is_waiting(self) -> bool:
        """Whether the check is still to come."""
        return self.state == FileState.WAITING

    @property
    def is_refused(self) -> bool:
        """Whether it was not taken."""
        return self.state == FileState.REFUSED

    @property
    def address(self) -> str:
        """Where who may have it gets it; each kind says so."""
        raise NotImplementedError

    def keep_words(self, text: str, at: datetime) -> None:
        """What a model does with the words that were found in a clean file; nothing, unless it says so."""

    def forget_words(self) -> None:
        """A new file stands in its place: what was found in the one before says nothing of it."""


class Document(CheckedFile):
    """A file that belongs to an application."""

    FOLDER = "applications"

    class Kind(models.TextChoices):
        RESUME = "resume", _("resume")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="documents", db_index=False)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.RESUME)
    file = models.FileField(upload_to=document_path, blank=True)

    class Meta(CheckedFile.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint("application", "kind", name="document_one_of_each_kind"),
            *CheckedFile.Meta.constraints,
        ]

    @property
    def address(self) -> str:
        """Its page."""
        return reverse("applicants:document", args=[self.public_id])

    def keep_words(self, text: str, at: datetime) -> None:
        """Keep them for readers."""
        DocumentText.objects.update_or_create(document=self, defaults={"text": text, "taken_at": at})

    def forget_words(self) -> None:
        """Those of the file before."""
        DocumentText.objects.filter(document=self.pk).delete()


class DocumentText(models.Model):
    """The words of a clean document, at most 100,000 characters. Readers see them redacted; no criterion sees them."""

    document = models.OneToOneField(Document, primary_key=True, on_delete=models.CASCADE, related_name="words")
    text = models.TextField(blank=True)
    taken_at = models.DateTimeField(default=clock.now, editable=False)


class DocumentDownload(models.Model):
    """Somebody had a document. Written once, never changed (a trigger says so); gone with the application."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="document_downloads", db_index=False
    )
    name = models.CharField(max_length=255)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    own = models.BooleanField()
    """Whether it was the person's own, by their account or by their draft."""
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["application", "-at"], name="document_download_of")]
