"""DOCX, seen from outside: an archive whose list, entries and relations say that it is a Word file and nothing else.

Only the small parts are unpacked here (types and relations); `docx_inside` reads the rest, in the worker.
"""

import io
import re
import stat
import struct
import zipfile
import zlib
from typing import Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from applicants.documents.refusals import Reason, Refused
from applicants.documents.relations import check_relations, check_types, main_part

ENTRIES: Final = 2000
UNPACKED_BYTES: Final = 60 * 1024 * 1024
"""Most that a DOCX may unpack to, all its parts together."""
RATIO: Final = 200
"""Most that any part may unpack to, as a multiple of its packed size (beyond the first 1 MB)."""
SMALL_PART: Final = 1024 * 1024
"""Most bytes of a part that is read in the request, and of all relations together."""
TYPES: Final = "[Content_Types].xml"
NAME: Final = re.compile(r"[^\x00-\x1f\x7f\\:*?\"<>|]{1,250}")
ENDINGS: Final = frozenset(
    {"xml", "rels", "odttf", "ttf", "otf", "fntdata"}
    | {"png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "tif", "tiff", "emf", "wmf", "wdp", "webp", "svg"}
)
"""What a Word file is made of. Pictures and fonts are read by their ending; anything else is a file inside the file."""
WORD: Final = frozenset(
    {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    }
)
UNPACKING: Final = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    KeyError,
)
"""What Python raises for an entry that cannot be unpacked."""
END: Final = struct.Struct("<4sHHHHLLH")
LOCAL: Final = struct.Struct("<4sHHHHHLLLHH")
DESCRIPTORS: Final = frozenset({0, 12, 16, 20, 24})
"""Bytes between an entry's data and the next entry, where it was written without knowing its size."""


def check_docx(content: bytes) -> str:
    """The name of the main part of a Word file; raises Refused for any other file."""
    archive = open_archive(content)
    names = [part.filename for part in archive.infolist()]
    if "mimetype" in names and b"opendocument" in read_part(archive, "mimetype", 1024):
        raise Refused(Reason.OPEN_DOCUMENT)
    if TYPES not in names or "_rels/.rels" not in names:
        raise Refused(Reason.NOT_WORD)
    _check_names(names)
    main = main_part(read_part(archive, "_rels/.rels", SMALL_PART))
    check_types(read_part(archive, TYPES, SMALL_PART), main)
    if main not in names:
        raise Refused(Reason.NOT_WORD)
    _check_begins(archive, main)
    left = SMALL_PART
    for name in names:
        if name.lower().endswith(".rels"):
            relations = read_part(archive, name, left)
            left -= len(relations)
            check_relations(relations)
    return main


def open_archive(content: bytes) -> zipfile.ZipFile:
    """The archive, when its list and its entries agree and nothing stands before, between or behind them."""
    list_at, entries = _end_of(content)
    if content.count(b"PK\x01\x02") > ENTRIES + 10:
        raise Refused(Reason.BOMB)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError, OSError, struct.error):
        raise Refused(Reason.WORD_BROKEN) from None
    parts = archive.infolist()
    if len(parts) != entries:
        raise Refused(Reason.WORD_BROKEN)
    if any(part.flag_bits & 0x41 for part in parts):
        raise Refused(Reason.LOCKED)
    _check_sizes(parts)
    if any(not _fits(part) for part in parts) or len({part.filename.lower() for part in parts}) != len(parts):
        raise Refused(Reason.WORD_BROKEN)
    _check_places(content, parts, list_at)
    return archive


