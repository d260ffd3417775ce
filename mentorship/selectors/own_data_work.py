"""What else mentoring keeps of a person, for that person (`applicants.own_data`): meetings, how goals went, their concerns."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from applicants.own_data import Field, Part
from mentorship.models import Escalation, GoalStep, Meeting


def own_work(user_id: int, applications: Sequence[int]) -> list[Part]:
    """Planned meetings, steps of goals, and concerns with what was answered; four queries. No name of anybody else."""
    mine = {"mentorship__placement__enrolment__application__in": applications}
    meetings = Meeting.objects.filter(**mine).order_by("starts_at", "pk")
    steps = GoalStep.objects.filter(goal__mentorship__placement__enrolment__application__in=applications)
    concerns = Escalation.objects.filter(raised_by=user_id).prefetch_related("answers").order_by("raised_at", "pk")
    return [
        Part(
            "mentoring_meetings",
            _("Meetings with your mentor that were planned"),
            "",
            [
                [
                    Field("starts_at", _("When"), each.starts_at),
                    Field("minutes", _("Minutes"), each.minutes),
                    Field("how", _("How"), each.mode, each.get_mode_display()),
                    Field("where", _("Where"), each.where),
                    Field("cancelled_at", _("Called off"), each.cancelled_at),
                ]
                for each in meetings
            ],
        ),
        Part(
            "goal_steps",
            _("How your goals went"),
            "",
            [
                [
                    Field("goal", _("Goal"), each.goal.specific),
                    Field("at", _("When"), each.at),
                    Field("progress", _("Progress in percent"), each.progress),
                    Field("note", _("Note"), each.note),
                ]
                for each in steps.select_related("goal").order_by("goal", "at", "pk")
            ],
        ),
        Part(
            "concerns",
            _("Concerns that you raised"),
            "",
            [
                [
                    Field("about", _("About"), each.category, each.get_category_display()),
                    Field("words", _("Your words"), each.words),
                    Field("raised_at", _("When"), each.raised_at),
                    Field("answers", _("What was said since"), [one.text for one in each.answers.all()]),
                    Field("closed_at", _("Closed"), each.closed_at),
                ]
                for each in concerns
            ],
        ),
    ]
