"""DOCX, read through: every part really unpacked, every XML part parsed, every field looked at, and the words taken out."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from applicants.documents.docx import LOCAL, UNPACKED_BYTES, WORD, check_docx, open_archive
from applicants.documents.refusals import Reason, Refused
from applicants.documents.text import MOST_CHARACTERS, neutral

XML_BYTES: Final = 20 * 1024 * 1024
"""Most that one XML part may unpack to."""
ELEMENTS: Final = 1_000_000
DEPTH: Final = 400
DANGEROUS_FIELDS: Final = frozenset(
    {"CONTROL", "DATABASE", "DDE", "DDEAUTO", "EMBED", "HTMLCONTROL", "IMPORT", "INCLUDE"}
    | {"INCLUDEPICTURE", "INCLUDETEXT", "LINK", "RD"}
)
"""Fields that start a program, or take in something from elsewhere when they are brought up to date."""
DANGEROUS_TAGS: Final = frozenset({"OLEObject", "altChunk", "control", "subDoc", "ocx"})
FILES: Final = (b"PK\x03\x04", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"%PDF-", b"7z\xbc\xaf", b"Rar!", b"#!", b"{\\rtf")
BREAKS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "p": "\n"}


def look_into_docx(content: bytes) -> str:
    """The words of a Word file, headers first; raises Refused. Reads every part, so call it where time and memory are limited."""
    main = check_docx(content)
    archive = open_archive(content)
    left = UNPACKED_BYTES
    texts: dict[str, str] = {}
    for part in archive.infolist():
        unpacked = _unpack(content, part, left)
        left -= len(unpacked)
        name = part.filename.lower()
        if name.endswith((".xml", ".rels", ".svg")):
            if len(unpacked) > XML_BYTES:
                raise Refused(Reason.BOMB)
            words = _read(unpacked)
            texts[part.filename] = words
        elif unpacked.startswith(FILES) or (unpacked[:2] == b"MZ" and b"\x00" in unpacked[:64]):
            raise Refused(Reason.INSIDE)
    folder = main.rpartition("/")[0]
    headers = [texts[name] for name in sorted(texts) if name.startswith(f"{folder}/header")]
    return neutral("\n".join([*headers, texts[main]])[: 2 * MOST_CHARACTERS])


def _unpack(content: bytes, part: zipfile.ZipInfo, most: int) -> bytes:
    """What the part's bytes unpack to, counted while it grows: what its list says of its size is not believed."""
    _, _, _, _, _, _, _, _, _, name, extra = LOCAL.unpack_from(content, part.header_offset)
    at = part.header_offset + LOCAL.size + name + extra
    packed = content[at : at + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        unpacked = packed
    else:
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            unpacked = unpacker.decompress(packed, most + 1)
        except zlib.error:
            raise Refused(Reason.WORD_BROKEN) from None
        if unpacker.unused_data:
            raise Refused(Reason.TWO_KINDS)
        if len(unpacked) <= most and not unpacker.eof:
            raise Refused(Reason.WORD_BROKEN)
    if len(unpacked) > most:
        raise Refused(Reason.BOMB)
    if len(unpacked) != part.file_size or zlib.crc32(unpacked) != part.CRC:
        raise Refused(Reason.WORD_BROKEN)
    return unpacked


class _Fields:
    """The fields that are open at one place of a part: what each says to do, as far as it was read."""

    def __init__(self) -> None:
        self.open: list[str | None] = []

    def begin(self) -> None:
        if self.open and self.open[-1] is not None and not self.open[-1].strip():
            raise Refused(Reason.FIELDS)  # its very name comes out of another field: a way to hide it
        self.open.append("")

    def says(self, words: str) -> None:
        if not self.open:
            check_field(words)
        elif self.open[-1] is not None:
            self.open[-1] += words

    def read(self) -> None:
        if self.open and self.open[-1] is not None:
            check_field(self.open[-1])
            self.open[-1] = None

    def end(self) -> None:
        self.read()
        if self.open:
            self.open.pop()

    def close(self) -> None:
        while self.open:
            self.end()


def check_field(instruction: str) -> None:
    """Refuse an instruction that starts a program or takes in something from elsewhere."""
    words = instruction.replace('"', " ").split(maxsplit=1)
    if words and words[0].upper().rstrip("\\") in DANGEROUS_FIELDS:
        raise Refused(Reason.FIELDS)


def _read(content: bytes) -> str:
    """The words of an XML part of Word; raises Refused for what it must not hold."""
    said: list[str] = []
    fields = _Fields()
    length = fallback = 0
    for event, element in _elements(content):
        namespace, _, tag = element.tag.rpartition("}")
        if tag == "Fallback":
            fallback += 1 if event == "start" else -1
        if event == "start":
            if tag in DANGEROUS_TAGS:
                raise Refused(Reason.INSIDE)
            if tag == "script" or any(name.rpartition("}")[2].startswith("on") for name in _svg(namespace, element)):
                raise Refused(Reason.INSIDE)
            _field(fields, tag, element)
            continue
        if namespace.removeprefix("{") in WORD:
            if tag == "instrText":
                fields.says(element.text or "")
            elif not fallback and length < 2 * MOST_CHARACTERS:
                words = (element.text or "") if tag == "t" else BREAKS.get(tag, "")
                said.append(words)
                length += len(words)
        element.clear()
    fields.close()
    return "".join(said)


def _svg(namespace: str, element: Element) -> list[str]:
    return list(element.attrib) if namespace.endswith("/svg") else []


def _field(fields: _Fields, tag: str, element: Element) -> None:
    attributes = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
    if tag == "fldSimple":
        check_field(attributes.get("instr", ""))
    elif tag == "fldChar":
        match attributes.get("fldCharType"):
            case "begin":
                fields.begin()
            case "separate":
                fields.read()
            case "end":
                fields.end()


def _elements(content: bytes) -> Iterator[tuple[str, Element]]:
    depth = number = 0
    try:
        for event, element in iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True):
            if event == "start":
                depth, number = depth + 1, number + 1
                if depth > DEPTH or number > ELEMENTS:
                    raise Refused(Reason.BOMB)
            else:
                depth -= 1
            yield event, element
    except Refused:
        raise
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise Refused(Reason.WORD_BROKEN) from None
    if not number:
        raise Refused(Reason.WORD_BROKEN)
