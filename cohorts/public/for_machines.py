"""What machines read: the map of the site, what they may fetch, and whom to tell of a hole in it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from careerpath.ui.links import absolute
from cohorts.models import Cohort
from cohorts.public.reading import LANGUAGES, address_of, every_page
from cohorts.public.shipped import FIRST_LANGUAGE, PageWords

MOST_CLASSES: Final = 1_000
CLOSED_TO_ROBOTS: Final = (
    *("/accounts/", "/admin/", "/apply/", "/bootcamp/", "/claim/", "/documents/", "/mail/", "/mentoring/", "/my/"),
    *("/next-class/", "/offer/", "/portal/", "/reports/"),
)
"""What needs somebody signed in, or a secret in the address. Nothing is kept secret by naming it here."""


class InEachLanguage(Sitemap):
    """Addresses in every language, each naming the others."""

    i18n = alternates = x_default = True
    languages = list(LANGUAGES)
    protocol = "http" if settings.DEVELOPMENT else "https"

    def path(self, item: Any) -> str:
        """The address in the first language."""
        raise NotImplementedError

    def location(self, item: Any) -> str:
        """The address in the language that the sitemap asks for."""
        language = get_language()
        return self.path(item) if language == FIRST_LANGUAGE else f"{self.path(item)}?lang={language}"


class PagesMap(InEachLanguage):
    """The front page and the published pages."""

    def items(self) -> list[PageWords | str]:
        """In the order of the menu; the front page first."""
        found = [page for (_, language), page in every_page().items() if language == FIRST_LANGUAGE]
        return ["", *sorted((page for page in found if page.is_published), key=lambda page: (page.position, page.slug))]

    def path(self, item: PageWords | str) -> str:
        """Where it is read."""
        return reverse("cohorts:front") if isinstance(item, str) else address_of(item.slug)

    def lastmod(self, item: PageWords | str) -> datetime | None:
        """When its words were changed here."""
        return None if isinstance(item, str) else item.changed_at


class ClassesMap(InEachLanguage):
    """The newest classes."""

    def items(self) -> list[Cohort]:
        """The newest first."""
        return list(Cohort.objects.order_by("-opens_at")[:MOST_CLASSES])

    def path(self, item: Cohort) -> str:
        """Where it is read."""
        return reverse("cohorts:cohort", args=[item.slug])


SITEMAPS: Final[dict[str, type[Sitemap]]] = {"pages": PagesMap, "classes": ClassesMap}


def _text(view: Callable[[], list[str]]) -> Callable[[HttpRequest], HttpResponse]:
    def shown(request: HttpRequest) -> HttpResponse:
        return HttpResponse("\n".join(view()) + "\n", content_type="text/plain; charset=utf-8")

    shown.__name__, shown.__doc__ = view.__name__, view.__doc__
    return require_safe(cache_control(public=True, max_age=3600)(shown))


@_text
def robots() -> list[str]:
    """What search engines may fetch."""
    closed = [f"Disallow: {path}" for path in CLOSED_TO_ROBOTS]
    return ["User-agent: *", *closed, "", f"Sitemap: {absolute(reverse('cohorts:sitemap'))}"]


@_text
def security() -> list[str]:
    """Whom to tell of a hole (RFC 9116)."""
    until = (timezone.now() + timedelta(days=180)).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return [
        f"Contact: mailto:{settings.CONTACT_EMAIL}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(LANGUAGES)}",
        f"Canonical: {absolute(reverse('cohorts:security'))}",
    ]
