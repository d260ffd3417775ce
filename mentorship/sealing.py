"""Private notes are stored encrypted: Fernet (AES-128-CBC with an HMAC) of the `cryptography` package, keys in `NOTES_KEYS`.

The first key seals, every one opens, so a new key is put in front and the old one stays until `rotate_note_keys` has run. What is
sealed names its author and its session: a row that is copied to another author or another session does not open there.
"""

import base64
import hashlib
from functools import lru_cache
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_PURPOSE: Final = b"careerpath private notes 1"


class NoNoteKeys(ValueError):
    """Notes cannot be sealed or opened on this site; the message says what is missing, never a key."""


class NoteUnreadable(ValueError):
    """This note does not open: its key is lost, or the row is not what was sealed. Nothing of it is in the message."""


def seal(text: str, *, author: int, session: int) -> bytes:
    """A note as it is stored. Raises NoNoteKeys."""
    return _box(_keys()).encrypt(_bound(author, session) + text.encode())


def unseal(sealed: bytes | memoryview, *, author: int, session: int) -> str:
    """A note as its author wrote it. Raises NoNoteKeys or NoteUnreadable."""
    return open_sealed(sealed, author=author, session=session, keys=_keys())


def open_sealed(sealed: bytes | memoryview, *, author: int, session: int, keys: tuple[str, ...]) -> str:
    """As `unseal`, with keys of one's own."""
    try:
        plain = _box(keys).decrypt(bytes(sealed))
    except InvalidToken:
        raise NoteUnreadable("This note does not open with the keys of this site.") from None
    bound = _bound(author, session)
    if not plain.startswith(bound):
        raise NoteUnreadable("This note was sealed by somebody else, or for another session.")
    return plain[len(bound) :].decode()


def mark_now() -> str:
    """The mark of the key that seals now. Raises NoNoteKeys."""
    return mark_of(_keys()[0])


def mark_of(key: str) -> str:
    """A short name of a key that tells nothing of it: 64 bits of the hash of 256 random ones."""
    return hashlib.sha256(_PURPOSE + key.encode()).hexdigest()[:16]


def why_no_keys() -> str:
    """Why notes cannot be kept on this site, in words; empty where they can."""
    try:
        _box(_keys())
    except NoNoteKeys as reason:
        return str(reason)
    return ""


def _keys() -> tuple[str, ...]:
    if keys := tuple(key.strip() for key in settings.NOTES_KEYS if key.strip()):
        return keys
    if settings.DEVELOPMENT:
        return (_own_key(settings.SECRET_KEY),)
    raise NoNoteKeys("This site has no key for private notes. Whoever runs it sets NOTES_KEYS.")


@lru_cache(maxsize=8)
def _own_key(secret: str) -> str:
    """The key of a developer's machine, derived from its SECRET_KEY."""
    derived = HKDF(SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(derived).decode()


@lru_cache(maxsize=8)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise NoNoteKeys(
            "A key in NOTES_KEYS is not one: 32 bytes in URL-safe base64, as docs/mentoring.md says."
        ) from None


def _bound(author: int, session: int) -> bytes:
    return f"{author}:{session}\n".encode()
