"""The file with what did not fit: line, column, value, reason. Plain Python."""

import csv
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TextIO

from applicants.exporting.cells import harmless
from applicants.importing.rows import Problem

HEADER: Final = ("line", "column", "value", "reason", "outcome")
MOST_CHARACTERS: Final = 100


class NotOurs(ValueError):
    """The place for the errors file is taken or cannot be written; the message says so in words."""


def _brief(text: str) -> str:
    """Text that no spreadsheet takes for a formula, on one line and not long."""
    text = " ".join(text.replace("\x00", " ").split())
    return harmless(text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…")


class ErrorsFile:
    """Written beside its place and put there at the end, whole; nothing is left where nothing was wrong.

    Only a file that such an import wrote is ever replaced. Readable by its owner alone: it holds what people answered.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.written = 0
        self._partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
        self._file: TextIO | None = None
        if path.exists() and not _is_ours(path):
            raise NotOurs(f"{path} exists and is not an errors file of an import. Name another place with --errors.")

    def __enter__(self) -> Self:
        try:
            descriptor = os.open(self._partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            said = error.strerror or str(error)
            raise NotOurs(
                f"The errors file cannot be written at {self.path}: {said}. Name another place with --errors."
            ) from None
        self._file = open(descriptor, "w", encoding="utf-8-sig", newline="")  # closed in __exit__
        self._rows = csv.writer(self._file)
        self._rows.writerow(HEADER)
        return self

    def write(self, problems: Iterable[Problem]) -> None:
        """Write a line for each problem."""
        for problem in problems:
            self._rows.writerow(
                (
                    problem.line,
                    _brief(problem.column),
                    _brief(problem.value),
                    " ".join(problem.reason.split()),
                    "left blank" if problem.left_blank else "refused",
                )
            )
            self.written += 1

    def flush(self) -> Path:
        """What was written so far, as a file that can be read."""
        if self._file is not None:
            self._file.flush()
        return self._partial

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
        if kind is None and self.written:
            self._partial.replace(self.path)
            return
        self._partial.unlink(missing_ok=True)
        if kind is None and self.path.exists():
            self.path.unlink()  # from an earlier import of the same file: it is no longer true


def _is_ours(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            return file.readline(200).strip() == ",".join(HEADER)
    except OSError:
        return False
