"""Referral codes: short enough to type from a flyer, none like another, too many to guess. Plain Python."""

import secrets
from typing import Final

ALPHABET: Final = "23456789BCDFGHJKMNPQRSTVWXZ"
"""Without signs that are taken for others (0 and O, 1, I and L), and without vowels, so that no code is a word."""
LENGTH: Final = 8
"""27 to the power of 8: 280 thousand million codes, of which a programme uses a few hundred."""


def new_code() -> str:
    """A code that nobody can guess from others."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def tidy(typed: str) -> str:
    """A code as somebody typed it, as it is stored: without blanks and strokes, in capitals."""
    return "".join(sign for sign in typed if sign.isalnum()).upper()[:110]


def said(code: str) -> str:
    """A code as it is printed: in two groups of four, "K7M4-QX2P". Older codes, which are words, stay as they are."""
    half = LENGTH // 2
    return f"{code[:half]}-{code[half:]}" if len(code) == LENGTH and set(code) <= set(ALPHABET) else code
