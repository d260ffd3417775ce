"""What a request asks of a file, before anything of it is kept: its size and its structure. The rest is asked by a worker."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import File

from applicants.documents.kinds import kind_of
from applicants.documents.names import safe_name
from applicants.documents.refusals import Reason, Refused
from applicants.services.documents.words import too_large, words_of

__all__ = ["Checked", "DocumentRefused", "check_document", "check_size", "too_large"]


class DocumentRefused(ValueError):
    """A file that is not taken; the message says what is wrong and what to do, in words for the person who sent it."""

    def __init__(self, reason: Reason, size: int = 0) -> None:
        self.reason = reason
        super().__init__(words_of(reason, size))


@dataclass(frozen=True)
class Checked:
    """A file that may be stored: what it is, how large (bytes), and its SHA-256."""

    content_type: str
    size: int
    sha256: str
    name: str


def check_document(file: File) -> Checked:
    """Look at a file and say what it is, or raise DocumentRefused. The file is read from its start and left at its start."""
    check_size(file.size or 0)
    file.seek(0)
    content = file.read(settings.DOCUMENT_MAX_BYTES + 1)
    file.seek(0)
    check_size(len(content))  # what was said of its size is not believed
    try:
        content_type = kind_of(content)
    except Refused as refused:
        raise DocumentRefused(refused.reason) from None
    digest = hashlib.sha256(content).hexdigest()
    return Checked(content_type, len(content), digest, safe_name(file.name or "", content_type))


def check_size(size: int) -> None:
    """Raise DocumentRefused for an empty file and for one above DOCUMENT_MAX_BYTES."""
    if size == 0:
        raise DocumentRefused(Reason.EMPTY)
    if size > settings.DOCUMENT_MAX_BYTES:
        raise DocumentRefused(Reason.TOO_LARGE, size)
