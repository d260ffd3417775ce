"""applicants.services.deciding: what is staged, and what never is."""

from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction

from applicants.models import Application, Decision, ScreeningResult
from applicants.services.deciding import DecisionRefused, Staged, can_stage, stage, stage_top, unstage, unstage_all
from careerpath.pipeline.history import move, move_many
from tests.applicants.deciding.factories import make_pending, make_recruiter, make_run, make_screened
from tests.factories import make_application, make_cohort

pytestmark = pytest.mark.django_db


def staged(**filters: object) -> list[tuple[int, str, int]]:
    return [*Decision.objects.filter(**filters).order_by("rank").values_list("application_id", "kind", "rank")]


def test_stage_top_offers_the_best_and_puts_the_next_on_the_waitlist() -> None:
    cohort, by = make_cohort(), make_recruiter()
    a, b, c, d, e = make_screened(cohort, 5)
    run = make_run(cohort, {a: 10, b: 50, c: 30, d: 40, e: 20})

    counts = stage_top(run=run, offers=2, waitlist=2, seed="June", by=by)

    assert counts == Staged(offered=2, waitlisted=2)
    assert staged() == [(b.pk, "offered", 1), (d.pk, "offered", 2), (c.pk, "waitlisted", 3), (e.pk, "waitlisted", 4)]
    decision = Decision.objects.get(rank=1)
    assert (decision.run, decision.lottery_seed, decision.staged_by, decision.reason) == (run, "June", by, "")
    assert {*Application.objects.values_list("status", flat=True)} == {"screened"}


def test_stage_top_draws_equal_scores_by_a_lottery_that_anybody_can_repeat() -> None:
    cohort, by = make_cohort(), make_recruiter()
    applications = make_screened(cohort, 12)
    run = make_run(cohort, dict.fromkeys(applications, 70))

    stage_top(run=run, offers=6, waitlist=6, seed="2026-06-01", by=by)

    drawn = sorted(applications, key=lambda each: sha256(f"2026-06-01:{each.public_id}".encode()).digest())
    assert [row[0] for row in staged()] == [each.pk for each in drawn]


def test_stage_top_draws_another_order_with_another_seed() -> None:
    cohort, by = make_cohort(), make_recruiter()
    run = make_run(cohort, dict.fromkeys(make_screened(cohort, 12), 70))
    stage_top(run=run, offers=12, waitlist=0, seed="one", by=by)
    first = [row[0] for row in staged()]
    unstage_all(Decision.objects.all(), by=by)

    stage_top(run=run, offers=12, waitlist=0, seed="two", by=by)

    second = [row[0] for row in staged(dropped_at__isnull=True)]
    assert sorted(first) == sorted(second)
    assert first != second


def test_stage_top_leaves_out_who_cannot_be_offered_a_seat() -> None:
    cohort, by = make_cohort(), make_recruiter()
    withdrawn, ineligible, failed, decided, good = make_screened(cohort, 5)
    run = make_run(cohort, {withdrawn: 90, decided: 80, good: 10})
    ScreeningResult.objects.create(run=run, application=ineligible, cohort=cohort, score=99, band=0, rule=0)
    ScreeningResult.objects.create(run=run, application=failed, cohort=cohort, score=None, band=-1, error="It broke.")
    move(withdrawn, to="withdrawn", by=None)
    make_pending([decided], "rejected", by=by, reason="A person said so.")

    assert stage_top(run=run, offers=95, waitlist=30, seed="s", by=by) == Staged(1, 0)
    assert staged(kind="offered") == [(good.pk, "offered", 1)]


def test_stage_top_offers_a_seat_to_somebody_on_the_waitlist_but_does_not_waitlist_them_again() -> None:
    cohort, by = make_cohort(), make_recruiter()
    first, second, third = make_screened(cohort, 3)
    move_many(Application.objects.filter(pk__in=[first.pk, second.pk]), to="waitlisted", by=by)
    run = make_run(cohort, {first: 30, second: 20, third: 10})

    stage_top(run=run, offers=1, waitlist=2, seed="s", by=by)

    assert staged() == [(first.pk, "offered", 1), (third.pk, "waitlisted", 3)]


