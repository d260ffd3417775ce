"""The name that a person gave their file, made fit to be shown and to be a download's name."""

import re
import unicodedata
from typing import Final

PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT: Final = "text/plain"
ENDINGS: Final = {PDF: ".pdf", DOCX: ".docx", TEXT: ".txt"}
LONGEST: Final = 100
"""Characters of a name before its ending."""
LONGEST_BYTES: Final = 180
"""The same in UTF-8: file systems take 255 bytes, and a browser adds " (1)" and its own ending while it loads."""
RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)\s*(\.|$)")
"""What Windows takes for a device, whatever ending follows."""


def safe_name(name: str, content_type: str) -> str:
    """The last part of `name`, without folders, control characters and the marks that turn the direction of writing.

    It ends as a file of this type does, whatever the person wrote there.
    """
    last = name[-4096:].replace("\\", "/").rpartition("/")[2]
    stem = last.rpartition(".")[0] or last
    stem = "".join(" " if unicodedata.category(char).startswith(("C", "Z")) else char for char in stem)
    stem = re.sub(r'[\s:*?"<>|]+', " ", stem).strip(" .")[:LONGEST]
    stem = stem.encode()[:LONGEST_BYTES].decode(errors="ignore").strip(" .")
    if RESERVED.match(stem):
        stem = f"resume {stem}"
    return f"{stem or 'resume'}{ENDINGS[content_type]}"
