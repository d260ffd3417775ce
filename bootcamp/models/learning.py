"""What a learner works with: materials, work that is handed in, and the address of their calendar."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applicants.models import CheckedFile
from bootcamp.models.enrolment import Enrolment
from bootcamp.models.programme import Assessment, Module, Session
from careerpath.pipeline import clock


class Material(models.Model):
    """Something to read or watch: of a module, or of one session of it. A link, or a file (`MaterialFile`)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    module = models.ForeignKey(Module, on_delete=models.CASCADE, related_name="materials", db_index=False)
    session = models.ForeignKey(
        Session, verbose_name=_("session"), null=True, blank=True, on_delete=models.SET_NULL, related_name="materials"
    )
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("title"), max_length=160)
    url = models.URLField(_("link"), max_length=500, blank=True)
    visible_from = models.DateField(_("shown from"))
    """The day in the class's time zone from which on learners see it."""
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    added_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ("module__position", "position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("module", "position"), name="material_position_unique", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return self.title


class ClassFile(CheckedFile):
    """A file of a class. `Meta` of each says that it is a table of its own."""

    class Meta(CheckedFile.Meta):
        abstract = True

    @property
    def address(self) -> str:
        """Where who may have it gets it."""
        return reverse("bootcamp:file", args=[self.public_id])


class MaterialFile(ClassFile):
    """The file of a material. Learners get it once it is clean."""

    FOLDER: ClassVar[str] = "materials"

    material = models.OneToOneField(Material, on_delete=models.CASCADE, related_name="document")

    class Meta(ClassFile.Meta):
        abstract = False


class Submission(models.Model):
    """One version of somebody's work. All versions are kept; the last one that was in before the marking counts."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """The number on the receipt."""
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="submissions", db_index=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="submissions")
    number = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("text"), blank=True)
    at = models.DateTimeField(_("handed in"), default=clock.now, editable=False)
    days_late = models.PositiveSmallIntegerField(_("days late"), default=0)
    """Started days after it was due."""

    class Meta:
        ordering = ("assessment", "enrolment", "number")
        constraints = [
            models.UniqueConstraint("assessment", "enrolment", "number", name="submission_number_unique"),
            models.CheckConstraint(condition=Q(number__gte=1), name="submission_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}, version {self.number}"


class SubmissionFile(ClassFile):
    """The file of a version. Its owner, and who teaches the class, get it once it is clean."""

    FOLDER: ClassVar[str] = "submissions"

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="document")

    class Meta(ClassFile.Meta):
        abstract = False


class AskedAgain(models.Model):
    """An instructor asks for work again after it was marked: it may be handed in once more. One open at a time."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="asked_again", db_index=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="asked_again")
    words = models.CharField(_("what to change"), max_length=1000)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    """When it was handed in again."""

    class Meta:
        ordering = ("-asked_at",)
        constraints = [
            models.UniqueConstraint(
                "assessment", "enrolment", name="asked_again_one_open", condition=Q(answered_at__isnull=True)
            )
        ]


class CalendarFeed(models.Model):
    """The secret address of a learner's calendar. Only the hash of the secret is here; without a row there is no address."""

    enrolment = models.OneToOneField(
        Enrolment, primary_key=True, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now, editable=False)
    content_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    """Of what was handed out last: its ETag."""
    content_at = models.DateTimeField(default=clock.now, editable=False)
    """Since when it reads so: its Last-Modified."""
