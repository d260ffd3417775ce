"""The pages of support: who may, the rules, filters, the plan on its way, and that they cost the same for one and three."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bootcamp.models import (
    EarlyWarning,
    Enrolment,
    FollowUp,
    HandOver,
    Section,
    Snooze,
    SupportNote,
    SupportPlan,
    SupportStep,
    Teaching,
    WarningRules,
)
from bootcamp.selectors.warnings import learning, shared_plan, with_support
from bootcamp.services import record_attendance
from bootcamp.services.following_up import hand_over, next_weekday, open_follow_up, snooze
from bootcamp.services.supporting import add_step, change_plan, close_plan, finish_step, open_plan, write_note
from bootcamp.services.warning import look_again
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from cohorts.models import Cohort
from tests.bootcamp.factories import make_bootcamp_cohort, make_class, make_instructor, sessions_of

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


def in_trouble(*people: Enrolment, sessions: int = 2) -> None:
    """Absent without excuse, and looked at by the worker."""
    for session in sessions_of(people[0].cohort)[:sessions]:
        record_attendance(session, {person.pk: ("unexcused", None) for person in people}, by=None)
    look_again([person.pk for person in people])


def the_list(cohort: Cohort) -> str:
    return reverse("bootcamp:warnings", args=[cohort.slug])


def page_of(person: Enrolment) -> str:
    return reverse("bootcamp:support", args=[person.cohort.slug, person.public_id])


def shown(client: Client, cohort: Cohort, **query: Any) -> list[str]:
    return [row.enrolment.name for row in client.get(the_list(cohort), query).context["rows"]]


def today_in(cohort: Cohort) -> date:
    return timezone.now().astimezone(cohort.tz).date()


@pytest.mark.parametrize(
    ("who", "status"),
    [("learner", 403), (Role.RECRUITER, 403), ("other instructor", 404), ("instructor", 200), (Role.MANAGER, 200)],
)
def test_pages_are_for_instructors_of_the_class_and_managers(who: Any, status: int, signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    client = {
        "learner": lambda: signed_in(person.application.applicant.user),
        "other instructor": lambda: signed_in(make_instructor(make_bootcamp_cohort())),
        "instructor": lambda: signed_in(make_instructor(person.cohort)),
    }.get(who, lambda: signed_in(who))()
    rules = reverse("bootcamp:warning-rules", args=[person.cohort.slug])
    assert [client.get(page).status_code for page in (the_list(person.cohort), page_of(person), rules)] == [status] * 3
    assert client.post(page_of(person), {"action": "nothing"}).status_code == (302 if status == 200 else status)


def test_the_list_names_the_most_urgent_first_with_reasons(signed_in: SignIn) -> None:
    calm, late, gone = make_class(size=3)
    sessions = sessions_of(calm.cohort)
    record_attendance(sessions[0], {late.pk: ("late", 150), gone.pk: ("unexcused", None)}, by=None)
    record_attendance(sessions[1], {gone.pk: ("unexcused", None)}, by=None)
    look_again([calm.pk, late.pk, gone.pk])
    client = signed_in(make_instructor(calm.cohort))
    assert shown(client, calm.cohort) == [gone.name, late.name]
    html = client.get(the_list(calm.cohort)).content.decode()
    assert "Absent without excuse 2 sessions in a row, up to the last one." in html
    assert calm.name not in html


def test_the_list_costs_the_same_for_one_and_for_three(signed_in: SignIn) -> None:
    counts = []
    for size in (1, 3):
        people = make_class(size=size)
        in_trouble(*people)
        instructor = make_instructor(people[0].cohort)
        for person in people:
            open_follow_up(person, by=instructor)
            open_plan(person, agreed="Calls", review_on=date(2030, 1, 7), by=instructor)
        client = signed_in(instructor)
        with CaptureQueriesContext(connection) as queries:
            assert len(shown(client, people[0].cohort)) == size
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 14


def test_filters_show_mine_what_nobody_took_on_what_is_overdue_and_what_rests(signed_in: SignIn) -> None:
    mine, theirs, free, resting = make_class(size=4)
    cohort = mine.cohort
    in_trouble(mine, theirs, free, resting)
    one, other = make_instructor(cohort), make_instructor(cohort)
    open_follow_up(mine, by=one, contact_by=today_in(cohort) + timedelta(days=1))
    open_follow_up(theirs, by=other, contact_by=today_in(cohort) - timedelta(days=1))
    snooze(resting, until=today_in(cohort), reason="Spoke on Monday.", by=one)
    client = signed_in(one)
    assert {show: shown(client, cohort, show=show) for show in ("open", "mine", "unowned", "overdue", "resting")} == {
        "open": [mine.name, theirs.name, free.name],
        "mine": [mine.name],
        "unowned": [free.name],
        "overdue": [theirs.name],
        "resting": [resting.name],
    }
    assert shown(client, cohort, show="nonsense") == shown(client, cohort)
    assert "Overdue" in client.get(the_list(cohort), {"show": "overdue"}).content.decode()


def test_an_instructor_of_a_section_sees_it_first_and_may_see_the_whole_class(signed_in: SignIn) -> None:
    here, there = make_class(size=2)
    cohort = here.cohort
    in_trouble(here, there)
    section = Section.objects.create(cohort=cohort, name="Mornings")
    Enrolment.objects.filter(pk=here.pk).update(section=section)
    instructor = make_instructor(cohort)
    Teaching.objects.filter(instructor=instructor).update(section=section)
    client = signed_in(instructor)
    assert shown(client, cohort) == [here.name]
    assert shown(client, cohort, section="all") == [here.name, there.name]
    assert shown(signed_in(Role.MANAGER), cohort) == [here.name, there.name]
    assert shown(signed_in(Role.MANAGER), cohort, section=section.pk) == [here.name]


def test_a_rest_ends_when_its_day_is_over_when_another_rule_speaks_or_by_hand(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    cohort, by = person.cohort, make_instructor(person.cohort)
    in_trouble(person, sessions=1)
    day = today_in(cohort)
    snooze(person, until=day, reason="A wedding.", by=by)

    def rests(on: date) -> bool:
        return with_support(list(learning(cohort)), on)[0].rests

    assert [rests(day), rests(day + timedelta(days=1))] == [True, False]
    in_trouble(person)
    assert rests(day) is False
    snooze(person, until=day, reason="Still the wedding.", by=by)
    assert rests(day) is True
    assert Snooze.objects.filter(ended_at__isnull=True).count() == 1
    signed_in(by).post(page_of(person), {"action": "end_snooze"})
    assert rests(day) is False


@pytest.mark.parametrize(
    ("days", "reason", "words"),
    [
        (-1, "Why", "This day is over"),
        (29, "Why", "At most 28 days"),
        (0, " ", "why it can rest"),
    ],
)
def test_a_rest_needs_a_reason_and_a_day_within_four_weeks(days: int, reason: str, words: str) -> None:
    (person,) = make_class(size=1)
    with pytest.raises(ValueError, match=words):
        snooze(
            person,
            until=today_in(person.cohort) + timedelta(days=days),
            reason=reason,
            by=make_instructor(person.cohort),
        )
    assert Snooze.objects.count() == 0


def test_taking_on_from_the_list_and_handing_over_keeps_who_had_it(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    cohort = person.cohort
    in_trouble(person)
    one, other = make_instructor(cohort), make_instructor(cohort)
    client = signed_in(one)
    assert client.post(page_of(person), {"action": "take", "next": "list"}).headers["Location"] == the_list(cohort)
    held = FollowUp.objects.get()
    assert (held.owner, held.contact_by) == (one, next_weekday(today_in(cohort)))
    assert held.reasons.splitlines()[0] == "Absent without excuse 2 sessions in a row, up to the last one."
    twice = signed_in(other).post(page_of(person), {"action": "take"}, follow=True)
    assert f"{one} has taken this on already." in twice.content.decode()
    day = held.contact_by + timedelta(days=1)
    form = {
        "action": "hand_over",
        "hand_over-to": other.pk,
        "hand_over-contact_by": day,
        "hand_over-note": "I am away.",
    }
    client.post(page_of(person), form)
    held.refresh_from_db()
    passed = HandOver.objects.get()
    assert (held.owner, held.contact_by) == (other, day)
    assert (passed.from_owner, passed.to_owner, passed.by, passed.note) == (one, other, one, "I am away.")
    assert "I am away." in client.get(page_of(person)).content.decode()


def test_it_is_handed_to_people_of_the_class_only(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    client = signed_in(make_instructor(person.cohort))
    client.post(page_of(person), {"action": "take"})
    stranger = make_instructor(make_bootcamp_cohort())
    form = {"action": "hand_over", "hand_over-to": stranger.pk, "hand_over-contact_by": "2030-01-07"}
    assert client.post(page_of(person), form).status_code == 422
    assert HandOver.objects.count() == 0
    assert signed_in(Role.MANAGER).post(page_of(person), form).status_code == 422


def test_nothing_is_handed_over_that_nobody_has(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    by = make_instructor(person.cohort)
    with pytest.raises(ValueError, match="Nobody has taken this on"):
        hand_over(person, to=by, by=by)
    open_follow_up(person, by=by)
    with pytest.raises(ValueError, match="has it already"):
        hand_over(person, to=by, by=by)


def test_a_support_plan_on_its_way_from_opening_to_outcome(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    by = make_instructor(person.cohort)
    client = signed_in(by)

    def send(action: str, **fields: Any) -> int:
        form = {f"{action}-{key}": value for key, value in fields.items()}
        return client.post(page_of(person), {"action": action, **form}).status_code

    assert send("open_plan", agreed=" ", owner=by.pk, review_on="2030-01-07") == 422
    assert send("open_plan", agreed="A call each Monday.", owner=by.pk, review_on="2030-01-07") == 302
    assert send("open_plan", agreed="Another", owner=by.pk, review_on="2030-01-07") == 302
    plan = SupportPlan.objects.get()
    assert (plan.agreed, plan.is_shared, shared_plan(person)) == ("A call each Monday.", False, None)
    assert send("add_step", what="Borrow a laptop", due_on="2030-01-03") == 302
    step = SupportStep.objects.get()
    assert client.post(page_of(person), {"action": "step_done", "step": step.pk}).status_code == 302
    assert send("note", text="Childcare fell through.") == 302
    assert (
        send("change_plan", agreed="A call each Tuesday.", owner=by.pk, review_on="2030-01-14", is_shared="on") == 302
    )
    assert shared_plan(person) == plan
    page = client.get(page_of(person)).content.decode()
    assert [words in page for words in ("Childcare fell through.", "A call each Tuesday.", "Borrow a laptop")] == [
        True
    ] * 3
    assert send("close_plan", outcome="Caught up.") == 302
    plan.refresh_from_db()
    assert (plan.outcome, plan.closed_by, shared_plan(person)) == ("Caught up.", by, None)
    assert list(SupportNote.objects.values_list("kind", "text")) == [
        ("change", "Step added: Borrow a laptop"),
        ("change", "Step done: Borrow a laptop"),
        ("note", "Childcare fell through."),
        ("change", "What was agreed read before: A call each Monday."),
        ("change", "Review moved from Monday 7 January 2030 to Monday 14 January 2030."),
        ("change", "Shared with the learner."),
    ]


def test_a_closed_plan_takes_notes_and_nothing_else() -> None:
    (person,) = make_class(size=1)
    by = make_instructor(person.cohort)
    plan = open_plan(person, agreed="Calls", review_on=date(2030, 1, 7), by=by, steps=[("Call", date(2030, 1, 3))])
    close_plan(plan, outcome="Done.", by=by)
    step = plan.steps.get()
    refused: list[Callable[[], Any]] = [
        lambda: close_plan(plan, outcome="Again.", by=by),
        lambda: add_step(plan, what="More", due_on=date(2030, 1, 3), by=by),
        lambda: finish_step(plan, step.pk, done=True, by=by),
        lambda: change_plan(plan, agreed="x", review_on=date(2030, 1, 7), is_shared=True, owner=by, by=by),
    ]
    for act in refused:
        with pytest.raises(ValueError, match="This plan is closed"):
            act()
    write_note(plan, text="They wrote to say thanks.", by=by)
    assert plan.notes.count() == 1
    open_plan(person, agreed="A new one", review_on=date(2030, 1, 7), by=by)


def test_a_step_is_one_of_the_plan() -> None:
    person, other = make_class(size=2)
    by = make_instructor(person.cohort)
    plans = [open_plan(one, agreed="Calls", review_on=date(2030, 1, 7), by=by) for one in (person, other)]
    step = add_step(plans[0], what="Call", due_on=date(2030, 1, 3), by=by)
    with pytest.raises(ValueError, match="not part of the plan"):
        finish_step(plans[1], step.pk, done=True, by=by)
    assert finish_step(plans[0], step.pk, done=True, by=by).done_by == by
    assert finish_step(plans[0], step.pk, done=False, by=by).done_at is None


def test_a_manager_changes_the_rules_and_an_instructor_reads_them(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    url = reverse("bootcamp:warning-rules", args=[person.cohort.slug])
    fields = ("absence_percent", "last_sessions", "unexcused_in_a_row", "falling_points", "missing_assessments")
    form = dict(zip(fields, ("25", "4", "3", "12", "1"), strict=True))
    assert signed_in(make_instructor(person.cohort)).post(url, form).status_code == 403
    manager = signed_in(Role.MANAGER)
    assert manager.post(url, {**form, "absence_percent": "0"}).status_code == 422
    assert WarningRules.objects.count() == 0
    assert manager.post(url, form).status_code == 302
    rules = WarningRules.objects.get()
    assert [str(getattr(rules, name)) for name in fields] == ["25.00", "4", "3", "12.00", "1"]
    assert Enrolment.objects.filter(stale_since__isnull=False).count() == 1
    assert isinstance(rules.changed_by, User)


def test_somebody_nobody_looked_at_yet_is_not_named(signed_in: SignIn) -> None:
    (person,) = make_class(size=1)
    client = signed_in(make_instructor(person.cohort))
    assert (EarlyWarning.objects.count(), shown(client, person.cohort)) == (0, [])
    assert client.get(page_of(person)).status_code == 200
