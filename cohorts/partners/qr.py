"""QR codes as files: SVG for print, PNG for slides. Black on white whatever the theme: a camera has to read them."""

import struct
import zlib
from typing import Final

import qrcode  # type: ignore[import-untyped]
from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]

QUIET: Final = 4
"""Modules of white around it, as the standard asks."""
PIXELS: Final = 16
"""Of one module in a PNG: about 600 across, sharp on a slide."""


def modules(address: str) -> list[list[bool]]:
    """The code of an address: rows of modules, True is black, with the quiet zone. Mends up to 15% that is covered."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(address)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


def as_svg(address: str, *, label: str = "") -> str:
    """One path of black on white, without any style of its own. `label` is said to who cannot see it."""
    rows = modules(address)
    size = len(rows)
    path = "".join(_runs(row, y) for y, row in enumerate(rows))
    title = f"<title>{_escaped(label)}</title>" if label else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size * 8}" height="{size * 8}" role="img" '
        f'shape-rendering="crispEdges">{title}<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{path}"/></svg>'
    )


def as_png(address: str) -> bytes:
    """A PNG of one bit a pixel."""
    lines = []
    for row in modules(address):
        bits = "".join(("0" if black else "1") * PIXELS for black in row)
        packed = int(bits.ljust(-(-len(bits) // 8) * 8, "1"), 2).to_bytes(-(-len(bits) // 8), "big")
        lines += [b"\x00" + packed] * PIXELS
    size = len(lines)
    head = struct.pack(">IIBBBBB", size, size, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _part(b"IHDR", head)
        + _part(b"IDAT", zlib.compress(b"".join(lines), 9))
        + _part(b"IEND", b"")
    )


def _part(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _runs(row: list[bool], y: int) -> str:
    """The black runs of a row as rectangles."""
    found, x = [], 0
    while x < len(row):
        end = x
        while end < len(row) and row[end]:
            end += 1
        if end > x:
            found.append(f"M{x} {y}h{end - x}v1H{x}z")
        x = max(end, x + 1)
    return "".join(found)


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
