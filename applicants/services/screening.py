"""Screening runs: everything that is done with one can be had from here (docs/architecture.md, "Screening").

starting    start a run, score its applications once more        steering   pause, resume, cancel, take up what failed
scoring     score a batch, finish a run                           handing_out   tell the workers, again where it must be
verifying   whether a run's results follow from what it froze
"""

from uuid import uuid4

from django.db import transaction

from applicants.lifecycle import RunStatus
from applicants.models import Rubric, RubricVersion, ScreeningResult, ScreeningRun
from applicants.screening import default_rubric as shipped
from applicants.services.handing_out import hand_out_unfinished, ring_batches
from applicants.services.scoring import finish_run_if_done, score_batch
from applicants.services.sorting import mark_sorted, sort_some
from applicants.services.starting import RunRefused, check_can_start, replay_run, start_run
from applicants.services.steering import cancel_run, check_can_retry, pause_run, resume_run, retry_failed
from careerpath.accounts.models import User
from careerpath.pipeline.history import MoveResult

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
def apply_run(run: ScreeningRun, *, by: User) -> MoveResult:
    """Let a finished run sort everybody in one go: submitted applications become screened, or ineligible with the reason.

    For scripts and stories; the workbench does the same in the worker, a chunk at a time (`services.operations.sort`). What
    could not be scored, or was moved by somebody since the run began, is skipped and named. Raises RunRefused.
    """
    locked = (
        ScreeningRun.objects.select_for_update(no_key=True, of=("self",))
        .select_related("rubric_version__rubric", "cohort")
        .get(pk=run.pk)
    )
    check_can_apply(locked)
    ids = list(ScreeningResult.objects.filter(run=locked).order_by("application").values_list("application", flat=True))
    done = sort_some(locked, ids, by=by, batch=uuid4())
    mark_sorted(locked, by=by)
    run.applied_at, run.applied_by = locked.applied_at, locked.applied_by
    return done
