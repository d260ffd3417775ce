"""Reading the ledger of imports, and the mappings that can be used again."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.models import QuerySet

from applicants.importing.mapping import source_of
from applicants.models import ImportBatch

PAGE: Final = 50
_EARLIER: Final = 20


@dataclass(frozen=True)
class KnownMapping:
    """A mapping that can be chosen: `key` names it in a form."""

    key: str
    name: str
    text: str


def imports(*, before: int | None = None) -> QuerySet[ImportBatch]:
    """Imports, the newest in front, without the texts and previews; `before` is the id where the last page ended."""
    found = ImportBatch.objects.select_related("cohort", "by").defer("mapping", "preview").order_by("-pk")
    return found.filter(pk__lt=before) if before else found


def shipped_mappings() -> list[KnownMapping]:
    """The mappings that come with CareerPath (docs/examples), by name."""
    folder = Path(settings.BASE_DIR) / "docs" / "examples"
    texts = [(path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))]
    return [KnownMapping(f"shipped:{stem}", source_of(text) or stem, text) for stem, text in texts]


def earlier_mappings() -> list[KnownMapping]:
    """The mappings of the last imports that went in, each once, the newest in front. One query."""
    rows = ImportBatch.objects.filter(finished_at__isnull=False).order_by("-pk")
    seen: dict[str, KnownMapping] = {}
    for pk, name, file_name, text in rows.values_list("pk", "mapping_name", "file_name", "mapping")[:_EARLIER]:
        seen.setdefault(text, KnownMapping(f"import:{pk}", name or source_of(text) or f"used for {file_name}", text))
    return list(seen.values())


def known_mappings() -> list[KnownMapping]:
    """All mappings that can be chosen; one that was shipped and used stands once."""
    shipped = shipped_mappings()
    texts = {mapping.text for mapping in shipped}
    return shipped + [mapping for mapping in earlier_mappings() if mapping.text not in texts]
