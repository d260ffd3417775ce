"""What a section on paper is made of. The layout knows no more than these kinds."""

from collections.abc import Sequence
from typing import Any

Block = dict[str, Any]
"""`kind` (facts, table, text, quiet, quote, title) and what it holds."""


def facts(*pairs: tuple[str, object]) -> Block:
    return {"kind": "facts", "pairs": [(label, str(words)) for label, words in pairs if words not in (None, "")]}


def table(
    title: str, head: Sequence[str], rows: Sequence[Sequence[object]], *, widths: Sequence[int], numbers: Sequence[int] = ()
) -> Block:  # fmt: skip
    return {
        "kind": "table",
        "title": title,
        "head": list(head),
        "rows": [[str(cell) for cell in row] for row in rows],
        "widths": list(widths),
        "numbers": list(numbers),
    }


def words_block(kind: str, words: str) -> Block:
    return {"kind": kind, "words": words}
