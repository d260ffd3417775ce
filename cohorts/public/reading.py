"""Which public pages there are, and what they say in the reader's language."""

from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from cohorts.public.models import PublicPage, PublicPageVersion
from cohorts.public.shipped import FIRST_LANGUAGE, OWN_ADDRESS, PageWords, shipped

LANGUAGES: Final = tuple(code for code, _ in settings.LANGUAGES)


def words_of(row: PublicPage | PublicPageVersion, slug: str, language: str) -> PageWords:
    """A saved page, or a version of one, as it is read."""
    return PageWords(
        slug,
        language,
        row.title,
        row.description,
        row.body,
        row.position,
        row.is_published,
        row.number,
        row.changed_at,
    )


def every_page() -> dict[tuple[str, str], PageWords]:
    """Every page by (slug, language), published or not; one query. What was saved stands instead of what was shipped."""
    saved = {(row.slug, row.language): words_of(row, row.slug, row.language) for row in PublicPage.objects.all()}
    return {**shipped(), **saved}


def language_now() -> str:
    """The reader's language as the pages name it."""
    language = (get_language() or FIRST_LANGUAGE).partition("-")[0]
    return language if language in LANGUAGES else FIRST_LANGUAGE


def pages_for_reader(language: str | None = None) -> dict[str, PageWords]:
    """The published pages by slug, in menu order, each in the reader's language or else in the first one; one query."""
    language = language or language_now()
    found = [
        page for page in every_page().values() if page.is_published and page.language in (FIRST_LANGUAGE, language)
    ]
    found.sort(key=lambda page: page.language == language)  # the reader's own language last: it stays
    pages = {page.slug: page for page in found}
    return dict(sorted(pages.items(), key=lambda item: (item[1].position, item[0])))


def address_of(slug: str) -> str:
    """Where a page is read."""
    return reverse(OWN_ADDRESS[slug]) if slug in OWN_ADDRESS else reverse("cohorts:page", args=[slug])


def menu(pages: Iterable[PageWords]) -> list[tuple[str, str, str]]:
    """(address, title, language) of the pages that are listed."""
    return [(address_of(page.slug), page.title, page.language) for page in pages if page.is_listed]


def history(slug: str, language: str, most: int = 50) -> list[PublicPageVersion]:
    """The versions that were saved, the newest first; one query."""
    rows = PublicPageVersion.objects.filter(page__slug=slug, page__language=language)
    return list(rows.select_related("changed_by").order_by("-number")[:most])
