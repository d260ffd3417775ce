"""The pages: who may open them, that they cost the same for one and three people, and what their forms do."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bootcamp.models import Attendance, AttendanceRecord, Credential, Enrolment, FollowUp, Grade, Session
from bootcamp.services import assign_instructor, record_attendance, set_up_bootcamp, set_up_last_mile
from bootcamp.services.warning import look_again
from careerpath.accounts.roles import Role
from cohorts.models import Cohort
from tests.bootcamp.factories import (
    assessments_of,
    make_bootcamp_cohort,
    make_class,
    make_instructor,
    sessions_of,
)
from tests.factories import make_cohort, make_user

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


def addresses(person: Enrolment) -> dict[str, str]:
    cohort = person.cohort
    slug = [cohort.slug]
    return {
        "class": reverse("bootcamp:class", args=slug),
        "sessions": reverse("bootcamp:sessions", args=slug),
        "attendance": reverse("bootcamp:attendance", args=[cohort.slug, sessions_of(cohort)[0].pk]),
        "gradebook": reverse("bootcamp:gradebook", args=[cohort.slug, "healthcare"]),
        "completion": reverse("bootcamp:completion", args=slug),
        "person": reverse("bootcamp:person", args=[cohort.slug, person.public_id]),
    }


PAGES = ["class", "sessions", "attendance", "gradebook", "completion", "person"]


# --- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("nobody", 302),
        ("applicant", 403),
        ("learner", 403),
        (Role.RECRUITER, 403),
        (Role.REVIEWER, 403),
        (Role.CLIENT, 403),
        (Role.MENTOR, 403),
        ("other instructor", 404),
        ("instructor", 200),
        (Role.MANAGER, 200),
    ],
)
def test_pages_of_a_class_are_for_its_instructors_and_managers(
    page: str, who: Any, status: int, signed_in: SignIn
) -> None:
    (person,) = make_class(size=1)
    client = {
        "nobody": Client,
        "applicant": lambda: signed_in(make_user()),
        "learner": lambda: signed_in(person.application.applicant.user),
        "other instructor": lambda: signed_in(make_instructor(make_bootcamp_cohort())),
        "instructor": lambda: signed_in(make_instructor(person.cohort)),
    }.get(who, lambda: signed_in(who))()
    assert client.get(addresses(person)[page]).status_code == status


@pytest.mark.parametrize("page", ["attendance", "gradebook", "person"])
def test_a_manager_reads_and_does_not_mark(page: str, signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    response = signed_in(Role.MANAGER).post(addresses(person)[page], {"action": "contact", "contact-outcome": "x"})
    assert response.status_code == 403
    assert b"Only the instructors of this class" in response.content


def test_a_person_of_another_class_is_not_found_under_this_one(signed_in: SignIn) -> None:
    (person,), (other,) = make_class(size=1), make_class(size=1)
    client = signed_in(make_instructor(person.cohort))
    assert client.get(reverse("bootcamp:person", args=[person.cohort.slug, other.public_id])).status_code == 404
    session = sessions_of(other.cohort)[0]
    assert client.get(reverse("bootcamp:attendance", args=[person.cohort.slug, session.pk])).status_code == 404


def test_an_instructor_whose_role_was_taken_sees_nothing(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    instructor = make_instructor(person.cohort)
    instructor.groups.clear()
    assert signed_in(instructor).get(addresses(person)["class"]).status_code == 403


# --- what it costs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["home", *PAGES])
def test_pages_cost_the_same_for_one_and_three(page: str, signed_in: SignIn) -> None:
    def cost(size: int) -> int:
        people = make_class(size=size)
        cohort = people[0].cohort
        for session in sessions_of(cohort)[:3]:
            record_attendance(session, {p.pk: ("unexcused", None) for p in people}, by=None)
        client = signed_in(make_instructor(cohort))
        address = reverse("bootcamp:home") if page == "home" else addresses(people[0])[page]
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    one, three = cost(1), cost(3)
    assert one == three <= 24


def test_saving_attendance_costs_the_same_for_one_and_three(signed_in: SignIn) -> None:
    def cost(size: int) -> int:
        people = make_class(size=size)
        client = signed_in(make_instructor(people[0].cohort))
        with CaptureQueriesContext(connection) as seen:
            client.post(
                addresses(people[0])["attendance"], {f"code-{p.pk}": "present" for p in people} | {"seen": "{}"}
            )
        return len(seen)

    assert cost(1) == cost(3)


# --- home -------------------------------------------------------------------------------------------------------------


def test_home_names_what_is_not_marked_not_graded_and_whom_to_contact(signed_in: SignIn) -> None:
    person, other = make_class(size=2)
    cohort = person.cohort
    sessions = sessions_of(cohort)
    for session in sessions[:2]:
        record_attendance(session, {person.pk: ("unexcused", None), other.pk: ("present", None)}, by=None)
    look_again([person.pk, other.pk])
    response = signed_in(make_instructor(cohort)).get(reverse("bootcamp:home"))
    seen = response.context["overview"]
    begun = [session for session in sessions if session.starts_at <= timezone.now()]
    assert [row.session for row in seen.unmarked] == begun[:1:-1]
    assert [row.enrolment for row in seen.to_contact] == [person]
    assert {row.ungraded for row in seen.to_grade} == {2}
    assert "Absent without excuse 2 sessions in a row" in response.content.decode()


def test_home_without_a_class_says_what_will_be_here(signed_in: SignIn) -> None:
    assert "No class yet" in signed_in(Role.INSTRUCTOR).get(reverse("bootcamp:home")).content.decode()


def test_home_shows_the_class_that_is_asked_for_only_if_it_is_theirs(signed_in: SignIn) -> None:
    mine, other = make_bootcamp_cohort(), make_bootcamp_cohort()
    for cohort in (mine, other):
        set_up_bootcamp(cohort, by=None)
    response = signed_in(make_instructor(mine)).get(reverse("bootcamp:home"), {"class": other.slug})
    assert response.context["cohort"] == mine


def test_a_manager_sets_up_enrols_and_starts(signed_in: SignIn) -> None:
    cohort = make_cohort()
    client = signed_in(Role.MANAGER)
    assert cohort.name in client.get(reverse("bootcamp:home")).content.decode()
    client.post(reverse("bootcamp:set-up"), {"cohort": cohort.slug})
    assert Session.objects.filter(module__programme=cohort.pk).count() >= 30
    for name in ("enrol", "start"):
        assert client.post(reverse(f"bootcamp:{name}", args=[cohort.slug])).status_code == 302
    assert client.get(reverse("bootcamp:class", args=[cohort.slug])).status_code == 200


def test_setting_up_is_refused_in_words_where_the_dates_do_not_fit(signed_in: SignIn) -> None:
    cohort = make_cohort()
    Cohort.objects.filter(pk=cohort.pk).update(bootcamp_ends=cohort.bootcamp_starts + timezone.timedelta(days=2))
    response = signed_in(Role.MANAGER).post(reverse("bootcamp:set-up"), {"cohort": cohort.slug}, follow=True)
    assert "Move its dates apart" in response.content.decode()


# --- attendance -------------------------------------------------------------------------------------------------------


def test_attendance_is_saved_for_the_whole_class_in_one_form(signed_in: SignIn) -> None:
    people = make_class(size=3)
    instructor = make_instructor(people[0].cohort)
    page = addresses(people[0])["attendance"]
    client = signed_in(instructor)
    shown = client.get(page)
    assert [row["code"] for row in shown.context["rows"]] == ["present"] * 3
    data = {f"code-{p.pk}": "present" for p in people} | {
        f"code-{people[1].pk}": "late",
        f"minutes-{people[1].pk}": "330",
        "seen": shown.context["seen"],
    }
    assert client.post(page, data).status_code == 302
    assert list(Attendance.objects.order_by("enrolment_id").values_list("code", "minutes", "by")) == [
        ("present", 360, instructor.pk),
        ("late", 330, instructor.pk),
        ("present", 360, instructor.pk),
    ]


def test_attendance_keeps_what_was_filled_in_when_something_is_wrong(signed_in: SignIn) -> None:
    people = make_class(size=2)
    page = addresses(people[0])["attendance"]
    data = {f"code-{people[0].pk}": "late", f"code-{people[1].pk}": "excused", "seen": "{}"}
    response = signed_in(make_instructor(people[0].cohort)).post(page, data)
    assert response.status_code == 422
    assert [row["code"] for row in response.context["rows"]] == ["late", "excused"]
    assert "Say how many of the 360 minutes they were there." in response.content.decode()
    assert Attendance.objects.count() == 0


def test_attendance_correction_without_a_reason_is_asked_for_one(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    page = addresses(person)["attendance"]
    client = signed_in(make_instructor(person.cohort))
    client.post(page, {f"code-{person.pk}": "unexcused", "seen": "{}"})
    seen = client.get(page).context["seen"]
    response = client.post(page, {f"code-{person.pk}": "excused", "seen": seen})
    assert (response.status_code, "Say why you correct it" in response.content.decode()) == (422, True)
    client.post(page, {f"code-{person.pk}": "excused", "seen": seen, "reason": "A note\x00 came."})
    assert list(AttendanceRecord.objects.values_list("code", "reason")) == [
        ("unexcused", ""),
        ("excused", "A note came."),
    ]


def test_attendance_by_two_instructors_loses_nothing_and_shows_the_conflict(signed_in: SignIn) -> None:
    first, second = make_class(size=2)
    page = addresses(first)["attendance"]
    one, two = signed_in(make_instructor(first.cohort)), signed_in(make_instructor(first.cohort))
    both = {f"code-{first.pk}": "present", f"code-{second.pk}": "present", "seen": "{}"}
    one.post(page, both | {f"code-{first.pk}": "excused"})
    response = two.post(page, both | {f"code-{first.pk}": "unexcused"})
    assert "Somebody noted “Excused” meanwhile" in response.content.decode()
    assert dict(Attendance.objects.values_list("enrolment_id", "code")) == {first.pk: "excused", second.pk: "present"}
    two.post(page, both | {f"code-{first.pk}": "unexcused", "seen": response.context["seen"], "reason": "No note."})
    assert Attendance.objects.get(enrolment=first).code == "unexcused"


def test_a_session_that_was_not_held_counts_for_nobody(signed_in: SignIn) -> None:
    people = make_class(size=2)
    signed_in(make_instructor(people[0].cohort)).post(
        addresses(people[0])["attendance"], {"not_held": "1", "seen": "{}"}
    )
    assert set(Attendance.objects.values_list("code", "minutes")) == {("not_held", 0)}


def test_attendance_of_a_later_day_cannot_be_marked(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    last = sessions_of(person.cohort)[-1]
    page = reverse("bootcamp:attendance", args=[person.cohort.slug, last.pk])
    response = signed_in(make_instructor(person.cohort)).post(page, {f"code-{person.pk}": "present", "seen": "{}"})
    assert (response.status_code, Attendance.objects.count()) == (422, 0)


# --- grades -----------------------------------------------------------------------------------------------------------


def test_gradebook_saves_what_fits_and_names_what_does_not(signed_in: SignIn) -> None:
    people = make_class(size=2)
    first, second, third = assessments_of(people[0].cohort)[:3]
    page = addresses(people[0])["gradebook"]
    data = {
        f"g-{people[0].pk}-{first.pk}": "88.5",
        f"g-{people[0].pk}-{second.pk}": "m",
        f"g-{people[0].pk}-{third.pk}": "101",
        f"g-{people[1].pk}-{first.pk}": "e",
        f"g-{people[1].pk}-{second.pk}": "ten",
        "seen": "{}",
    }
    response = signed_in(make_instructor(people[0].cohort)).post(page, data)
    assert response.status_code == 422
    assert [(cell["text"], cell["error"]) for cell in response.context["wrong"]] == [
        ("101", "Points must be between 0 and 100."),
        ("ten", "Give points, m for missing, e for excused, or leave it empty."),
    ]
    assert set(Grade.objects.values_list("enrolment_id", "assessment_id", "state", "points")) == {
        (people[0].pk, first.pk, "graded", Decimal("88.50")),
        (people[0].pk, second.pk, "missing", None),
        (people[1].pk, first.pk, "excused", None),
    }


def test_gradebook_by_two_instructors_loses_no_mark(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    first, second = assessments_of(person.cohort)[:2]
    page, key = addresses(person)["gradebook"], f"g-{person.pk}-"
    first_instructor = make_instructor(person.cohort)
    one, two = signed_in(first_instructor), signed_in(make_instructor(person.cohort))
    seen = one.get(page).context["seen"]
    one.post(page, {f"{key}{first.pk}": "80", f"{key}{second.pk}": "", "seen": seen})
    response = two.post(page, {f"{key}{first.pk}": "60", f"{key}{second.pk}": "70", "seen": seen})
    assert f"{first_instructor.name} wrote “80” meanwhile" in response.content.decode()
    assert dict(Grade.objects.values_list("assessment_id", "points")) == {first.pk: Decimal(80), second.pk: Decimal(70)}


def test_gradebook_unknown_module_goes_to_the_whole_grid(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    page = reverse("bootcamp:gradebook", args=[person.cohort.slug, "nothing"])
    response = signed_in(make_instructor(person.cohort)).get(page)
    assert response["Location"] == reverse("bootcamp:gradebook", args=[person.cohort.slug])


# --- person and completion --------------------------------------------------------------------------------------------


def test_a_follow_up_is_taken_on_and_written_down(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    for session in sessions_of(person.cohort)[:2]:
        record_attendance(session, {person.pk: ("unexcused", None)}, by=None)
    page = addresses(person)["person"]
    client = signed_in(make_instructor(person.cohort))
    client.post(page, {"action": "follow_up", "follow_up-contact_by": "2031-01-06"})
    held = FollowUp.objects.get()
    assert (held.contact_by.isoformat(), held.reasons.splitlines()[0]) == (
        "2031-01-06",
        "Absent without excuse 2 sessions in a row, up to the last one.",
    )
    assert client.post(page, {"action": "contact", "contact-outcome": ""}).status_code == 422
    client.post(page, {"action": "contact", "contact-outcome": "Bus line changed; comes by bicycle."})
    assert FollowUp.objects.get().outcome == "Bus line changed; comes by bicycle."


def test_an_attempt_refused_says_why_on_the_page(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    set_up_last_mile(by=None)
    wanted = Credential.objects.get(slug="security-plus")
    page = addresses(person)["person"] + "readiness/"
    client = signed_in(make_instructor(person.cohort))
    data = {"action": "attempt", "attempt-what": wanted.pk, "attempt-taken_on": "2025-01-31"}
    assert client.post(page, data | {"attempt-score": "800"}).status_code == 302
    response = client.post(page, data | {"attempt-score": "800"})
    assert (response.status_code, "No attempt follows a pass" in response.content.decode()) == (422, True)
    future = client.post(page, data | {"attempt-taken_on": "2099-01-01"})
    assert "still to come" in future.content.decode()


@pytest.mark.parametrize("action", ["", "sign", "__class__"])
def test_an_unknown_action_is_refused(action: str, signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    client = signed_in(make_instructor(person.cohort))
    assert client.post(addresses(person)["person"], {"action": action}).status_code == 403


# --- learner ----------------------------------------------------------------------------------------------------------


def test_a_learner_sees_their_own_standing_and_nobody_elses(signed_in: SignIn) -> None:
    person, other = make_class(size=2)
    record_attendance(sessions_of(person.cohort)[0], {person.pk: ("late", 300), other.pk: ("present", None)}, by=None)
    response = signed_in(person.application.applicant.user).get(reverse("bootcamp:learner-progress"))
    assert response.context["standing"].attendance.percent == Decimal("83.3")
    assert other.name not in response.content.decode()


def test_somebody_without_a_class_reads_what_will_be_here(signed_in: SignIn) -> None:
    assert "Your class will be here" in signed_in(make_user()).get(reverse("bootcamp:learner")).content.decode()
    assert Client().get(reverse("bootcamp:learner")).status_code == 302


def test_the_learners_page_does_not_show_the_early_warning(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    for session in sessions_of(person.cohort)[:2]:
        record_attendance(session, {person.pk: ("unexcused", None)}, by=None)
    response = signed_in(person.application.applicant.user).get(reverse("bootcamp:learner"))
    assert "in a row" not in response.content.decode()


# --- admin ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["programme", "module", "teaching", "credential", "track", "enrolment"])
def test_a_manager_opens_every_list_of_the_admin(model: str, signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    assign_instructor(person.cohort, instructor=make_user(Role.INSTRUCTOR), by=None)
    client = signed_in(Role.MANAGER)
    assert client.get(reverse(f"admin:bootcamp_{model}_changelist")).status_code == 200


def test_weights_that_do_not_sum_to_100_are_refused_in_the_admin(signed_in: SignIn) -> None:
    cohort = make_bootcamp_cohort()
    make_class(cohort, size=1)
    programme = set_up_bootcamp(cohort, by=None)
    Enrolment.objects.update(stale_since=None)
    client = signed_in(Role.MANAGER)
    page = reverse("admin:bootcamp_programme_change", args=[programme.pk])
    context = client.get(page).context
    formset, fields = context["inline_admin_formsets"][0].formset, context["adminform"].form
    data: dict[str, Any] = {name: fields[name].value() for name in fields.fields if fields[name].value() is not None}
    data |= {f"modules-{key}": formset.management_form[key].value() for key in formset.management_form.fields}
    for form in formset.forms:
        data |= {f"{form.prefix}-{name}": form[name].value() for name in form.fields if form[name].value() is not None}
    wrong = client.post(page, data | {"modules-0-weight": "25"})
    assert "The weights of the modules sum to 110. Change them so that they sum to 100." in wrong.content.decode()
    assert Enrolment.objects.get().stale_since is None
    assert client.post(page, data | {"modules-0-weight": "20", "modules-1-weight": "10"}).status_code == 302
    assert Enrolment.objects.get().stale_since is not None  # the whole class stands otherwise


def test_sessions_are_read_in_the_admin_and_changed_on_their_own_page(signed_in: SignIn) -> None:
    cohort = make_bootcamp_cohort()
    set_up_bootcamp(cohort, by=None)
    session = sessions_of(cohort)[0]
    client = signed_in(Role.MANAGER)
    page = reverse("admin:bootcamp_module_change", args=[session.module_id])
    assert session.title in client.get(page).content.decode()
    client.post(page, {"sessions-TOTAL_FORMS": "1", "sessions-0-id": session.pk, "sessions-0-title": "Another"})
    assert Session.objects.get(pk=session.pk).title == session.title
