"""Opening a file in a child process that has nothing to lose: no settings, no database, no environment, little time and memory."""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from applicants.documents.refusals import Reason

SECONDS: Final = 20
"""How long the child may take by the clock; its processor time is limited by itself (`applicants.documents.child`)."""
START: Final = "import sys; sys.path.insert(0, sys.argv[1]); from applicants.documents.child import main; main()"


@dataclass(frozen=True)
class Found:
    """What the child said of a file: a reason to refuse it, or its words (empty where they could not be taken out)."""

    refused: Reason | None
    text: str = ""


class SandboxFailed(RuntimeError):
    """The child could not be started, or said nothing that can be read, and that is not the file's doing."""


def look(content: bytes) -> Found:
    """Have a file looked into. A child that is stopped by its limits before it has an answer makes the file a bomb.

    Raises SandboxFailed where no child can be started; then nothing is known of the file.
    """
    command = [sys.executable, "-I", "-B", "-X", "utf8", "-c", START, str(settings.BASE_DIR)]
    try:
        child = subprocess.run(  # noqa: S603  # our own program, nothing of the file in its arguments
            command, input=content, capture_output=True, timeout=SECONDS, env={}, cwd="/", check=False
        )
        said, ended = child.stdout, child.returncode
    except subprocess.TimeoutExpired as late:
        said, ended = late.stdout or b"", -9
    except OSError as error:
        raise SandboxFailed(str(error)) from error
    lines = _read(said)
    if "refused" not in lines:
        if ended in (0, 1):  # an error of ours, not a limit
            raise SandboxFailed(f"The child ended with {ended} and said nothing.")
        return Found(Reason.BOMB)
    reason = lines["refused"]
    return Found(Reason(reason) if reason else None, lines.get("text") or "")


def _read(said: bytes) -> dict[str, str | None]:
    lines: dict[str, str | None] = {}
    for line in said.splitlines(keepends=True):
        if line.endswith(b"\n"):  # the last one may have been cut off
            lines |= json.loads(line)
    return lines
