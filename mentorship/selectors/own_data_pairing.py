"""What pairing knows of a person, for that person (`applicants.own_data`): wishes, proposals, what a mentor said of themselves."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from applicants.own_data import Field, Part
from mentorship.models import AnotherMentor, MenteeWish, Mentor, MentorRank


def own_pairing(user_id: int, applications: Sequence[int]) -> list[Part]:
    """Whom somebody would like as a mentor, their words, what they asked for, and their own profile as a mentor; four queries."""
    wishes = MenteeWish.objects.filter(enrolment__application__in=applications)
    ranks = MentorRank.objects.filter(enrolment__application__in=applications).select_related("mentor__user")
    asked = AnotherMentor.objects.filter(asked_by=user_id).order_by("asked_at", "pk")
    mentors = Mentor.objects.filter(user=user_id)
    return [
        Part(
            "mentoring_wishes",
            _("What you would like of mentoring"),
            "",
            [
                [
                    Field("help_with", _("Help with"), list(one.help_with), ", ".join(one.help_with)),
                    Field("products", _("Systems"), list(one.products), ", ".join(one.products)),
                    Field("languages", _("Languages"), list(one.languages), ", ".join(one.languages)),
                ]
                for one in wishes
            ],
        ),
        Part(
            "mentor_choices",
            _("Mentors you would like"),
            "",
            [
                [Field("place", _("Place"), one.rank), Field("mentor", _("Mentor"), one.mentor.user.name)]
                for one in ranks.order_by("enrolment", "rank")
            ],
        ),
        Part(
            "another_mentor",
            _("Another mentor that you asked for"),
            "",
            [[Field("at", _("When"), one.asked_at), Field("reason", _("Why"), one.reason)] for one in asked],
        ),
        Part(
            "mentor_profile",
            _("Your profile as a mentor"),
            "",
            [
                [
                    Field("title", _("Position"), one.title),
                    Field("about", _("About you"), one.about),
                    Field("skills", _("Skills"), list(one.skills), ", ".join(one.skills)),
                    Field("products", _("Systems"), list(one.products), ", ".join(one.products)),
                    Field("languages", _("Languages"), list(one.languages), ", ".join(one.languages)),
                    Field("trained_on", _("Training"), one.trained_on, one.trained_in),
                ]
                for one in mentors
            ],
        ),
    ]
