"""Papers of a client (what was agreed, their policies) and of one placement (an offer, a letter, something to sign)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applicants.models import CheckedFile
from placements.models.client import Client
from placements.models.placement import Placement


class DocumentKind(models.TextChoices):
    """What a paper is."""

    STATEMENT_OF_WORK = "statement_of_work", _("statement of work")
    POLICY = "policy", _("policy")
    OFFER = "offer", _("offer")
    ASSIGNMENT = "assignment", _("assignment letter")
    NDA = "nda", _("confidentiality agreement to sign")
    OTHER = "other", _("another paper")


OF_CLIENT = (DocumentKind.STATEMENT_OF_WORK, DocumentKind.POLICY, DocumentKind.OTHER)
"""What a client has for everybody."""
OF_PLACEMENT = (DocumentKind.OFFER, DocumentKind.ASSIGNMENT, DocumentKind.NDA, DocumentKind.OTHER)
"""What is made for one person at one opening."""
FOR_WHO_DECIDES = (DocumentKind.STATEMENT_OF_WORK, DocumentKind.OFFER)
"""What may say what is paid: of a client's contacts, those who hire or lead see it."""


class PlacementDocument(CheckedFile):
    """One version of a paper. A new version points to the one it stands in for, which is kept; so is one that was removed.

    `client` is always there, also for a paper of a placement: the portal's wall asks for it. Who sees it are two ticks; staff
    always do. A statement of work is for contacts who hire or lead, never for a person.
    """

    FOLDER: ClassVar[str] = "placements"

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="documents", db_index=False)
    placement = models.ForeignKey(
        Placement, null=True, blank=True, on_delete=models.CASCADE, related_name="documents", db_index=False
    )
    kind = models.CharField(_("what it is"), max_length=20, choices=DocumentKind.choices)
    title = models.CharField(_("title"), max_length=150)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    for_client = models.BooleanField(_("the client sees it"), default=True)
    for_person = models.BooleanField(_("the graduate sees it"), default=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    by_client = models.BooleanField(_("sent by the client"), default=False, editable=False)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, editable=False, on_delete=models.CASCADE, related_name="replaced_by"
    )
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True, editable=False)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    removed_because = models.CharField(_("why it was removed"), max_length=300, blank=True)

    class Meta(CheckedFile.Meta):
        abstract = False
        ordering = ("-uploaded_at", "-pk")
        constraints = [
            *CheckedFile.Meta.constraints,
            models.CheckConstraint(
                condition=Q(placement__isnull=True, kind__in=OF_CLIENT)
                | Q(placement__isnull=False, kind__in=OF_PLACEMENT),
                name="placementdocument_kind_fits",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True, removed_because="")
                | Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removed_because=""),
                name="placementdocument_removed_whole",
            ),
            models.CheckConstraint(
                condition=~Q(kind=DocumentKind.STATEMENT_OF_WORK) | Q(for_person=False),
                name="placementdocument_work_not_for_person",
            ),
            models.CheckConstraint(
                condition=Q(by_client=False) | Q(for_client=True), name="placementdocument_sender_sees_it"
            ),
        ]
        indexes = [
            *CheckedFile.Meta.indexes,
            models.Index(fields=["client", "-uploaded_at", "-id"], name="placementdocument_of_client"),
            models.Index(
                fields=["placement", "-uploaded_at"],
                name="placementdocument_of",
                condition=Q(placement__isnull=False),
            ),
        ]

    @property
    def is_current(self) -> bool:
        """Whether it counts: neither replaced nor removed."""
        return self.replaced_at is None and self.removed_at is None

    @property
    def address(self) -> str:
        """Where staff get it; the portal and the graduate's pages have addresses of their own."""
        return reverse("admin:placements-document-file", args=[self.public_id])
