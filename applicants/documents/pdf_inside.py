"""PDF, read through: every object that a reader can reach and every one that the table leaves out, then the words.

Refused is what does something by itself or when somebody clicks (programs, starting other programs, sending forms, fetching),
what carries other files, and what unpacks to far more than a resume has.
"""

import io
import logging
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Any, Final

from pypdf import PdfReader, apply_configuration
from pypdf.errors import LimitReachedError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from applicants.documents.pdf import MOST_OBJECTS, check_pdf
from applicants.documents.refusals import Reason, Refused
from applicants.documents.skeleton import NESTING, names_in
from applicants.documents.text import MOST_CHARACTERS, neutral

PAGES: Final = 100
READ_PAGES: Final = 40
"""Of the first so many pages the words are taken."""
STREAM_BYTES: Final = 20 * 1024 * 1024
"""Most that one stream that is no picture may unpack to."""
STREAMS_BYTES: Final = 60 * 1024 * 1024
"""The same of all of them together."""
PICTURES_BYTES: Final = 100 * 1024 * 1024
"""Most that all pictures may unpack to: a page scanned in colour at 300 dots an inch has 26 MB."""
ACTIVE: Final = frozenset(
    {
        "/GoTo3DView",
        "/GoToE",
        "/GoToR",
        "/ImportData",
        "/JavaScript",
        "/Launch",
        "/Movie",
        "/Rendition",
        "/RichMediaExecute",
        "/Sound",
        "/SubmitForm",
    }
)
"""Kinds of action (`/S`) that run, start, send or open something."""
ACTIVE_KEYS: Final = frozenset({"/JS", "/JavaScript", "/XFA", "/RichMediaContent", "/RichMediaSettings"})
ACTIVE_TYPES: Final = frozenset({"/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})
FILE_KEYS: Final = frozenset({"/EmbeddedFiles", "/EF", "/Collection"})
FILE_TYPES: Final = frozenset({"/EmbeddedFile", "/FileAttachment"})
HIDDEN_ACTIVE: Final = frozenset({"/JS", "/JavaScript", "/XFA", "/RichMedia", "/Launch", "/SubmitForm", "/ImportData"})
"""Names that no object of a harmless file has, wherever it stands."""
HARMLESS_LINK: Final = re.compile(r"(?i)\s*(https?:|mailto:|tel:|ftp:|#|[^:\\]*$)")
LIMITS: Final[dict[str, Any]] = {
    "maximum_declared_stream_length": STREAM_BYTES,
    "array_based_stream_maximum_output_length": STREAM_BYTES,
    "lzw_maximum_output_length": STREAM_BYTES,
    "run_length_maximum_output_length": STREAM_BYTES,
    "zlib_maximum_output_length": STREAM_BYTES,
    "brotli_maximum_output_length": STREAM_BYTES,
    "jbig2_maximum_output_length": STREAM_BYTES,
    "image_maximum_buffer_size": STREAM_BYTES,
    "stream_decoding_work_maximum_length": STREAMS_BYTES,
    "stream_filters_maximum_length": 4,
    "page_tree_maximum_entries": 2000,
    "page_tree_maximum_page_entries": 2000,
    "jbig2dec_binary": None,  # another program: never
}


def look_into_pdf(content: bytes) -> Callable[[], str]:
    """Raise Refused, or return what takes the words out (which may take long; a file whose words cannot be taken is no worse).

    Call it where time and memory are limited.
    """
    check_pdf(content)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    with apply_configuration(**LIMITS):
        names = names_in(content)
        reader = _open(content, names)
        _check_objects(reader)
        _check_left_out(names)
        pages = _pages(reader)
    return lambda: _words(reader, min(pages, READ_PAGES))


def _open(content: bytes, names: frozenset[str]) -> PdfReader:
    if "/Encrypt" in names:
        raise Refused(Reason.LOCKED)
    reader = _careful(
        lambda: PdfReader(io.BytesIO(content), root_object_recovery_limit=2000, xref_stream_maximum_entries=200_000)
    )
    if "/Encrypt" in reader.trailer:
        raise Refused(Reason.LOCKED)
    return reader


def _careful(ask: Callable[[], Any]) -> Any:
    """What `ask` returns; whatever goes wrong inside the reader is a broken file, too much of anything is a bomb."""
    try:
        return ask()
    except Refused:
        raise
    except (LimitReachedError, MemoryError, RecursionError):
        raise Refused(Reason.BOMB) from None
    except Exception:  # hostile bytes raise anything: KeyError, TypeError, struct.error ...
        raise Refused(Reason.PDF_BROKEN) from None


def _pages(reader: PdfReader) -> int:
    number = _careful(lambda: len(reader.pages))
    if number > PAGES:
        raise Refused(Reason.BOMB)
    if number == 0:
        raise Refused(Reason.PDF_BROKEN)
    return int(number)


def _check_objects(reader: PdfReader) -> None:
    known = {(number, generation) for generation, found in reader.xref.items() for number in found}
    known |= {(number, 0) for number in reader.xref_objStm}
    if len(known) > MOST_OBJECTS:
        raise Refused(Reason.BOMB)
    budget = Budget()
    _check(reader.trailer, budget)
    for number, generation in sorted(known):
        found = _resolve(reader, number, generation)
        if found is not None:
            _check(found, budget)


def _resolve(reader: PdfReader, number: int, generation: int) -> PdfObject | None:
    """An object, or None for a number behind which nothing readable stands: no reader opens that either."""
    try:
        return reader.get_object(IndirectObject(number, generation, reader))
    except (LimitReachedError, MemoryError, RecursionError):
        raise Refused(Reason.BOMB) from None
    except Exception:  # an entry of the table that leads nowhere: nothing stands there that could act
        return None


class Budget:
    """How much the streams of a file may still unpack to, and how many things may still be looked at."""

    def __init__(self) -> None:
        self.streams, self.pictures, self.things = STREAMS_BYTES, PICTURES_BYTES, 2_000_000

    def look(self) -> None:
        """One thing more."""
        self.things -= 1
        if self.things < 0:
            raise Refused(Reason.BOMB)

    def unpack(self, stream: StreamObject) -> None:
        """Unpack what is packed with Flate, counting, without keeping it; raise Refused where it is too much."""
        filters = stream.get("/Filter")
        names = [str(each) for each in filters] if isinstance(filters, ArrayObject) else [str(filters)]
        if len(names) > 4:
            raise Refused(Reason.BOMB)
        if names[0] not in {"/FlateDecode", "/Fl"}:
            return
        is_picture = stream.get("/Subtype") == "/Image"
        most = self.pictures if is_picture else min(self.streams, STREAM_BYTES)
        size = 0
        keep = len(names) > 1 and names[1] in {"/FlateDecode", "/Fl"}
        kept: list[bytes] = []
        for piece in inflate(stream._data):
            size += len(piece)
            if size > most:
                raise Refused(Reason.BOMB)
            if keep:
                kept.append(piece)
        if keep:
            size += sum(_counted(inflate(b"".join(kept)), most))
        if is_picture:
            self.pictures -= size
        else:
            self.streams -= size


def _counted(pieces: Iterator[bytes], most: int) -> Iterator[int]:
    for piece in pieces:
        most -= len(piece)
        if most < 0:
            raise Refused(Reason.BOMB)
        yield len(piece)


def inflate(packed: bytes) -> Iterator[bytes]:
    """The unpacked bytes, 256 KB at a time; ends quietly where they are broken."""
    unpacker = zlib.decompressobj()
    while packed and not unpacker.eof:
        try:
            piece = unpacker.decompress(packed, 256 * 1024)
        except zlib.error:
            return
        packed = unpacker.unconsumed_tail
        if not piece and not packed:
            return
        yield piece


def _check(thing: Any, budget: Budget, depth: int = 0) -> None:
    """Look at an object and what stands in it, without following references: those are objects of their own."""
    budget.look()
    if depth > NESTING:
        raise Refused(Reason.BOMB)
    if isinstance(thing, DictionaryObject):
        _check_dictionary(thing)
        for value in thing.values():
            _check(value, budget, depth + 1)
        if isinstance(thing, StreamObject):
            budget.unpack(thing)
    elif isinstance(thing, ArrayObject):
        for value in thing:
            _check(value, budget, depth + 1)


def _check_dictionary(thing: DictionaryObject) -> None:
    keys = set(map(str, thing))
    kinds = {str(_value(thing, key)) for key in ("/Type", "/Subtype") if key in keys}
    action = _value(thing, "/S") if "/S" in keys else None
    if "/Encrypt" in keys and "/Root" in keys:
        raise Refused(Reason.LOCKED)
    if keys & ACTIVE_KEYS or kinds & ACTIVE_TYPES or (isinstance(action, NameObject) and str(action) in ACTIVE):
        raise Refused(Reason.PDF_ACTIVE)
    if keys & FILE_KEYS or kinds & FILE_TYPES:
        raise Refused(Reason.PDF_FILES)
    if isinstance(thing, StreamObject) and keys & {"/F", "/FFilter"}:
        raise Refused(Reason.OUTSIDE)
    if str(action) == "/URI" or ("/URI" in keys and "/S" in keys):
        _check_link(_value(thing, "/URI") if "/URI" in keys else "")


def _check_link(target: Any) -> None:
    words = target.decode("latin-1") if isinstance(target, bytes) else str(target)
    if isinstance(target, TextStringObject | ByteStringObject | str | bytes) and HARMLESS_LINK.match(words):
        return
    raise Refused(Reason.OUTSIDE)


def _value(thing: DictionaryObject, key: str) -> Any:
    try:
        return thing[key]  # follows a reference
    except Exception:  # one that leads nowhere holds nothing; what it would lead to is looked at by itself
        return None


def _check_left_out(names: frozenset[str]) -> None:
    """The same by names alone, over all objects of the file: also those that its table leaves out, for readers that mend tables."""
    if names & HIDDEN_ACTIVE:
        raise Refused(Reason.PDF_ACTIVE)
    if names & (FILE_KEYS | FILE_TYPES):
        raise Refused(Reason.PDF_FILES)


def _words(reader: PdfReader, pages: int) -> str:
    said: list[str] = []
    length = 0
    with apply_configuration(**LIMITS):
        for number in range(pages):
            words = _words_of_page(reader, number)
            said.append(words)
            length += len(words)
            if length > 2 * MOST_CHARACTERS:
                break
    return neutral("\n\n".join(said))


def _words_of_page(reader: PdfReader, number: int) -> str:
    try:
        return reader.pages[number].extract_text()
    except Exception:  # a page that cannot be read is left out, and the others are shown
        return ""
