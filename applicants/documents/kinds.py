"""What a file is, by its content: never by its name or by what the browser says of it. Quick enough for a request."""

import codecs
from typing import Final

from applicants.documents.docx import check_docx
from applicants.documents.names import DOCX, PDF, TEXT
from applicants.documents.pdf import check_pdf
from applicants.documents.refusals import Reason, Refused
from applicants.documents.text import check_text

KNOWN_OTHERS: Final = (
    (b"\x7fELF", Reason.PROGRAM),
    (b"\xcf\xfa\xed\xfe", Reason.PROGRAM),
    (b"\xce\xfa\xed\xfe", Reason.PROGRAM),
    (b"\xca\xfe\xba\xbe", Reason.PROGRAM),
    (b"\x00asm", Reason.PROGRAM),
    (b"L\x00\x00\x00\x01\x14\x02\x00", Reason.PROGRAM),  # a shortcut of Windows
    (b"#!", Reason.PROGRAM),
    (b"\xd0\xcf\x11\xe0", Reason.OLD_OFFICE),
    (b"{\\rtf", Reason.RTF),
    (b"\xff\xd8\xff", Reason.PICTURE),
    (b"\x89PNG", Reason.PICTURE),
    (b"GIF8", Reason.PICTURE),
    (b"II*\x00", Reason.PICTURE),
    (b"MM\x00*", Reason.PICTURE),
    (b"\xff\xfe", Reason.NOT_UTF8),
    (b"\xfe\xff", Reason.NOT_UTF8),
    (b"\x00\x00\xfe\xff", Reason.NOT_UTF8),
    (b"PK\x05\x06", Reason.NOT_WORD),
)
"""How files begin that people send by mistake, and why they are not taken."""
ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")
"""What Word calls its part in a file locked with a password, which is an older Office file outside."""
PHONE_PICTURES: Final = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"})
ELSEWHERE: Final = ((257, b"ustar"), (128, b"DICM"), (0x8001, b"CD001"))
"""Kinds that do not say at their beginning what they are: an archive of tape, a medical picture, a disc. Place and mark."""


def kind_of(content: bytes) -> str:
    """PDF, DOCX or TEXT for a file that may be kept and looked into; raises Refused for any other."""
    if not content:
        raise Refused(Reason.EMPTY)
    head = content[:1024]
    if head.startswith(b"\xd0\xcf\x11\xe0") and ENCRYPTED_PACKAGE in content:
        raise Refused(Reason.LOCKED)
    for signature, reason in KNOWN_OTHERS:
        if head.startswith(signature):
            raise Refused(reason)
    if head.startswith(b"MZ") and b"\x00" in head:  # a text may begin with these two letters
        raise Refused(Reason.PROGRAM)
    if (head[4:8] == b"ftyp" and head[8:12] in PHONE_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        raise Refused(Reason.PICTURE)
    is_pdf = head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"%PDF-")
    is_zip = head.startswith(b"PK\x03\x04")
    if any(content[place : place + len(mark)] == mark for place, mark in ELSEWHERE) and (is_pdf or is_zip):
        raise Refused(Reason.TWO_KINDS)
    if is_pdf:
        check_pdf(content)
        return PDF
    if is_zip:
        check_docx(content)
        return DOCX
    if b"%PDF-" in head:  # a reader of PDF would open it, whatever stands in front
        raise Refused(Reason.TWO_KINDS)
    check_text(content)
    return TEXT
