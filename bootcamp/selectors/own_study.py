"""What a learner handed in and which surveys they answered, for that person (`applicants.own_data`)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from applicants.own_data import Field, Part
from bootcamp.models import CalendarFeed, Submission, SurveyTaken


def study_parts(user_id: int, applications: Sequence[int]) -> list[Part]:
    """Every version that was handed in, the surveys that were answered (not what: nobody knows), the calendar's address; three
    queries."""
    mine = {"enrolment__application__in": applications}
    versions = Submission.objects.filter(**mine).select_related("assessment", "document").order_by("at", "pk")
    taken = SurveyTaken.objects.filter(**mine).select_related("survey__module").order_by("survey")
    return [
        Part(
            "handed_in",
            _("The work you handed in"),
            _("Every version, with its file where there is one."),
            [
                [
                    Field("assessment", _("Work"), each.assessment.title),
                    Field("version", _("Version"), each.number),
                    Field("at", _("Handed in on"), each.at),
                    Field("days_late", _("Days late"), each.days_late),
                    Field("text", _("Text"), each.text),
                    Field("file", _("File"), each.document.original_name if hasattr(each, "document") else None),
                    Field("receipt", _("Receipt"), str(each.public_id)),
                ]
                for each in versions
            ],
        ),
        Part(
            "surveys",
            _("Surveys you answered"),
            _("What you answered is kept without your name, so it is not here."),
            [[Field("module", _("Module"), each.survey.module.title)] for each in taken],
        ),
        Part(
            "calendar",
            _("The address of your calendar"),
            "",
            [
                [Field("made_at", _("Calendar address made"), each.made_at)]
                for each in CalendarFeed.objects.filter(**mine)
            ],
        ),
    ]
