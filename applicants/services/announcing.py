"""Telling applicants by which rubric a class is assessed, before they apply."""

from django.db import transaction
from django.db.models.functions import Coalesce

from applicants.models import AnnouncedRubric, RubricVersion
from applicants.services.starting import check_can_start
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from cohorts.models import Cohort


@transaction.atomic
def announce(*, cohort: Cohort, rubric_version: RubricVersion, by: User) -> AnnouncedRubric:
    """Show the public words of this version to those who think of applying to the class, and freeze it: it is a promise.

    Raises RunRefused where the rubric does not fit the form of the class.
    """
    check_can_start(cohort=cohort, rubric_version=rubric_version)
    now = clock.now()
    RubricVersion.objects.filter(pk=rubric_version.pk).update(frozen_at=Coalesce("frozen_at", now))
    return AnnouncedRubric.objects.update_or_create(
        cohort=cohort, defaults={"rubric_version": rubric_version, "announced_by": by, "announced_at": now}
    )[0]


def take_back(*, cohort: Cohort, by: User) -> bool:
    """Show the general words again; whether a rubric had been announced."""
    return AnnouncedRubric.objects.filter(cohort=cohort).delete()[0] > 0
