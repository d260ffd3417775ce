"""Uploads that are too large are refused from their declared length, before anything of them is kept."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest

FORM_BYTES: Final = 64 * 1024
"""Room for the rest of the form around the file."""
READ_AWAY: Final = 128 * 1024 * 1024
"""Up to here the rest is read and thrown away, so that the browser listens to the answer; beyond, the connection just ends."""
CHUNK: Final = 256 * 1024


def declared_length(request: HttpRequest) -> int:
    """How many bytes the browser says it sends; 0 where it says nothing (then nothing is read)."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def is_too_large(request: HttpRequest) -> bool:
    """Whether a request is too large to hold a document that fits."""
    return declared_length(request) > settings.DOCUMENT_MAX_BYTES + FORM_BYTES


def was_too_large(request: HttpRequest) -> bool:
    """Whether what is being sent is too large; then it is read away already, and all that is left is to say so."""
    if request.method != "POST" or not is_too_large(request):
        return False
    read_away(request)
    return True


def read_away(request: HttpRequest) -> None:
    """Throw away what is being sent, in small pieces."""
    if declared_length(request) <= READ_AWAY:
        while request.read(CHUNK):
            pass
