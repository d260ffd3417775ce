"""Looking for somebody in whatever the site answers: every address that it has, every body, file, header and cookie."""

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from html import unescape
from itertools import islice, product
from typing import Any, Final
from urllib.parse import unquote

from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pypdf import PdfReader

from applicants.documents.folding import fold

ARGUMENT: Final = re.compile(r"<(?:(\w+):)?(\w+)>")
MOST: Final = 12
"""Ways to fill in one address."""
NEAR: Final = ("reading/", "interviewing/", "interview/", "admin/")
FAR: Final = 2
"""How many ids of each kind are tried where reviews have no pages; the first are those of the person."""
SKIPPED: Final = ("__debug__", "static/", "media/")


def addresses(ids: Mapping[str, Collection[Any]]) -> Iterator[tuple[str, str]]:
    """(name, path) of every named address, filled in with the ids of each kind that it asks for: `int`, `uuid`, `slug`, `str` or,
    first, an argument by its name. Addresses by regular expressions (Django's own files) have no name and are left out."""
    for name, route in _routes(get_resolver()):
        asked = ARGUMENT.findall(route)
        choices = [ids.get(argument) or ids.get(kind or "str") or ids["str"] for kind, argument in asked]
        if not route.startswith(NEAR):
            choices = [[*each][:FAR] for each in choices]
        for values in islice(product(*choices), MOST):
            left = iter(values)
            yield name, "/" + ARGUMENT.sub(lambda _, left=left: str(next(left)), route)


def _routes(resolver: URLResolver, before: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if "^" in route or route.startswith(SKIPPED):
            continue
        if isinstance(each, URLResolver):
            yield from _routes(each, route, space + (f"{each.namespace}:" if each.namespace else ""))
        elif isinstance(each, URLPattern) and each.name:
            yield space + each.name, route


def said_by(response: HttpResponseBase) -> str:
    """All that a response says, folded: its headers and cookies, its body as text, the words in a PDF, the files in a ZIP."""
    pieces: Any = getattr(response, "streaming_content", None) or [getattr(response, "content", b"")]
    body = b"".join(pieces)
    heads = "\n".join(f"{name}: {value}" for name, value in response.items())
    crumbs = "\n".join(each.OutputString() for each in response.cookies.values())
    return readable("\n".join([unquote(heads), unquote(crumbs), words_in(body)]))


def readable(text: str) -> str:
    """Folded, without tags' escapes, soft line breaks of calendars, and \\u escapes of JSON."""
    text = re.sub(r"\r?\n[ \t](?=\S)", "", text) + "\n" + text
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    return fold(unescape(text))


def words_in(body: bytes) -> str:
    """The words in a file."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "\n".join(name + "\n" + words_in(archive.read(name)) for name in archive.namelist())
    if body.startswith(b"%PDF"):
        pdf = PdfReader(io.BytesIO(body))
        return "\n".join([str(pdf.metadata), *(page.extract_text() for page in pdf.pages)])
    return body.decode(errors="replace")


def found_in(text: str, secrets: Iterable[str]) -> list[str]:
    """Which of the secrets (folded) stand in a text: as they are, or with their digits alone where they are numbers."""
    digits = re.sub(r"[\s().+-]", "", text)
    return [each for each in secrets if each in text or (each.isdecimal() and len(each) > 6 and each in digits)]


def leaks(
    client: Client, paths: Iterable[tuple[str, str]], secrets: Collection[str]
) -> tuple[list[Any], dict[str, set[int]]]:
    """Ask for each address; what leaked, as (name, path, secret), and which statuses each name gave."""
    found: list[Any] = []
    statuses: dict[str, set[int]] = {}
    shut: set[str] = set()
    for name, path in paths:
        if name in shut:
            continue
        response = client.get(path)
        statuses.setdefault(name, set()).add(response.status_code)
        if response.status_code == 403 or "/login/" in response.get("Location", ""):
            shut.add(name)  # by role, whatever it is asked for
        said = said_by(response).replace(fold(unquote(path)), "")  # what was asked for may be said again: it was known
        found += [(name, path, each) for each in found_in(said, secrets)]
    return found, statuses
