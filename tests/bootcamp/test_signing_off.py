"""The board: who may sign, one operation for the whole class, figures frozen, refusals in words."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from applicants.models import Notice
from bootcamp.models import BoardMeeting, Certificate, Completion, Enrolment, Teaching
from bootcamp.services import record_grade
from bootcamp.services.keys import NoKey
from bootcamp.services.signing_off import BoardRefused, candidates_for, record_meeting, sign_off
from careerpath.accounts.roles import Role
from tests.bootcamp.certified import make_board, make_ready
from tests.bootcamp.factories import assessments_of, make_class, make_instructor
from tests.factories import make_user

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


def test_a_class_is_signed_in_one_operation_and_who_is_not_ready_is_named_with_what_is_missing() -> None:
    ready, behind = make_ready(2)
    record_grade(assessments_of(ready.cohort)[-1], behind, by=None, points=Decimal(10))
    manager = make_user(Role.MANAGER)
    meeting = make_board(ready.cohort, by=manager)
    result = sign_off(meeting, [ready.pk, behind.pk], by=manager)
    assert result.moved == [ready.pk]
    assert result.skipped == {behind.pk: "Examination: the mark is 38.0; 70 is needed."}
    completion = Completion.objects.get()
    assert (completion.enrolment, completion.meeting, completion.signed_by) == (ready, meeting, manager)
    assert Certificate.objects.get().enrolment == ready
    notice = Notice.objects.get(kind="certificate")
    assert (notice.to, notice.application_id) == (ready.application.applicant.email, ready.application_id)
    assert "not a CHIME certificate" in notice.body
    assert str(Certificate.objects.get().public_id) in notice.body


def test_figures_are_frozen() -> None:
    (person,) = make_ready(1)
    manager = make_user(Role.MANAGER)
    sign_off(make_board(person.cohort, by=manager), [person.pk], by=manager)
    before = Completion.objects.get().figures
    record_grade(assessments_of(person.cohort)[0], person, by=None, points=Decimal(1), reason="Read again.")
    assert Completion.objects.get().figures == before
    assert before["course_mark"] == "80.0"
    assert [part["mark"] for part in before["modules"]] == ["80.0"] * 5
    assert before["examination"]["mark"] == "80.0"
    assert before["attendance"]["percent"] == "100.0"


def test_only_a_manager_or_a_named_member_who_still_teaches_the_class_signs() -> None:
    (person,) = make_ready(1)
    member, stranger = make_instructor(person.cohort), make_instructor(person.cohort)
    meeting = make_board(person.cohort, member)
    with pytest.raises(BoardRefused, match="named with their account"):
        sign_off(meeting, [person.pk], by=stranger)
    Teaching.objects.filter(instructor=member).delete()
    with pytest.raises(BoardRefused, match="do not teach this class any more"):
        sign_off(meeting, [person.pk], by=member)
    assert Completion.objects.count() == 0


def test_a_meeting_needs_a_manager_a_day_that_was_and_a_member() -> None:
    cohort = make_class(size=1)[0].cohort
    today = timezone.now().astimezone(cohort.tz).date()
    manager = make_user(Role.MANAGER)
    for by, day, others, words in (
        (make_instructor(cohort), today, "A", "programme manager writes down"),
        (manager, today + timedelta(days=1), "A", "still to come"),
        (manager, today, " ", "at least one member"),
    ):
        with pytest.raises(BoardRefused, match=words):
            record_meeting(cohort, held_on=day, others=others, by=by)


def test_candidates_are_those_who_teach_the_class_and_the_managers() -> None:
    cohort = make_class(size=1)[0].cohort
    teaching, manager = make_instructor(cohort), make_user(Role.MANAGER)
    make_user(Role.INSTRUCTOR)
    assert {teaching, manager} == set(candidates_for(cohort))


def test_without_a_key_nothing_is_signed(settings) -> None:
    (person,) = make_ready(1)
    manager = make_user(Role.MANAGER)
    meeting = make_board(person.cohort, by=manager)
    settings.DEVELOPMENT = False
    with pytest.raises(NoKey, match="BADGE_SIGNING_KEY"):
        sign_off(meeting, [person.pk], by=manager)
    settings.BADGE_SIGNING_KEY = "not a key"
    with pytest.raises(NoKey, match="not a private RSA key"):
        sign_off(meeting, [person.pk], by=manager)
    assert Completion.objects.count() == 0


def test_signing_costs_the_same_for_one_and_three() -> None:
    small, large = make_ready(1), make_ready(3)
    manager = make_user(Role.MANAGER)

    def queries(people: list[Enrolment]) -> int:
        meeting = make_board(people[0].cohort, by=manager)
        with CaptureQueriesContext(connection) as seen:
            assert len(sign_off(meeting, [p.pk for p in people], by=manager).moved) == len(people)
        return len(seen)

    queries(make_ready(1))  # the key's row is made once
    assert queries(small) == queries(large)


def test_the_page_signs_the_ticked_who_are_ready(signed_in: SignIn) -> None:
    ready, behind = make_ready(2)
    record_grade(assessments_of(ready.cohort)[-1], behind, by=None, points=Decimal(10))
    page = reverse("bootcamp:completion", args=[ready.cohort.slug])
    instructor = make_instructor(ready.cohort)
    client, manager = signed_in(instructor), signed_in(Role.MANAGER)
    assert "The board signs." in client.get(page).content.decode()
    day = timezone.now().astimezone(ready.cohort.tz).date().isoformat()
    written = manager.post(
        reverse("bootcamp:board-meeting", args=[ready.cohort.slug]),
        {"held_on": day, "members": [instructor.pk], "others": "Dr. Imani Okafor"},
    )
    assert written.status_code == 302
    ticked = {"ready": [ready.pk, behind.pk, "x", "9" * 30]}
    assert "Choose the meeting" in client.post(page, ticked, follow=True).content.decode()
    response = client.post(page, ticked | {"meeting": BoardMeeting.objects.get().pk}, follow=True)
    assert "Completions signed: 1." in response.content.decode()
    assert [standing.enrolment for standing, _ in response.context["signed"]] == [ready]
    assert [standing.enrolment for standing, _ in response.context["not_ready"]] == [behind]


def test_a_meeting_of_another_class_signs_nothing_here(signed_in: SignIn) -> None:
    (here,), (there,) = make_ready(1), make_ready(1)
    meeting = make_board(there.cohort)
    page = reverse("bootcamp:completion", args=[here.cohort.slug])
    signed_in(Role.MANAGER).post(page, {"ready": [here.pk], "meeting": meeting.pk})
    assert Completion.objects.count() == 0


def test_an_instructor_does_not_write_meetings_down(signed_in: SignIn) -> None:
    cohort = make_class(size=1)[0].cohort
    address = reverse("bootcamp:board-meeting", args=[cohort.slug])
    assert signed_in(make_instructor(cohort)).get(address).status_code == 403


def test_a_board_without_members_is_refused_beside_the_form(signed_in: SignIn) -> None:
    cohort = make_class(size=1)[0].cohort
    address = reverse("bootcamp:board-meeting", args=[cohort.slug])
    day = timezone.now().astimezone(cohort.tz).date().isoformat()
    response = signed_in(Role.MANAGER).post(address, {"held_on": day})
    assert response.status_code == 422
    assert "Name at least one member" in response.content.decode()


def test_the_page_costs_the_same_for_one_and_three(signed_in: SignIn) -> None:
    small, large = make_ready(1), make_ready(3)
    user = make_user(Role.MANAGER)
    client = signed_in(user)

    def queries(people: list[Enrolment]) -> int:
        address = reverse("bootcamp:completion", args=[people[0].cohort.slug])
        sign_off(make_board(people[0].cohort, by=user), [p.pk for p in people], by=user)
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    assert queries(small) == queries(large)
