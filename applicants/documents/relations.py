"""The two small tables of a Word file: what each part is, and what each part points to."""

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from applicants.documents.refusals import Reason, Refused

MAIN_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MAIN_RELATIONS: Final = frozenset(
    {
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument",
        "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument",
    }
)
HARMLESS_LINK: Final = re.compile(r"(?i)(https?:|mailto:|tel:|ftp:|#|[^:\\]*$)")
"""Where a link may lead that does nothing before somebody follows it; without a scheme it leads into the document or a page."""
OWN_TEMPLATE: Final = re.compile(
    r"(?i)(file:///)?[a-z]:[\\/]|[^:\\/]*$|file://(localhost)?/(Users|home|Applications|Library)/"
)
"""The template a person wrote with, on their own disk: Word names it in very many resumes, and fetches nothing for it."""
PROGRAMS: Final = ("macroenabled", "vbaproject", "vbadata")
INSIDE: Final = (
    "oleobject",
    "activex",
    "control",
    "package",
    "afchunk",
    "attachedtoolbars",
    "usercustomization",
    "vbaproject",
)


def main_part(relations: bytes) -> str:
    """The name of the part that the file's own relations call its document; raises Refused where there is not exactly one."""
    found = [each for each in _children(relations, "Relationship") if each.get("Type") in MAIN_RELATIONS]
    if len(found) != 1 or found[0].get("TargetMode") == "External":
        raise Refused(Reason.WORD_BROKEN)
    return (found[0].get("Target") or "").removeprefix("/").removeprefix("./")


def check_types(types: bytes, main: str) -> None:
    """Refuse a file whose main part is not said to be a Word document, or that is said to hold programs."""
    if any(word in types.lower() for word in (b"macroenabled", b"vbaproject", b"vbadata")):
        raise Refused(Reason.MACROS)
    said = ""
    for each in _children(types):
        kind = (each.get("ContentType") or "").lower()
        if any(word in kind for word in PROGRAMS):
            raise Refused(Reason.MACROS)
        if "oleobject" in kind or "activex" in kind:
            raise Refused(Reason.INSIDE)
        names_it = (each.get("PartName") or "").removeprefix("/") == main
        if names_it or (not said and main.endswith("." + (each.get("Extension") or "\x00"))):
            said = kind
    if said != MAIN_TYPE:
        raise Refused(Reason.NOT_WORD)


def check_relations(relations: bytes) -> None:
    """Refuse relations that fetch something when the file is opened, run something, or take another file in."""
    for each in _children(relations, "Relationship"):
        kind = (each.get("Type") or "").rstrip("/").rpartition("/")[2].lower()
        if kind == "vbaproject":
            raise Refused(Reason.MACROS)
        if kind in INSIDE:
            raise Refused(Reason.INSIDE)
        if (each.get("TargetMode") or "").lower() != "external":
            _check_inner(each.get("Target") or "")
        elif kind == "attachedtemplate":
            if not OWN_TEMPLATE.match(each.get("Target") or ""):
                raise Refused(Reason.OUTSIDE)
        elif kind != "hyperlink" or not HARMLESS_LINK.match(each.get("Target") or ""):
            raise Refused(Reason.OUTSIDE)


def _check_inner(target: str) -> None:
    """A target inside the archive is a path of it."""
    if ":" in target or "\\" in target or target.startswith("//"):
        raise Refused(Reason.OUTSIDE)


def _children(content: bytes, tag: str = "") -> Iterator[Element]:
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise Refused(Reason.WORD_BROKEN) from None
    for each in root.iter():
        if each is not root and (not tag or each.tag.rpartition("}")[2] == tag):
            yield each
