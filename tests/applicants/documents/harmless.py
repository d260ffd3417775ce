"""Files as people have them, which must be taken: title, bytes, and words that must be found in them."""

import io
import zipfile
from collections.abc import Callable

import typst

from tests.applicants.documents.making import (
    OFFICE,
    field,
    flate,
    numbered,
    pdf,
    pdf_in_object_stream,
    relation,
    word,
    zipped,
)

PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
W = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"


def _typst(source: str, **how: object) -> bytes:
    return typst.compile(source.encode(), **how)


CV = '#set document(title: "CV")\n= Ana Garc\u00eda\n#link("https://github.com/ana")[Code]\n#table(columns: 2, [2020], [Rota])\n'
TABLE = "<w:tbl><w:tr><w:tc>" + W.format("Clinic") + "</w:tc><w:tc>" + W.format("Rota") + "</w:tc></w:tr></w:tbl>"

HARMLESS: dict[str, tuple[Callable[[], bytes], str]] = {
    "PDF by Typst": (lambda: _typst(CV), "García"),
    "PDF/UA by Typst": (lambda: _typst(CV, pdf_standards=["ua-1"]), "Rota"),
    "PDF/A by Typst": (lambda: _typst(CV, pdf_standards=["a-2b"]), "García"),
    "PDF 1.4 written by hand": (lambda: pdf(version=b"1.4"), "rota for forty"),
    "PDF with packed pages": (
        lambda: pdf(flate(b"x"), words=b"BT /F1 12 Tf 72 720 Td (HTML/JavaScript and /Launch days) Tj ET"),
        "HTML/JavaScript and /Launch days",
    ),
    "PDF with object streams": (lambda: pdf_in_object_stream(b"<< /Title (HTML/JavaScript) >>"), "Hello"),
    "PDF that opens at a place, with links": (
        lambda: pdf(
            catalog=b"/OpenAction [3 0 R /XYZ null null 0] /Names << /Dests << /Names [] >> >>",
            page=b"/Annots [<< /Subtype /Link /Rect [0 0 1 1] /A << /S /URI /URI (mailto:a@b.example) >> >>"
            b" << /Subtype /Link /Rect [0 0 1 1] /A << /S /GoTo /D [3 0 R /Fit] >> >> << /Subtype /Link /Rect [0 0 1 1]"
            b" /A << /S /URI /URI (https://x.example/a?b=c) >> >>]",
        ),
        "rota",
    ),
    "PDF with form fields": (
        lambda: pdf(
            b"<< /FT /Tx /T (name) /V (Ana) /Type /Annot /Subtype /Widget >>",
            catalog=b"/AcroForm << /Fields [6 0 R] >>",
        ),
        "rota",
    ),
    "PDF with a picture": (
        lambda: pdf(flate(bytes(300_000), b"/Type /XObject /Subtype /Image /Width 1000 /Height 300")),
        "rota",
    ),
    "PDF scanned, without words": (
        lambda: numbered(
            [
                b"<< /Type /Catalog /Pages 2 0 R >>",
                b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>",
            ]
        ),
        "",
    ),
    "PDF behind a mark of order": (lambda: b"\xef\xbb\xbf\r\n" + pdf(), "rota"),
    "PDF with blanks at its end": (lambda: pdf() + b"\r\n\x00\x00\x1a", "rota"),
    "DOCX with a table": (lambda: word(TABLE), "Clinic\nRota"),
    "DOCX with pictures and fonts": (
        lambda: word(
            parts={
                "word/media/image1.png": PNG,
                "word/media/image2.emf": b"\x01\x00\x00\x00",
                "word/fonts/font1.odttf": bytes(99),
            }
        ),
        "rota",
    ),
    "DOCX with links": (
        lambda: word(
            relations=relation("hyperlink", "https://x.example/a:b")
            + relation("hyperlink", "mailto:a@b.example")
            + relation("hyperlink", "www.x.example")
            + relation("hyperlink", "tel:+12165550134")
        ),
        "rota",
    ),
    "DOCX made from a template on somebody's own disk": (
        lambda: word(relations=relation("attachedTemplate", "file:///C:\\Users\\Ana\\Templates\\Resume.dotx")),
        "rota",
    ),
    "DOCX from a Mac": (
        lambda: word(relations=relation("attachedTemplate", "file:///Users/ana/Library/Resume.dotx")),
        "rota",
    ),
    "DOCX with fields": (
        lambda: word(
            field(" PAGE ")
            + field("MACROBUTTON NoMacro [Type]")
            + field('HYPERLINK "https://x.example"')
            + W.format("DDE days")
        ),
        "DDE days",
    ),
    "DOCX with headers and a text box told twice": (
        lambda: word(
            '<mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice>'
            + W.format("Once")
            + "</mc:Choice><mc:Fallback>"
            + W.format("Once")
            + "</mc:Fallback></mc:AlternateContent>",
            parts={
                "word/header1.xml": b'<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
            },
        ),
        "Once",
    ),
    "DOCX whose main part is called otherwise": (
        lambda: zipped(
            {
                "[Content_Types].xml": b'<Types><Override PartName="/word/document2.xml" ContentType="application/'
                b'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
                "_rels/.rels": f'<Relationships><Relationship Id="a" Type="{OFFICE}/officeDocument" Target="/word/document2.xml"/>'
                "</Relationships>".encode(),
                "word/document2.xml": b'<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:p><w:r><w:t>Strict'
                b"</w:t></w:r></w:p></w:document>",
            }
        ),
        "Strict",
    ),
    "DOCX not packed": (lambda: _stored(), "rota"),
    "TXT in Spanish": (
        lambda: "Ana García\nEnfermera; 3 años en la clínica: niños, «guardias».".encode(),
        "años en la clínica",
    ),
    "TXT with a mark of order and lines of Windows": (lambda: b"\xef\xbb\xbfAna\r\nNurse\r\n", "Ana\nNurse"),
    "TXT in Arabic": (lambda: "سيرة ذاتية\nممرضة".encode(), "ممرضة"),
    "TXT with one line of 200,000 characters": (lambda: b"word " * 40_000, "word word"),
    "TXT with turned words": (lambda: "Ana \u202eesrun\u202c".encode(), "Ana esrun"),
    "TXT about <b>markup</b>": (lambda: b"I wrote <b>pages</b> and <script>s, MZ and PK.", "<b>pages</b>"),
}


def _stored() -> bytes:
    content = zipfile.ZipFile(io.BytesIO(word()))
    return zipped([(name, content.read(name)) for name in content.namelist()], zipfile.ZIP_STORED)
