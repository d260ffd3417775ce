"""The way from somebody's placement to their mentor (`placements.own_links`)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from careerpath.accounts.models import User
from mentorship.lifecycle import MentorshipStatus
from mentorship.models import Mentorship
from mentorship.selectors.mentoring import LIVE
from placements.own_links import OwnLink


def mentor_link(user: User) -> OwnLink | None:
    """The mentor that somebody has now, else the one who is proposed to them; one query."""
    found = (
        Mentorship.objects.filter(placement__enrolment__application__applicant__user=user.pk, status__in=LIVE)
        .select_related("mentor__user")
        .order_by("status", "pk")  # active stands before proposed
        .first()
    )
    if found is None:
        return None
    label = _("Your mentor") if found.status == MentorshipStatus.ACTIVE else _("A mentor is proposed to you")
    return OwnLink(label, found.mentor.user.name or _("Your mentor"), reverse("mentorship:mine"), "heart-handshake")
