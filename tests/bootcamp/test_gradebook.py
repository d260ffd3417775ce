"""The gradebook: what it costs, what saves, what is refused in words, what two people write apart, and who is told."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applicants.models import Notice
from bootcamp.models import Assessment, Enrolment, Grade, GradeRecord, MarkPublication, Section, Teaching
from bootcamp.selectors.gradebook import book_of
from bootcamp.selectors.standing import plan_of
from bootcamp.services import record_grades
from bootcamp.services.gradebook import save_cells
from bootcamp.services.publishing import PublishRefused, publish_marks, take_marks_back
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from tests.bootcamp.factories import assessments_of, make_class, make_instructor, widen

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


class Class:
    """A class with its instructor and addresses."""

    def __init__(self, size: int, columns: int = 0) -> None:
        self.people: list[Enrolment] = make_class(size=size)
        self.cohort = self.people[0].cohort
        if columns:
            widen(self.cohort, columns)
        self.assessments: list[Assessment] = assessments_of(self.cohort)
        self.instructor: User = make_instructor(self.cohort)
        self.client = Client()
        self.client.force_login(self.instructor)

    def url(self, name: str, *args: Any) -> str:
        """A page of the gradebook."""
        return reverse(f"bootcamp:{name}", args=[self.cohort.slug, *args])

    def save(self, *cells: tuple[Any, ...], client: Client | None = None) -> Any:
        """Send cells as the page does."""
        body = json.dumps({"cells": cells})
        return (client or self.client).post(self.url("gradebook-save"), body, content_type="application/json")

    def cell(self, person: int = 0, column: int = 0) -> tuple[int, int]:
        """A cell by its place."""
        return self.people[person].pk, self.assessments[column].pk


@pytest.fixture
def small() -> Class:
    return Class(2)


@pytest.fixture(scope="module")
def wide(django_db_setup: None, django_db_blocker: Any) -> Iterator[Class]:
    """95 people by 30 assessments, made once; gone with the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Class(95, 30)
        transaction.set_rollback(True)


def points() -> dict[tuple[int, int], tuple[str, Decimal | None]]:
    """What stands in each cell."""
    rows = Grade.objects.values_list("enrolment_id", "assessment_id", "state", "points")
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def graded(value: float | str) -> tuple[str, Decimal]:
    return "graded", Decimal(value)


# --- the page ---------------------------------------------------------------------------------------------------------


def test_page_of_95_by_30_takes_15_queries_at_most(wide: Class) -> None:
    everything = {(p.pk, a.pk): graded(80) for p in wide.people for a in wide.assessments}
    assert save_cells(wide.cohort.pk, sent=everything, seen={}, by=wide.instructor).changed == 2850
    wide.client.get(wide.url("gradebook"))
    with CaptureQueriesContext(connection) as seen:
        response = wide.client.get(wide.url("gradebook"))
    assert len(seen) <= 15
    page = response.getvalue().decode()
    assert page.count("<td>80</td>") == 2850
    assert page.count('<td class="k">80.0</td>') == 95 * 7
    assert len(page) < 400_000


def test_cells_say_points_zero_missing_excused_late_and_note(small: Class) -> None:
    a, b, c, d = small.assessments[:4]
    person = small.people[0]
    sent = {a.pk: graded("72.5"), b.pk: graded(0), c.pk: ("missing", None), d.pk: ("excused", None)}
    for pk, mark in sent.items():
        record_grades(Assessment.objects.get(pk=pk), {person.pk: mark}, by=None)
    Grade.objects.filter(assessment=a).update(days_late=2, comment="Well argued.")
    page = small.client.get(small.url("gradebook")).content.decode()
    for cell in (
        "<td>72.5<small>2 d late, note</small></td>",
        "<td class=z>0</td>",
        "<td class=m>missing</td>",
        "<td class=e>excused</td>",
    ):
        assert page.count(cell) == 1
    assert page.count("<td></td>") == len(small.assessments) * 2 - 4


