"""Changing what a public page says. Every version stays, with who wrote it."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from careerpath.accounts.models import User
from cohorts.public.markdown import TooLong, parts_of
from cohorts.public.models import PublicPage, PublicPageVersion
from cohorts.public.reading import words_of
from cohorts.public.shipped import PageWords, shipped


class PageRefused(ValueError):
    """A page was not saved; the message says why, in words."""


def save_page(words: PageWords, *, by: User, seen: int, note: str = "") -> PublicPage:
    """Save a page as its next version. `seen` is the version that the writer began from (0: the shipped words, or none).

    Raises PageRefused where somebody else saved one meanwhile, or where the words cannot be a page.
    """
    try:
        list(parts_of(words.body, {}))
    except TooLong as error:
        raise PageRefused(str(error)) from error
    now = timezone.now()
    fields = {
        "title": words.title,
        "description": words.description,
        "body": words.body,
        "position": words.position,
        "is_published": words.is_published,
    }
    try:
        with transaction.atomic():
            page = PublicPage.objects.select_for_update().filter(slug=words.slug, language=words.language).first()
            if (page.number if page else 0) != seen:
                raise PageRefused(
                    "Somebody else saved this page while you wrote. Look at their version, then save yours."
                )
            page = page or PublicPage(slug=words.slug, language=words.language)
            for name, value in fields.items():
                setattr(page, name, value)
            page.number, page.changed_at = seen + 1, now
            page.full_clean(validate_unique=False, validate_constraints=False)
            page.save()
            PublicPageVersion.objects.create(
                page=page, number=page.number, note=note, changed_by=by, changed_at=now, **fields
            )
    except IntegrityError as error:  # two first versions at once
        raise PageRefused("Somebody else made this page at the same time. Open it again.") from error
    except ValidationError as error:
        raise PageRefused(" ".join(error.messages)) from error
    return page


def restore(slug: str, language: str, *, number: int, by: User, seen: int) -> PublicPage:
    """Make an earlier version (0: the shipped words) the newest one. Raises PageRefused where there is none."""
    if number == 0:
        words = shipped().get((slug, language))
    else:
        row = PublicPageVersion.objects.filter(page__slug=slug, page__language=language, number=number).first()
        words = words_of(row, slug, language) if row else None
    if words is None:
        raise PageRefused("There is no such version.")
    note = f"Restored version {number}." if number else "Restored the words that were shipped."
    return save_page(words, by=by, seen=seen, note=note)
