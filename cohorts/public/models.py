"""Public pages whose words a programme manager changes, and every version of them."""

from typing import Final

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

MOST_BODY: Final = 40_000
"""Characters of a page. The longest that was shipped has 6,000."""


class Words(models.Model):
    """What a page says in one language, and whether and where it is listed."""

    title = models.CharField("title", max_length=100)
    description = models.CharField(
        "description",
        max_length=200,
        help_text="One or two sentences: shown where somebody shares a link to this page, and by search engines.",
    )
    body = models.TextField("text", validators=[MaxLengthValidator(MOST_BODY)])
    position = models.PositiveSmallIntegerField(
        "place in the menu", default=50, help_text="Small numbers first. 0 leaves it out of the menu."
    )
    is_published = models.BooleanField("anybody may read it", default=True)

    class Meta:
        abstract = True


class PublicPage(Words):
    """A page as it stands now. A page that the house ships has a row once somebody has changed it (`cohorts.public.shipped`)."""

    slug = models.SlugField("short name in addresses", max_length=60)
    language = models.CharField("language", max_length=10, choices=settings.LANGUAGES)
    number = models.PositiveIntegerField("version", default=1)
    changed_at = models.DateTimeField("changed")

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
    number = models.PositiveIntegerField("version")
    note = models.CharField("what changed", max_length=200, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField("changed")

    class Meta:
        ordering = ("page", "-number")
        constraints = [models.UniqueConstraint("page", "number", name="public_page_version_once")]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"
