"""Answers that are files."""

from typing import TypeVar

from django.http import HttpResponseBase

Answer = TypeVar("Answer", bound=HttpResponseBase)


def attached(response: Answer, name: str) -> Answer:
    """Let the browser keep it under this name, never show it, never guess what it is. The name is ours, not somebody's input."""
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
