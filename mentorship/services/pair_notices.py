"""Mail about a proposed pair: to both, in their language, with a page for each; and once more where somebody has not answered."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from applicants.models import Notice, NoticeKind
from applicants.services.notices import compose, insert
from careerpath.pipeline import clock
from careerpath.ui.links import site_link
from mentorship.lifecycle import MentorshipStatus
from mentorship.models import Mentorship
from mentorship.selectors.mentors import rules

LOT: Final = 5000
LATEST: Final = timedelta(days=30)
"""A proposal that lay longer than this is for the coordinator, not for another mail."""


def _notices(one: Mentorship, *, again: bool = False, only: Sequence[str] = ("mentor", "mentee")) -> list[Notice]:
    """To each side; in `once` the pair, the side and whether it is a reminder."""
    applicant, mentor = one.placement.enrolment.application.applicant, one.mentor.user
    after = ":again" if again else ""
    shared = {"again": again, "client": one.placement.opening.client.name, "role": one.placement.opening.title}
    found = []
    if "mentee" in only and applicant.email:
        values = shared | {
            "side": "mentee", "name": applicant.name, "other": mentor.name,
            "link": site_link("mentorship:own-proposal", one.pk),
        }  # fmt: skip
        found.append(
            compose(
                NoticeKind.PAIR, to=applicant.email, language=applicant.language, values=values,
                once=f"pair:{one.pk}:mentee{after}", application_id=one.placement.enrolment.application_id,
            )
        )  # fmt: skip
    if "mentor" in only and mentor.email:
        values = shared | {
            "side": "mentor", "name": mentor.name, "other": applicant.name,
            "link": site_link("mentorship:proposal", one.pk),
        }  # fmt: skip
        found.append(
            compose(
                NoticeKind.PAIR, to=mentor.email, language=settings.LANGUAGE_CODE, values=values,
                once=f"pair:{one.pk}:mentor{after}",
            )
        )  # fmt: skip
    return found


def tell_of_proposals(ids: Sequence[int]) -> int:
    """Write to both sides of pairs that were just proposed, in two statements; how many mails."""
    pairs = Mentorship.objects.filter(pk__in=ids, status=MentorshipStatus.PROPOSED).select_related(
        "mentor__user", "placement__opening__client", "placement__enrolment__application__applicant"
    )
    written = [notice for one in pairs.order_by("pk") for notice in _notices(one)]
    return insert(written) if written else 0


@transaction.atomic
def remind_of_proposals(*, most: int = LOT) -> int:
    """Write once more, and only once, to who has not answered for days (`MentoringRules.answer_days`); how many mails."""
    before = clock.now() - timedelta(days=rules().answer_days)
    waiting = (
        Mentorship.objects.filter(
            status=MentorshipStatus.PROPOSED, proposed_at__lte=before, proposed_at__gt=before - LATEST
        )
        .select_related("mentor__user", "placement__opening__client", "placement__enrolment__application__applicant")
        .order_by("proposed_at", "pk")
    )
    due = [
        (one, side)
        for one in waiting[:most]
        for side, said in (("mentor", one.mentor_confirmed_at), ("mentee", one.mentee_confirmed_at))
        if said is None
    ]
    keys = [f"pair:{one.pk}:{side}:again" for one, side in due]
    written = set(Notice.objects.filter(once__in=keys).values_list("once", flat=True))
    notices = [
        notice
        for (one, side), key in zip(due, keys, strict=True)
        if key not in written
        for notice in _notices(one, again=True, only=[side])
    ]
    return insert(notices) if notices else 0
