"""What the yearly survey knows of a person, for that person (`applicants.own_data`)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from applicants.own_data import Field, Part
from placements.models import YearlySurvey


def own_yearly(user_id: int, applications: Sequence[int]) -> list[Part]:
    """Their own answers to each yearly survey; one query."""
    mine = YearlySurvey.objects.filter(enrolment__application__in=applications).order_by("year", "pk")
    helped = dict(YearlySurvey.Helped.choices)
    return [
        Part(
            "yearly_surveys",
            _("Your yearly surveys"),
            "",
            [
                [
                    Field("opened_at", _("Opened"), each.opened_at),
                    Field("answered_at", _("Answered"), each.answered_at),
                    Field("work", _("Do you still work in health IT?"), each.work, each.get_work_display()),
                    Field("role", _("What do you do?"), each.role, each.get_role_display()),
                    Field(
                        "at_client",
                        _("Are you still at the client where you were placed?"),
                        each.at_client,
                        each.get_at_client_display(),
                    ),
                    Field("pay", _("What do you earn?"), each.pay, each.get_pay_display()),
                    Field("helped", _("What helped you?"), [str(helped[one]) for one in each.helped]),
                    Field("recommend", _("Would you recommend the programme to a friend?"), each.recommend),
                ]
                for each in mine
            ],
        )
    ]
