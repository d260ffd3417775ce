"""What about an application looked as if a program had sent it. Recruiters see it; nothing is refused, no criterion sees it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from disposable_email_domains import blocklist
from django.core import signing

from applicants.models import Application
from careerpath.pipeline import clock

HONEYPOT: Final = "honeypot"
TOO_QUICK: Final = "too_quick"
DISPOSABLE: Final = "disposable_address"
QUICK: Final = timedelta(seconds=2)
"""Nobody reads a page and answers it in less."""
SALT: Final = "applicants.flagging"


def served_at(at: datetime | None = None) -> str:
    """A signed mark of when a page was made, for its form."""
    return signing.dumps(round((at or clock.now()).timestamp(), 1), salt=SALT)


def flags_of_form(*, trap: str, served: str | None, at: datetime | None = None) -> list[str]:
    """What a form that was sent shows: a field that only programs fill in, and how soon it came back.

    A form without the mark says nothing (a page's script saves single fields); one that was tampered with says "too quick".
    """
    flags = [HONEYPOT] if trap.strip() else []
    if served is not None and _is_quick(served, at or clock.now()):
        flags.append(TOO_QUICK)
    return flags


def _is_quick(served: str, at: datetime) -> bool:
    try:
        return at.timestamp() - float(signing.loads(served, salt=SALT)) < QUICK.total_seconds()
    except (signing.BadSignature, TypeError, ValueError):
        return True


def add_flags(application: Application, flags: Sequence[str]) -> None:
    """Add what was seen to a draft; no statement where it has it already."""
    found = sorted({*application.flags, *flags})
    if found != sorted(application.flags):
        Application.objects.filter(pk=application.pk).update(flags=found)
        application.flags = found


def flags_of_sending(application: Application) -> list[str]:
    """The flags of an application as it is sent: those it had, and whether its address is of a service that throws mail away."""
    found = {*application.flags}
    if is_disposable(application.applicant.email or ""):
        found.add(DISPOSABLE)
    return sorted(found)


def is_disposable(email: str) -> bool:
    """Whether an address is of a known throw-away service, or of a part of its domain."""
    domain = email.strip().lower().rpartition("@")[2]
    parts = domain.split(".")
    return any(".".join(parts[place:]) in blocklist for place in range(len(parts) - 1))
