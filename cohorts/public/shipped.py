"""The words that the house ships for its public pages, in each language: `texts/<language>/<slug>.md`.

Such a file begins with lines `title:`, `description:`, `position:`, then an empty line, then the page in Markdown. They stand until
a programme manager saves words of their own, so nothing has to be put into a database before the site can be read.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

TEXTS: Final = Path(__file__).resolve().parent / "texts"
FIRST_LANGUAGE: Final = "en"
"""The language in which every page is there."""
OWN_ADDRESS: Final = {"what-is-assessed": "cohorts:assessed"}
"""Pages with an address of their own, by slug; the others are at `/about/<slug>/`."""


@dataclass(frozen=True)
class PageWords:
    """A page as it is read: `number` is its version, 0 for the words that were shipped."""

    slug: str
    language: str
    title: str
    description: str
    body: str
    position: int
    is_published: bool = True
    number: int = 0
    changed_at: datetime | None = None

    @property
    def is_listed(self) -> bool:
        """Whether the menu of the site has it."""
        return self.is_published and self.position > 0


@lru_cache(maxsize=1)
def shipped() -> dict[tuple[str, str], PageWords]:
    """Every shipped page by (slug, language)."""
    pages = {}
    for path in sorted(TEXTS.glob("*/*.md")):
        head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
        fields = dict(line.split(": ", 1) for line in head.splitlines())
        key = (path.stem, path.parent.name)
        pages[key] = PageWords(*key, fields["title"], fields["description"], body, int(fields["position"]))
    return pages
