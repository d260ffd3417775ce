"""What apps above put on an applicant's own pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from applicants.models import Application


@dataclass(frozen=True)
class OwnLink:
    """A page to go on to: what its button says, and where it is."""

    label: str
    url: str


INTERVIEW_LINKS: "Final[list[Callable[[Application], OwnLink | None]]]" = []
"""For the step of the interview on the status page: where the time is chosen. The first that is not None; it may query."""


def interview_link(application: "Application") -> OwnLink | None:
    """Where the applicant chooses the time of their interview; None where staff set it."""
    return next((link for make in INTERVIEW_LINKS if (link := make(application)) is not None), None)
