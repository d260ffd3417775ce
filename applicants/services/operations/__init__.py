"""Bulk operations: one thing done to everybody that a filter matched, in the worker (docs/architecture.md, "Bulk operations").

`engine` prepares, confirms and steers, `working` does the chunks, `handlers` says what a kind of operation is; every kind
has a module of its own name.
"""

from applicants.services.operations.engine import (
    TYPE_ABOVE,
    cancel,
    check_can_confirm,
    check_permission,
    confirm,
    pause,
    prepare,
    resume,
    retry_failed,
)
from applicants.services.operations.handlers import Handler, OperationRefused, Outcomes, handler_of, register
from applicants.services.operations.working import finish_if_done, hand_out_unfinished, work_chunk

__all__ = [
    "TYPE_ABOVE",
    "Handler",
    "OperationRefused",
    "Outcomes",
    "cancel",
    "check_can_confirm",
    "check_permission",
    "confirm",
    "finish_if_done",
    "hand_out_unfinished",
    "handler_of",
    "pause",
    "prepare",
    "register",
    "resume",
    "retry_failed",
    "work_chunk",
]