def read_part(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A part of at most `most` bytes; raises Refused for one that is larger, whatever its list says, or cannot be unpacked."""
    try:
        with archive.open(name) as part:
            content = part.read(most + 1)
    except UNPACKING:
        raise Refused(Reason.WORD_BROKEN) from None
    if len(content) > most:
        raise Refused(Reason.BOMB)
    return content


def _check_begins(archive: zipfile.ZipFile, main: str) -> None:
    """Refuse a main part whose first element is not a Word document's; nothing behind it is read."""
    try:
        with archive.open(main) as part:
            for _, element in iterparse(part, events=("start",), forbid_dtd=True):
                namespace, _, tag = element.tag.rpartition("}")
                if tag == "document" and namespace.removeprefix("{") in WORD:
                    return
                break
    except (ParseError, DefusedXmlException, LookupError, ValueError, *UNPACKING):
        pass
    raise Refused(Reason.WORD_BROKEN)


def _end_of(content: bytes) -> tuple[int, int]:
    """Where the list of entries begins and how many it names, from the record at the very end of the file."""
    at = content.rfind(b"PK\x05\x06")
    if at < 0 or at + END.size > len(content):
        raise Refused(Reason.WORD_BROKEN)
    _, disk, list_disk, here, entries, size, offset, remark = END.unpack_from(content, at)
    if at + END.size + remark != len(content) or not content[at + END.size :].isascii() or remark > 200:
        raise Refused(Reason.TWO_KINDS)
    if disk or list_disk or here != entries or entries == 0xFFFF or 0xFFFFFFFF in (size, offset):
        raise Refused(Reason.WORD_BROKEN)
    if entries > ENTRIES:
        raise Refused(Reason.BOMB)
    if offset + size != at:  # something was put in front of it, or the list lies
        raise Refused(Reason.TWO_KINDS)
    return offset, entries


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    too_much = sum(part.file_size for part in parts) > UNPACKED_BYTES
    if too_much or any(
        part.file_size > 1024 * 1024 and part.file_size > RATIO * max(1, part.compress_size) for part in parts
    ):
        raise Refused(Reason.BOMB)


def _fits(part: zipfile.ZipInfo) -> bool:
    """Whether an entry has a plain name that stays in its folder, is no link, and is packed in a way Word knows."""
    steps = part.filename.split("/")
    return (
        part.filename == part.orig_filename
        and NAME.fullmatch(part.filename) is not None
        and not part.filename.startswith("/")
        and ".." not in steps
        and not stat.S_ISLNK(part.external_attr >> 16)
        and part.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    )


def _check_places(content: bytes, parts: list[zipfile.ZipInfo], list_at: int) -> None:
    """Entries stand one behind the other from the first byte to the list, each under the name that the list gives it."""
    here = 0
    known = False
    for part in sorted(parts, key=lambda part: part.header_offset):
        gap = part.header_offset - here
        if gap < 0:  # two entries share their bytes: how a small file unpacks to a huge one
            raise Refused(Reason.BOMB)
        if gap not in DESCRIPTORS or (gap and not known):
            raise Refused(Reason.TWO_KINDS)
        if part.header_offset + LOCAL.size > len(content):
            raise Refused(Reason.WORD_BROKEN)
        signature, _, flags, _, _, _, _, _, _, name, extra = LOCAL.unpack_from(content, part.header_offset)
        at = part.header_offset + LOCAL.size
        told = content[at : at + name].decode("utf-8" if flags & 0x800 else "cp437", errors="replace")
        if signature != b"PK\x03\x04" or told != part.orig_filename:
            raise Refused(Reason.WORD_BROKEN)
        here = at + name + extra + part.compress_size
        known = bool(flags & 0x8)
    if list_at < here:
        raise Refused(Reason.BOMB)
    if list_at - here not in DESCRIPTORS:
        raise Refused(Reason.TWO_KINDS)


def _check_names(names: list[str]) -> None:
    """Say by the names of the parts that there is a program or a file inside."""
    for name in map(str.lower, names):
        if "vbaproject" in name or "vbadata" in name:
            raise Refused(Reason.MACROS)
        if "activex" in name or "/embeddings/" in name or name.startswith(("embeddings/", "customui/")):
            raise Refused(Reason.INSIDE)
        if not name.endswith("/") and name.rpartition(".")[2] not in ENDINGS and not _is_printer(name):
            raise Refused(Reason.INSIDE)


def _is_printer(name: str) -> bool:
    return re.fullmatch(r"(word/)?printersettings/printersettings\d*\.bin", name) is not None
