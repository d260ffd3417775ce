"""What each kind does to whom, and whom it skips with which words."""

from collections import Counter

import pytest

from applicants.lifecycle import OperationStatus, RunStatus
from applicants.models import Application, ApplicationTag, Decision, ScreeningResult, ScreeningRun, SecondReading, Tag
from applicants.selectors.operations import chosen_of
from applicants.services import operations, screening
from applicants.services.deciding import stage
from applicants.services.operations import OperationRefused, handler_of
from applicants.services.operations.stage import BEING_READ, NO_SCORE, PENDING
from applicants.services.reviewing import NEEDS_REASON
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move
from tests.applicants.deciding.factories import make_recruiter, make_run, make_screened
from tests.applicants.operations.factories import confirmed, done, outcomes, prepared, worked
from tests.applicants.screening.factories import make_applications
from tests.factories import GOOD_ANSWERS, make_application, make_cohort, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def recruiter():
    return make_recruiter()


@pytest.fixture
def cohort():
    return make_cohort()


def statuses(*applications):
    found = dict(Application.objects.filter(pk__in=[each.pk for each in applications]).values_list("pk", "status"))
    return [found[each.pk] for each in applications]


def foreseen(operation):
    return handler_of(operation.kind).foresee(operation, chosen_of(operation))


# --- review


def test_review_moves_with_the_batch_of_the_operation_and_says_beforehand_whom_it_skips(recruiter, cohort):
    first, second, offered = make_screened(cohort, 3)
    new = make_application(cohort)
    move(offered, to="offered", by=recruiter)
    operation = prepared(cohort, by=recruiter)
    unscreened = "An application cannot go from “submitted” to “in review”."
    expected = foreseen(operation)
    assert expected == {NEEDS_REASON: 1, next(iter(set(expected) - {NEEDS_REASON})): 1}
    worked(confirmed(operation, by=recruiter))
    assert statuses(first, second, offered, new) == ["in_review", "in_review", "offered", "submitted"]
    assert {why for outcome, why in outcomes(operation).values() if outcome == 2} == set(expected), unscreened
    assert first.history.get(to_status="in_review").batch == operation.batch


def test_review_with_a_reason_takes_back_what_was_decided(recruiter, cohort):
    [offered] = make_screened(cohort)
    move(offered, to="offered", by=recruiter)
    operation = done(cohort, by=recruiter, reason="A page was missing.")
    assert outcomes(operation) == {offered.pk: (1, "")}
    assert offered.history.latest("pk").reason == "A page was missing."


# --- assign


def test_assign_to_several_takes_turns(recruiter, cohort):
    other = make_recruiter()
    make_applications(cohort, 11, status="screened")
    done(cohort, by=recruiter, kind="assign", to=[recruiter.pk, other.pk])
    shares = Counter(Application.objects.values_list("assigned_to", flat=True))
    assert sorted(shares.values()) == [5, 6]
    assert set(shares) == {recruiter.pk, other.pk}


def test_assign_to_nobody_takes_it_away_and_touches_no_facts(recruiter, cohort):
    [each] = make_screened(cohort)
    before = each.updated_at
    done(cohort, by=recruiter, kind="assign", to=[recruiter.pk])
    operation = done(cohort, by=recruiter, kind="assign", to=[])
    each.refresh_from_db()
    assert (each.assigned_to, each.updated_at) == (None, before)
    assert outcomes(operation) == {each.pk: (1, "")}


def test_assign_is_for_recruiters_and_reviewers_only(recruiter, cohort):
    make_screened(cohort)
    with pytest.raises(OperationRefused, match="neither a recruiter nor a reviewer"):
        prepared(cohort, by=recruiter, kind="assign", to=[make_user(Role.MENTOR).pk])
    with pytest.raises(OperationRefused, match="no longer here"):
        prepared(cohort, by=recruiter, kind="assign", to=[2**40])


def test_assign_to_somebody_who_left_meanwhile_is_not_done(recruiter, cohort):
    [each] = make_screened(cohort)
    other = make_recruiter()
    operation = confirmed(prepared(cohort, by=recruiter, kind="assign", to=[other.pk]), by=recruiter)
    other.is_active = False
    other.save()
    worked(operation)
    assert operation.status == OperationStatus.FAILED
    assert operation.problem == "Somebody it was to be assigned to is no longer a recruiter or reviewer."
    each.refresh_from_db()
    assert each.assigned_to is None


