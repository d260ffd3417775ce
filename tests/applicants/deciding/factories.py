"""Records around decisions: finished runs with given scores, applications as far along as a test needs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from applicants.lifecycle import RunStatus
from applicants.models import Application, Decision, Rubric, RubricVersion, ScreeningResult, ScreeningRun
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import begin, move, move_many
from cohorts.models import Cohort
from tests.factories import make_application, make_user


def make_recruiter() -> User:
    """Somebody who may stage and release."""
    return make_user(Role.RECRUITER)


def make_screened(cohort: Cohort, count: int = 1) -> list[Application]:
    """Applications that have been screened, in the order they were made."""
    made = [make_application(cohort) for _ in range(count)]
    move_many(Application.objects.filter(pk__in=[each.pk for each in made]), to="screened", by=None)
    return [*Application.objects.filter(pk__in=[each.pk for each in made]).order_by("pk")]


def make_run(cohort: Cohort, scores: Mapping[Application, int], *, applied: bool = True, **fields: Any) -> ScreeningRun:
    """A finished run that gave these scores, all in the band "above"; applied unless told otherwise."""
    rubric, _ = Rubric.objects.get_or_create(slug="potential", defaults={"name": "Potential"})
    version, _ = RubricVersion.objects.get_or_create(rubric=rubric, number=1, defaults={"document": {}})
    now = timezone.now()
    run = ScreeningRun.objects.create(cohort=cohort, rubric_version=version, total=len(scores), **fields)
    begin(run, by=None)
    move(run, to=RunStatus.FINISHED, by=None, also={"finished_at": now, "result_digest": "0" * 64})
    if applied:
        ScreeningRun.objects.filter(pk=run.pk).update(applied_at=now)
        run.refresh_from_db()
    ScreeningResult.objects.bulk_create(
        [
            ScreeningResult(run=run, application=each, cohort=cohort, score=score, band=ScreeningResult.Band.ABOVE)
            for each, score in scores.items()
        ]
    )
    return run


def make_pending(
    applications: Sequence[Application], kind: str = "offered", *, by: User, reason: str = ""
) -> list[Decision]:
    """Pending decisions of one kind, ranked in the order given."""
    return Decision.objects.bulk_create(
        [
            Decision(application=each, cohort_id=each.cohort_id, kind=kind, rank=rank, staged_by=by, reason=reason)
            for rank, each in enumerate(applications, start=1)
        ]
    )
