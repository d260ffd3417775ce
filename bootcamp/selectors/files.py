"""Who may have which file of a class."""

from uuid import UUID

from applicants.models import CheckedFile
from bootcamp.lifecycle import IN_CLASS
from bootcamp.models import Enrolment, MaterialFile, SubmissionFile
from bootcamp.selectors.people import visible_to
from careerpath.accounts.models import User
from careerpath.pipeline import clock


def file_in_reach(public_id: UUID, user: User) -> CheckedFile | None:
    """The file, if this person may have it: what they handed in, a material of their class once it is shown, and for those who
    teach the class, and programme managers, both. At most three queries."""
    handed_in = SubmissionFile.objects.select_related("submission__enrolment__application__applicant").filter(
        public_id=public_id
    )
    if work := handed_in.first():
        enrolment = work.submission.enrolment
        own = enrolment.application.applicant.user_id == user.pk
        return work if own or visible_to(user).filter(pk=enrolment.cohort_id).exists() else None
    material = (
        MaterialFile.objects.select_related("material__module__programme__cohort").filter(public_id=public_id).first()
    )
    if material is None:
        return None
    cohort, session = material.material.module.programme.cohort, material.material.session_id
    if visible_to(user).filter(pk=cohort.pk).exists():
        return material
    if material.material.visible_from > clock.now().astimezone(cohort.tz).date():
        return None
    mine = Enrolment.objects.filter(application__applicant__user=user, cohort=cohort, status__in=IN_CLASS)
    if session is not None and material.material.session is not None:
        section = material.material.session.section_id
        if section is not None:
            mine = mine.filter(section=section)
    return material if mine.exists() else None
