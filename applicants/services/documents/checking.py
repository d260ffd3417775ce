"""A worker looks at the files that wait, of every kind (`models.CheckedFile`): our own checks first, then the
scanner where one is configured. Fails closed.

The row says what is to do: `next_try_at` is moved on before the work begins, so two workers never have the same file, and what a
killed worker had begun is taken up again when that time has come.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F

from applicants.documents import clamd
from applicants.documents.refusals import Reason
from applicants.models import CheckedFile, Document, FileState
from applicants.services.documents.sandbox import Found, SandboxFailed, look
from careerpath.pipeline import clock

log = logging.getLogger(__name__)
LEASE: Final = timedelta(seconds=180)
"""How long one try may take before somebody else tries: the child's time and the scanner's are well below."""
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(hours=1)
LOT: Final = 20
State = FileState


@dataclass(frozen=True)
class Verdict:
    """What is known of a file now: refused for a reason, clean with its words, or not yet (`problem` says why)."""

    reason: Reason | None = None
    text: str = ""
    scanned: bool = False
    problem: str = ""


def kinds() -> list[type[CheckedFile]]:
    """Every model whose rows are files that are looked into, of all apps."""
    return [model for model in apps.get_models() if issubclass(model, CheckedFile)]


def due(kind: type[CheckedFile] = Document) -> list[int]:
    """The files of a kind whose time has come, the longest waiting first, at most LOT."""
    waiting = kind._default_manager.filter(next_try_at__lte=clock.now()).order_by("next_try_at", "pk")
    return list(waiting.values_list("pk", flat=True)[:LOT])


def check(ids: Sequence[int], kind: type[CheckedFile] = Document) -> dict[str, int]:
    """Look at these files, those of them that wait and whose time has come; how many ended in which state."""
    counted = dict.fromkeys(State.values, 0)
    for pk in ids:
        if file := _claim(kind, pk):
            counted[settle(file, _verdict(file))] += 1
    return counted


def _claim(kind: type[CheckedFile], pk: int) -> CheckedFile | None:
    """The file, if it is ours to look at: whoever moves its time on has it."""
    moment, rows = clock.now(), kind._default_manager
    claimed = rows.filter(pk=pk, state=State.WAITING, next_try_at__lte=moment).update(
        next_try_at=moment + LEASE, attempts=F("attempts") + 1
    )
    return rows.filter(pk=pk).first() if claimed else None


def _verdict(document: CheckedFile) -> Verdict:
    try:
        with document.file.open("rb") as file:
            content = file.read(settings.DOCUMENT_MAX_BYTES + 1)
    except FileNotFoundError:
        return Verdict(problem="the file is not there")
    except OSError as error:
        return Verdict(problem=f"the file cannot be read: {error.strerror}")
    try:
        found: Found = look(content)
    except SandboxFailed as error:
        return Verdict(problem=str(error))
    if found.refused:
        return Verdict(reason=found.refused)
    if not settings.CLAMD_ADDRESS:
        return Verdict(text=found.text)
    try:
        signature = clamd.scan(content, address=settings.CLAMD_ADDRESS, seconds=settings.CLAMD_TIMEOUT)
    except clamd.ClamdFailed as error:
        return Verdict(problem=f"the scanner gave no answer: {error}")
    if signature:
        log.warning("The scanner found %s in document %s", signature, document.public_id)
        return Verdict(reason=Reason.MALWARE, scanned=True)
    return Verdict(text=found.text, scanned=True)


def settle(document: CheckedFile, verdict: Verdict) -> str:
    """Write the verdict, unless the person put another file in its place meanwhile; the state that follows from it."""
    moment = clock.now()
    same = type(document)._default_manager.filter(
        pk=document.pk, state=State.WAITING, file=document.file.name, sha256=document.sha256
    )
    if verdict.problem:
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(document.attempts - 1, 10))
        same.update(next_try_at=moment + wait)
        log.warning("Document %s stays in quarantine, again in %s: %s", document.public_id, wait, verdict.problem)
        return State.WAITING
    values = {"settled_at": moment, "next_try_at": None, "scanned": verdict.scanned}
    with transaction.atomic():
        if verdict.reason:
            if same.update(state=State.REFUSED, reason=verdict.reason, file="", **values):
                name = document.file.name or ""
                transaction.on_commit(lambda: default_storage.delete(name), robust=True)
                log.info("Document %s refused: %s", document.public_id, verdict.reason)
            return State.REFUSED
        if same.update(state=State.CLEAN, **values):
            document.keep_words(verdict.text, moment)
    return State.CLEAN
