"""Where the record of decision and the exports of rounds stand on the workbench."""

from collections.abc import Callable
from typing import Any

from careerpath.accounts.roles import Role


def mount_record(mount: Callable[..., Any], staff: tuple[Role, ...]) -> None:
    """For staff."""
    from reviews.views import record

    mount("applications/<int:pk>/record/", record.record, name="reviews-record", permission=staff)
    mount("applications/<int:pk>/record/record.pdf", record.record_pdf, name="reviews-record-pdf", permission=staff)