# --- tag


def test_tag_is_made_put_on_and_taken_off(recruiter, cohort):
    first, second = make_screened(cohort, 2)
    ApplicationTag.objects.create(application=first, tag=Tag.objects.create(name="Nurse"), by=recruiter)
    operation = done(cohort, by=recruiter, kind="tag", tag="nurse", do="add")
    assert Tag.objects.count() == 1
    assert outcomes(operation) == {first.pk: (2, "It has this tag already."), second.pk: (1, "")}
    assert ApplicationTag.objects.get(application=second).by == recruiter
    operation = done(cohort, [first], by=recruiter, kind="tag", tag="NURSE", do="remove")
    assert outcomes(operation) == {first.pk: (1, "")}
    assert list(ApplicationTag.objects.values_list("application", flat=True)) == [second.pk]


@pytest.mark.parametrize(
    "params", [{"tag": "", "do": "add"}, {"tag": "x" * 41, "do": "add"}, {"tag": "x", "do": "burn"}]
)
def test_tag_without_a_fitting_name_is_refused(recruiter, cohort, params):
    make_screened(cohort)
    with pytest.raises(OperationRefused, match="Name a tag"):
        prepared(cohort, by=recruiter, kind="tag", **params)


# --- stage


def test_stage_stages_and_skips_with_words(recruiter, cohort):
    good, waiting, read_again = make_screened(cohort, 3)
    new = make_application(cohort)
    stage(waiting, kind="waitlisted", by=recruiter)
    SecondReading.objects.create(run=make_run(cohort, {read_again: 3}), application=read_again, seed="x")
    operation = prepared(cohort, by=recruiter, kind="stage", decision="rejected", reason="The class was full.")
    expected = foreseen(operation)
    worked(confirmed(operation, by=recruiter))
    found = outcomes(operation)
    assert found[good.pk] == (1, "")
    assert found[waiting.pk] == (2, PENDING)
    assert found[read_again.pk] == (2, BEING_READ)
    assert found[new.pk] == (2, "It has not been screened yet; nobody is refused unread.")
    assert expected == dict(Counter(why for outcome, why in found.values() if outcome == 2))
    [decision] = good.decisions.all()
    assert (decision.kind, decision.reason, decision.staged_by) == ("rejected", "The class was full.", recruiter)
    assert statuses(good) == ["screened"], "nobody is told before the release"


def test_stage_offers_somebody_whose_second_reading_is_open(recruiter, cohort):
    [each] = make_screened(cohort)
    SecondReading.objects.create(run=make_run(cohort, {each: 3}), application=each, seed="x")
    assert outcomes(done(cohort, by=recruiter, kind="stage", decision="offered")) == {each.pk: (1, "")}


@pytest.mark.parametrize("reason", ["", "   "])
def test_stage_refuses_a_refusal_without_a_reason(recruiter, cohort, reason):
    make_screened(cohort)
    with pytest.raises(OperationRefused, match="Write the main reasons"):
        prepared(cohort, by=recruiter, kind="stage", decision="rejected", reason=reason)


def test_stage_takes_the_main_reasons_from_the_run(recruiter):
    cohort = make_cohort(name="Autumn")
    few = make_application(cohort, answers={**GOOD_ANSWERS, "hours_per_week": 0, "months_learning": 0})
    run = screening.start_run(cohort=cohort, rubric_version=screening.default_rubric(), by=recruiter)
    for pk in run.batches.values_list("pk", flat=True):
        screening.score_batch(pk)
    run.refresh_from_db()
    screening.apply_run(run, by=recruiter)
    late = make_application(cohort)
    move(late, to="screened", by=recruiter)
    SecondReading.objects.all().delete()  # the lottery may have drawn the one that is to be refused
    params = {"decision": "rejected", "reason": "{cohort} was full. Least: {main_reasons}.", "run": run.pk}
    operation = done(cohort, by=recruiter, kind="stage", **params)
    decision = few.decisions.get()
    assert decision.reason.startswith("Autumn was full. Least: ")
    document = run.rubric_version.document
    assert any(criterion["name"] in decision.reason for criterion in document["criteria"])
    assert "{" not in decision.reason
    assert decision.run == run
    assert outcomes(operation)[late.pk] == (2, NO_SCORE)


def test_stage_refuses_main_reasons_without_a_run(recruiter, cohort):
    make_screened(cohort)
    with pytest.raises(OperationRefused, match="can give the main reasons"):
        prepared(cohort, by=recruiter, kind="stage", decision="rejected", reason="{main_reasons}")


