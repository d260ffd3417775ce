"""What stands in the head of a public page: for those who share its link, and for search engines."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.templatetags.static import static
from django.urls import reverse

from careerpath.ui.links import absolute
from cohorts.public.reading import LANGUAGES, language_now
from cohorts.public.shipped import FIRST_LANGUAGE

PICTURE = "img/preview.png"
"""1200 by 630, in our look, with no word but the name: assets/preview.html says how it was drawn."""


@dataclass(frozen=True)
class Preview:
    """Title, description and addresses of a page; every address is absolute."""

    title: str
    description: str
    canonical: str
    alternates: tuple[tuple[str, str], ...]
    """(language, address), the last one for readers of no language that we have."""
    picture: str
    locale: str
    is_indexed: bool = True


def in_language(path: str, language: str) -> str:
    """The address of a page in one language. The first language has the plain one."""
    return absolute(path if language == FIRST_LANGUAGE else f"{path}?{urlencode({'lang': language})}")


def preview(title: str, description: str, name: str, *args: str, is_indexed: bool = True) -> Preview:
    """The preview of the page with this URL name."""
    path, language = reverse(name, args=args), language_now()
    alternates = [(each, in_language(path, each)) for each in LANGUAGES]
    return Preview(
        title=title,
        description=" ".join(description.split())[:200],
        canonical=in_language(path, language),
        alternates=(*alternates, ("x-default", absolute(path))),
        picture=absolute(static(PICTURE)),
        locale={"en": "en_US", "es": "es_419"}.get(language, language),
        is_indexed=is_indexed,
    )
