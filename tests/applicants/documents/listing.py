"""What the lists of hostile files are made of."""

from collections.abc import Callable
from dataclasses import dataclass

from applicants.documents.refusals import Reason

MB = 1024 * 1024


@dataclass(frozen=True)
class Hostile:
    """One file: its group and title, its bytes (made by `make`), its name, and the reasons it may be refused for."""

    group: str
    title: str
    make: Callable[[], bytes]
    reasons: tuple[Reason, ...]
    name: str = "resume.pdf"

    def __str__(self) -> str:
        return f"{self.group}: {self.title}"


def as_it_is(content: bytes) -> Callable[[], bytes]:
    return lambda: content


def several(
    group: str,
    reasons: Reason | tuple[Reason, ...],
    files: dict[str, bytes | Callable[[], bytes]],
    name: str = "resume.pdf",
) -> list[Hostile]:
    why = reasons if isinstance(reasons, tuple) else (reasons,)
    return [
        Hostile(group, title, made if callable(made) else as_it_is(made), why, name) for title, made in files.items()
    ]


ELF, PE = b"\x7fELF\x02\x01\x01" + bytes(57), b"MZ\x90\x00\x03" + bytes(59) + b"PE\x00\x00"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
