"""Files of other kinds, broken texts, web pages."""

import codecs
import gzip
import io
import lzma
import tarfile
import zipfile
from functools import partial

from applicants.documents.refusals import Reason
from tests.applicants.applying.factories import RELATIONS, TYPES
from tests.applicants.documents.listing import ELF, MB, OLE, PE, several
from tests.applicants.documents.making import body, pdf, stream, word, zipped


def _tar(name: str = "resume.txt") -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = 5
        archive.addfile(entry, io.BytesIO(b"hello"))
    return file.getvalue()


WRONG_TYPES = [
    *several("empty", Reason.EMPTY, {"no byte": b""}),
    *several(
        "empty",
        Reason.NO_WORDS,
        {"blanks": b" \n\t ", "a mark of order only": codecs.BOM_UTF8, "turning marks only": "\u202e\u2066".encode()},
    ),
    *several(
        "too large",
        Reason.TOO_LARGE,
        {
            "5 MB and a byte of text": partial(bytes.__mul__, b"a", 5 * MB + 1),
            "a PDF of 6 MB": lambda: pdf(stream(b"x" * 6 * MB)),
            "a Word file of 6 MB": lambda: word(parts={"word/media/a.png": bytes(6 * MB)}) + bytes(5 * MB),
        },
    ),
    *several(
        "program",
        Reason.PROGRAM,
        {
            "ELF": ELF,
            "PE": PE,
            "Mach-O 64": b"\xcf\xfa\xed\xfe" + bytes(60),
            "Mach-O 32": b"\xce\xfa\xed\xfe" + bytes(60),
            "Java class": b"\xca\xfe\xba\xbe\x00\x00\x00\x34" + bytes(40),
            "WebAssembly": b"\x00asm\x01\x00\x00\x00",
            "shell script": b"#!/bin/sh\nrm -rf /\n",
            "Python script": b"#!/usr/bin/env python3\nimport os\n",
            "shortcut of Windows": b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(60),
            "PE with a PDF behind": lambda: PE + pdf(),
            "ELF with a Word file behind": lambda: ELF + word(),
        },
    ),
    *several(
        "picture",
        Reason.PICTURE,
        {
            "JPEG": b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(40),
            "PNG": b"\x89PNG\r\n\x1a\n" + bytes(40),
            "GIF": b"GIF89a" + bytes(40),
            "TIFF, little": b"II*\x00" + bytes(40),
            "TIFF, big": b"MM\x00*" + bytes(40),
            "HEIC of a telephone": b"\x00\x00\x00\x18ftypheic" + bytes(40),
            "AVIF": b"\x00\x00\x00\x18ftypavif" + bytes(40),
            "WEBP": b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(40),
            "JPEG with a PDF behind": lambda: b"\xff\xd8\xff\xe0" + bytes(20) + pdf(),
            "GIF with a script behind": b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)",
        },
    ),
    *several(
        "other office files",
        Reason.OLD_OFFICE,
        {
            "DOC": OLE,
            "DOC with macros": OLE + "VBA".encode("utf-16-le") + bytes(100),
            "MSI, an installer": OLE + b"msi",
        },
    ),
    *several(
        "other office files",
        Reason.LOCKED,
        {"DOCX with a password": OLE + "EncryptedPackage".encode("utf-16-le") + bytes(300)},
    ),
    *several(
        "other office files",
        Reason.RTF,
        {
            "RTF": b"{\\rtf1 hello}",
            "RTF with an object": b"{\\rtf1{\\object\\objocx{\\*\\objdata 0105}}}",
            "RTF that calls itself DOCX": b"{\\rtf\\ansi x}",
        },
        "resume.docx",
    ),
    *several(
        "other office files",
        Reason.OPEN_DOCUMENT,
        {
            "ODT": lambda: zipped(
                [("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<x/>")], zipfile.ZIP_STORED
            )
        },
        "resume.docx",
    ),
    *several(
        "other archives",
        Reason.NOT_WORD,
        {
            "ZIP": lambda: zipped({"resume.txt": b"hello"}),
            "JAR": lambda: zipped({"META-INF/MANIFEST.MF": b"Main-Class: X\n", "X.class": b"\xca\xfe\xba\xbe"}),
            "an empty ZIP": b"PK\x05\x06" + bytes(18),
            "APK": lambda: zipped({"AndroidManifest.xml": b"x", "classes.dex": b"dex"}),
            "EPUB": lambda: zipped({"mimetype": b"application/epub+zip"}),
            "XLSX": lambda: zipped(
                {
                    "[Content_Types].xml": TYPES.replace(
                        b"wordprocessingml.document.main", b"spreadsheetml.sheet.main"
                    ),
                    "_rels/.rels": RELATIONS,
                    "word/document.xml": body(),
                }
            ),
            "PPTX": lambda: zipped(
                {
                    "[Content_Types].xml": TYPES.replace(
                        b"wordprocessingml.document.main", b"presentationml.presentation.main"
                    ),
                    "_rels/.rels": RELATIONS,
                    "word/document.xml": body(),
                }
            ),
            "DOCX whose main part is missing": lambda: zipped({"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS}),
            "DOCX without types": lambda: zipped({"_rels/.rels": RELATIONS, "word/document.xml": body()}),
            "a Word template under another type": lambda: zipped(
                {
                    "[Content_Types].xml": TYPES.replace(b"document.main+xml", b"template.main+xml"),
                    "_rels/.rels": RELATIONS,
                    "word/document.xml": body(),
                }
            ),
        },
        "resume.docx",
    ),
    *several(
        "other archives",
        Reason.UNREADABLE,
        {
            "GZIP": lambda: gzip.compress(b"hello"),
            "XZ": lambda: lzma.compress(b"hello"),
            "7z": b"7z\xbc\xaf\x27\x1c" + bytes(40),
            "RAR": b"Rar!\x1a\x07\x00" + bytes(40),
            "TAR": _tar(),
            "CAB": b"MSCF\x00\x00\x00\x00" + bytes(40),
            "ISO": bytes(0x8001) + b"CD001",
            "MP4": b"\x00\x00\x00\x18ftypmp42" + bytes(40),
            "SQLite": b"SQLite format 3\x00" + bytes(40),
            "random bytes": bytes(range(256)) * 8,
        },
    ),
]

TEXTS = [
    *several(
        "broken encoding",
        Reason.UNREADABLE,
        {
            "Latin-1": b"caf\xe9",
            "Windows-1252 quotes": b"\x93Resume\x94",
            "cut in a sign": "Ana Mar\u00eda".encode()[:-2],
            "overlong slash": b"a\xc0\xafb",
            "overlong NUL": b"a\xc0\x80b",
            "half a surrogate": b"a\xed\xa0\x80b",
            "beyond Unicode": b"a\xf4\x90\x80\x80b",
            "five-byte sequence": b"\xf8\x88\x80\x80\x80",
            "UTF-16 without a mark": "Hello".encode("utf-16-le"),
            "UTF-32 without a mark": "Hello".encode("utf-32-le"),
            "Shift-JIS": "履歴書".encode("shift-jis"),
            "GBK": "简历".encode("gbk"),
            "EBCDIC": "Resume\n".encode("cp500") + b"\x15\x05",
            "a continuation alone": b"\x80abc",
            "FE and FF inside": b"abc\xfe\xffdef",
        },
        "resume.txt",
    ),
    *several(
        "broken encoding",
        Reason.NOT_UTF8,
        {
            "UTF-16, little": "Hello".encode("utf-16"),
            "UTF-16, big": codecs.BOM_UTF16_BE + "Hello".encode("utf-16-be"),
            "UTF-32, big": codecs.BOM_UTF32_BE + "Hello".encode("utf-32-be"),
        },
        "resume.txt",
    ),
    *several(
        "control characters",
        Reason.UNREADABLE,
        {
            "NUL": b"one\x00two",
            "escape sequences of a terminal": b"\x1b]0;title\x07\x1b[2Jhello",
            "backspaces that overwrite": b"rm -rf\x08\x08\x08\x08\x08\x08ls",
            "vertical tab": b"a\x0bb",
            "delete": b"a\x7fb",
            "a bell": b"a\x07b",
            "end of file of DOS": b"a\x1ab",
        },
        "resume.txt",
    ),
    *several(
        "web page",
        Reason.WEB_PAGE,
        {
            "HTML": b"<!DOCTYPE html><html><script>alert(1)</script></html>",
            "HTML in capitals": b"  \n<HTML><BODY onload=alert(1)>",
            "SVG with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
            "XML": b'<?xml version="1.0"?><x/>',
            "XML with a stylesheet": b'<?xml version="1.0"?><?xml-stylesheet href="javascript:1"?><x/>',
            "PHP": b"<?php system($_GET[0]); ?>",
            "ASP": b"<% eval request(0) %>",
            "a script alone": b"<script>fetch('//x')</script>",
            "a frame": b"<iframe src=//x></iframe>",
            "a comment in front": b"<!-- --><script>1</script>",
            "MHTML": b"MIME-Version: 1.0\nContent-Type: multipart/related\n",
            "behind a mark of order": codecs.BOM_UTF8 + b"<html>",
        },
        "resume.txt",
    ),
    *several(
        "two kinds",
        Reason.TWO_KINDS,
        {
            "a PDF behind words": lambda: b"Dear reader,\n" + pdf(),
            "a PDF behind a script's comment": lambda: b"/*\n" + pdf() + b"*/alert(1)",
            "a PDF behind a mail's head": lambda: b"From: x\n\n" + pdf(),
        },
        "resume.txt",
    ),
]
