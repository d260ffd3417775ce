"""Files for partner universities: checked by their content, kept under a random name."""

import struct
from typing import Final

from django.conf import settings
from django.core.files.base import File

from applicants.documents import clamd
from applicants.documents.refusals import Reason
from applicants.services.documents import DocumentRefused, check_document, check_size
from applicants.services.documents.sandbox import SandboxFailed, look

PNG, JPEG = "image/png", "image/jpeg"
ENDINGS: Final = {PNG: ".png", JPEG: ".jpg"}
LONGEST_SIDE: Final = 20_000
"""Pixels: a picture that says it is larger is no flyer."""
WRONG: Final = "This picture is not complete. Save it again as PNG or JPEG, then choose the new file."
NOT_LOOKED: Final = "This file could not be looked at just now. Try again in a few minutes."


class MaterialRefused(ValueError):
    """A file that is not taken; the message says what is wrong and what to do."""


def check_material(file: File) -> tuple[str, str]:
    """The type of a file (PDF, DOCX, text, PNG, JPEG) and its ending, by its content. Raises MaterialRefused in words.

    Looked into as an applicant's document is, at once: whoever works for the programme waits for it. A few seconds at most.
    """
    try:
        check_size(file.size or 0)
        file.seek(0)
        content = file.read()
        file.seek(0)
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            kind, ending = _check_png(content), ENDINGS[PNG]
        elif content.startswith(b"\xff\xd8\xff"):
            kind, ending = _check_jpeg(content), ENDINGS[JPEG]
        else:
            checked = check_document(file)
            kind, ending = checked.content_type, "." + checked.name.rpartition(".")[2]
            if reason := look(content).refused:
                raise DocumentRefused(reason)
        if settings.CLAMD_ADDRESS and clamd.scan(
            content, address=settings.CLAMD_ADDRESS, seconds=settings.CLAMD_TIMEOUT
        ):
            raise DocumentRefused(Reason.MALWARE)
    except DocumentRefused as refused:
        raise MaterialRefused(str(refused)) from refused
    except (SandboxFailed, clamd.ClamdFailed) as failed:
        raise MaterialRefused(NOT_LOOKED) from failed
    return kind, ending


def _check_png(content: bytes) -> str:
    """The parts follow each other to the end, and nothing stands behind it."""
    place, first = 8, True
    while place + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        if first and (kind != b"IHDR" or length != 13):
            break
        if first and max(struct.unpack_from(">II", content, place + 8)) > LONGEST_SIDE:
            break
        first, place = False, place + 12 + length
        if kind == b"IEND":
            if place == len(content):
                return PNG
            break
    raise MaterialRefused(WRONG)


def _check_jpeg(content: bytes) -> str:
    """The segments follow each other up to the picture itself, which ends with its mark."""
    place = 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        kind, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4], "big")
        if kind == 0xDA:  # what follows is the picture
            if content.rstrip(b"\x00").endswith(b"\xff\xd9"):
                return JPEG
            break
        if length < 2:
            break
        place += 2 + length
    raise MaterialRefused(WRONG)


def most_megabytes() -> str:
    """The largest file, in words for a form."""
    return f"{settings.DOCUMENT_MAX_BYTES / 1024 / 1024:g} MB"
