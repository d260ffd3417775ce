"""Applicants, their applications and documents."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from applicants.lifecycle import APPLICATION, ApplicationStatus
from careerpath.pipeline.models import StatusChange, Tracked
from cohorts.models import Cohort, QuestionSet, University


class NameGrams(models.Func):
    """Every three letters in a row of each word, and its beginnings padded with spaces (`  j`, ` jo`): what a part of a name
    is found by. A function of the database (migration `list_search`), because no extension is used."""

    function = "applicants_name_grams"
    arity = 1
    output_field = ArrayField(models.TextField())


class EmailDomain(models.Func):
    """What stands behind the @, in small letters."""

    template = "split_part(lower(%(expressions)s), '@', 2)"
    arity = 1
    output_field = models.TextField()


class Applicant(models.Model):
    """A person who applies. Imported people have no account until they claim their application."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="applicant",
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), null=True, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True, default="", db_default="")
    """In which they read the form, and in which we write to them; empty: the site's own."""
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from", editable=False
    )
    """The record that stands for this person, where two were found to be one."""

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="applicant_email_unique", condition=Q(email__isnull=False)),
            models.CheckConstraint(condition=~Q(email=""), name="applicant_email_absent_not_empty"),
        ]
        indexes = [
            # The recruiter's search: any part of a name, the beginning of the address, and what stands behind its @.
            GinIndex(NameGrams("name"), name="applicant_name_grams"),
            models.Index(OpClass(Lower("email"), "text_pattern_ops"), name="applicant_email_beginning"),
            models.Index(OpClass(EmailDomain("email"), "text_pattern_ops"), name="applicant_email_domain"),
        ]

    def __str__(self) -> str:
        return self.name or self.email or f"Applicant {self.pk}"


class ApplicationStatusChange(StatusChange):
    """History of an application."""

    subject = models.ForeignKey("applicants.Application", on_delete=models.CASCADE, related_name="history")

    class Meta(StatusChange.Meta):
        indexes = [
            models.Index(fields=["subject", "at"], name="application_history_subject"),
            models.Index(fields=["batch"], name="application_history_batch", condition=Q(batch__isnull=False)),
        ]


class Application(Tracked):
    """One person's application to one cohort, with the answers and the version of the form they answered."""

    class Source(models.TextChoices):
        """How it came in."""

        WEB = "web", _("web form")
        IMPORT = "import", _("imported file")

    LIFECYCLE = APPLICATION
    HISTORY = ApplicationStatusChange

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="applications", db_index=False)
    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="applications")
    question_set = models.ForeignKey(
        QuestionSet, verbose_name=_("form answered"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    status = models.CharField(
        _("status"), max_length=20, choices=ApplicationStatus.choices, default=ApplicationStatus.DRAFT, editable=False
    )
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    source = models.CharField(_("came by"), max_length=10, choices=Source.choices, default=Source.WEB)
    university = models.ForeignKey(
        University,
        verbose_name=_("sent by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="applications",
        db_index=False,
    )
    external_id = models.CharField(_("id in the imported file"), max_length=200, null=True, blank=True)
    imported_by = models.ForeignKey(
        "applicants.ImportBatch",
        verbose_name=_("import"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="applications",
    )
    content_digest = models.BinaryField(null=True, editable=False)
    """SHA-256 of the cleaned row that was imported, so that a second import can tell "the same" from "changed"."""
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("assigned to"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    """Who looks after it."""
    flags = ArrayField(models.CharField(max_length=30), default=list, db_default=[], blank=True, editable=False)
    """What about the sending looked odd ("disposable_address" ...; words: `applicants.selectors.flags`). Shown to recruiters; no
    criterion sees it and nothing is refused for it."""
    started_at = models.DateTimeField(_("started"))
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    updated_at = models.DateTimeField(_("last saved"), auto_now=True)

    class Meta:
        permissions = [("export_application", "Can export applications")]
        constraints = [
            models.UniqueConstraint("cohort", "applicant", name="application_once_per_cohort"),
            models.UniqueConstraint(
                "cohort", "external_id", name="application_external_id_unique", condition=Q(external_id__isnull=False)
            ),
            models.CheckConstraint(
                # A draft that its applicant took back may turn out to be the same person's second: merged, never sent.
                condition=Q(status__in=["draft", "withdrawn", "duplicate"]) | Q(submitted_at__isnull=False),
                name="application_submitted_has_time",
            ),
            models.CheckConstraint(
                condition=Q(external_id__isnull=True, imported_by__isnull=True, content_digest__isnull=True)
                | Q(external_id__isnull=False, imported_by__isnull=False, content_digest__isnull=False),
                name="application_imported_fields_together",
            ),
            models.CheckConstraint(condition=Q(status__in=ApplicationStatus.values), name="application_status_known"),
        ]
        indexes = [
            # The recruiter's list: one cohort, one status or all, newest first, paged by key.
            models.Index(fields=["cohort", "status", "-submitted_at", "-id"], name="application_list_status"),
            models.Index(fields=["cohort", "-submitted_at", "-id"], include=["status"], name="application_list"),
            # The same narrowed by what may be rare. A move writes into each of these, so there are no more (docs/architecture.md).
            models.Index(
                fields=["cohort", "university", "-submitted_at", "-id"],
                include=["status"],
                name="application_list_university",
            ),
            models.Index(
                fields=["cohort", "source", "-submitted_at", "-id"], include=["status"], name="application_list_source"
            ),
            models.Index(fields=["cohort", "assigned_to"], name="application_assigned"),
            models.Index(fields=["cohort", "-status_changed_at"], name="application_changed"),
            # Who holds a seat: counted under the lock of the cohort at every release, and by the guard in the database.
            models.Index(
                fields=["cohort", "status"], name="application_seats", condition=Q(status__in=["offered", "admitted"])
            ),
        ]

    def __str__(self) -> str:
        return f"Application {self.pk}"


def document_path(document: models.Model, _filename: str) -> str:
    """A random name, so that no path tells or takes anything of what the person named the file."""
    return f"applications/{uuid.uuid4().hex}"


def file_path(file: models.Model, _filename: str) -> str:
    """The same for every other kind of file that somebody sends: in the folder of its kind."""
    return f"{file.FOLDER}/{uuid.uuid4().hex}"  # type: ignore[attr-defined]
