"""What readers are told by mail when a round opens."""

from functools import partial

from django.db.models import Count, Q

from applicants.models import NoticeKind
from applicants.services.notices import compose, insert
from careerpath.ui.links import site_link
from careerpath.ui.moments import say_moment
from reviews.models import Assignment, ReviewRound, RoundReader


def tell_readers(round: ReviewRound) -> int:
    """Write to every reader of a round who has something to read, once for each opening; how many were written to.

    Three statements. The mail says how many wait and until when; it names nobody. Interviewers offer times
    first: nothing waits for them yet.
    """
    if round.kind != ReviewRound.Kind.READING:
        return 0
    waiting = Count("assignments", filter=Q(assignments__in=Assignment.objects.filter(Assignment.OPEN)))
    readers = RoundReader.objects.filter(round=round, left_at__isnull=True).select_related("user")
    rows = [
        compose(
            NoticeKind.TO_READ,
            to=reader.user.email,
            language="en",
            values={
                "name": reader.user.name,
                "round": round.name,
                "cohort": round.cohort.name,
                "number": reader.waiting,
                "closes": partial(say_moment, round.closes_at, round.cohort.tz) if round.closes_at else "",
                "link": site_link("reviews:queue"),
            },
            once=f"to_read:{round.pk}:{reader.pk}:{round.status_changed_at:%Y%m%d%H%M%S}",
            good_until=round.closes_at,
        )
        for reader in readers.annotate(waiting=waiting)
        if reader.user.email and (reader.waiting or round.self_claim)
    ]
    insert(rows)
    return len(rows)
