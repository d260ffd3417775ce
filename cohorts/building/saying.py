"""Which texts of a form have no words in a language yet. Plain Python."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cohorts.building.shape import FormShape, QuestionShape, SectionShape


@dataclass(frozen=True)
class Unsaid:
    """A text that a language lacks: the section or question it belongs to, and the text as it was written first."""

    anchor: str
    text: str


def unsaid(form: FormShape, language: str) -> list[Unsaid]:
    """The texts of a form that have no words in a language, in order. Empty texts need none."""
    parts: list[SectionShape | QuestionShape] = []
    for section in form.sections:
        parts += [section, *section.questions]
    return [
        Unsaid(part.anchor, text)
        for part in parts
        for text, words in _texts(part, _said(part.translations, language))
        if text.strip() and not str(words or "").strip()
    ]


def say_unsaid(count: int, language: str) -> str:
    """How many texts a language lacks, in words."""
    if not count:
        return f"Every text has its {language}."
    return f"1 text has no {language} yet." if count == 1 else f"{count:,} texts have no {language} yet."


def _said(translations: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    said = translations.get(language, {})
    return said if isinstance(said, dict) else {}


def _texts(part: SectionShape | QuestionShape, said: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if isinstance(part, SectionShape):
        yield part.title, said.get("title")
        yield part.intro, said.get("intro")
        return
    yield part.label, said.get("label")
    yield part.help, said.get("help")
    labels = said.get("options", {})
    for value, label in part.options:
        yield label, labels.get(value) if isinstance(labels, dict) else None
