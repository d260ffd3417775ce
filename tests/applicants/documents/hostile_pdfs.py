"""PDFs that act, carry files, fetch, are locked, unpack to too much, are broken or something else besides."""

import struct
import zlib
from collections.abc import Callable
from typing import Any

from applicants.documents.refusals import Reason
from tests.applicants.documents.listing import ELF, MB, PE, Hostile, several
from tests.applicants.documents.making import flate, numbered, pdf, pdf_in_object_stream, stream, zipped

ACTIVE: dict[str, dict[str, Any]] = {
    "JavaScript when it is opened": {"catalog": b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"},
    "JavaScript in a stream": {
        "catalog": b"/OpenAction << /S /JavaScript /JS 6 0 R >>",
        "more": [flate(b"app.alert(1)")],
    },
    "JavaScript by its name tree": {
        "catalog": b"/Names << /JavaScript << /Names [(a) 6 0 R] >> >>",
        "more": [b"<< /S /JavaScript /JS (x) >>"],
    },
    "JavaScript written with #xx": {"catalog": b"/OpenAction << /S /J#61v#61Script /#4aS (app.alert(1)) >>"},
    "JavaScript when the page is opened": {"page": b"/AA << /O << /S /JavaScript /JS (x) >> >>"},
    "JavaScript when it is printed": {"catalog": b"/AA << /WP << /S /JavaScript /JS (x) >> >>"},
    "JavaScript behind a second action": {
        "catalog": b"/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next << /S /JavaScript /JS (x) >> >>"
    },
    "JavaScript in an array of actions": {
        "catalog": b"/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next [6 0 R] >>",
        "more": [b"<< /S /JavaScript /JS (x) >>"],
    },
    "JavaScript in a field": {
        "catalog": b"/AcroForm << /Fields [6 0 R] >>",
        "more": [b"<< /FT /Tx /T (a) /AA << /K << /S /JavaScript /JS (x) >> >> >>"],
    },
    "JavaScript whose kind is a reference": {
        "catalog": b"/OpenAction 6 0 R",
        "more": [b"<< /S 7 0 R /D 1 >>", b"/JavaScript"],
    },
    "a program started": {"catalog": b"/OpenAction << /S /Launch /F (cmd.exe) >>"},
    "a program of Windows started": {"catalog": b"/OpenAction << /S /Launch /Win << /F (cmd.exe) /P (/c calc) >> >>"},
    "a program behind a link": {
        "page": b"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 1 1] /A << /S /Launch /F (x.exe) >> >>]"
    },
    "a form sent off": {"catalog": b"/OpenAction << /S /SubmitForm /F (http://x.example/) >>"},
    "a form sent off by a button": {
        "page": b"/Annots [<< /Type /Annot /Subtype /Widget /Rect [0 0 1 1] /A << /S /SubmitForm /F (http://x) >> >>]"
    },
    "data taken in": {"catalog": b"/OpenAction << /S /ImportData /F (x.fdf) >>"},
    "another file gone to": {"catalog": b"/OpenAction << /S /GoToR /F (\\\\\\\\host\\\\share\\\\x.pdf) /D [0 /Fit] >>"},
    "a file inside gone to": {"catalog": b"/OpenAction << /S /GoToE /T << /R /C /N (x) >> /D [0 /Fit] >>"},
    "a rendition": {"page": b"/Annots [<< /Subtype /Link /Rect [0 0 1 1] /A << /S /Rendition /OP 0 >> >>]"},
    "a film": {"page": b"/Annots [<< /Subtype /Movie /Rect [0 0 1 1] /Movie << /F (x.avi) >> >>]"},
    "a sound": {"page": b"/Annots [<< /Subtype /Link /Rect [0 0 1 1] /A << /S /Sound >> >>]"},
    "rich media": {"page": b"/Annots [<< /Subtype /RichMedia /Rect [0 0 1 1] /RichMediaContent << >> >>]"},
    "a 3D scene": {"page": b"/Annots [<< /Subtype /3D /Rect [0 0 1 1] >>]"},
    "a screen": {"page": b"/Annots [<< /Subtype /Screen /Rect [0 0 1 1] >>]"},
    "an XFA form": {"catalog": b"/AcroForm << /XFA 6 0 R /Fields [] >>", "more": [stream(b"<xdp/>")]},
    "an XFA form in pieces": {
        "catalog": b"/AcroForm << /XFA [(preamble) 6 0 R] /Fields [] >>",
        "more": [stream(b"<xdp/>")],
    },
}


def _hidden_js() -> bytes:
    return pdf_in_object_stream(b"<< /S /JavaScript /JS (x) >>", catalog=b"/OpenAction 7 0 R")


def _left_out() -> bytes:
    """The action stands in no table: a reader that mends tables finds it."""
    content = pdf()
    at = content.index(b"xref")
    hidden = b"9 0 obj\n<< /S /JavaScript /JS (x) >>\nendobj\n"
    return content[:at] + hidden + content[at:].replace(b"startxref\n%d" % at, b"startxref\n%d" % (at + len(hidden)))


def _appended(more: bytes) -> bytes:
    """A second save behind the first, which changes the catalog."""
    first = pdf()
    place = len(first)
    table = place + len(b"1 0 obj\n" + more + b"\nendobj\n")
    before = int(first.rsplit(b"startxref\n", 1)[1].split()[0])
    return (
        first
        + b"1 0 obj\n"
        + more
        + b"\nendobj\nxref\n1 1\n%010d 00000 n \n" % place
        + b"trailer\n<< /Size 6 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (before, table)
    )


def _action_pdf(parts: dict[str, Any]) -> Callable[[], bytes]:
    rest = {key: value for key, value in parts.items() if key != "more"}
    return lambda: pdf(*parts.get("more", []), **rest)


def _plain_table_bomb() -> bytes:
    return numbered([b"<< /Type /Catalog /Pages 2 0 R >>", *[b"1"] * 31_000])


def _deep(opening: bytes, closing: bytes, number: int) -> bytes:
    return pdf(opening * number + closing * number)


PDFS = [
    *[Hostile("PDF that acts", title, _action_pdf(parts), (Reason.PDF_ACTIVE,)) for title, parts in ACTIVE.items()],
    *several(
        "PDF that acts",
        Reason.PDF_ACTIVE,
        {
            "JavaScript in an object stream": _hidden_js,
            "a program in an object stream": lambda: pdf_in_object_stream(
                b"<< /S /Launch /F (x) >>", catalog=b"/OpenAction 7 0 R"
            ),
            "JavaScript that no table names": _left_out,
            "JavaScript added by a later save": lambda: _appended(
                b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (x) >> >>"
            ),
        },
    ),
    *several(
        "PDF with files",
        Reason.PDF_FILES,
        {
            "an attachment": lambda: pdf(
                b"<< /Type /Filespec /F (a.exe) /EF << /F 7 0 R >> >>",
                flate(PE, b"/Type /EmbeddedFile"),
                catalog=b"/Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> >>",
            ),
            "an attachment on a page": lambda: pdf(
                page=b"/Annots [<< /Subtype /FileAttachment /Rect [0 0 1 1] /FS << /F (a.docm) >> >>]"
            ),
            "a portfolio": lambda: pdf(catalog=b"/Collection << /View /T >>"),
            "a file beside the page": lambda: pdf(
                flate(b"x", b"/Type /EmbeddedFile"), page=b"/AF [<< /Type /Filespec /EF << /F 6 0 R >> >>]"
            ),
            "an attachment in an object stream": lambda: pdf_in_object_stream(
                b"<< /Names [(a) << /EF << /F 4 0 R >> >>] >>", catalog=b"/Names << /EmbeddedFiles 7 0 R >>"
            ),
            "an attachment written with #xx": lambda: pdf(catalog=b"/Names << /Embedd#65dFiles << /Names [] >> >>"),
        },
    ),
    *several(
        "PDF that fetches",
        Reason.OUTSIDE,
        {
            "a link to a file": lambda: pdf(
                page=b"/Annots [<< /Subtype /Link /Rect [0 0 1 1] /A << /S /URI /URI (file:///etc/passwd) >> >>]"
            ),
            "a link to a share": lambda: pdf(
                page=b"/Annots [<< /Subtype /Link /Rect [0 0 1 1] /A << /S /URI /URI (\\\\\\\\host\\\\share) >> >>]"
            ),
            "a link of JavaScript": lambda: pdf(
                page=b"/Annots [<< /Subtype /Link /Rect [0 0 1 1] /A << /S /URI /URI (javascript:alert\\(1\\)) >> >>]"
            ),
            "a link of data": lambda: pdf(
                page=b"/Annots [<< /Subtype /Link /Rect [0 0 1 1] /A << /S /URI /URI (data:text/html,x) >> >>]"
            ),
            "a link that starts an app": lambda: pdf(
                page=b"/Annots [<< /Subtype /Link /Rect [0 0 1 1] /A << /S /URI /URI (ms-msdt:/id x) >> >>]"
            ),
            "a link kept in an object": lambda: pdf(
                b"(search-ms:query=x)",
                page=b"/Annots [<< /Subtype /Link /Rect [0 0 1 1] /A << /S /URI /URI 6 0 R >> >>]",
            ),
            "a stream kept elsewhere": lambda: pdf(stream(b"", b"/F << /FS /URL /F (http://x.example/a) >>")),
        },
    ),
    *several(
        "PDF locked",
        Reason.LOCKED,
        {
            "with RC4": lambda: pdf(
                b"<< /Filter /Standard /V 1 /R 2 /O (" + b"o" * 32 + b") /U (" + b"u" * 32 + b") /P -4 >>",
                trailer=b"/Encrypt 6 0 R /ID [(a) (a)]",
            ),
            "with AES": lambda: pdf(
                b"<< /Filter /Standard /V 5 /R 6 /Length 256 >>", trailer=b"/Encrypt 6 0 R /ID [(a) (a)]"
            ),
            "by a method of its own": lambda: pdf(trailer=b"/Encrypt << /Filter /Foo >> /ID [(a) (a)]"),
        },
    ),
    *several(
        "PDF bomb",
        Reason.BOMB,
        {
            "a page of 30 MB of blanks": lambda: pdf(flate(b" " * 30 * MB)),
            "four streams of 19 MB": lambda: pdf(*[flate(b" " * 19 * MB)] * 4),
            "packed twice": lambda: pdf(
                stream(zlib.compress(zlib.compress(b" " * 30 * MB, 9), 9), b"/Filter [/FlateDecode /FlateDecode]")
            ),
            "packed five times": lambda: pdf(
                stream(b"x", b"/Filter [/FlateDecode /FlateDecode /FlateDecode /FlateDecode /FlateDecode]")
            ),
            "31,000 objects": _plain_table_bomb,
            "arrays in arrays": lambda: _deep(b"[", b"]", 400),
            "dictionaries in dictionaries": lambda: _deep(b"<</A", b">>", 400),
            "2,500 pages of one": lambda: numbered(
                [
                    b"<< /Type /Catalog /Pages 2 0 R >>",
                    b"<< /Type /Pages /Count 2500 /Kids [" + b"3 0 R " * 2500 + b"] >>",
                    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
                ]
            ),
            "150 pages": lambda: numbered(
                [
                    b"<< /Type /Catalog /Pages 2 0 R >>",
                    b"<< /Type /Pages /Count 150 /Kids [" + b"".join(b"%d 0 R " % n for n in range(3, 153)) + b"] >>",
                    *[b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"] * 150,
                ]
            ),
            "a picture of 120 MB": lambda: pdf(
                stream(
                    _zeros(120),
                    b"/Filter /FlateDecode /Type /XObject /Subtype /Image /Width 12000 /Height 10000",
                )
            ),
        },
    ),
    *several(
        "PDF bomb",
        (Reason.BOMB, Reason.PDF_BROKEN),
        {
            "pages that hold themselves": lambda: numbered(
                [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>"]
            ),
            "an object stream of 30 MB": lambda: pdf_in_object_stream(
                b"<< /A (" + b" " * 30 * MB + b") >>", catalog=b"/B 7 0 R"
            ),
            "a page tree 300 deep": lambda: numbered(
                [
                    b"<< /Type /Catalog /Pages 2 0 R >>",
                    *[b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % n for n in range(3, 303)],
                    b"<< /Type /Page >>",
                ]
            ),
            "tables that point to each other": lambda: pdf(trailer=b"/Prev 9").replace(
                b"%PDF-1.7\n%\xe2\xe3", b"%PDF-1.7\nxref", 1
            ),
        },
    ),
    *several(
        "PDF broken",
        (Reason.PDF_INCOMPLETE, Reason.PDF_BROKEN),
        {
            "cut in the middle": lambda: pdf()[: len(pdf()) // 2],
            "a header alone": b"%PDF-1.7\n",
            "nothing behind it": b"%PDF-1.7\nand then nothing",
            "no end": lambda: pdf().replace(b"%%EOF", b"%%EO"),
            "no table": lambda: pdf().replace(b"startxref", b"startxxxx"),
            "a version that never was": b"%PDF-9.9\nstartxref\n0\n%%EOF\n",
            "no version": b"%PDF-\nstartxref\n0\n%%EOF\n",
            "a table that points nowhere, and no objects": b"%PDF-1.7\nstartxref\n99999\n%%EOF\n",
            "no page": lambda: numbered(
                [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"]
            ),
            "no catalog": lambda: numbered([b"<< /A 1 >>"]),
            "a catalog that is a number": lambda: numbered([b"7"]),
            "no pages in the catalog": lambda: numbered([b"<< /Type /Catalog >>"]),
            "words in a frame of PDF": b"%PDF-1.4\nhello\nxref\n0 0\ntrailer\n<<>>\nstartxref\n15\n%%EOF\n",
            "a hundred blanks in front": lambda: b" " * 100 + pdf(),
        },
    ),
    *several(
        "two kinds",
        Reason.TWO_KINDS,
        {
            "a ZIP behind a PDF": lambda: pdf() + zipped({"a.exe": PE}),
            "a JAR behind a PDF, its end in the remark": lambda: _pdf_jar(),
            "a ZIP inside a PDF's stream": lambda: pdf(stream(zipped({"a.exe": PE}))),
            "a PE behind a PDF": lambda: pdf() + PE,
            "an ELF behind a PDF": lambda: pdf() + ELF,
            "HTML behind a PDF": lambda: pdf() + b"<script>alert(1)</script>",
            "HTML in the PDF's head": lambda: pdf().replace(b"%\xe2\xe3\xcf\xd3", b"<html><script>1</script>", 1),
            "PHP in the PDF's head": lambda: pdf().replace(b"%\xe2\xe3\xcf\xd3", b"<?php system(1) ?>", 1),
            "a RAR behind a PDF": lambda: pdf() + b"Rar!\x1a\x07\x00" + bytes(20),
            "a TAR that is a PDF": lambda: _pdf_tar(),
            "a disc that is a PDF": lambda: _with_mark(pdf(stream(bytes(0x9000))), 0x8001, b"CD001"),
            "a medical picture that is a PDF": lambda: _with_mark(pdf(stream(bytes(300))), 128, b"DICM"),
            "a shell script behind a PDF": lambda: pdf() + b"\n#!/bin/sh\nid\n",
            "a mail behind a PDF": lambda: pdf() + b"From: a@b\n",
            "a picture behind a PDF": lambda: pdf() + b"\x89PNG\r\n\x1a\n",
        },
    ),
]


def _zeros(megabytes: int) -> bytes:
    """Packed: a block that stands for a megabyte of naughts, so many times."""
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return b"\x78\xda" + (packer.compress(bytes(MB)) + packer.flush(zlib.Z_FULL_FLUSH)) * megabytes


def _pdf_jar() -> bytes:
    content = bytearray(zipped({"X.class": b"\xca\xfe\xba\xbe"}))
    content[-2:] = struct.pack("<H", 20)
    return pdf() + bytes(content) + b"startxref\n9\n%%EOF\n\n\n"


def _pdf_tar() -> bytes:
    return _with_mark(pdf(stream(bytes(600))), 257, b"ustar")


def _with_mark(content: bytes, place: int, mark: bytes) -> bytes:
    return content[:place] + mark + content[place + len(mark) :]
