"""The pages of selection boards, and staging through them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applicants.models import BulkOperation, Decision, SecondReading
from applicants.services import operations
from applicants.services.deciding import unstage_all
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from cohorts.models import Cohort
from reviews.models import Measurement, SelectionBoard
from reviews.services.board_building import build, work_out
from reviews.services.board_changing import change_by_hand, set_places, set_weights
from reviews.services.board_checks import BoardRefused
from reviews.services.board_figures import Weights
from reviews.services.board_making import make_board
from reviews.services.staging import stage_board
from tests.applicants.screening.factories import make_applications
from tests.factories import make_cohort, make_user
from tests.reviews.test_boards import make_reading, make_run, make_small

pytestmark = pytest.mark.django_db
REASON = "There were more strong applications than seats in {cohort}."


@pytest.fixture
def cohort() -> Cohort:
    return make_cohort()


@pytest.fixture
def by() -> User:
    return make_user(Role.RECRUITER)


@pytest.fixture
def staff(client: Client, by: User) -> Client:
    client.force_login(by)
    return client


def run_it(operation: BulkOperation, by: User) -> BulkOperation:
    """Confirm, and do the work as the worker does."""
    operations.confirm(operation, by=by, typed=operation.total)
    for chunk in operation.chunks.all():
        operations.work_chunk(chunk.pk)
    operation.refresh_from_db()
    return operation


def staged(board: SelectionBoard) -> dict[int, tuple[str, int | None]]:
    return {
        each.application_id: (each.kind, each.rank)
        for each in Decision.objects.filter(Decision.PENDING, board_lines__board=board)
    }


def test_a_board_is_staged_with_its_ranks(cohort: Cohort, by: User):
    board, ids = make_small(cohort, by, refusal_reason=REASON)
    change_by_hand(board, application=ids[0], to="waitlisted", reason="Asked to.", by=by)
    operation = run_it(stage_board(board, by=by), by)
    assert operation.status == "finished"
    assert staged(board) == {
        ids[0]: ("waitlisted", 1),
        ids[1]: ("offered", 2),
        ids[2]: ("offered", 3),
        ids[3]: ("waitlisted", 4),
        ids[4]: ("rejected", 5),
    }
    refused = Decision.objects.get(kind="rejected")
    assert refused.reason == f"There were more strong applications than seats in {cohort.name}."
    assert {(each.lottery_seed, each.staged_by) for each in Decision.objects.all()} == {(board.seed, by)}


def test_what_is_staged_from_a_board_is_signed_and_released_like_anything_else(cohort: Cohort, by: User):
    from applicants.selectors.deciding import waitlist_of
    from applicants.selectors.fairness import pending_digest
    from applicants.services.releasing import release
    from applicants.services.signing import NotSigned, sign_off

    Cohort.objects.filter(pk=cohort.pk).update(capacity=2, undo_hours=0)
    cohort.refresh_from_db()
    board, ids = make_small(cohort, by, waitlist=3)
    change_by_hand(board, application=ids[-1], to="waitlisted", reason="Read by the director.", by=by)
    run_it(stage_board(board, by=by), by)
    with pytest.raises(NotSigned):
        release(cohort, by=by)
    signed = sign_off(cohort, by=make_user(Role.COMPLIANCE), note="Looked at.", seen=pending_digest(cohort))
    done = release(cohort, by=by)
    assert (done.sign_off, done.decisions.filter(skipped_reason="").count()) == (signed, 5)
    assert [each.application_id for each in waitlist_of(cohort)] == [ids[2], ids[3], ids[-1]]


def test_who_cannot_be_staged_is_named_on_the_line(cohort: Cohort, by: User):
    board, ids = make_small(cohort, by, refusal_reason=REASON, seats=1, waitlist=1)
    Decision.objects.create(application_id=ids[0], cohort=cohort, kind="offered", staged_by=by)
    run = make_run(cohort, {ids[2]: (10, 1)})
    SecondReading.objects.create(run=run, application_id=ids[2], seed="s")
    operation = stage_board(board, by=by)
    assert operations.handler_of("board").foresee(operation, operation.chunks.none()) == {  # type: ignore[arg-type]
        "A decision is already pending. Drop it first.": 1,
        "A second person is to read it before it can be refused.": 1,
    }
    run_it(operation, by)
    assert set(staged(board)) == {ids[1], ids[3], ids[4]}
    assert dict(board.lines.exclude(skipped_reason="").values_list("application", "skipped_reason")) == {
        ids[0]: "A decision is already pending. Drop it first.",
        ids[2]: "A second person is to read it before it can be refused.",
    }


def test_main_reasons_are_filled_in_from_the_run(cohort: Cohort, by: User):
    one, two = make_applications(cohort, 2, status="screened")
    run = make_run(cohort, {one: (100, 3), two: (10, 1)})
    board = make_board(
        cohort=cohort,
        name="A",
        by=by,
        weights=Weights(1, 0, 0),
        run=run,
        seats=1,
        refusal_reason="The main reasons: {main_reasons}.",
    )
    build(board.pk)
    board.refresh_from_db()
    run_it(stage_board(board, by=by), by)
    refused = Decision.objects.filter(kind="rejected").first()
    skipped = board.lines.get(application=two).skipped_reason
    assert (refused is not None and "{main_reasons}" not in refused.reason) or "main reasons" in skipped


def test_a_board_that_changed_is_not_staged_by_what_was_prepared(cohort: Cohort, by: User):
    board, ids = make_small(cohort, by)
    operation = stage_board(board, by=by)
    change_by_hand(board, application=ids[0], to="none", reason="Asked to wait.", by=by)
    with pytest.raises(operations.OperationRefused, match="was changed"):
        operations.confirm(operation, by=by)


def test_a_staged_board_stays_as_it_is_until_its_decisions_are_dropped(cohort: Cohort, by: User):
    board, ids = make_small(cohort, by)
    first = stage_board(board, by=by)
    second = stage_board(board, by=by)
    run_it(first, by)
    board.refresh_from_db()
    for change in (
        lambda: change_by_hand(board, application=ids[0], to="none", reason="No.", by=by),
        lambda: set_places(board, seats=1, waitlist=1, refusal_reason="", by=by),
        lambda: stage_board(board, by=by),
    ):
        with pytest.raises(BoardRefused, match="stays as it was"):
            change()
    with pytest.raises(operations.OperationRefused, match="stays as it was"):
        operations.confirm(second, by=by)
    unstage_all(Decision.objects.filter(cohort=cohort), by=by)
    set_places(board, seats=1, waitlist=1, refusal_reason="", by=by)
    run_it(stage_board(board, by=by), by)
    assert staged(board) == {ids[0]: ("offered", 1), ids[1]: ("waitlisted", 2)}


def test_boards_are_made_and_staged_from_their_pages(staff: Client, cohort: Cohort, by: User):
    ids = make_applications(cohort, 3, status="in_review")
    reading = make_reading(cohort, by, {pk: (300 + pk % 7, 310) for pk in ids})
    new = f"{reverse('admin:reviews-board-new')}?cohort={cohort.slug}"
    assert "Everybody in the reading" in staff.get(new).content.decode()
    values = {
        "name": "Spring",
        "run_weight": 0,
        "reading": reading.pk,
        "reading_weight": 50,
        "interview_weight": 0,
        "is_adjusted": "on",
        "of": "reading",
        "seats": 1,
        "waitlist": 1,
    }
    assert staff.post(new, {**values, "of": "interview"}).status_code == 422
    assert staff.post(new, {**values, "run_weight": 5}).status_code == 422
    answer = staff.post(new, values)
    board = SelectionBoard.objects.get()
    here = reverse("admin:reviews-board", args=[board.public_id])
    assert (answer.status_code, answer["Location"]) == (302, here)
    assert "being worked out" in staff.get(here).content.decode()
    assert "being worked out" in staff.get(f"{here}?wait=1", headers={"HX-Request": "true"}).content.decode()
    build(board.pk)
    assert staff.get(f"{here}?wait=1", headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    page = staff.get(here).content.decode()
    assert "The seats end here" in page
    assert "Stage 2 decisions" in page
    answer = staff.post(reverse("admin:reviews-board-stage", args=[board.public_id]))
    operation = BulkOperation.objects.get()
    assert answer["Location"] == reverse("admin:operation", args=[operation.pk])
    confirm = staff.get(answer["Location"]).content.decode()
    assert "1 offers of a seat, 1 places on the waitlist" in confirm
    assert "waits to be confirmed" in staff.get(here).content.decode()
    run_it(operation, by)
    assert "Its places are staged" in staff.get(here).content.decode()
    assert "Back to “Spring”" in staff.get(reverse("admin:operation", args=[operation.pk])).content.decode()


def test_a_board_of_a_reading_does_not_weigh_interviews_unasked(staff: Client, cohort: Cohort, by: User):
    reading = make_reading(cohort, by, {})
    talks = make_reading(cohort, by, {}, kind="interview")
    new = f"{reverse('admin:reviews-board-new')}?cohort={cohort.slug}"
    usual, of_reading, of_talks = (
        staff.get(f"{new}{more}").context["form"].initial
        for more in ("", f"&round={reading.public_id}", f"&round={talks.public_id}")
    )
    assert (usual["interview"], usual["interview_weight"], usual["of"]) == (talks, 30, "interview")
    assert (of_reading["interview"], of_reading["interview_weight"], of_reading["of"]) == (None, 0, "reading")
    assert (of_talks["interview"], of_talks["interview_weight"], of_talks["of"]) == (talks.pk, 30, "interview")


def test_a_board_that_waits_for_its_ranks_says_so_and_asks_until_it_has_them(
    staff: Client, cohort: Cohort, by: User, monkeypatch: pytest.MonkeyPatch
):
    board, ids = make_small(cohort, by)
    here, wait = reverse("admin:reviews-board", args=[board.public_id]), {"HX-Request": "true"}
    places = reverse("admin:reviews-board-places", args=[board.public_id])
    monkeypatch.setattr("reviews.services.board_changing.AT_ONCE", 5)
    page = staff.post(places, {"seats": 1, "waitlist": 1}, follow=True).content.decode()
    assert ("The places of the board are changed" in page, "the board is being ranked by it" in page) == (True, True)
    assert "Take the figures anew" not in page
    line = reverse("admin:reviews-board-line", args=[board.public_id, ids[0]])
    assert "may still be those from before" in staff.get(line).content.decode()
    assert "Try again when it is." in staff.post(places, {"seats": 2, "waitlist": 1}, follow=True).content.decode()
    assert "hx-get" in staff.get(f"{here}?wait=1", headers=wait).content.decode()
    work_out(board.pk)
    assert staff.get(f"{here}?wait=1", headers=wait)["HX-Refresh"] == "true"


def test_a_board_that_could_not_be_worked_out_stops_asking(staff: Client, cohort: Cohort, by: User):
    board, _ = make_small(cohort, by)
    SelectionBoard.objects.filter(pk=board.pk).update(built_at=None, problem="The run cannot be read.")
    here = reverse("admin:reviews-board", args=[board.public_id])
    shown = staff.get(f"{here}?wait=1", headers={"HX-Request": "true"}).content.decode()
    assert ("The run cannot be read." in shown, "hx-get" in shown) == (True, False)
    again = reverse("admin:reviews-board-figures", args=[board.public_id])
    assert f'action="{again}"' in shown
    staff.post(again)
    board.refresh_from_db()
    assert (board.problem, build(board.pk)) == ("", True)


def test_a_board_says_where_readers_cannot_be_compared(staff: Client, cohort: Cohort, by: User):
    board, _ = make_small(cohort, by)
    here = reverse("admin:reviews-board", args=[board.public_id])
    words = f"In “{board.reading}” readers fall into 2 groups that share no application"
    assert words not in staff.get(here).content.decode()
    Measurement.objects.filter(round=board.reading_id).update(figures={"severity": {"groups": [3, 2]}})
    assert words in staff.get(here).content.decode()
    SelectionBoard.objects.filter(pk=board.pk).update(is_adjusted=False)
    assert words not in staff.get(here).content.decode()


def test_the_effect_of_weights_is_shown_and_not_kept(staff: Client, cohort: Cohort, by: User):
    one, two = make_applications(cohort, 2, status="in_review")
    run = make_run(cohort, {one: (100, 3), two: (0, 1)})
    reading = make_reading(cohort, by, {one: (100, 100), two: (500, 500)})
    board = make_board(cohort=cohort, name="A", by=by, weights=Weights(0, 1, 0), run=run, reading=reading, seats=1)
    build(board.pk)
    here = reverse("admin:reviews-board", args=[board.public_id])
    shown = staff.get(f"{here}?run_weight=1&reading_weight=0", headers={"HX-Request": "true"}).content.decode()
    assert "2 would get another place: 1 would come in for a seat, 1 would lose theirs." in " ".join(shown.split())
    assert "<html" not in shown
    assert "By weights that are not kept" in staff.get(f"{here}?run_weight=1&reading_weight=0").content.decode()
    assert staff.get(f"{here}?run_weight=0&reading_weight=0").status_code == 422
    weights, given = (
        reverse("admin:reviews-board-weights", args=[board.public_id]),
        {"run_weight": 1, "reading_weight": 0},
    )
    answer = staff.post(weights, {**given, "do": "show"})
    assert answer["Location"] == f"{here}?run_weight=1&reading_weight=0"
    board.refresh_from_db()
    assert Weights.of(board) == Weights(0, 1, 0)
    staff.post(weights, {**given, "do": "keep"})
    board.refresh_from_db()
    assert Weights.of(board) == Weights(1, 0, 0)


def test_a_line_says_what_it_rests_on_and_is_placed_by_hand(staff: Client, cohort: Cohort, by: User):
    board, ids = make_small(cohort, by)
    here = reverse("admin:reviews-board-line", args=[board.public_id, ids[0]])
    page = " ".join(staff.get(here).content.decode().split())
    assert "Mean mark 4.80, adjusted for severity" in page
    assert "(4.80 − 1) / 4 × 100" in page
    assert staff.post(here, {"to": "none", "reason": ""}).status_code == 422
    assert staff.post(here, {"to": "none", "reason": "Asked to wait."})["Location"] == here
    assert "Asked to wait." in staff.get(here).content.decode()
    assert staff.get(reverse("admin:reviews-board-line", args=[board.public_id, 2**40])).status_code == 404


def test_two_boards_are_compared(staff: Client, cohort: Cohort, by: User):
    board, ids = make_small(cohort, by)
    other = make_board(
        cohort=cohort, name="Other", by=by, weights=Weights(0, 9, 0), reading=board.reading, seats=2, waitlist=2
    )
    build(other.pk)
    other.refresh_from_db()
    here = reverse("admin:reviews-board-compare", args=[board.public_id])
    assert "Nobody has another place" in staff.get(f"{here}?with={other.public_id}").content.decode()
    change_by_hand(other, application=ids[0], to="none", reason="Asked to wait.", by=by)
    page = staff.get(f"{here}?with={other.public_id}")
    assert (page.context["compared"].seats_in, page.context["compared"].seats_out, page.context["compared"].number) == (
        1,
        1,
        3,
    )
    assert [each.application for each in page.context["compared"].come_in] == [ids[2]]
    assert [each.application for each in page.context["compared"].go_out] == [ids[0]]


def test_managers_read_and_do_not_change(client: Client, cohort: Cohort, by: User):
    board, ids = make_small(cohort, by)
    client.force_login(make_user(Role.MANAGER))
    assert client.get(reverse("admin:reviews-board", args=[board.public_id])).status_code == 200
    assert client.get(f"{reverse('admin:reviews-board-new')}?cohort={cohort.slug}").status_code == 403
    for name in ("weights", "places", "figures", "stage"):
        assert client.post(reverse(f"admin:reviews-board-{name}", args=[board.public_id])).status_code == 403
    line = reverse("admin:reviews-board-line", args=[board.public_id, ids[0]])
    assert client.get(line).status_code == 200
    assert client.post(line, {"to": "none", "reason": "x"}).status_code == 403


def test_the_ranked_list_costs_the_same_for_any_number(staff: Client, cohort: Cohort, by: User):
    asked = []
    for number in (3, 9):
        one = make_cohort(question_set=cohort.question_set)
        board, _ = make_small(one, by, number)
        with CaptureQueriesContext(connection) as queries:
            assert staff.get(reverse("admin:reviews-board", args=[board.public_id])).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_board_is_made_of_what_the_list_shows(staff: Client, cohort: Cohort, by: User):
    board, ids = make_small(cohort, by)
    new = f"{reverse('admin:reviews-board-new')}?cohort={cohort.slug}&status=in_review"
    shown = staff.get(f"{reverse('admin:applications')}?cohort={cohort.slug}&status=in_review").content.decode()
    assert new.replace("&", "&amp;") in shown
    assert "As in the list" in staff.get(new).content.decode()
    staff.post(
        new,
        {
            "name": "Listed",
            "run_weight": 0,
            "reading": board.reading_id,
            "reading_weight": 1,
            "interview_weight": 0,
            "of": "list",
            "seats": 1,
            "waitlist": 0,
        },
    )
    made = SelectionBoard.objects.get(name="Listed")
    build(made.pk)
    assert made.lines.count() == len(ids)
    like = staff.get(
        f"{reverse('admin:reviews-board-new')}?cohort={cohort.slug}&like={made.public_id}"
    ).content.decode()
    assert "As in the list" in like
    set_weights(SelectionBoard.objects.get(pk=made.pk), weights=Weights(0, 2, 0), by=by)


def test_the_boards_of_a_cohort_are_listed(staff: Client, cohort: Cohort, by: User):
    index = reverse("admin:reviews-boards")
    assert "No board yet" in staff.get(f"{index}?cohort={cohort.slug}").content.decode()
    make_small(cohort, by)
    assert "Board" in staff.get(f"{index}?cohort={cohort.slug}").content.decode()