def test_page_shows_one_section_and_names_the_readers_own(small: Class) -> None:
    ours, theirs = (Section.objects.create(cohort=small.cohort, name=name) for name in ("Blue", "Red"))
    Enrolment.objects.filter(pk=small.people[0].pk).update(section=ours)
    Enrolment.objects.filter(pk=small.people[1].pk).update(section=theirs)
    Teaching.objects.filter(instructor=small.instructor).update(section=ours)
    response = small.client.get(small.url("gradebook"), {"section": ours.pk})
    assert [person.pk for person in response.context["book"].people] == [small.people[0].pk]
    assert response.context["sections"] == [(ours, True), (theirs, False)]
    other = Section.objects.create(cohort=make_class(size=1)[0].cohort, name="Blue")
    assert len(small.client.get(small.url("gradebook"), {"section": other.pk}).context["book"].people) == 2


def test_a_manager_reads_the_grid_and_has_nothing_to_save_with(small: Class, signed_in: SignIn) -> None:
    manager = signed_in(Role.MANAGER)
    page = manager.get(small.url("gradebook")).content.decode()
    assert "data-save=" not in page
    assert small.save((*small.cell(), "80", ""), client=manager).status_code == 403
    assert points() == {}


# --- cells that save themselves -----------------------------------------------------------------------------------------


def test_cells_are_saved_wrong_or_in_conflict_each_for_itself(small: Class) -> None:
    other = make_instructor(small.cohort)
    taken = small.cell(1, 0)
    save_cells(small.cohort.pk, sent={taken: graded(85)}, seen={}, by=other)
    answer = small.save(
        (*small.cell(0, 0), "72,5", ""),
        (*small.cell(0, 1), "m", ""),
        (*small.cell(0, 2), "101", ""),
        (*small.cell(1, 1), "ninety", ""),
        (*taken, "60", ""),
    ).json()
    assert answer["changed"] == 2
    cells = answer["cells"]
    assert cells["-".join(map(str, small.cell(0, 0)))] == {"state": "saved", "text": "72.5"}
    assert cells["-".join(map(str, small.cell(0, 1)))] == {"state": "saved", "text": "missing"}
    assert cells["-".join(map(str, small.cell(0, 2)))]["words"] == "Points must be between 0 and 100."
    assert cells["-".join(map(str, small.cell(1, 1)))]["words"].startswith("Give points, m for missing")
    conflict = cells["-".join(map(str, taken))]
    assert (conflict["state"], conflict["text"]) == ("conflict", "85")
    assert conflict["words"].startswith(f"{other.name} wrote “85” meanwhile (")
    assert points() == {small.cell(0, 0): graded("72.5"), small.cell(0, 1): ("missing", None), taken: graded(85)}


def test_answer_holds_the_marks_of_whom_it_changed(small: Class) -> None:
    module = small.assessments[0].module_id
    answer = small.save((*small.cell(0, 0), "60", ""), (*small.cell(1, 0), "90", "")).json()
    assert {pk: (marks["course"], marks[str(module)]) for pk, marks in answer["people"].items()} == {
        str(small.people[0].pk): (["60.0", False], ["60.0", True]),
        str(small.people[1].pk): (["90.0", False], ["90.0", False]),
    }


def test_a_request_whose_answer_was_lost_can_be_sent_again(small: Class) -> None:
    for _ in range(2):
        answer = small.save((*small.cell(), "80", "")).json()
        assert answer["cells"] == {"-".join(map(str, small.cell())): {"state": "saved", "text": "80"}}
    assert GradeRecord.objects.count() == 1


def test_a_mark_is_taken_back_and_given_again_with_its_history(small: Class) -> None:
    for before, after in (("", "80"), ("80", ""), ("", "70")):
        small.save((*small.cell(), after, before))
    assert list(GradeRecord.objects.values_list("state", "points").order_by("pk")) == [
        graded(80),
        ("ungraded", None),
        graded(70),
    ]


def test_cells_of_another_class_are_refused_in_words(small: Class) -> None:
    stranger = Class(1)
    answer = small.save((*stranger.cell(), "80", ""), (2**62, small.assessments[0].pk, "80", "")).json()
    assert {cell["words"] for cell in answer["cells"].values()} == {
        "This person is not in the class of this assessment."
    }
    assert points() == {}


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"cells": 7}', '{"cells": [[1]]}', '{"cells": [[-1, 2, "3", ""]]}', "["]
)
def test_what_the_page_does_not_send_is_refused(body: str, small: Class) -> None:
    response = small.client.post(small.url("gradebook-save"), body, content_type="application/json")
    assert (response.status_code, response.json()["refused"]) == (
        400,
        "This is not what the gradebook sends. Load the page again.",
    )


