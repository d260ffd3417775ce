"""Checking in to a session by a code that changes: the code of a moment, what is accepted, and what somebody is noted as."""

import hmac
from datetime import datetime
from typing import Final

from bootcamp.progress.attendance import Code

STEP: Final = 30
"""Seconds for which a code is shown. The one before it is accepted too, so that nobody types in vain."""
DIGITS: Final = 6


def code_of_step(key: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of a step of time: RFC 6238 with HMAC-SHA-256."""
    digest = hmac.digest(key, step.to_bytes(8, "big"), "sha256")
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**digits).zfill(digits)


def step_of(moment: datetime) -> int:
    """The number of the step that a moment is in."""
    return int(moment.timestamp()) // STEP


def code_at(key: bytes, moment: datetime) -> str:
    """The code that is shown at a moment."""
    return code_of_step(key, step_of(moment))


def seconds_left(moment: datetime) -> int:
    """For how many seconds the code of a moment is still shown, 1 to `STEP`."""
    return STEP - int(moment.timestamp()) % STEP


def tidy_code(typed: str) -> str:
    """The digits of what somebody typed, without spaces and hyphens; empty where anything else is in it."""
    code = typed.replace(" ", "").replace("-", "").replace("\u00a0", "")
    return code if len(code) == DIGITS and code.isascii() and code.isdigit() else ""


def is_accepted(key: bytes, typed: str, moment: datetime) -> bool:
    """Whether what was typed is the code of this step or of the one before. Takes the same time whatever was typed."""
    step = step_of(moment)
    given = (tidy_code(typed) or "-" * DIGITS).encode()
    now = hmac.compare_digest(given, code_of_step(key, step).encode())
    before = hmac.compare_digest(given, code_of_step(key, step - 1).encode())
    return now or before


def noted_for(at: datetime, starts: datetime, ends: datetime, *, late_after: int) -> tuple[str, int | None]:
    """What somebody who checks in at a moment is noted as: present until `late_after` minutes after the beginning, then late.

    Late comes with the minutes left, cut to whole ones, at least one; None minutes are all of them.
    """
    if (at - starts).total_seconds() < late_after * 60 + 60:  # 10 minutes late is until 9:10:59, as people read a clock
        return Code.PRESENT.value, None
    scheduled = int((ends - starts).total_seconds() // 60)
    minutes = min(max(int((ends - at).total_seconds() // 60), 1), scheduled - 1)
    return (Code.LATE.value, minutes) if minutes > 0 else (Code.PRESENT.value, None)
