"""Paper: a layout of ours set by Typst as a tagged PDF (PDF/UA-1).

Words and figures reach Typst as data in a JSON file, never as mark-up, and it can read nothing outside a folder that lives as
long as the call: a label like `#read("/etc/passwd")` is printed as it stands. Fonts are our own, never the machine's, so that the
same data gives the same bytes everywhere. docs/decisions/0019 says why Typst.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst

FONTS: Final = Path(__file__).resolve().parents[2] / "assets" / "fonts"
SIGNS: Final = (
    "20-7e a0-ac ae-24f 2b0-2ff 370-377 37a-37f 384-38a 38c 38e-3a1 3a3-4ff 1e00-1eff 2010-2027 2030-2040 2042 2044-205e "
    "2070-2071 2074-208e 2090-209c 20a0-20c0 2100-211e 2120 2122 2124 2126-2151 2153-2184 2189 2190-22ff 2500-25ff"
)
"""What our fonts and those that Typst carries can show in every weight, found by setting each; a test sets them all."""
COVERED: Final = frozenset(
    sign
    for first, _, last in (part.partition("-") for part in SIGNS.split())
    for sign in range(int(first, 16), int(last or first, 16) + 1)
)


def set_paper(
    layout: Path, data: Any, *, files: Mapping[str, str] | None = None, moment: datetime | None = None
) -> bytes:
    """The bytes of the document: a layout (`.typ`) that reads `data.json`, and files beside it by name (pictures as SVG).

    `moment` is written into it as the time it was made. Raises typst.TypstError where it cannot be set, which is a mistake of ours.
    """
    with folder_for(layout, data, files=files) as at:
        stamp: dict[str, Any] = {"timestamp": int(moment.timestamp())} if moment else {}
        return typst.compile(**at, format="pdf", pdf_standards=["ua-1"], **stamp)


@contextmanager
def folder_for(layout: Path, data: Any, *, files: Mapping[str, str] | None = None) -> Iterator[dict[str, Any]]:
    """A folder with the layout, the data and the files, as the arguments that keep the typesetter inside it."""
    with tempfile.TemporaryDirectory(prefix="careerpath-paper-") as name:
        folder = Path(name)
        shutil.copyfile(layout, folder / layout.name)
        (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        for file, text in (files or {}).items():
            (folder / file).write_text(text, encoding="utf-8")
        yield {
            "input": str(folder / layout.name),
            "root": name,
            "font_paths": [str(FONTS)],
            "ignore_system_fonts": True,
            "package_path": name,
            "package_cache_path": name,
        }


def clean_data(value: Any) -> Any:
    """Data for a layout with all its words clean."""
    if isinstance(value, Mapping):
        return {key: clean_data(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [clean_data(one) for one in value]
    return clean(value) if isinstance(value, str) else value


def clean(words: str) -> str:
    """Words with every sign that none of our fonts has as its number (“U+6771”), so that none is lost; control signs as blanks.

    PDF/UA asks that every sign can be shown: the typesetter would refuse the whole document for one that cannot.
    """
    return "".join(
        sign if ord(sign) in COVERED else f"[U+{ord(sign):04X}]" if sign.isprintable() else " " for sign in words
    )
