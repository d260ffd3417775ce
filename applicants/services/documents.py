"""What a resume may be. A file is judged by its content, never by its name or by what the browser says of it.

Three kinds are taken: PDF, Word (DOCX, without macros) and plain text. Everything else is refused with what to do instead. What is
stored gets a random name; what is handed out gets the ending of what it is (see `safe_name`).
"""

import codecs
import hashlib
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import IO, Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT: Final = "text/plain"
ENDINGS: Final = {PDF: ".pdf", DOCX: ".docx", TEXT: ".txt"}

TAIL_BYTES: Final = 8192
"""How far from its end a PDF must say where its table of objects is (readers look at the last 1,024 bytes; some tools append)."""
ZIP_ENTRIES: Final = 2000
ZIP_BYTES: Final = 60 * 1024 * 1024
"""Most that a DOCX may unpack to, all its parts together."""
ZIP_RATIO: Final = 200
"""Most that any part may unpack to, as a multiple of its packed size (beyond the first 1 MB)."""
WORD_ROOTS: Final = frozenset(
    {
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}document",
        "{http://purl.oclc.org/ooxml/wordprocessingml/main}document",
    }
)
CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class DocumentRefused(ValueError):
    """A file that is not taken; the message says what is wrong and what to do, in words for the person who sent it."""


@dataclass(frozen=True)
class Checked:
    """A file that may be stored: what it is, how large (bytes), and its SHA-256."""

    content_type: str
    size: int
    sha256: str
    name: str


def check_document(file: File) -> Checked:
    """Look into a file and say what it is, or raise DocumentRefused. The file is read from its start and left at its start."""
    size = file.size or 0
    check_size(size)
    content_type = _kind_of(file)
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return Checked(content_type, size, digest.hexdigest(), safe_name(file.name or "", content_type))


def check_size(size: int) -> None:
    """Raise DocumentRefused for an empty file and for one above DOCUMENT_MAX_BYTES."""
    if size == 0:
        raise DocumentRefused(_("This file is empty. Choose another one."))
    if size > settings.DOCUMENT_MAX_BYTES:
        raise DocumentRefused(too_large(size))


def too_large(size: int) -> str:
    """The refusal of a file of `size` bytes, in words."""
    return _("This file has %(size)s MB; at most %(most)s MB fit. Save it smaller, for example without pictures.") % {
        "size": f"{size / 1024 / 1024:.1f}",
        "most": f"{settings.DOCUMENT_MAX_BYTES / 1024 / 1024:g}",
    }


