"""Looking into a logo: PNG, JPEG or WebP, whole, of a sensible size; what is kept has the picture and nothing else in it.

Plain Python, no database. Camera data, comments, thumbnails and whatever stands behind the end are left out. SVG is not taken: it
is a document with links and scripts, not a picture.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MOST_BYTES: Final = 200 * 1024
LEAST_SIDE: Final = 16
MOST_SIDE: Final = 2000
"""Pixels."""
UNKNOWN: Final = "This is no picture that we know. Choose a PNG, JPEG or WebP file."
WRONG: Final = "This picture is not complete. Save it again, then choose the new file."
MOVES: Final = "This picture moves. Choose one that stands still."
LARGE: Final = f"This file is too large. A logo has at most {MOST_BYTES // 1024} kB."
SIDES: Final = f"A logo is between {LEAST_SIDE} and {MOST_SIDE} pixels wide and high."

_PNG_KEPT: Final = frozenset({b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"IDAT", b"IEND"})
_JPEG_SIZES: Final = frozenset({0xC0, 0xC1, 0xC2})
"""Marks of the frames that browsers draw; the size stands in them."""
_JPEG_DROPPED: Final = frozenset({0xFE, *range(0xE1, 0xF0)}) - {0xEE}
"""Comments and what programs add; E0 and EE say how colours are meant."""
_WEBP_KEPT: Final = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH"})


class LogoRefused(ValueError):
    """A file that is not taken; the message says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is kept of a file: its bytes without what is no picture, its type, and its size in pixels."""

    content: bytes
    content_type: str
    width: int
    height: int


def look(content: bytes) -> Picture:
    """A file as the picture that is kept. Raises LogoRefused in words."""
    if len(content) > MOST_BYTES:
        raise LogoRefused(LARGE)
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            picture = _png(content)
        elif content.startswith(b"\xff\xd8\xff"):
            picture = _jpeg(content)
        elif content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            picture = _webp(content)
        else:
            raise LogoRefused(UNKNOWN)
    except (struct.error, IndexError, zlib.error):
        raise LogoRefused(WRONG) from None
    if not all(LEAST_SIDE <= side <= MOST_SIDE for side in (picture.width, picture.height)):
        raise LogoRefused(SIDES)
    return picture


def _png(content: bytes) -> Picture:
    """Chunks with their sums, a header first and the end last; the pixels unpack to what the header says."""
    kept, pixels, header, place = [content[:8]], b"", b"", 8
    while True:
        length, kind = struct.unpack_from(">I4s", content, place)
        whole = content[place : place + 12 + length]
        data, (said,) = whole[8 : 8 + length], struct.unpack_from(">I", whole, 8 + length)
        if zlib.crc32(kind + data) != said or (kind == b"IHDR") != (not header) or (kind == b"IHDR" and length != 13):
            raise LogoRefused(WRONG)
        if kind == b"acTL":
            raise LogoRefused(MOVES)
        if kind in _PNG_KEPT:
            kept.append(whole)
        header = data if kind == b"IHDR" else header
        pixels += data if kind == b"IDAT" else b""
        place += 12 + length
        if kind == b"IEND":
            break
    width, height, depth, colours = struct.unpack_from(">IIBB", header)
    if max(width, height) > MOST_SIDE:
        raise LogoRefused(SIDES)
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colours)
    if channels is None or depth not in (1, 2, 4, 8, 16):
        raise LogoRefused(WRONG)
    most = (width * channels * depth // 8 + 2) * (height + 14) * 2  # with the passes of an interlaced one
    unpacked = zlib.decompressobj()
    if len(unpacked.decompress(pixels, most)) < width * height * channels * depth // 8 or not unpacked.eof:
        raise LogoRefused(WRONG)
    return Picture(b"".join(kept), "image/png", width, height)


def _jpeg(content: bytes) -> Picture:
    """Segments that follow each other up to the pixels, which end with their mark."""
    kept, width, height, place = [content[:2]], 0, 0, 2
    while True:
        if content[place] != 0xFF:
            raise LogoRefused(WRONG)
        kind, length = content[place + 1], struct.unpack_from(">H", content, place + 2)[0]
        whole = content[place : place + 2 + length]
        if len(whole) != 2 + length or length < 2:
            raise LogoRefused(WRONG)
        if kind in _JPEG_SIZES:
            height, width = struct.unpack_from(">HH", whole, 5)
        if kind == 0xDA:
            break
        if kind not in _JPEG_DROPPED:
            kept.append(whole)
        place += 2 + length
    end = content.rfind(b"\xff\xd9", place)
    if end < 0 or not width:
        raise LogoRefused(WRONG)
    kept.append(content[place : end + 2])
    return Picture(b"".join(kept), "image/jpeg", width, height)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    end = struct.unpack_from("<I", content, 4)[0] + 8
    place = 12
    while place < end:
        kind, length = struct.unpack_from("<4sI", content, place)
        data = content[place + 8 : place + 8 + length]
        if len(data) != length:
            raise LogoRefused(WRONG)
        yield kind, data
        place += 8 + length + length % 2


def _webp(content: bytes) -> Picture:
    """The chunks of one picture that stands still; the extended header keeps only what it says of transparency."""
    kept, size = [], (0, 0)
    for kind, data in _chunks(content):
        if kind in (b"ANIM", b"ANMF"):
            raise LogoRefused(MOVES)
        if kind not in _WEBP_KEPT:
            continue
        if kind == b"VP8X":
            data = bytes([data[0] & 0x10, 0, 0, 0]) + data[4:10]
            size = 1 + int.from_bytes(data[4:7], "little"), 1 + int.from_bytes(data[7:10], "little")
        elif kind == b"VP8 ":
            if data[3:6] != b"\x9d\x01\x2a":
                raise LogoRefused(WRONG)
            own = struct.unpack_from("<HH", data, 6)
            size = size if size[0] else (own[0] & 0x3FFF, own[1] & 0x3FFF)
        elif kind == b"VP8L":
            if data[0] != 0x2F:
                raise LogoRefused(WRONG)
            bits = struct.unpack_from("<I", data, 1)[0]
            size = size if size[0] else (1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
        kept.append(struct.pack("<4sI", kind, len(data)) + data + b"\0" * (len(data) % 2))
    if not any(one.startswith((b"VP8 ", b"VP8L")) for one in kept):
        raise LogoRefused(WRONG)
    inside = b"WEBP" + b"".join(kept)
    return Picture(b"RIFF" + struct.pack("<I", len(inside)) + inside, "image/webp", *size)
