"""What both sides would like before they are paired."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bootcamp.models import Enrolment
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from mentorship.models import MenteeLiked, MenteeWish, Mentor, MentorRank
from mentorship.models.wishes import MOST_RANKED


class WishRefused(ValueError):
    """A wish that cannot be kept. The message is the reason, in words for people."""


@transaction.atomic
def say_wishes(
    enrolment: Enrolment,
    *,
    by: User,
    ranked: Sequence[Mentor],
    help_with: Sequence[str] = (),
    products: Sequence[str] = (),
    languages: Sequence[str] = ("English",),
) -> MenteeWish:
    """Keep a mentee's wishes in place of what they said before; `ranked` with the most wanted first. Raises WishRefused."""
    if enrolment.application.applicant.user_id != by.pk:
        raise WishRefused(_("Only the person themselves can say this."))
    if len(ranked) > MOST_RANKED or len({one.pk for one in ranked}) != len(ranked):
        raise WishRefused(_("Name up to five mentors, each once."))
    if not languages:
        raise WishRefused(_("Name at least one language."))
    Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    MentorRank.objects.filter(enrolment=enrolment).delete()
    MentorRank.objects.bulk_create(
        [MentorRank(enrolment=enrolment, mentor=mentor, rank=place) for place, mentor in enumerate(ranked, start=1)]
    )
    said = {"help_with": list(help_with), "products": list(products), "languages": list(languages)}
    return MenteeWish.objects.update_or_create(enrolment=enrolment, defaults=said)[0]


@transaction.atomic
def say_liked(
    mentor: Mentor, *, by: User, shown: Collection[int], liked: Collection[int], at: datetime | None = None
) -> None:
    """Keep whom a mentor would like, of those they were shown (enrolment ids). Raises WishRefused for somebody else's wishes."""
    if mentor.user_id != by.pk:
        raise WishRefused(_("Only the mentor can say this."))
    MenteeLiked.objects.filter(mentor=mentor, enrolment__in=set(shown) - set(liked)).delete()
    MenteeLiked.objects.bulk_create(
        [
            MenteeLiked(mentor=mentor, enrolment_id=one, liked_at=at or clock.now())
            for one in sorted(set(liked) & set(shown))
        ],
        ignore_conflicts=True,
    )
