"""What the tests of applying need besides the shared factories."""

import io
import zipfile
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from applicants.models import EmailProof
from applicants.services.proving import code_of
from careerpath.accounts.models import User
from cohorts.models import QuestionSet
from cohorts.services import make_question_set as make
from cohorts.services import publish
from tests.factories import make_user

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml"
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>""".encode()
RELATIONS = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
Target="word/document.xml"/></Relationships>""".encode()
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\nxref\n0 1\ntrailer<<>>\nstartxref\n9\n%%EOF\n"


def make_verified_user(email: str, **fields: Any) -> User:
    """A user who has proved their address."""
    user = make_user(email=email, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def a_file(content: bytes, name: str = "resume.pdf") -> SimpleUploadedFile:
    """A file as a browser sends it; what the browser says of its type is always a lie here."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def docx(**parts: bytes) -> bytes:
    """A small Word file; `parts` replace or add parts by name (`__` for a slash, `_xml` for the ending)."""
    content = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS,
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body/></w:document>'.encode(),
    }
    content |= {
        name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"): part for name, part in parts.items()
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return file.getvalue()


def all_kinds() -> QuestionSet:
    """A published form with one required and one optional question of each of the eight kinds, on two pages."""
    options = [["a", "Alpha"], ["b", "Beta"]]
    kinds: list[dict[str, Any]] = [
        {"kind": "short_text", "max_length": 20},
        {"kind": "long_text", "max_length": 200},
        {"kind": "whole_number", "minimum": "0", "maximum": "10"},
        {"kind": "decimal", "minimum": "-1.5"},
        {"kind": "yes_no"},
        {"kind": "one_of", "options": options},
        {"kind": "some_of", "options": options},
        {"kind": "date"},
    ]

    def page(slug: str, required: bool) -> dict[str, Any]:
        questions = [
            {**kind, "key": f"{slug}_{kind['kind']}", "label": f"{slug} {kind['kind']}?", "required": required}
            for kind in kinds
        ]
        return {"slug": slug, "title": slug.capitalize(), "questions": questions}

    return publish(make(name="All kinds", sections=[page("first", True), page("second", False)], by=None), by=None)


GOOD = {
    "first_short_text": "Ana",
    "first_long_text": "I learned\nby doing.",
    "first_whole_number": "7",
    "first_decimal": "-1.25",
    "first_yes_no": "no",
    "first_one_of": "b",
    "first_some_of": ["a", "b"],
    "first_date": "2026-03-31",
}
"""Answers of the first page, as a browser sends them."""


def sent(answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Answers under the names that the form gives its controls."""
    return {f"q_{key}": value for key, value in answers.items()} | more


ADDRESS = "ana@example.org"


def prove_address(client: Client, slug: str, email: str = ADDRESS) -> HttpResponse:
    """Ask for a code and type it in, as the mail would say it; the answer to the code."""
    assert client.post(f"/apply/{slug}/email/", {"email": email})["Location"] == f"/apply/{slug}/email/code/"
    return client.post(f"/apply/{slug}/email/code/", {"code": code_of(EmailProof.objects.latest("pk"))})
