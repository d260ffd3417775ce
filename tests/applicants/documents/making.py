"""Files made in code, byte by byte: PDFs with or without what they should not hold, Word files, archives that lie."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from tests.applicants.applying.factories import PACKAGE, RELATIONS, TYPES, WORD

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def pdf(
    *more: bytes,
    catalog: bytes = b"",
    page: bytes = b"",
    words: bytes = b"BT /F1 12 Tf 72 720 Td (Ana built a rota for forty nurses.) Tj ET",
    trailer: bytes = b"",
    version: bytes = b"1.7",
) -> bytes:
    """A PDF of one page with a right table of objects. `more` are objects 6, 7 ...; `catalog`, `page`, `trailer` go into those."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> "
        + page
        + b" >>",
        stream(words),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *more,
    ]
    return numbered(objects, trailer=trailer, version=version)


def numbered(objects: list[bytes], *, trailer: bytes = b"", version: bytes = b"1.7") -> bytes:
    """A PDF of these objects, 1, 2, 3 ..., whose first is the catalog."""
    out = bytearray(b"%PDF-" + version + b"\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, table)
    return bytes(out)


def stream(content: bytes, dictionary: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n" % (len(content), dictionary) + content + b"\nendstream"


def flate(content: bytes, dictionary: bytes = b"") -> bytes:
    """A stream object, packed."""
    return stream(zlib.compress(content, 9), b"/Filter /FlateDecode " + dictionary)


def pdf_in_object_stream(*hidden: bytes, catalog: bytes = b"") -> bytes:
    """A PDF whose `hidden` objects (7, 8 ...) stand packed in an object stream that its table, a stream too, knows."""
    plain = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        stream(b"BT /F1 12 Tf 72 720 Td (Hello) Tj ET"),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    inner, index = b"", b""
    for number, content in enumerate(hidden, start=7):
        index += b"%d %d " % (number, len(inner))
        inner += content + b" "
    plain.append(flate(index + inner, b"/Type /ObjStm /N %d /First %d" % (len(hidden), len(index))))
    out = bytearray(b"%PDF-1.7\n")
    rows = [struct.pack(">BIH", 0, 0, 65535)]
    for number, content in enumerate(plain, start=1):
        rows.append(struct.pack(">BIH", 1, len(out), 0))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    rows += [struct.pack(">BIH", 2, 6, place) for place in range(len(hidden))]
    table = len(out)
    size = len(rows) + 1
    rows.append(struct.pack(">BIH", 1, table, 0))
    out += b"%d 0 obj\n" % (size - 1)
    out += flate(b"".join(rows), b"/Type /XRef /W [1 4 2] /Size %d /Root 1 0 R" % size)
    out += b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % table
    return bytes(out)


def body(inner: str = "<w:p><w:r><w:t>Ana built a rota for forty nurses.</w:t></w:r></w:p>", spaces: str = "") -> bytes:
    """The main part of a Word file."""
    start = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{WORD}" {spaces}>'
    return f"{start}<w:body>{inner}</w:body></w:document>".encode()


def word(
    inner: str | None = None, *, relations: str = "", types: str = "", parts: dict[str, bytes] | None = None
) -> bytes:
    """A Word file; `relations` and `types` are put into the tables of the main part and of all parts, `parts` beside the others."""
    content = {
        "[Content_Types].xml": TYPES.replace(b"</Types>", types.encode() + b"</Types>"),
        "_rels/.rels": RELATIONS,
        "word/document.xml": body() if inner is None else body(inner),
    }
    if relations:
        table = f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>'
        content["word/_rels/document.xml.rels"] = table.encode()
    return zipped(content | (parts or {}))


def relation(kind: str, target: str, *, external: bool = True) -> str:
    """A relation of the main part."""
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="r{abs(hash((kind, target)))}" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'


def zipped(
    parts: dict[str, bytes] | list[tuple[str, bytes]],
    method: int = zipfile.ZIP_DEFLATED,
    change: Callable[[zipfile.ZipInfo], None] | None = None,
) -> bytes:
    """An archive; `change` may change the entry of each part before it is written."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items() if isinstance(parts, dict) else parts:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = method
            if change:
                change(entry)
            archive.writestr(entry, content)
    return file.getvalue()


def field(instruction: str) -> str:
    """A field of Word in its long form."""
    return (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
        f"{instruction}</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>x</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


def with_sizes(
    content: bytes, name: bytes, *, packed: int | None = None, unpacked: int | None = None, flags: int | None = None
) -> bytes:
    """The archive with what its list says of one entry changed."""
    at = content.rfind(name, 0, content.rfind(b"PK\x05\x06"))
    at = content.rfind(b"PK\x01\x02", 0, at)
    out = bytearray(content)
    if flags is not None:
        out[at + 8 : at + 10] = struct.pack("<H", flags)
    if packed is not None:
        out[at + 20 : at + 24] = struct.pack("<L", packed)
    if unpacked is not None:
        out[at + 24 : at + 28] = struct.pack("<L", unpacked)
    return bytes(out)


def shifted(content: bytes, front: bytes) -> bytes:
    """The archive with something in front of it, all its places put right: a reader of archives sees no difference."""
    end = content.rfind(b"PK\x05\x06")
    out = bytearray(content)
    count, _, start = struct.unpack_from("<HLL", out, end + 10)
    struct.pack_into("<L", out, end + 16, start + len(front))
    at = start
    for _ in range(count):
        name, extra, remark = struct.unpack_from("<HHH", out, at + 28)
        place = struct.unpack_from("<L", out, at + 42)[0]
        struct.pack_into("<L", out, at + 42, place + len(front))
        at += 46 + name + extra + remark
    return front + bytes(out)
