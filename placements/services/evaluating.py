"""What a client says about somebody who works there, at fixed days (`placements.evaluation_days`)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction

from careerpath.accounts.models import User
from careerpath.pipeline import clock
from placements.evaluation_days import open_form
from placements.lifecycle import PlacementStatus
from placements.models import Evaluation, EvaluationChange, Placement
from placements.models.evaluation import LEVELS
from placements.selectors.evaluations import answerable
from placements.selectors.portal import for_client
from placements.services.onboarding import today_at
from placements.services.portal import NotYours

ANSWERS: Final = (*LEVELS, "would_keep", "went_well", "to_improve", "shared")
CORRECTED_FOR: Final = timedelta(days=7)
"""How long whoever answered may correct it."""


class CannotEvaluate(ValueError):
    """An evaluation cannot be given or corrected like this. The message is the reason, in words for people."""


def check_can_evaluate(placement: Placement, *, day: int, by: User) -> None:
    """Raise CannotEvaluate with the reason, if there is one; NotYours where the contact may not know of it."""
    if not for_client(by).filter(pk=placement.pk).exists():
        raise NotYours("No such person among those placed with you.")
    if not answerable(by).filter(pk=placement.pk).exists():
        raise CannotEvaluate("An evaluation is given by the person’s supervisor, or by somebody who hires or leads.")
    if placement.status != PlacementStatus.ACTIVE or placement.starts_on is None:
        raise CannotEvaluate("An evaluation is asked for while somebody works with you. This placement is not running.")
    form = open_form(placement.starts_on, today_at(placement))
    if form is None or form.day != day:
        raise CannotEvaluate("This form is not open. The one that is stands on the person’s page.")
    if Evaluation.objects.filter(placement=placement, day=day).exists():
        raise CannotEvaluate("Somebody at your organisation has answered this form already.")


def can_evaluate(placement: Placement, *, day: int, by: User) -> bool:
    """Whether this contact may answer this form now."""
    try:
        check_can_evaluate(placement, day=day, by=by)
    except (CannotEvaluate, NotYours):
        return False
    return True


@transaction.atomic
def give_evaluation(placement: Placement, *, day: int, by: User, answers: Mapping[str, Any]) -> Evaluation:
    """Answer one form, once. `answers` has every name of ANSWERS. Needs `opening.client` selected.

    Raises NotYours, and CannotEvaluate with the reason; of two who answer at once one is refused.
    """
    locked = (
        Placement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("opening__client")
        .get(pk=placement.pk)
    )
    check_can_evaluate(locked, day=day, by=by)
    try:
        with transaction.atomic():
            return Evaluation.objects.create(
                placement=locked,
                day=day,
                answered_by=by,
                answered_at=clock.now(),
                **{name: answers[name] for name in ANSWERS},
            )
    except IntegrityError as error:
        raise CannotEvaluate("Somebody at your organisation has answered this form already.") from error


def check_can_correct(evaluation: Evaluation, *, by: User) -> None:
    """Raise CannotEvaluate with the reason, if there is one."""
    if evaluation.answered_by_id != by.pk:
        raise CannotEvaluate("Only whoever gave these answers may correct them.")
    if clock.now() >= evaluation.answered_at + CORRECTED_FOR:
        raise CannotEvaluate("Answers may be corrected for seven days. Write to us if something in them is wrong.")
    if not answerable(by).filter(pk=evaluation.placement_id).exists():
        raise NotYours("No such person among those placed with you.")


def can_correct(evaluation: Evaluation, *, by: User) -> bool:
    """Whether this contact may correct these answers now."""
    try:
        check_can_correct(evaluation, by=by)
    except (CannotEvaluate, NotYours):
        return False
    return True


@transaction.atomic
def correct_evaluation(evaluation: Evaluation, *, by: User, answers: Mapping[str, Any]) -> Evaluation:
    """Correct one's own answers within seven days; what stood there is kept. The same answers again change nothing.

    Raises CannotEvaluate with the reason, or NotYours.
    """
    locked = Evaluation.objects.select_for_update(of=("self",)).get(pk=evaluation.pk)
    check_can_correct(locked, by=by)
    was = {name: getattr(locked, name) for name in ANSWERS}
    becomes = {name: answers[name] for name in ANSWERS}
    if was == becomes:
        return locked
    EvaluationChange.objects.create(evaluation=locked, was=was, by=by, at=clock.now())
    for name, value in becomes.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(ANSWERS))
    return locked
