"""Reading one person's own answers, for that person."""

from applicants.models import Application
from careerpath.accounts.models import User
from reports.models import SelfIdentification, SelfIdentificationKey
from reports.wall import check_open, open_demographics


class NotYours(PermissionError):
    """Only the applicant answers for themselves and reads what they answered; the message says so in words."""


def check_is_own(application: Application, *, by: User) -> None:
    """Raise NotYours unless it is their own application."""
    if application.applicant.user_id != by.pk:
        raise NotYours("Only the applicant can answer this.")


def own_answers(application: Application, *, by: User) -> SelfIdentification | None:
    """What the applicant answered, or None where they were not asked. Raises NotYours for anybody but the applicant."""
    check_is_own(application, by=by)
    with open_demographics():
        return answers_of(application)


def answers_of(application: Application) -> SelfIdentification | None:
    """The row of one application, inside the wall; None where there is none."""
    check_open()
    key = SelfIdentificationKey.objects.select_related("answers").filter(application=application).first()
    return key.answers if key else None
