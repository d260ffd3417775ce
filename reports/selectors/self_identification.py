"""Reading one person's own answers, for that person."""

from applicants.models import Application
from reports.models import SelfIdentification, SelfIdentificationKey
from reports.wall import open_demographics


def answers_of(application: Application) -> SelfIdentification | None:
    """What the applicant answered, or None where they were not asked. Call it for the applicant themselves only."""
    with open_demographics():
        key = SelfIdentificationKey.objects.select_related("answers").filter(application=application).first()
        return key.answers if key else None
