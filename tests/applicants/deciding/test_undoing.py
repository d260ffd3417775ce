"""Undoing a release as one: who returns, who stays, what cannot be undone any more, and staging again."""

from datetime import timedelta

import pytest

from applicants.models import Application, ApplicationStatusChange, Decision, DecisionRelease, Letter
from applicants.selectors.deciding import releases_of, seats_of
from applicants.selectors.telling import undo_batch
from applicants.services.applying import withdraw
from applicants.services.deciding import DecisionRefused, stage, unstage_all
from applicants.services.operations import OperationRefused, confirm, prepare, work_chunk
from applicants.services.releasing import release
from applicants.services.reviewing import move_one
from applicants.services.undoing import can_undo, stage_again, undo_release
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from cohorts.models import Cohort
from tests.applicants.deciding.factories import make_pending, make_recruiter, make_screened
from tests.factories import make_cohort, make_user, waived

pytestmark = pytest.mark.django_db
WHY = "Could not take part full time."


def statuses() -> list[str]:
    return [*Application.objects.order_by("pk").values_list("status", flat=True)]


def make_released(by: User, cohort: Cohort | None = None) -> tuple[DecisionRelease, list[Application]]:
    """A held release of one offer, one waitlist place, one refusal, and an offer that found no seat."""
    cohort = cohort or waived(make_cohort(capacity=1))
    a, b, c, d = applications = make_screened(cohort, 4)
    make_pending([a, d], "offered", by=by)
    make_pending([b], "waitlisted", by=by)
    make_pending([c], "rejected", by=by, reason=WHY)
    return release(cohort, by=by), applications


def test_undo_puts_everybody_back_and_frees_the_seats() -> None:
    by = make_recruiter()
    done, (a, b, c, _d) = make_released(by)
    assert statuses() == ["offered", "waitlisted", "rejected", "screened"]

    result = undo_release(done, by=by)

    assert (result.moved, result.skipped) == ([a.pk, b.pk, c.pk], {})
    assert statuses() == ["screened"] * 4
    assert seats_of(done.cohort).free == 1
    done.refresh_from_db()
    assert (done.undone_by, done.undone_at is not None) == (by, True)
    rows = ApplicationStatusChange.objects.filter(batch=undo_batch(done)).order_by("subject")
    assert [(row.subject_id, row.from_status, row.to_status, row.reason) for row in rows] == [
        (a.pk, "offered", "screened", "Release undone."),
        (b.pk, "waitlisted", "screened", "Release undone."),
        (c.pk, "rejected", "screened", "Release undone."),
    ]
    assert not Decision.objects.filter(Decision.PENDING).exists()
    assert done.decisions.count() == 4


def test_undo_cancels_every_letter() -> None:
    by = make_recruiter()
    done, _ = make_released(by)
    letters = Letter.objects.filter(decision__release=done)
    assert letters.filter(cancelled_at__isnull=True).count() == 3
    undo_release(done, by=by)
    assert letters.filter(cancelled_at__isnull=True).count() == 0
    assert {*letters.values_list("problem", flat=True)} == {"The release was undone."}


def test_undo_leaves_those_who_have_moved_since_and_names_them() -> None:
    by = make_recruiter()
    done, (a, b, c, _) = make_released(by)
    withdraw(a, by=make_user())
    move_one(c, to="in_review", by=by, reason="Read again.")

    result = undo_release(done, by=by)

    assert result.moved == [b.pk]
    assert result.skipped == {
        a.pk: "Somebody moved it since; it is “withdrawn” now.",
        c.pk: "Somebody moved it since; it is “in review” now.",
    }
    assert statuses() == ["withdrawn", "screened", "in_review", "screened"]
    assert not Letter.objects.filter(cancelled_at__isnull=True).exists()
    [row] = releases_of(done.cohort)
    assert (row.state, row.taken_back, [each.application_id for each in row.stayed]) == ("undone", 1, [a.pk, c.pk])


def test_undo_twice_is_refused_in_words() -> None:
    by = make_recruiter()
    done, _ = make_released(by)
    undo_release(done, by=by)
    with pytest.raises(DecisionRefused, match="was undone before, on "):
        undo_release(DecisionRelease.objects.get(pk=done.pk), by=by)
    assert statuses() == ["screened"] * 4
    assert ApplicationStatusChange.objects.filter(batch=undo_batch(done)).count() == 3


def test_undo_is_refused_once_people_were_told() -> None:
    by = make_recruiter()
    done, _ = make_released(by)
    assert done.hold_until is not None
    with clock.at(done.hold_until):
        assert not can_undo(done, by=by)
        with pytest.raises(DecisionRefused, match="people have been told"):
            undo_release(done, by=by)
    with clock.at(done.hold_until - timedelta(seconds=1)):
        undo_release(done, by=by)


def test_undo_is_refused_where_people_were_told_at_once() -> None:
    by = make_recruiter()
    done, _ = make_released(by, waived(make_cohort(capacity=1, undo_hours=0)))
    with pytest.raises(DecisionRefused, match="told people at once"):
        undo_release(done, by=by)


