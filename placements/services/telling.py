"""What a graduate is told about their placement, in their language. Into the outbox, many at once, each once."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from applicants.models import Notice, NoticeKind
from applicants.services.notices import compose, insert
from careerpath.pipeline import clock
from careerpath.ui.links import absolute
from careerpath.ui.moments import say_day
from placements.lifecycle import PlacementStatus as S
from placements.models import Placement

OWN_PAGE: Final = "/placement/"
TOLD: Final = (S.OFFERED, S.ACCEPTED, S.ONBOARDING, S.ACTIVE, S.COMPLETED, S.CONVERTED, S.ENDED_EARLY, S.NOT_SELECTED)
"""The steps that somebody is told. An interview is told with its time, by whoever arranges it."""
FRESH: Final = timedelta(days=2)
"""What happened longer ago was written down late, or comes from elsewhere: nobody is told old news."""


def tell(placements: Iterable[Placement], what: str, *, key: str, at: datetime | None = None, **values: Any) -> int:
    """Write to each person with an address what happened to their placement; how many. One statement.

    `what` is a status, "dates", "transferred" or "expiring" (`placement.txt` has the words); `key` makes it one of its kind.
    Needs `opening.client` and `enrolment.application.applicant` selected.
    """
    if at is not None and at < clock.now() - FRESH:
        return 0
    written = [made for one in placements if (made := notice(one, what, key=key, values=values)) is not None]
    return insert(written) if written else 0


def notice(
    placement: Placement, what: str, *, key: str, values: Mapping[str, Any], kind: str = NoticeKind.PLACEMENT
) -> Notice | None:
    """One notice, not yet in the outbox; None where there is no address."""
    person = placement.enrolment.application.applicant
    if not person.email:
        return None
    days = {"starts_on": placement.starts_on, "ends_on": placement.ends_on, "ended_on": placement.ended_on}
    return compose(
        kind,
        to=person.email,
        language=person.language,
        once=f"{kind}:{placement.pk}:{key}",
        application_id=placement.enrolment.application_id,
        values={
            "name": person.name,
            "what": what,
            "client": placement.opening.client.name,
            "role": placement.opening.title,
            "link": absolute(OWN_PAGE),
            **{name: partial(say_day, day) if day else "" for name, day in days.items()},
            **values,
        },
    )


def tell_presented(ids: Iterable[int], *, at: datetime | None = None) -> int:
    """Write to each person that a client sees them from now on; how many. Two statements."""
    if at is not None and at < clock.now() - FRESH:
        return 0
    rows = Placement.objects.filter(pk__in=list(ids)).select_related(
        "opening__client", "enrolment__application__applicant"
    )
    written = [
        made
        for one in rows.order_by("pk")
        if (made := notice(one, "presented", key="presented", values={}, kind=NoticeKind.PRESENTED)) is not None
    ]
    return insert(written) if written else 0
