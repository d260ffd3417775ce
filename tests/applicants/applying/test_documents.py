"""What is taken as a resume, and what is refused with which words."""

import hashlib

import pytest

from applicants.services.documents import DOCX, PDF, TEXT, DocumentRefused, check_document, safe_name
from tests.applicants.applying.factories import PDF as A_PDF
from tests.applicants.applying.factories import a_file, docx


@pytest.mark.parametrize(
    ("content", "kind", "name"),
    [
        (A_PDF, PDF, "resume.pdf"),
        (b"\xef\xbb\xbf\n" + A_PDF, PDF, "resume.pdf"),
        (docx(), DOCX, "resume.docx"),
        ("Ana María\nBuilt a rota.".encode(), TEXT, "resume.txt"),
        (b"\xef\xbb\xbfWith a mark of order", TEXT, "resume.txt"),
        (b"MZ Smith, of Ohio. No program at all.", TEXT, "resume.txt"),
    ],
)
def test_check_document_names_the_kind_by_content(content: bytes, kind: str, name: str) -> None:
    checked = check_document(a_file(content, "resume.exe"))
    assert (checked.content_type, checked.size, checked.name) == (kind, len(content), name)
    assert checked.sha256 == hashlib.sha256(content).hexdigest()


BROKEN = "This is not a Word file that can be opened. Save it again as DOCX or PDF, then choose the new file."
PROGRAM = "This is a program, whatever its name says. Choose a PDF, a DOCX or plain text."
UNREADABLE = "We cannot read this kind of file. Choose a PDF, a DOCX, or plain text in UTF-8."
BOMB = "This file unpacks to far more than a text has. Save it as PDF, then choose the new file."
MACROS = "This Word file holds macros, which are programs. Save it as DOCX without macros, or as PDF."


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty. Choose another one."),
        (b"  \n ", "This file has no words in it. Choose another one."),
        (b"MZ\x90\x00\x03" + b"\x00" * 60, PROGRAM),
        (b"\x7fELF\x02\x01\x01" + b"\x00" * 60, PROGRAM),
        (b"#!/bin/sh\nrm -rf /\n", PROGRAM),
        (b"\x89PNG\r\n\x1a\n", "This is a picture. Save it as PDF, then choose the new file."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "This is an older Office file (such as .doc). Save it as DOCX or PDF, then choose the new file.",
        ),
        (b"{\\rtf1 hello}", "This is an RTF file. Save it as DOCX or PDF, then choose the new file."),
        ("Hello".encode("utf-16"), "This text is not in UTF-8. Save it as UTF-8 or as PDF, then choose the new file."),
        (b"caf\xe9", UNREADABLE),
        (b"one\x00two", UNREADABLE),
        (b"%PDF-1.7\nand then nothing", "This PDF is not complete. Save or export it again, then choose the new file."),
        (b"PK\x03\x04 not an archive", BROKEN),
        (docx(word__document_xml=b"<html/>"), BROKEN),
        (docx(word__document_xml=b"<w:document"), BROKEN),
        (docx(word__document_xml=b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), BROKEN),
        (docx(**{"..__evil_xml": b"x"}), BROKEN),
        (docx(word__vbaProject_bin=b"x"), MACROS),
        (
            docx(**{"[Content_Types]_xml": b'<Types a="application/vnd.ms-word.document.macroEnabled.main+xml"/>'}),
            MACROS,
        ),
        (docx(word__media_xml=b"0" * 8_000_000), BOMB),
    ],
)
def test_check_document_refuses_in_words(content: bytes, words: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        check_document(a_file(content))
    assert str(refused.value) == words


def test_check_document_refuses_an_archive_that_is_no_word_file() -> None:
    content = docx().replace(b"word/document.xml", b"word/dokument.xml")
    with pytest.raises(DocumentRefused, match="This is an archive, not a Word file"):
        check_document(a_file(content))


def test_check_document_refuses_what_is_too_large(settings) -> None:
    settings.DOCUMENT_MAX_BYTES = 1024 * 1024
    with pytest.raises(DocumentRefused) as refused:
        check_document(a_file(b"a" * (2 * 1024 * 1024)))
    assert (
        str(refused.value) == "This file has 2.0 MB; at most 1 MB fit. Save it smaller, for example without pictures."
    )


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Ana's CV (final).docx", "Ana's CV (final).pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\cv.exe", "cv.pdf"),
        ("cv\u202efdp.exe", "cv fdp.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ("...", "resume.pdf"),
        ("", "resume.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_safe_name_is_fit_for_a_download(name: str, safe: str) -> None:
    assert safe_name(name, PDF) == safe
