"""The key that signs credentials: the private half from the environment, the public halves in a table that keeps them all."""

import os
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.urls import reverse
from joserfc.jwk import RSAKey

from bootcamp.badges.signing import make_key, public_half, read_key
from bootcamp.models import BadgeKey
from careerpath.pipeline import clock
from careerpath.ui.links import absolute

FILE: Final = "badge-signing-key.pem"


class NoKey(ValueError):
    """No credential can be signed; the message says what is missing."""


def signing_key() -> tuple[RSAKey, BadgeKey]:
    """The private key, and the row of its public half, which is made when it signs for the first time. Raises NoKey."""
    pem = settings.BADGE_SIGNING_KEY or (_own_key(Path(settings.LOCAL_DIR)) if settings.DEVELOPMENT else "")
    if not pem:
        raise NoKey("This site has no key to sign certificates with yet. Whoever runs it sets BADGE_SIGNING_KEY.")
    try:
        key, thumbprint = _read(pem)
    except ValueError as error:
        raise NoKey(str(error)) from error
    kid = absolute(reverse("badges:key", args=[thumbprint]))
    row = BadgeKey.objects.filter(kid=kid).first()
    if row is None:
        public = public_half(key, kid=kid)
        row, _ = BadgeKey.objects.get_or_create(
            kid=kid, defaults={"thumbprint": thumbprint, "public": public, "first_used_at": clock.now()}
        )
    if row.withdrawn_at:
        raise NoKey("The key of this site was withdrawn. Whoever runs it sets another BADGE_SIGNING_KEY.")
    return key, row


@lru_cache(maxsize=4)
def _read(pem: str) -> tuple[RSAKey, str]:
    key = read_key(pem)
    return key, key.thumbprint()


@lru_cache(maxsize=4)
def _own_key(folder: Path) -> str:
    """The key of a developer's machine, made once; its file is for its owner alone. Two processes at once end with the same one."""
    file = folder / FILE
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=FILE)  # 0600
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(make_key().as_pem(private=True))
            os.link(name, file)
        except FileExistsError:
            pass  # another process was quicker
        finally:
            Path(name).unlink()
    return file.read_text(encoding="ascii")