def test_undo_is_refused_without_the_right() -> None:
    done, _ = make_released(make_recruiter())
    with pytest.raises(DecisionRefused, match="does not include releasing"):
        undo_release(done, by=make_user(Role.REVIEWER))


def test_undo_after_the_clock_went_back_an_hour() -> None:
    by = make_recruiter()
    done, _ = make_released(by)
    with clock.at(done.released_at - timedelta(hours=1)):
        undo_release(done, by=by)
    assert statuses() == ["screened"] * 4


def test_undo_is_refused_where_a_letter_went_before_the_clock_went_back() -> None:
    by = make_recruiter()
    done, (a, *_) = make_released(by)
    now = clock.now()
    Letter.objects.filter(application=a).update(claimed_at=now, sent_at=now, next_try_at=None)
    with pytest.raises(DecisionRefused, match="The letters have begun to go out"):
        undo_release(done, by=by)
    assert statuses() == ["offered", "waitlisted", "rejected", "screened"]
    assert Letter.objects.filter(cancelled_at__isnull=True).count() == 3


def test_undo_of_offers_stops_the_waitlist_from_being_offered_those_seats() -> None:
    by = make_recruiter()
    done, _ = make_released(by)
    assert done.cohort.promotes_waitlist
    undo_release(done, by=by)
    assert not Cohort.objects.get().promotes_waitlist


@pytest.mark.parametrize("count", [1, 3, 200])
def test_undo_takes_a_constant_number_of_statements(count: int, django_assert_num_queries) -> None:
    cohort, by = waived(make_cohort(capacity=count)), make_recruiter()
    applications = make_screened(cohort, 2 * count)
    make_pending(applications[:count], "offered", by=by)
    make_pending(applications[count:], "rejected", by=by, reason=WHY)
    done = release(cohort, by=by)
    with django_assert_num_queries(16):
        undo_release(done, by=by)


def test_stage_again_restores_the_pending_list() -> None:
    by, other = make_recruiter(), make_recruiter()
    done, (_a, _b, _c, _d) = make_released(by)
    before = [*done.decisions.order_by("application").values_list("application", "kind", "rank", "reason")]
    undo_release(done, by=by)

    assert stage_again(done, by=other) == 4

    waiting = Decision.objects.filter(Decision.PENDING).order_by("application")
    assert [*waiting.values_list("application", "kind", "rank", "reason")] == before
    assert {each.staged_by for each in waiting} == {other}
    assert stage_again(done, by=other) == 0
    again = release(done.cohort, by=by)
    assert statuses() == ["offered", "waitlisted", "rejected", "screened"]
    assert again.decisions.filter(skipped_reason="").count() == 3


def test_stage_again_leaves_out_who_moved_and_who_has_a_pending_decision() -> None:
    by = make_recruiter()
    done, (a, b, c, d) = make_released(by)
    withdraw(a, by=make_user())
    undo_release(done, by=by)
    stage(b, kind="offered", by=by)
    assert stage_again(done, by=by) == 2
    kinds = dict(Decision.objects.filter(Decision.PENDING).values_list("application", "kind"))
    assert kinds == {b.pk: "offered", c.pk: "rejected", d.pk: "offered"}
    unstage_all(Decision.objects.all(), by=by)


def test_stage_again_is_refused_where_nothing_was_undone() -> None:
    by = make_recruiter()
    done, _ = make_released(by)
    with pytest.raises(DecisionRefused, match="was not undone"):
        stage_again(done, by=by)


def test_undo_as_an_operation_names_who_stayed() -> None:
    by = make_recruiter()
    done, (a, b, c, d) = make_released(by)
    withdraw(a, by=make_user())
    chosen = Application.objects.filter(decisions__release=done)
    operation = prepare(kind="undo", cohort=done.cohort, by=by, queryset=chosen, params={"release": done.pk})
    confirm(operation, by=by)
    assert [work_chunk(chunk.pk) for chunk in operation.chunks.all()] == [True]
    assert [work_chunk(chunk.pk) for chunk in operation.chunks.all()] == [False]  # delivered twice
    found = {row.application_id: (row.outcome, row.why) for row in operation.outcomes.all()}
    assert found == {
        a.pk: (2, "Somebody moved it since; it is “withdrawn” now."),
        b.pk: (1, ""),
        c.pk: (1, ""),
        d.pk: (2, "The release had not carried it out: No seat left (1 of 1 held)."),
    }
    with pytest.raises(OperationRefused, match="was undone before"):
        prepare(kind="undo", cohort=done.cohort, by=by, queryset=chosen, params={"release": done.pk})


def test_undo_operation_of_a_release_of_another_cohort_is_refused() -> None:
    by = make_recruiter()
    done, _ = make_released(by)
    other = make_cohort()
    make_screened(other)
    with pytest.raises(OperationRefused, match="no such release"):
        prepare(kind="undo", cohort=other, by=by, queryset=other.applications.all(), params={"release": done.pk})