def test_stage_ranks_offers_as_the_run_placed_them(recruiter, cohort):
    low, high, middle = make_screened(cohort, 3)
    run = make_run(cohort, {low: 10, high: 30, middle: 20})
    done(cohort, [low, high], by=recruiter, kind="stage", decision="waitlisted", run=run.pk)
    assert dict(Decision.objects.values_list("application", "rank")) == {high.pk: 1, low.pk: 3}


# --- screen


def test_screen_starts_a_run_over_exactly_these(recruiter, cohort):
    first, second = (make_application(cohort) for _ in range(2))
    late = make_application(cohort)
    version = screening.default_rubric()
    operation = done(cohort, [first, second], by=recruiter, kind="screen", rubric_version=version.pk)
    assert operation.status == OperationStatus.FINISHED
    assert outcomes(operation) == {first.pk: (1, ""), second.pk: (1, "")}
    run = ScreeningRun.objects.get(pk=operation.params["run"])
    assert [batch.application_ids for batch in run.batches.all()] == [[first.pk, second.pk]]
    assert (run.created_by, run.status, run.total) == (recruiter, RunStatus.RUNNING, 2)
    assert late.pk not in outcomes(operation)


def test_screen_without_a_rubric_is_refused(recruiter, cohort):
    make_application(cohort)
    with pytest.raises(OperationRefused, match="Choose a rubric"):
        prepared(cohort, by=recruiter, kind="screen")


# --- sort


@pytest.fixture
def scored(recruiter, cohort):
    """A finished run over a good one, a minor, and one that could not be scored."""
    good = make_application(cohort)
    young = make_application(cohort, answers={**GOOD_ANSWERS, "adult": False})
    broken = make_application(cohort)
    run = screening.start_run(cohort=cohort, rubric_version=screening.default_rubric(), by=recruiter)
    for pk in run.batches.values_list("pk", flat=True):
        screening.score_batch(pk)
    ScreeningResult.objects.filter(run=run, application=broken).update(band=-1, score=None, points=[], error="Odd.")
    run.refresh_from_db()
    return run, good, young, broken


def sort_operation(run, by):
    chosen, words = handler_of("sort").chosen(run.cohort, {"run": str(run.pk)})
    return operations.prepare(
        kind="sort", cohort=run.cohort, by=by, queryset=chosen, params={"run": run.pk}, filter_words=words
    )


def test_sort_sorts_and_marks_the_run_at_the_end(recruiter, scored):
    run, good, young, broken = scored
    operation = confirmed(sort_operation(run, recruiter), by=recruiter)
    assert ScreeningRun.objects.get(pk=run.pk).applied_at is None
    worked(operation)
    run.refresh_from_db()
    assert statuses(good, young, broken) == ["screened", "ineligible", "submitted"]
    assert (run.applied_by, run.applied_at is not None) == (recruiter, True)
    assert outcomes(operation)[broken.pk][0] == 2
    reasons = [rule["reason"] for rule in run.rubric_version.document["rules"]]
    row = young.history.latest("pk")
    assert row.reason in reasons
    assert row.batch == operation.batch


def test_sort_leaves_whom_somebody_moved(recruiter, scored):
    run, good, _, _ = scored
    operation = confirmed(sort_operation(run, recruiter), by=recruiter)
    move(good, to="withdrawn", by=None)
    worked(operation)
    assert statuses(good) == ["withdrawn"]
    assert outcomes(operation)[good.pk] == (2, "Somebody moved it to “withdrawn” since.")


def test_sort_of_a_run_that_sorts_or_has_sorted_is_refused(recruiter, scored):
    run = scored[0]
    first, second = sort_operation(run, recruiter), sort_operation(run, recruiter)
    confirmed(first, by=recruiter)
    with pytest.raises(OperationRefused, match="under way"):
        confirmed(second, by=recruiter)
    worked(first)
    with pytest.raises(OperationRefused, match="sorted its applications already"):
        confirmed(second, by=recruiter)


def test_every_kind_has_a_handler_with_a_permission_that_there_is():
    from django.contrib.auth.models import Permission

    from applicants.models import BulkOperation

    for kind in BulkOperation.Kind.values:
        app, _, codename = handler_of(kind).permission.partition(".")
        assert Permission.objects.filter(content_type__app_label=app, codename=codename).exists(), kind
