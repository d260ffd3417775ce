"""What mentoring knows of a person, for that person (`applicants.own_data`). Private notes are their author's alone."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from applicants.own_data import Field, Part
from mentorship.models import CheckIn, Goal, MentoringSession
from mentorship.selectors.notes import how_many


def _question(name: str) -> str:
    """The question of a check-in, as it is asked."""
    return str(getattr(CheckIn._meta.get_field(name), "verbose_name", name))


def own_parts(user_id: int, applications: Sequence[int]) -> list[Part]:
    """Sessions with the notes that were shared, goals, one's own check-ins, and how many private notes one keeps; five queries."""
    mine = {"mentorship__placement__enrolment__application__in": applications}
    sessions = MentoringSession.objects.filter(**mine).prefetch_related("actions").order_by("met_on", "pk")
    goals = Goal.objects.filter(**mine).order_by("set_at", "pk")
    check_ins = CheckIn.objects.filter(side=CheckIn.Side.MENTEE, **mine).order_by("mentorship", "day")
    notes = how_many(user_id)
    return [
        Part(
            "mentoring_sessions",
            _("Mentoring sessions"),
            "",
            [
                [
                    Field("met_on", _("Day"), each.met_on),
                    Field("minutes", _("Minutes"), each.minutes),
                    Field("how", _("How"), each.mode, each.get_mode_display()),
                    Field("topics", _("Topics"), list(each.topics), ", ".join(each.topic_labels)),
                    Field("shared_notes", _("Notes that were shared"), each.shared_notes),
                    Field("actions", _("What happens next"), [one.what for one in each.actions.all()]),
                ]
                for each in sessions
            ],
        ),
        Part(
            "goals",
            _("Goals"),
            "",
            [
                [
                    Field("goal", _("Goal"), each.specific),
                    Field("measured_by", _("How you will know it is done"), each.measurable),
                    Field("due_on", _("By when"), each.due_on),
                    Field("progress", _("Progress in percent"), each.progress),
                ]
                for each in goals
            ],
        ),
        Part(
            "check_ins",
            _("Your check-ins"),
            "",
            [
                [
                    Field("day", _("Day of the placement"), each.day),
                    *(Field(name, _question(name), getattr(each, name)) for name in each.QUESTIONS),
                    Field("comment", _("Anything else"), each.comment),
                    Field("at", _("When"), each.answered_at),
                ]
                for each in check_ins
            ],
        ),
        Part(
            "own_notes",
            _("Your own private notes"),
            "",
            [[Field("how_many", _("How many; you read them on the page of each mentee, and nobody else can"), notes)]]
            if notes
            else [],
        ),
    ]
