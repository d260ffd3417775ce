"""PDF, seen from outside: whole, and nothing else besides. What it does when it is opened is asked by `pdf_inside`."""

import codecs
import re
from typing import Final

from applicants.documents.refusals import Reason, Refused

TAIL_BYTES: Final = 8192
"""How far from its end a PDF must say where its table of objects is (readers look at the last 1,024 bytes; some tools append)."""
LEADING_BYTES: Final = 64
"""How much white space may stand in front of the header."""
HEADER: Final = re.compile(rb"\s*%PDF-[12]\.[0-9]")
MARKUP: Final = re.compile(rb"<\s*(?:html|script|!doctype|svg|iframe|\?php)\b", re.IGNORECASE)
MOST_OBJECTS: Final = 30_000
"""A resume of twelve tagged pages has two thousand."""
BLANK: Final = b"\x00\t\n\x0b\x0c\r \x1a"


def check_pdf(content: bytes) -> None:
    """Refuse a file that breaks off, that is also something else, or that holds more objects than MOST_OBJECTS."""
    head = content[:1024].removeprefix(codecs.BOM_UTF8)
    if not (start := HEADER.match(head)) or start.end() > LEADING_BYTES:
        raise Refused(Reason.PDF_BROKEN)
    end = content.rfind(b"%%EOF")
    if end < 0 or b"startxref" not in content[max(0, end - TAIL_BYTES) : end]:
        raise Refused(Reason.PDF_INCOMPLETE)
    if content[end + 5 :].strip(BLANK) or MARKUP.search(head) or _holds_an_archive(content):
        raise Refused(Reason.TWO_KINDS)
    if content.count(b" obj") > MOST_OBJECTS:
        raise Refused(Reason.BOMB)


def _holds_an_archive(content: bytes) -> bool:
    """Whether a ZIP reader, which starts from the end, would find a list of entries."""
    end = content.rfind(b"PK\x05\x06")
    if end < 0 or end + 22 > len(content):
        return False
    size = int.from_bytes(content[end + 12 : end + 16], "little")
    return size == 0 or content[max(0, end - size) : max(0, end - size) + 4] == b"PK\x01\x02"
