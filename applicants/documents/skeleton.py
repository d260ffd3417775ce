"""The names that stand in a PDF's objects, found without its table of objects.

Strings, comments and streams are passed over; streams that hold objects are unpacked. So nothing hides by not being listed, by
being written `/J#61vaScript`, or in an object stream.
"""

import re
import zlib
from typing import Final

from applicants.documents.refusals import Reason, Refused

NESTING: Final = 100
"""How deep things may stand in each other; beyond, readers themselves give up."""
MOST_UNPACKED: Final = 8 * 1024 * 1024
"""Most that all streams which hold objects may unpack to: a resume's have some hundred kilobytes."""
TOKEN: Final = re.compile(
    rb"%[^\r\n]*|(?P<open>\()|(?P<deeper><<|\[)|(?P<back>>>|\])|<[0-9A-Fa-f\s]*>|(?P<over>endobj)"
    rb"|(?P<stream>(?<!end)stream\r?\n)|(?P<name>/[^\x00\t\n\x0c\r ()<>\[\]{}/%]+)"
)
IN_STRING: Final = re.compile(rb"\\.|[()]", re.DOTALL)
OBJECT_STREAM: Final = re.compile(rb"/(?:O|#4[fF])(?:b|#62)(?:j|#6[aA])(?:S|#53)(?:t|#74)(?:m|#6[dD])\b")


def names_in(content: bytes) -> frozenset[str]:
    """Every name (`/Name`, its #xx read) outside strings, comments and streams, and in the streams that hold objects."""
    names, packed = _scan(content)
    left = MOST_UNPACKED
    for data in packed:
        try:
            unpacked = zlib.decompressobj().decompress(data, left + 1)
        except zlib.error:
            continue
        left -= len(unpacked)
        if left < 0:
            raise Refused(Reason.BOMB)
        names |= _scan(unpacked)[0]
    return frozenset(names)


def _scan(content: bytes) -> tuple[set[str], list[bytes]]:
    names: set[str] = set()
    packed: list[bytes] = []
    at = since = depth = 0
    while found := TOKEN.search(content, at):
        at = found.end()
        if found["open"]:
            at = _end_of_string(content, at)
        elif found["stream"]:
            end = content.find(b"endstream", at)
            end = len(content) if end < 0 else end
            if OBJECT_STREAM.search(content, since, found.start()):
                packed.append(content[at:end])
            since = at = end
        elif found["deeper"]:
            depth += 1
            if depth > NESTING:
                raise Refused(Reason.BOMB)
        elif found["back"]:
            depth = max(0, depth - 1)
        elif found["over"]:
            depth = 0
        elif found["name"]:
            names.add(_read(found["name"]))
    return names, packed


def _end_of_string(content: bytes, at: int) -> int:
    """Behind the bracket that closes the string; where none does, it was no string, and what follows is looked at."""
    depth, start = 1, at
    while found := IN_STRING.search(content, at):
        at = found.end()
        if found[0] == b"(":
            depth += 1
        elif found[0] == b")":
            depth -= 1
            if depth == 0:
                return at
        if at - start > 65_536:
            break
    return start


def _read(name: bytes) -> str:
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), name).decode("latin-1")
