"""The flags of an application in words, for recruiters."""

from dataclasses import dataclass
from typing import Final

from applicants.models import Application


@dataclass(frozen=True)
class Flag:
    """A flag: its code, its name, and what it means and does not mean."""

    code: str
    name: str
    meaning: str


FLAGS: Final = (
    Flag(
        "honeypot",
        "A hidden field was filled in",
        "The form holds a field that people do not see. Programs fill it in; some password managers do too.",
    ),
    Flag("too_quick", "The first page came back within two seconds", "Programs are that quick; people hardly ever."),
    Flag(
        "disposable_address",
        "The address is of a throw-away service",
        "Mail to it may be gone in minutes. Some people use such addresses to keep their own private.",
    ),
)
NAMES: Final = {flag.code: flag.name for flag in FLAGS}


def flags_of(application: Application) -> list[Flag]:
    """What looked odd about an application; empty for nearly all. None of it decides anything."""
    return [flag for flag in FLAGS if flag.code in application.flags]
