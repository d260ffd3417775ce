"""Signed as the JSON Web Token Proof Format of Open Badges 3.0 (section 8.2) says, and read back.

The head has `alg`, `kid` (an address that answers with the public key) and `typ`, nothing else. The payload is the credential
itself, its members beside the claims that repeat them: `iss`, `jti`, `sub`, `nbf`.
"""

import binascii
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

ALGORITHM: Final = "RS256"
BITS: Final = 2048
LONGEST: Final = 20_000
"""Characters of a credential that is read at all; ours have about 3,000."""


class NotSigned(ValueError):
    """It is not a credential signed by the key it names. `known` says whether that key is ours."""

    def __init__(self, *, known: bool) -> None:
        self.known = known
        super().__init__("The signature does not fit." if known else "The key is not ours.")


def make_key() -> RSAKey:
    """A new key."""
    return RSAKey.generate_key(BITS, private=True)


def read_key(pem: str) -> RSAKey:
    """A private key from PEM (PKCS #8 or PKCS #1); line ends may be written as backslash and n. Raises ValueError in words."""
    try:
        key = RSAKey.import_key(pem.replace("\\n", "\n").strip() + "\n")
    except (JoseError, ValueError, TypeError) as error:
        raise ValueError("BADGE_SIGNING_KEY is not a private RSA key in PEM.") from error
    if not key.is_private or key.raw_value.key_size < BITS:
        raise ValueError(f"BADGE_SIGNING_KEY must be a private RSA key of {BITS} bits or more.")
    return key


def public_half(key: RSAKey, *, kid: str) -> dict[str, Any]:
    """The public key as a JWK."""
    made = key.as_dict(private=False)
    return {"kty": made["kty"], "n": made["n"], "e": made["e"], "alg": ALGORITHM, "use": "sig", "kid": kid}


def sign(document: dict[str, Any], key: RSAKey, *, kid: str) -> str:
    """The credential as a compact JWS."""
    claims = {
        "iss": document["issuer"]["id"],
        "jti": document["id"],
        "sub": document["credentialSubject"]["id"],
        "nbf": seconds_of(document["validFrom"]),
    }
    payload = json.dumps(document | claims, ensure_ascii=False, separators=(",", ":")).encode()
    return jws.serialize_compact({"alg": ALGORITHM, "kid": kid, "typ": "JWT"}, payload, key, algorithms=[ALGORITHM])


def verify(signed: str, public_key_of: Callable[[str], dict[str, Any] | None]) -> dict[str, Any]:
    """The credential out of a compact JWS, checked as section 8.2.6 says. `public_key_of`: kid -> JWK, None where it is not ours.

    Raises NotSigned.
    """
    key = public_key_of(kid_of(signed))
    if key is None:
        raise NotSigned(known=False)
    try:
        found = jws.deserialize_compact(signed, RSAKey.import_key(key), algorithms=[ALGORITHM])
        claims = json.loads(found.payload)
        fits = (
            # The last sign of each part has bits that base64 does not use: only one way to write it is ours.
            is_written_once(signed)
            and set(found.headers()) == {"alg", "kid", "typ"}
            and claims["iss"] == claims["issuer"]["id"]
            and claims["jti"] == claims["id"]
            and claims["sub"] == claims["credentialSubject"]["id"]
            and claims["nbf"] == seconds_of(claims["validFrom"])
        )
    except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotSigned(known=True) from error
    if not fits:
        raise NotSigned(known=True)
    return {name: value for name, value in claims.items() if name not in ("iss", "jti", "sub", "nbf")}


def is_written_once(signed: str) -> bool:
    """Whether each part is the canonical base64url of its octets."""
    for part in signed.split("."):
        octets = binascii.a2b_base64(
            part.replace("-", "+").replace("_", "/") + "=" * (-len(part) % 4), strict_mode=True
        )
        if binascii.b2a_base64(octets, newline=False).decode().replace("+", "-").replace("/", "_").rstrip("=") != part:
            return False
    return True


def kid_of(signed: str) -> str:
    """What the head names as its key; empty where there is no head to read. Nothing is believed of it."""
    head = signed.partition(".")[0]
    try:
        octets = binascii.a2b_base64(head.replace("-", "+").replace("_", "/") + "=" * (-len(head) % 4))
        kid = json.loads(octets)["kid"]
    except (ValueError, KeyError, TypeError, RecursionError):  # also what is nested a thousand deep
        return ""
    # An address and nothing else: a NUL or half a surrogate pair is nothing that a table can be asked for.
    return kid if isinstance(kid, str) and kid.isascii() and kid.isprintable() else ""


def payload_of(signed: str) -> dict[str, Any]:
    """What one of our own credentials says; not for what others hand in."""
    part = signed.split(".")[1]
    found = json.loads(binascii.a2b_base64(part.replace("-", "+").replace("_", "/") + "=" * (-len(part) % 4)))
    assert isinstance(found, dict)
    return found


def seconds_of(moment: str) -> int:
    """A dateTimeStamp as seconds since 1970."""
    return int(datetime.strptime(moment, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())
