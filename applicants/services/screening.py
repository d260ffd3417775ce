"""Screening runs: everything that is done with one can be had from here (docs/architecture.md, "Screening").

starting    start a run, score its applications once more        steering   pause, resume, cancel, take up what failed
scoring     score a batch, finish a run                           handing_out   tell the workers, again where it must be
verifying   whether a run's results follow from what it froze
"""

from uuid import uuid4

from django.db import transaction

from applicants.lifecycle import ApplicationStatus, RunStatus
from applicants.models import Application, Rubric, RubricVersion, ScreeningResult, ScreeningRun
from applicants.screening import default_rubric as shipped
from applicants.screening.document import from_document
from applicants.services.handing_out import hand_out_unfinished, ring_batches
from applicants.services.scoring import finish_run_if_done, score_batch
from applicants.services.second_reading import draw, seed_of
from applicants.services.starting import RunRefused, check_can_start, replay_run, start_run
from applicants.services.steering import cancel_run, check_can_retry, pause_run, resume_run, retry_failed
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import MoveResult, move_many

__all__ = [
    "RunRefused",
    "apply_run",
    "cancel_run",
    "check_can_apply",
    "check_can_retry",
    "check_can_start",
    "default_rubric",
    "finish_run_if_done",
    "hand_out_unfinished",
    "pause_run",
    "replay_run",
    "resume_run",
    "retry_failed",
    "ring_batches",
    "score_batch",
    "start_run",
]


@transaction.atomic
def default_rubric() -> RubricVersion:
    """The newest used version of "Potential over experience", else the first; made the first time it is asked for.

    What somebody is still drafting is never used by default.
    """
    rubric, _ = Rubric.objects.get_or_create(
        slug=shipped.SLUG, defaults={"name": shipped.NAME, "description": shipped.DESCRIPTION}
    )
    Rubric.objects.select_for_update().get(pk=rubric.pk)  # two that ask at once get one version
    versions = RubricVersion.objects.select_related("rubric").filter(rubric=rubric)
    used = versions.filter(frozen_at__isnull=False).order_by("-number").first()
    return (
        used
        or versions.order_by("number").first()
        or RubricVersion.objects.create(
            rubric=rubric, number=1, document=shipped.DOCUMENT, note="As the programme starts with it."
        )
    )


def check_can_apply(run: ScreeningRun) -> None:
    """Raise RunRefused where a run may not sort the applications, with the reason in words."""
    if run.is_dry:
        raise RunRefused("This run is a trial: it shows what would come out and sorts nobody. Start a run to sort by.")
    if run.status != RunStatus.FINISHED:
        raise RunRefused(f"This run is {run.get_status_display()}. Only a finished run can sort applications.")
    if run.applied_at is not None:
        raise RunRefused("This run has sorted its applications already.")


@transaction.atomic
def apply_run(run: ScreeningRun, *, by: User) -> dict[str, MoveResult]:
    """Let a finished run sort: submitted applications become screened, or ineligible with the reason of the rule not met.

    Returns what moved and what was skipped with its reason, for each target status; all moves share one batch id. Applications that
    could not be scored stay submitted. Whoever was moved by somebody meanwhile is skipped and named. Raises RunRefused.
    """
    locked = (
        ScreeningRun.objects.select_for_update(no_key=True, of=("self",))
        .select_related("rubric_version__rubric")
        .get(pk=run.pk)
    )
    check_can_apply(locked)
    rubric, batch, now = from_document(locked.rubric_version.document), uuid4(), clock.now()
    results = ScreeningResult.objects.filter(run=locked)
    sorted_in = [(ApplicationStatus.SCREENED, results.filter(band__gt=0), f"Sorted by screening run {locked.pk}.")]
    sorted_in += [
        (ApplicationStatus.INELIGIBLE, results.filter(band=0, rule=place), rule.reason)
        for place, rule in enumerate(rubric.rules)
    ]
    done: dict[str, MoveResult] = {}
    for target, chosen, reason in sorted_in:
        inside = Application.objects.filter(pk__in=chosen.values("application"))
        result = move_many(
            inside.filter(status=ApplicationStatus.SUBMITTED), to=target, by=by, reason=reason, batch=batch, at=now
        )
        # What left "submitted" since the run began stays where somebody put it, even where the table would have the move.
        elsewhere = inside.exclude(status=ApplicationStatus.SUBMITTED).exclude(pk__in=result.moved)
        skipped = {
            pk: f"Somebody moved it to “{ApplicationStatus(status).label}” since."
            for pk, status in elsewhere.values_list("pk", "status")
        }
        before = done.get(target, MoveResult(batch, []))
        done[target] = MoveResult(batch, before.moved + result.moved, before.skipped | result.skipped | skipped)
    ScreeningRun.objects.filter(pk=locked.pk).update(applied_at=now, applied_by=by)
    run.applied_at, run.applied_by = now, by
    draw(run, seed=seed_of(run))
    return done
