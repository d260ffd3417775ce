"""Public pages whose words a programme manager changes, and every version of them."""

from typing import Final

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

MOST_BODY: Final = 40_000
"""Characters of a page. The longest that was shipped has 6,000."""


class Words(models.Model):
    """What a page says in one language, and whether and where it is listed."""

    title = models.CharField(_("title"), max_length=100)
    description = models.CharField(
        _("description"),
        max_length=200,
        help_text=_("One or two sentences: shown where somebody shares a link to this page, and by search engines."),
    )
    body = models.TextField(_("text"), validators=[MaxLengthValidator(MOST_BODY)])
    position = models.PositiveSmallIntegerField(
        _("place in the menu"), default=50, help_text=_("Small numbers first. 0 leaves it out of the menu.")
    )
    is_published = models.BooleanField(_("anybody may read it"), default=True)

    class Meta:
        abstract = True


class PublicPage(Words):
    """A page as it stands now. A page that the house ships has a row once somebody has changed it (`cohorts.public.shipped`)."""

    slug = models.SlugField(_("short name in addresses"), max_length=60)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    number = models.PositiveIntegerField(_("version"), default=1)
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        ordering = ("position", "slug", "language")
        constraints = [
            models.UniqueConstraint("slug", "language", name="public_page_once"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(body=""), name="public_page_says_something"),
        ]

    def __str__(self) -> str:
        return self.title


class PublicPageVersion(Words):
    """What a page said at one time, who wrote it and why. Written once, never changed."""

    page = models.ForeignKey(PublicPage, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        ordering = ("page", "-number")
        constraints = [models.UniqueConstraint("page", "number", name="public_page_version_once")]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"