@pytest.mark.parametrize("count", [1, 3, 300])
def test_stage_top_takes_a_constant_number_of_statements(count: int, django_assert_num_queries) -> None:
    cohort, by = make_cohort(), make_recruiter()
    run = make_run(cohort, {each: each.pk for each in make_screened(cohort, count)})
    with django_assert_num_queries(3):  # a savepoint around one statement
        stage_top(run=run, offers=200, waitlist=200, seed="s", by=by)
    assert Decision.objects.count() == count


def test_stage_top_waits_until_a_person_has_applied_the_run() -> None:
    cohort, by = make_cohort(), make_recruiter()
    run = make_run(cohort, {}, applied=False)
    with pytest.raises(DecisionRefused, match="has not been applied yet"):
        stage_top(run=run, seed="s", by=by)


@pytest.mark.parametrize("seed", ["", "  ", "x" * 65])
def test_stage_top_asks_for_a_seed_that_fits(seed: str) -> None:
    cohort, by = make_cohort(), make_recruiter()
    with pytest.raises(DecisionRefused, match="seed of 1 to 64 characters"):
        stage_top(run=make_run(cohort, {}), seed=seed, by=by)


def test_stage_records_who_and_why() -> None:
    application, by = make_screened(make_cohort())[0], make_recruiter()
    decision = stage(application, kind="rejected", by=by, reason=" The essay was copied. ")
    assert (decision.kind, decision.reason, decision.staged_by, decision.rank) == (
        "rejected",
        "The essay was copied.",
        by,
        None,
    )
    assert Application.objects.get().status == "screened"


@pytest.mark.parametrize("reason", ["", "   "])
def test_stage_refuses_to_turn_somebody_down_without_a_reason(reason: str) -> None:
    application, by = make_screened(make_cohort())[0], make_recruiter()
    with pytest.raises(DecisionRefused, match="Write the main reasons"):
        stage(application, kind="rejected", by=by, reason=reason)


def test_database_refuses_to_turn_somebody_down_without_a_reason() -> None:
    application, by = make_screened(make_cohort())[0], make_recruiter()
    with pytest.raises(IntegrityError, match="decision_not_to_admit_has_reason"), transaction.atomic():
        make_pending([application], "rejected", by=by)


def test_stage_refuses_what_the_lifecycle_refuses_in_its_words() -> None:
    application, by = make_application(), make_recruiter()
    with pytest.raises(DecisionRefused, match="a seat is offered only after screening"):
        stage(application, kind="offered", by=by)
    assert not can_stage(application, kind="offered")


def test_stage_refuses_a_second_pending_decision() -> None:
    application, by = make_screened(make_cohort())[0], make_recruiter()
    stage(application, kind="offered", by=by)
    with pytest.raises(DecisionRefused, match="already pending: offer a seat"):
        stage(application, kind="waitlisted", by=by)


def test_unstage_keeps_on_record_who_dropped_it_and_lets_another_be_staged() -> None:
    application, by, other = make_screened(make_cohort())[0], make_recruiter(), make_recruiter()
    dropped = unstage(stage(application, kind="offered", by=by), by=other)
    assert dropped.dropped_by == other
    assert dropped.dropped_at is not None
    stage(application, kind="waitlisted", by=by)
    assert [*Decision.objects.order_by("pk").values_list("kind", "dropped_by")] == [
        ("offered", other.pk),
        ("waitlisted", None),
    ]


def test_unstage_refuses_twice() -> None:
    by = make_recruiter()
    decision = unstage(stage(make_screened(make_cohort())[0], kind="offered", by=by), by=by)
    with pytest.raises(DecisionRefused, match="dropped already"):
        unstage(decision, by=by)