def test_2850_marks_are_one_operation_with_wrong_cells_named_and_the_rest_in(wide: Class) -> None:
    def sent(people: int) -> list[tuple[Any, ...]]:
        cells = [(p.pk, a.pk, "77,5", "") for p in wide.people[:people] for a in wide.assessments]
        for place, text in ((3, "101"), (40, "absent"), (299, "-1")):
            cells[place] = (*cells[place][:2], text, "")
        return cells

    def cost(people: int) -> int:
        with CaptureQueriesContext(connection) as seen, transaction.atomic():
            response = wide.save(*sent(people))
            transaction.set_rollback(True)
        assert response.status_code == 200
        return len(seen)

    assert cost(10) == cost(95) <= 32
    answer = wide.save(*sent(95)).json()
    wrong = {key: cell["words"] for key, cell in answer["cells"].items() if cell["state"] != "saved"}
    assert wrong == {
        "-".join(map(str, wide.cell(0, 3))): "Points must be between 0 and 100.",
        "-".join(map(str, wide.cell(1, 10))): "Give points, m for missing, e for excused, or leave it empty.",
        "-".join(map(str, wide.cell(9, 29))): "Points must be between 0 and 100.",
    }
    assert answer["changed"] == Grade.objects.filter(points="77.5").count() == 2847


# --- one cell -----------------------------------------------------------------------------------------------------------


def test_a_cell_shows_each_step_who_when_from_to_and_why(small: Class) -> None:
    person, assessment = small.people[0], small.assessments[0]
    page = small.url("gradebook-mark", person.public_id, assessment.pk)
    sent = {"mark": "80", "seen": "", "days_late": "2", "comment": "Good sources.", "reason": ""}
    assert small.client.post(page, sent).status_code == 302
    sent |= {"mark": "85,5", "seen": "80", "reason": "One answer was overlooked"}
    assert small.client.post(page, sent).status_code == 302
    grade = Grade.objects.get()
    assert (grade.points, grade.days_late, grade.comment) == (Decimal("85.50"), 2, "Good sources.")
    response = small.client.get(page)
    step, before, after = response.context["history"][0]
    assert (before, after, step.record.reason) == ("80", "85.5", "One answer was overlooked")
    assert "One answer was overlooked" in response.content.decode()


def test_a_cell_that_somebody_else_changed_is_not_overwritten(small: Class) -> None:
    page = small.url("gradebook-mark", small.people[0].public_id, small.assessments[0].pk)
    save_cells(small.cohort.pk, sent={small.cell(): graded(85)}, seen={}, by=make_instructor(small.cohort))
    response = small.client.post(page, {"mark": "60", "seen": "", "comment": "lost?"})
    assert response.status_code == 422
    assert "wrote “85” meanwhile" in response.content.decode()
    assert points() == {small.cell(): graded(85)}
    again = response.context["form"]
    assert small.client.post(page, {"mark": "60", "seen": again["seen"].value(), "comment": "kept"}).status_code == 302
    assert points() == {small.cell(): graded(60)}


def test_the_drawer_tells_the_grid_behind_it(small: Class) -> None:
    page = small.url("gradebook-mark", small.people[0].public_id, small.assessments[0].pk)
    response = small.client.post(page, {"mark": "50", "seen": "", "days_late": "1"}, headers={"HX-Request": "true"})
    told = json.loads(response["HX-Trigger"])["gradebook-cell"]
    assert (told["key"], told["text"], told["beside"]) == ("-".join(map(str, small.cell())), "50", "1 d late")
    assert told["people"][str(small.people[0].pk)]["course"] == ["50.0", False]
    assert "<html" not in response.content.decode()


def test_a_cell_of_another_class_is_not_found(small: Class) -> None:
    stranger = Class(1)
    for person, assessment in ((stranger.people[0], small.assessments[0]), (small.people[0], stranger.assessments[0])):
        page = small.url("gradebook-mark", person.public_id, assessment.pk)
        assert small.client.get(page).status_code == 404


# --- publishing -----------------------------------------------------------------------------------------------------------


