"""Reading notices."""

from typing import Final

from django.utils import timezone

from applicants.models import Notice
from applicants.selectors.letters import state_of, with_state

PAGE: Final = 50


def page(
    *, kind: str = "", state: str = "", to: str = "", before: int | None = None
) -> tuple[list[Notice], int | None]:
    """A page of notices, the newest first, each with its `state`; and the key of the next page. One query."""
    now = timezone.now()
    found = Notice.objects.order_by("-pk")
    if kind:
        found = found.filter(kind=kind)
    if state:
        found = found.filter(with_state(state, now))
    if to:
        found = found.filter(to__istartswith=to)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found[: PAGE + 1])
    for notice in rows:
        notice.state = state_of(notice, now)  # type: ignore[attr-defined]
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None
