"""Operations and what they work on."""

from collections.abc import Sequence
from typing import Any

from applicants.models import Application, BulkOperation
from applicants.services import operations
from applicants.services.operations.handlers import _HANDLERS, Handler
from careerpath.accounts.models import User
from cohorts.models import Cohort


def in_it(*applications: Application) -> Any:
    """These applications, as a queryset."""
    return Application.objects.filter(pk__in=[each.pk for each in applications])


def prepared(
    cohort: Cohort, applications: Sequence[Application] | None = None, *, by: User, kind: str = "review", **params: Any
) -> BulkOperation:
    """A prepared operation on these applications, or on all of the cohort."""
    chosen = Application.objects.filter(cohort=cohort) if applications is None else in_it(*applications)
    return operations.prepare(
        kind=kind, cohort=cohort, by=by, queryset=chosen, params=params, filter_words="those of the test"
    )


def confirmed(operation: BulkOperation, *, by: User) -> BulkOperation:
    """The operation, confirmed with its number typed."""
    return operations.confirm(operation, by=by, typed=operation.total)


def worked(operation: BulkOperation) -> BulkOperation:
    """Do what is open of it, as a worker does, and read it again."""
    for pk in operation.chunks.filter(done_at__isnull=True).order_by("number").values_list("pk", flat=True):
        operations.work_chunk(pk)
    operation.refresh_from_db()
    return operation


def done(
    cohort: Cohort, applications: Sequence[Application] | None = None, *, by: User, **params: Any
) -> BulkOperation:
    """An operation prepared, confirmed and worked to its end."""
    return worked(confirmed(prepared(cohort, applications, by=by, **params), by=by))


def outcomes(operation: BulkOperation) -> dict[int, tuple[int, str]]:
    """Application -> (outcome, why)."""
    return {pk: (outcome, why) for pk, outcome, why in operation.outcomes.values_list("application", "outcome", "why")}


class Handled:
    """Puts a handler in the place of the registered one while a test runs."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __enter__(self) -> Handler:
        operations.handler_of(self.handler.kind)  # the real one is there before it is put aside
        self.before = _HANDLERS[str(self.handler.kind)]
        _HANDLERS[str(self.handler.kind)] = self.handler
        return self.handler

    def __exit__(self, *_: object) -> None:
        _HANDLERS[str(self.handler.kind)] = self.before