def test_publishing_tells_everybody_once_and_says_what_is_missing(small: Class) -> None:
    first, second = small.assessments[:2]
    for cell in (small.cell(0, 0), small.cell(1, 0), small.cell(0, 1)):
        save_cells(small.cohort.pk, sent={cell: graded(80)}, seen={}, by=small.instructor)
    response = small.client.post(small.url("gradebook-publish"), {"assessment": [first.pk, second.pk]}, follow=True)
    assert "Published: 2. 1 mark is missing in them. Told once each: 2 people." in response.content.decode()
    notices = list(Notice.objects.filter(kind="marks_published").order_by("pk"))
    assert [notice.to for notice in notices] == [person.application.applicant.email for person in small.people]
    assert all(f"{each.module.title}: {each.title}" in notices[0].body for each in (first, second))
    published = set(Assessment.objects.filter(published_at__isnull=False).values_list("pk", flat=True))
    assert published == {first.pk, second.pk}
    assert list(MarkPublication.objects.order_by("pk").values_list("assessment", "published", "missing", "by")) == [
        (first.pk, True, 0, small.instructor.pk),
        (second.pk, True, 1, small.instructor.pk),
    ]


def test_publishing_costs_the_same_for_two_and_for_95(wide: Class, small: Class) -> None:
    def cost(where: Class) -> int:
        cells = {(person.pk, where.assessments[0].pk): graded(80) for person in where.people}
        save_cells(where.cohort.pk, sent=cells, seen={}, by=where.instructor)
        with CaptureQueriesContext(connection) as seen:
            told = publish_marks(where.cohort, [where.assessments[0].pk], by=where.instructor).told
        assert told == len(where.people)
        return len(seen)

    assert cost(small) == cost(wide)


def test_a_module_is_published_whole_where_it_is_graded(small: Class) -> None:
    module = small.assessments[0].module
    page = small.url("gradebook-publish")
    response = small.client.post(page, {"module": module.pk})
    assert response.status_code == 422
    assert "Nobody is graded in “" in response.content.decode()
    own = [each for each in small.assessments if each.module_id == module.pk]
    cells = {(person.pk, each.pk): graded(70) for person in small.people for each in own}
    save_cells(small.cohort.pk, sent=cells, seen={}, by=small.instructor)
    assert small.client.post(page, {"module": module.pk}).status_code == 302
    assert set(Assessment.objects.filter(published_at__isnull=False)) == set(own)


def test_marks_are_taken_back_with_a_reason_and_published_again(small: Class) -> None:
    first = small.assessments[0]
    save_cells(small.cohort.pk, sent={small.cell(): graded(80)}, seen={}, by=small.instructor)
    publish_marks(small.cohort, [first.pk], by=small.instructor)
    page = small.url("gradebook-publish")
    response = small.client.post(page, {"assessment": first.pk, "action": "take_back", "reason": "  "})
    assert (response.status_code, "Say why" in response.content.decode()) == (422, True)
    small.client.post(page, {"assessment": first.pk, "action": "take_back", "reason": "Question 3 is graded again"})
    first.refresh_from_db()
    assert first.published_at is None
    assert MarkPublication.objects.latest("pk").reason == "Question 3 is graded again"
    publish_marks(small.cohort, [first.pk], by=small.instructor)
    assert Notice.objects.filter(kind="marks_published").count() == 4
    with pytest.raises(PublishRefused, match="not published yet"):
        publish_marks(small.cohort, [first.pk], by=small.instructor)
    with pytest.raises(PublishRefused, match="that is published"):
        take_marks_back(small.cohort, [small.assessments[1].pk], by=small.instructor, reason="none")


def test_assessments_of_another_class_are_not_published_from_here(small: Class) -> None:
    stranger = Class(1)
    save_cells(stranger.cohort.pk, sent={stranger.cell(): graded(80)}, seen={}, by=stranger.instructor)
    response = small.client.post(small.url("gradebook-publish"), {"assessment": stranger.assessments[0].pk})
    assert response.status_code == 422
    assert not Assessment.objects.filter(published_at__isnull=False).exists()


def test_book_counts_what_is_missing_among_those_shown(small: Class) -> None:
    save_cells(small.cohort.pk, sent={small.cell(): graded(0)}, seen={}, by=small.instructor)
    plan = plan_of(small.cohort)
    assert plan is not None
    book = book_of(plan)
    assert [book.missing_in(each.pk) for each in small.assessments[:2]] == [1, 2]
