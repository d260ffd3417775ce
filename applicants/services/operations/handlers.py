"""What each kind of bulk operation does. A kind lives in a module of its name beside this one, and registers itself there.

# applicants/services/operations/review.py
@register
class Review(Handler):
    kind, permission = BulkOperation.Kind.REVIEW, "applicants.change_application"
    def work(self, operation, ids): ...
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, ClassVar, Final

from django.db.models import QuerySet

from applicants.models import Application, BulkOperation
from careerpath.accounts.models import User
from careerpath.pipeline.history import MoveResult
from cohorts.models import Cohort

CHUNK: Final = 5000
"""Applications in a chunk unless a kind says otherwise: a fraction of a second of work, and one transaction."""


class OperationRefused(ValueError):
    """An operation that cannot be prepared, confirmed or done; the message says why, in words for people."""


@dataclass(frozen=True)
class Outcomes:
    """What became of the applications of a chunk: the ids that are done, and why for those skipped and failed. Each id once."""

    done: Sequence[int] = ()
    skipped: Mapping[int, str] = field(default_factory=dict)
    failed: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, result: MoveResult) -> "Outcomes":
        """What a bulk move did."""
        return cls(result.moved, result.skipped)


class Handler:
    """One kind of operation. `work` runs in the transaction of its chunk, with a number of statements that does not grow with it.

    Whoever does it is `operation.actor`. What cannot be done to one application is an outcome with its reason; what cannot be
    done to any is OperationRefused, which ends the operation as not done. Any other exception rolls the chunk back: it is tried
    again, the third time in ever smaller pieces, so that only the applications that raise are marked as failed.
    """

    kind: ClassVar[str]
    permission: ClassVar[str]
    """The Django permission of whoever prepares and confirms it, with the app: `applicants.change_application`."""
    verb: ClassVar[str] = "Start"
    """What the button of the confirmation says before the number: "Move 412 to review" is `Move {n} to review`."""
    whole: ClassVar[bool] = False
    """Whether everybody is one chunk, in one transaction: all of it is done, or nothing."""
    chunk_size: ClassVar[int] = CHUNK
    only_unmoved: ClassVar[bool] = False
    """Whether an application that somebody moved after the operation was prepared is skipped and named before `work` sees it."""

    def check(self, operation: BulkOperation, by: User) -> None:
        """Raise OperationRefused where this person cannot do it, or not with these parameters. Asked when it is prepared (total and
        chunks are there already) and again when it is confirmed."""

    def chosen(self, cohort: Cohort, params: Mapping[str, Any]) -> tuple[QuerySet[Application], str] | None:
        """Who is in it and that in words, where the kind itself knows (a release, a run); None where a list's filters say it."""
        return None

    def words(self, operation: BulkOperation) -> str:
        """What it does, in a sentence or two for the preview."""
        raise NotImplementedError

    def foresee(self, operation: BulkOperation, chosen: QuerySet[Application]) -> dict[str, int]:
        """How many will be skipped, by reason, as far as that can be said now. `chosen` are the applications in it."""
        return {}

    def work(self, operation: BulkOperation, ids: list[int]) -> Outcomes:
        """Do it to these applications. Ids of applications that were deleted may be left out of the outcomes."""
        raise NotImplementedError

    def finish(self, operation: BulkOperation) -> None:
        """What remains to be done once, when the last chunk is done, in the transaction that finishes the operation.

        It saves what it changes. Raise OperationRefused to end the operation as not done.
        """


_HANDLERS: dict[str, Handler] = {}


def register(handler: type[Handler]) -> type[Handler]:
    """Make a kind known; a class decorator."""
    _HANDLERS[str(handler.kind)] = handler()
    return handler


def handler_of(kind: str) -> Handler:
    """The handler of a kind: registered by an app above when it was ready, or else in the module of its name here.

    Raises OperationRefused for a kind that nobody handles.
    """
    if kind not in _HANDLERS:
        if kind not in BulkOperation.Kind.values:
            raise OperationRefused(f"“{kind}” is not something that can be done to many at once.")
        name = f"{__package__}.{kind}"
        try:
            import_module(name)
        except ModuleNotFoundError as error:
            if error.name != name:
                raise
            label = BulkOperation.Kind(kind).label
            raise OperationRefused(f"“{label}” cannot be done to many at once yet.") from None
    return _HANDLERS[kind]