def safe_name(name: str, content_type: str) -> str:
    """The person's own name for the file, fit to be shown and to be a download's name.

    Without folders, control characters and the marks that turn the direction of writing; with the ending of what the file is.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    stem = last.rpartition(".")[0] or last
    stem = "".join(" " if unicodedata.category(char).startswith(("C", "Z")) else char for char in stem)
    stem = re.sub(r'[\s:*?"<>|]+', " ", stem).strip(" .")[:100]
    return f"{stem or 'resume'}{ENDINGS[content_type]}"


def _kind_of(file: IO[bytes]) -> str:
    file.seek(0)
    head = file.read(1024)
    for signature, words in _KNOWN_OTHERS:
        if head.startswith(signature):
            raise DocumentRefused(str(words))
    if head.startswith(b"MZ") and b"\x00" in head:  # a text may begin with these two letters
        raise DocumentRefused(str(_PROGRAM))
    if head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"%PDF-"):
        _check_pdf(file)
        return PDF
    if head.startswith(b"PK\x03\x04"):
        _check_docx(file)
        return DOCX
    _check_text(file)
    return TEXT


def _check_pdf(file: IO[bytes]) -> None:
    file.seek(0, 2)
    file.seek(max(0, file.tell() - TAIL_BYTES))
    tail = file.read()
    if b"startxref" not in tail or b"%%EOF" not in tail:
        raise DocumentRefused(_("This PDF is not complete. Save or export it again, then choose the new file."))


def _check_docx(file: IO[bytes]) -> None:
    broken = _("This is not a Word file that can be opened. Save it again as DOCX or PDF, then choose the new file.")
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check_parts(parts)
            names = {part.filename for part in parts}
            if not {"[Content_Types].xml", "word/document.xml"} <= names:
                raise DocumentRefused(
                    _("This is an archive, not a Word file. Choose your resume itself, as PDF or DOCX.")
                )
            with archive.open("[Content_Types].xml") as types:
                declared = types.read(1024 * 1024)
            if b"macroenabled" in declared.lower() or any("vbaproject" in name.lower() for name in names):
                raise DocumentRefused(
                    _("This Word file holds macros, which are programs. Save it as DOCX without macros, or as PDF.")
                )
            with archive.open("word/document.xml") as document:
                root = next(iterparse(document, events=("start",), forbid_dtd=True), (None, None))[1]
            if root is None or root.tag not in WORD_ROOTS:
                raise DocumentRefused(broken)
    except (
        zipfile.BadZipFile,
        ParseError,
        DefusedXmlException,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
    ) as error:
        raise DocumentRefused(broken) from error
    except ValueError as error:
        raise error if isinstance(error, DocumentRefused) else DocumentRefused(broken) from error


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive that would unpack to far more than it is, that leaves its folder, or that is locked."""
    bomb = len(parts) > ZIP_ENTRIES or sum(part.file_size for part in parts) > ZIP_BYTES
    bomb = bomb or any(
        part.file_size > 1024 * 1024 and part.file_size > ZIP_RATIO * max(1, part.compress_size) for part in parts
    )
    if bomb:
        raise DocumentRefused(
            _("This file unpacks to far more than a resume has. Save it as PDF, then choose the new file.")
        )
    if any(
        part.filename.startswith(("/", "\\")) or ".." in part.filename.replace("\\", "/").split("/") for part in parts
    ):
        raise DocumentRefused(
            _("This is not a Word file that can be opened. Save it again as DOCX or PDF, then choose the new file.")
        )
    if any(part.flag_bits & 0x1 for part in parts):
        raise DocumentRefused(_("This file is locked with a password. Save it without one, then choose the new file."))


def _check_text(file: IO[bytes]) -> None:
    file.seek(0)
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DocumentRefused(
            _("We cannot read this kind of file. Choose a PDF, a DOCX, or plain text in UTF-8.")
        ) from None
    if CONTROL.search(text):
        raise DocumentRefused(_("We cannot read this kind of file. Choose a PDF, a DOCX, or plain text in UTF-8."))
    if not text.strip():
        raise DocumentRefused(_("This file has no words in it. Choose another one."))


_PROGRAM: Final = gettext_lazy(
    "This is a program, whatever its name says. Choose your resume as PDF, DOCX or plain text."
)
_PICTURE: Final = gettext_lazy("This is a picture. Save your resume as PDF, then choose the new file.")
_OLD_OFFICE: Final = gettext_lazy(
    "This is an older Office file (such as .doc). Save it as DOCX or PDF, then choose the new file."
)
_RTF: Final = gettext_lazy("This is an RTF file. Save it as DOCX or PDF, then choose the new file.")
_NOT_UTF8: Final = gettext_lazy("This text is not in UTF-8. Save it as UTF-8 or as PDF, then choose the new file.")
_KNOWN_OTHERS: Final = (
    (b"\x7fELF", _PROGRAM),
    (b"\xcf\xfa\xed\xfe", _PROGRAM),
    (b"\xce\xfa\xed\xfe", _PROGRAM),
    (b"\xca\xfe\xba\xbe", _PROGRAM),
    (b"#!", _PROGRAM),
    (b"\xd0\xcf\x11\xe0", _OLD_OFFICE),
    (b"{\\rtf", _RTF),
    (b"\xff\xd8\xff", _PICTURE),
    (b"\x89PNG", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"\xff\xfe", _NOT_UTF8),
    (b"\xfe\xff", _NOT_UTF8),
)
"""How files begin that people send by mistake, and what to say."""
