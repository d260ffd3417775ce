"""Publishing marks: from then on learners see them, and each is told once. Taking them back, with a reason."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Count, Q

from applicants.models import Notice, NoticeKind
from applicants.services.notices import compose, insert
from bootcamp.lifecycle import IN_CLASS
from bootcamp.models import Assessment, Enrolment, GradeState, MarkPublication
from bootcamp.services.grading import lock_gradebook
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.ui.links import site_link
from cohorts.models import Cohort


class PublishRefused(ValueError):
    """Marks that cannot be published or taken back, with the reason in words."""


@dataclass(frozen=True, slots=True)
class Published:
    """What became of it: the assessments, how many marks are missing in them, and how many people were told."""

    assessments: list[Assessment]
    missing: int
    told: int


def graded_counts(cohort: Cohort) -> dict[int, int]:
    """How many of the class have a mark in each assessment; one query."""
    of_class = Q(grades__enrolment__cohort=cohort, grades__enrolment__status__in=IN_CLASS)
    of_class &= ~Q(grades__state=GradeState.UNGRADED)
    rows = Assessment.objects.filter(module__programme=cohort.pk).annotate(graded=Count("grades", filter=of_class))
    return dict(rows.order_by().values_list("pk", "graded"))


@transaction.atomic
def publish_marks(cohort: Cohort, assessment_ids: Collection[int], *, by: User) -> Published:
    """Show learners the marks of some assessments, and write one notice to each of the class. Constant statements at any size.

    Those published already are left. Raises PublishRefused where nothing is left, or where nobody was graded in one.
    """
    lock_gradebook(cohort.pk)
    found = _of_class(cohort, assessment_ids, published=False)
    if not found:
        raise PublishRefused("Choose at least one assessment that is not published yet.")
    people = list(
        Enrolment.objects.filter(cohort=cohort, status__in=IN_CLASS)
        .select_related("application__applicant")
        .order_by("pk")
    )
    graded = graded_counts(cohort)
    if empty := [each for each in found if not graded.get(each.pk)]:
        titles = ", ".join(f"“{each.title}”" for each in empty)
        raise PublishRefused(f"Nobody is graded in {titles} yet, so there is nothing to show.")
    now = clock.now()
    missing = {each.pk: len(people) - graded[each.pk] for each in found}
    Assessment.objects.filter(pk__in=[each.pk for each in found]).update(published_at=now)
    steps = MarkPublication.objects.bulk_create(
        MarkPublication(assessment=each, published=True, missing=missing[each.pk], by=by, at=now) for each in found
    )
    notices = [
        _notice(person, cohort, found, f"marks_published:{steps[0].pk}", now) for person in people if _to(person)
    ]
    return Published(found, sum(missing.values()), insert(notices) if notices else 0)


@transaction.atomic
def take_marks_back(cohort: Cohort, assessment_ids: Collection[int], *, by: User, reason: str) -> list[Assessment]:
    """Hide the marks of some assessments from learners again; nobody is written to. Raises PublishRefused in words."""
    reason = " ".join(reason.split())
    if not reason:
        raise PublishRefused("Say why the marks are taken back. It is kept with who did it.")
    lock_gradebook(cohort.pk)
    found = _of_class(cohort, assessment_ids, published=True)
    if not found:
        raise PublishRefused("Choose at least one assessment that is published.")
    Assessment.objects.filter(pk__in=[each.pk for each in found]).update(published_at=None)
    MarkPublication.objects.bulk_create(
        MarkPublication(assessment=each, published=False, reason=reason[:300], by=by, at=clock.now()) for each in found
    )
    return found


def _of_class(cohort: Cohort, ids: Collection[int], *, published: bool) -> list[Assessment]:
    found = Assessment.objects.filter(pk__in=list(ids), module__programme=cohort.pk, published_at__isnull=not published)
    return list(found.select_related("module").order_by("module__position", "position"))


def _to(person: Enrolment) -> str:
    return person.application.applicant.email or ""


def _notice(person: Enrolment, cohort: Cohort, found: Sequence[Assessment], once: str, now: datetime) -> Notice:
    applicant = person.application.applicant
    return compose(
        NoticeKind.MARKS_PUBLISHED,
        to=_to(person),
        language=applicant.language,
        values={
            "name": applicant.name,
            "cohort": partial(cohort.said, "name"),
            "assessments": [f"{each.module.title}: {each.title}" for each in found],
            "link": site_link("bootcamp:learner"),
        },
        once=f"{once}:{person.pk}",
        application_id=person.application_id,
        at=now,
    )
