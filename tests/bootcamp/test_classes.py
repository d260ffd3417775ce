"""Who is in a class: late joiners, sections, leaving and coming back, and what is done before it begins."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from applicants.models import Application, Notice
from bootcamp.models import (
    Enrolment,
    Holiday,
    OnboardingDone,
    OnboardingTask,
    Section,
    Session,
    SessionChange,
    Teaching,
)
from bootcamp.selectors.onboarding import own_onboarding
from bootcamp.selectors.standing import standing_of
from bootcamp.services import defer, enrol_admitted, record_attendance, set_up_bootcamp
from bootcamp.services.enrolling import enrol_late
from bootcamp.services.onboarding import remind_due, remind_now, tick, tick_own
from bootcamp.services.sections import SectionRefused, make_section, put_into_section, remove_section, split_class
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from careerpath.pipeline.history import move_many
from cohorts.models import Cohort
from tests.bootcamp.factories import make_bootcamp_cohort, make_class, make_instructor, sessions_of
from tests.factories import make_applicant, make_application, make_user

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


def admit(cohort: Cohort, size: int = 1) -> list[Application]:
    """So many people admitted and not enrolled."""
    made = [make_application(cohort, make_applicant(make_user(name=f"Bea {n}"))) for n in range(size)]
    pool = Application.objects.filter(pk__in=[each.pk for each in made])
    for status in ("screened", "offered", "admitted"):
        move_many(pool, to=status, by=None)
    return list(pool.order_by("pk"))


def coming_cohort(days: int = 12) -> Cohort:
    """A class that begins in so many days, with its programme."""
    first = timezone.now().astimezone(ZoneInfo("America/New_York")).date() + timedelta(days=days)
    cohort = make_bootcamp_cohort(bootcamp_starts=first, bootcamp_ends=first + timedelta(days=41))
    set_up_bootcamp(cohort, by=None)
    return cohort


# --- late joiners -----------------------------------------------------------------------------------------------------


def test_a_late_joiner_is_in_training_at_once_and_earlier_sessions_do_not_count() -> None:
    (early,) = make_class(size=1)
    cohort, sessions = early.cohort, sessions_of(early.cohort)
    (application,) = admit(cohort)
    day = sessions[5].starts_at.astimezone(cohort.tz).date()
    late = enrol_late(application, by=None, joined_on=day)
    assert (late.status, late.joined_on) == ("in_training", day)
    for session in sessions[4:6]:
        record_attendance(session, {late.pk: ("present", None)}, by=None)
    standing = standing_of(late)
    assert standing is not None
    assert [session for session, _ in standing.sittings] == [sessions[5]]


def test_enrolling_after_the_first_day_keeps_the_day_and_before_it_none() -> None:
    running, coming = make_bootcamp_cohort(), coming_cohort()
    set_up_bootcamp(running, by=None)
    for cohort in (running, coming):
        admit(cohort)
    today = timezone.now().astimezone(running.tz).date()
    assert [enrol_admitted(each, by=None)[0].joined_on for each in (running, coming)] == [today, None]


def test_a_manager_enrols_somebody_late_on_a_page(signed_in: SignIn) -> None:
    (early,) = make_class(size=1)
    cohort = early.cohort
    page, client = reverse("bootcamp:late", args=[cohort.slug]), signed_in(Role.MANAGER)
    assert "Nobody waits" in client.get(page).content.decode()
    (application,) = admit(cohort)
    before = {"application": application.pk, "joined_on": (cohort.bootcamp_starts - timedelta(days=1)).isoformat()}
    refused = client.post(page, before)
    assert (refused.status_code, "Choose a day of it." in refused.content.decode()) == (422, True)
    today = timezone.now().astimezone(cohort.tz).date()
    client.post(page, before | {"joined_on": today.isoformat()})
    assert Enrolment.objects.get(application=application).joined_on == today


# --- sections ---------------------------------------------------------------------------------------------------------


def test_split_puts_those_without_a_section_into_the_smallest_and_moves_nobody() -> None:
    people = make_class(size=5)
    cohort = people[0].cohort
    with pytest.raises(SectionRefused, match="Make the sections first"):
        split_class(cohort, by=None)
    one, _other = (make_section(cohort, name=name, by=None) for name in ("Blue", "Green"))
    Enrolment.objects.filter(pk__in=[people[0].pk, people[1].pk]).update(section=one)
    split_class(cohort, by=None)
    found = Enrolment.objects.order_by("pk").values_list("section__name", flat=True)
    assert list(found) == ["Blue", "Blue", "Green", "Green", "Blue"]
    assert split_class(cohort, by=None) == {}


def test_a_section_name_is_there_once_and_one_with_sessions_stays() -> None:
    (person,) = make_class(size=1)
    section = make_section(person.cohort, name=" Blue ", by=None)
    with pytest.raises(SectionRefused, match="There is a section “Blue” already"):
        make_section(person.cohort, name="Blue", by=None)
    session = sessions_of(person.cohort)[-1]
    Session.objects.filter(pk=session.pk).update(section=section)
    with pytest.raises(SectionRefused, match="has 1 session of its own"):
        remove_section(section, by=None)


def test_the_people_page_makes_splits_moves_and_assigns(signed_in: SignIn) -> None:
    people = make_class(size=2)
    cohort = people[0].cohort
    page, client = reverse("bootcamp:people", args=[cohort.slug]), signed_in(Role.MANAGER)
    assert client.post(page, {"action": "make", "make-name": "Blue"}).status_code == 302
    assert client.post(page, {"action": "make", "make-name": "Blue"}).status_code == 422
    section = Section.objects.get()
    client.post(page, {"action": "split"})
    assert set(Enrolment.objects.values_list("section", flat=True)) == {section.pk}
    client.post(page, {"action": "put", "person": str(people[0].public_id), "section": ""})
    assert Enrolment.objects.get(pk=people[0].pk).section is None
    instructor = make_user(Role.INSTRUCTOR)
    client.post(page, {"action": "teach", "teach-instructor": instructor.pk, "teach-section": section.pk})
    teaching = Teaching.objects.get()
    assert (teaching.instructor, teaching.section) == (instructor, section)
    Session.objects.update(instructor=instructor)
    client.post(page, {"action": "release", "teaching": teaching.pk})
    assert (Teaching.objects.count(), Session.objects.filter(instructor=instructor).count()) == (0, 0)
    assert client.post(page, {"action": "put", "person": "nobody"}).status_code == 404
    assert client.post(page, {"action": "?"}).status_code == 403


def test_an_instructor_arranges_sections_and_does_not_assign_instructors(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    instructor = make_instructor(person.cohort)
    page, client = reverse("bootcamp:people", args=[person.cohort.slug]), signed_in(instructor)
    assert client.post(page, {"action": "make", "make-name": "Blue"}).status_code == 302
    teaching = Teaching.objects.get()
    assert client.post(page, {"action": "release", "teaching": teaching.pk}).status_code == 403
    assert client.post(page, {"action": "teach", "teach-instructor": instructor.pk}).status_code == 403


# --- leaving ----------------------------------------------------------------------------------------------------------


def leave(client: Client, person: Enrolment, **data: Any) -> Any:
    page = reverse("bootcamp:leaving", args=[person.cohort.slug, person.public_id])
    return client.post(page, {f"leaving-{name}": value for name, value in data.items()})


def test_a_manager_defers_into_a_later_class_with_the_reason_in_the_history(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    section = make_section(person.cohort, name="Blue", by=None)
    Enrolment.objects.update(section=section)
    later, client = coming_cohort(), signed_in(Role.MANAGER)
    assert leave(client, person, what="deferred", cohort=later.pk, reason="").status_code == 422
    response = leave(client, person, what="deferred", cohort=later.pk, reason="A birth in the family.")
    person.refresh_from_db()
    assert response["Location"] == reverse("bootcamp:person", args=[later.slug, person.public_id])
    assert (person.status, person.cohort, person.section, person.joined_on) == ("enrolled", later, None, None)
    assert "A birth in the family." in [row.reason for row in person.history.all()]


def test_who_was_deferred_without_a_class_is_seated_later(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    defer(person, by=None, reason="Ill.")
    later, client = coming_cohort(), signed_in(Role.MANAGER)
    missing = leave(client, person, what="enrolled", reason="Well again.")
    assert "Choose the class in which they are seated." in missing.content.decode()
    assert leave(client, person, what="enrolled", cohort=later.pk, reason="Well again.").status_code == 302
    person.refresh_from_db()
    assert (person.status, person.cohort) == ("enrolled", later)


def test_an_instructor_records_a_withdrawal_and_cannot_dismiss(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    client = signed_in(make_instructor(person.cohort))
    assert leave(client, person, what="dismissed", reason="Conduct.").status_code == 422
    assert leave(client, person, what="completed", reason="x").status_code == 422
    assert leave(client, person, what="withdrawn", reason=" ").status_code == 422
    assert leave(client, person, what="withdrawn", reason="A job nearer home.").status_code == 302
    person.refresh_from_db()
    assert person.status == "withdrawn"
    page = reverse("bootcamp:leaving", args=[person.cohort.slug, person.public_id])
    assert "They can apply again for a later cohort." in client.get(page).content.decode()


def test_a_manager_dismisses_and_takes_back(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    client = signed_in(Role.MANAGER)
    for what in ("dismissed", "in_training"):
        leave(client, person, what=what, reason="After a talk.")
        person.refresh_from_db()
        assert person.status == what


# --- before it begins -------------------------------------------------------------------------------------------------


def test_a_learner_ticks_their_own_tasks_and_not_ours(signed_in: SignIn) -> None:
    cohort = coming_cohort()
    admit(cohort)
    (person,) = enrol_admitted(cohort, by=None)
    own = OnboardingTask.objects.filter(whose="learner")[0]
    ours = OnboardingTask.objects.get(whose="staff")
    client, page = signed_in(person.application.applicant.user), reverse("bootcamp:onboarding-tick")
    for task in (own, ours):
        assert client.post(page, {"task": task.pk, "done": "1"}).status_code == 302
    assert list(OnboardingDone.objects.values_list("task", flat=True)) == [own.pk]
    client.post(page, {"task": own.pk, "done": "0"})
    assert OnboardingDone.objects.count() == 0
    with pytest.raises(ValueError, match="We tick this one"):
        tick_own(ours, person, done=True, by=person.application.applicant.user)


def test_a_task_of_another_class_is_not_theirs(signed_in: SignIn) -> None:
    (person,), other = make_class(size=1), coming_cohort()
    task = OnboardingTask.objects.filter(programme=other.pk)[0]
    client = signed_in(person.application.applicant.user)
    assert client.post(reverse("bootcamp:onboarding-tick"), {"task": task.pk, "done": "1"}).status_code == 404
    with pytest.raises(ValueError, match="not one of their class"):
        tick(task, person, done=True, by=None)


def test_days_are_counted_back_from_the_first_day_of_each_and_read_in_their_language() -> None:
    cohort = coming_cohort()
    admit(cohort)
    (person,) = enrol_admitted(cohort, by=None)
    today = timezone.now().date()
    own = own_onboarding(person, today)
    assert own is not None
    assert [item.due_on for item in own.items] == [
        cohort.bootcamp_starts - timedelta(days=n) for n in (21, 14, 10, 7, 5, 3)
    ]
    assert [item.overdue for item in own.items[:3]] == [True, True, False]
    person.joined_on = cohort.bootcamp_starts + timedelta(days=3)
    late = own_onboarding(person, today)
    assert late is not None
    assert late.items[-1].due_on == cohort.bootcamp_starts
    with override("es"):
        assert own.items[0].title == "Díganos que viene"


def test_who_has_something_due_is_reminded_once_for_the_day() -> None:
    cohort = coming_cohort(days=9)  # the task of seven days before is due in two days
    admit(cohort, 2)
    first, second = enrol_admitted(cohort, by=None)
    for task in OnboardingTask.objects.filter(whose="learner"):
        tick(task, first, done=True, by=None)
    assert [remind_due(), remind_due()] == [1, 0]
    notice = Notice.objects.get(kind="onboarding")
    assert notice.application_id == second.application_id
    assert "Try the computer and the meeting link" in notice.body
    with clock.at(timezone.now() + timedelta(days=1)):
        assert remind_due() == 0  # nothing falls due on that day
    assert remind_now(cohort, by=None) == 1


def test_the_board_says_who_lacks_what_and_staff_tick(signed_in: SignIn) -> None:
    people = make_class(size=2)
    cohort = people[0].cohort
    page, client = reverse("bootcamp:onboarding", args=[cohort.slug]), signed_in(Role.MANAGER)
    ours = OnboardingTask.objects.get(whose="staff")
    client.post(page, {"action": "everybody", "task": ours.pk})
    assert OnboardingDone.objects.filter(task=ours).count() == 2
    client.post(page, {"action": "tick", "task": ours.pk, "person": str(people[0].public_id), "done": "0"})
    board = client.get(page).context["board"]
    assert (dict(board.columns)[ours], len(board.waiting)) == (1, 2)
    client.post(page, {"action": "remind"})
    client.post(page, {"action": "remind"})
    assert Notice.objects.filter(kind="onboarding").count() == 2


# --- what the pages cost ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["people", "onboarding", "sessions", "late"])
def test_pages_of_a_class_cost_the_same_for_one_and_three(name: str, signed_in: SignIn) -> None:
    def cost(size: int) -> int:
        cohort = make_class(size=size)[0].cohort
        for n in range(size):
            make_section(cohort, name=f"Section {n}", by=None)
            make_instructor(cohort)
        split_class(cohort, by=None)
        for session, section in zip(sessions_of(cohort), cohort.sections.all(), strict=False):
            Session.objects.filter(pk=session.pk).update(section=section)
        SessionChange.objects.bulk_create(
            SessionChange(session=each, kind="added", by=make_user()) for each in sessions_of(cohort)[:size]
        )
        client, page = signed_in(Role.MANAGER), reverse(f"bootcamp:{name}", args=[cohort.slug])
        client.get(page)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(page).status_code == 200
        return len(seen)

    assert cost(1) == cost(3) <= 24


def test_a_session_is_moved_called_off_and_brought_back_on_its_page(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    cohort = person.cohort
    session = sessions_of(cohort)[-1]
    page, client = (
        reverse("bootcamp:session-change", args=[cohort.slug, session.pk]),
        signed_in(make_instructor(cohort)),
    )
    form = client.get(page).context["forms"]["move"]
    shown = {form.add_prefix(name): form[name].value() for name in form.fields}
    data = {name: "" if value is None else value for name, value in shown.items()} | {"action": "move"}
    wrong = client.post(page, data | {"move-ends": "08:00"})
    assert (wrong.status_code, "It must end after it starts." in wrong.content.decode()) == (422, True)
    assert client.post(page, data | {"move-starts": "10:00", "move-ends": "16:00"}).status_code == 302
    session.refresh_from_db()
    assert (session.starts_at.astimezone(cohort.tz).hour, session.sequence) == (10, 1)
    assert "Somebody changed this session meanwhile" in client.post(page, data).content.decode()
    client.post(page, {"action": "cancel", "cancel-because": "Snow.", "cancel-sequence": "1"})
    assert "Snow." in client.get(reverse("bootcamp:sessions", args=[cohort.slug])).content.decode()
    client.post(page, {"action": "restore"})
    assert SessionChange.objects.count() == 3


def test_a_session_is_added_and_the_days_are_shifted_on_pages(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    cohort, client = person.cohort, signed_in(Role.MANAGER)
    last = sessions_of(cohort)[-1]
    day = last.starts_at.astimezone(cohort.tz).date()
    fresh = {
        "module": last.module_id,
        "title": "Questions",
        "day": day,
        "starts": "16:00",
        "ends": "17:00",
        "mode": "room",
    }
    page = reverse("bootcamp:session-add", args=[cohort.slug])
    clash = client.post(page, fresh | {"starts": "09:30", "ends": "10:00"})
    assert "The same people are in “" in clash.content.decode()
    assert client.post(page, fresh).status_code == 302
    shift = reverse("bootcamp:shift", args=[cohort.slug])
    client.post(shift, {"action": "holiday", "holiday-day": day + timedelta(days=3), "holiday-name": "Founders' day"})
    said = client.post(
        shift, {"action": "shift", "shift-from_day": day, "shift-by_days": "1", "shift-with_work": "on"}, follow=True
    ).content.decode()
    assert "Sessions moved: 2" in said
    assert "That is after the last day of the class" in said or cohort.bootcamp_ends > day + timedelta(days=3)
    assert client.post(shift, {"action": "shift", "shift-from_day": day, "shift-by_days": "0"}).status_code == 422
    gone = Holiday.objects.get(programme=cohort.pk, name="Founders' day")
    assert [client.post(shift, {"action": "work", "holiday": text}).status_code for text in ("x", "9" * 30)] == [
        302,
        302,
    ]
    assert Holiday.objects.filter(pk=gone.pk).exists()
    client.post(shift, {"action": "work", "holiday": str(gone.pk)})
    assert not Holiday.objects.filter(pk=gone.pk).exists()


def test_who_changes_their_section_keeps_what_was_noted_and_waits_for_nothing_of_the_new_one() -> None:
    (own,) = make_class(size=1)
    cohort, both = own.cohort, sessions_of(own.cohort)[:2]
    morning, evening = (make_section(cohort, name=name, by=None) for name in ("Morning", "Evening"))
    for session in both:
        in_the_evening = timedelta(hours=12)
        Session.objects.create(
            module=session.module,
            title=session.title,
            section=evening,
            starts_at=session.starts_at + in_the_evening,
            ends_at=session.ends_at + in_the_evening,
        )
    Session.objects.filter(pk__in=[session.pk for session in both]).update(section=morning)
    put_into_section(own, section=morning, by=None)
    for session, code in zip(both, ("present", "unexcused"), strict=True):
        record_attendance(session, {own.pk: (code, None)}, by=None)
    before = standing_of(own)
    put_into_section(own, section=evening, by=None)
    after = standing_of(own)
    assert before is not None
    assert after is not None
    assert before.attendance.percent == 50
    assert (after.attendance, after.verdict) == (before.attendance, before.verdict)
