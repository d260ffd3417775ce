"""Support plans: what was agreed with a learner, its steps, what staff note, and what came of it.

Every change of a plan leaves a line in its notes that says what stood there before. The notes are staff's; the learner sees what
was agreed, the steps and the review only where the plan is shared.
"""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction

from bootcamp.models import Enrolment, SupportNote, SupportPlan, SupportStep
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.ui.moments import say_day

Kind = SupportNote.Kind


def open_plan(
    enrolment: Enrolment,
    *,
    agreed: str,
    review_on: date,
    by: User,
    owner: User | None = None,
    is_shared: bool = False,
    steps: Iterable[tuple[str, date]] = (),
) -> SupportPlan:
    """Write down what was agreed. ValueError in words where a plan is open, or nothing was written."""
    if not (agreed := agreed.strip()):
        raise ValueError("Write down what you agreed.")
    try:
        with transaction.atomic():
            plan = SupportPlan.objects.create(
                enrolment=enrolment,
                owner=owner or by,
                agreed=agreed,
                review_on=review_on,
                is_shared=is_shared,
                opened_at=clock.now(),
                opened_by=by,
            )
            SupportStep.objects.bulk_create(SupportStep(plan=plan, what=what, due_on=day) for what, day in steps)
    except IntegrityError:
        raise ValueError("There is an open plan already. Change it, or close it first.") from None
    return plan


@transaction.atomic
def change_plan(
    plan: SupportPlan, *, agreed: str, review_on: date, is_shared: bool, owner: User, by: User
) -> SupportPlan:
    """Change what stands in an open plan; what stood there before goes into its notes. ValueError where it is closed."""
    plan = _open(plan)
    if not (agreed := agreed.strip()):
        raise ValueError("Write down what you agreed.")
    said = []
    if plan.agreed != agreed:
        said.append(f"What was agreed read before: {plan.agreed}")
    if plan.review_on != review_on:
        said.append(f"Review moved from {say_day(plan.review_on)} to {say_day(review_on)}.")
    if plan.owner_id != owner.pk:
        said.append(f"Handed over from {plan.owner} to {owner}.")
    if plan.is_shared != is_shared:
        said.append("Shared with the learner." if is_shared else "Not shared with the learner any more.")
    plan.agreed, plan.review_on, plan.is_shared, plan.owner = agreed, review_on, is_shared, owner
    plan.save(update_fields=["agreed", "review_on", "is_shared", "owner"])
    for words in said:
        _note(plan, words, Kind.CHANGE, by=by)
    return plan


@transaction.atomic
def add_step(plan: SupportPlan, *, what: str, due_on: date, by: User) -> SupportStep:
    """One more thing that somebody does by a day."""
    plan = _open(plan)
    if not (what := what.strip()):
        raise ValueError("Say what is to be done.")
    step = SupportStep.objects.create(plan=plan, what=what, due_on=due_on)
    _note(plan, f"Step added: {what}", Kind.CHANGE, by=by)
    return step


@transaction.atomic
def finish_step(plan: SupportPlan, step_id: int, *, done: bool, by: User) -> SupportStep:
    """A step is done, or after all not. ValueError where it is not one of the plan, or the plan is closed."""
    plan = _open(plan)
    step = plan.steps.filter(pk=step_id).first()
    if step is None:
        raise ValueError("This step is not part of the plan.")
    if (step.done_at is not None) == done:
        return step
    step.done_at, step.done_by = (clock.now(), by) if done else (None, None)
    step.save(update_fields=["done_at", "done_by"])
    _note(plan, f"Step {'done' if done else 'open again'}: {step.what}", Kind.CHANGE, by=by)
    return step


@transaction.atomic
def write_note(plan: SupportPlan, *, text: str, by: User) -> SupportNote:
    """Append a note for staff; also to a closed plan."""
    if not (text := text.strip()):
        raise ValueError("Write the note first.")
    return _note(plan, text, Kind.NOTE, by=by)


@transaction.atomic
def close_plan(plan: SupportPlan, *, outcome: str, by: User) -> SupportPlan:
    """Close it with what came of it."""
    plan = _open(plan)
    if not (outcome := outcome.strip()):
        raise ValueError("Write down in a few words what came of it.")
    plan.outcome, plan.closed_at, plan.closed_by = outcome, clock.now(), by
    plan.save(update_fields=["outcome", "closed_at", "closed_by"])
    return plan


def _open(plan: SupportPlan) -> SupportPlan:
    """The plan as it stands, locked. ValueError where somebody closed it."""
    found = SupportPlan.objects.select_for_update(of=("self",)).select_related("owner").get(pk=plan.pk)
    if found.closed_at is not None:
        raise ValueError("This plan is closed. Open a new one.")
    return found


def _note(plan: SupportPlan, text: str, kind: str, *, by: User) -> SupportNote:
    return SupportNote.objects.create(plan=plan, kind=kind, text=text, by=by, at=clock.now())
