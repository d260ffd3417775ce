"""Plain text: UTF-8 without control characters."""

import re
import unicodedata
from typing import Final

from applicants.documents.refusals import Reason, Refused

CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
WEB_PAGE: Final = re.compile(
    r"\s*<(!doctype|html|head|body|script|svg|iframe|\?xml|\?php|%|!--)|MIME-Version:", re.IGNORECASE
)
HIDDEN: Final = re.compile(
    "[\u202a-\u202e\u2066-\u2069\u061c\ufeff\u00ad\u2028\u2029\U000e0000-\U000e007f\ufff9-\ufffb]"
)
"""Marks that turn the direction of writing, break lines unseen or hide words in tags."""
MOST_CHARACTERS: Final = 100_000


def check_text(content: bytes) -> str:
    """The text; raises Refused where it is none."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(Reason.UNREADABLE) from None
    if CONTROL.search(text):
        raise Refused(Reason.UNREADABLE)
    if WEB_PAGE.match(text):
        raise Refused(Reason.WEB_PAGE)
    if not neutral(text[:MOST_CHARACTERS]).strip():
        raise Refused(Reason.NO_WORDS)
    return text


def neutral(text: str) -> str:
    """A text taken out of a file, fit to be shown: no control characters, nothing that turns or hides what is written.

    Lines end with a line feed, no more than one empty line stands between two, and it is at most MOST_CHARACTERS long.
    """
    text = HIDDEN.sub("", text[: 2 * MOST_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n"))
    text = "".join(
        char if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cs", "Cn", "Co"} else " " for char in text
    )
    text = re.sub(r"[^\S\n]{3,}", "  ", text)
    text = re.sub(r" *\n(?: *\n){2,}", "\n\n", text)
    return text.strip()[:MOST_CHARACTERS]
