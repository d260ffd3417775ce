"""A client's evaluations: who may answer, when, once, and corrected for a week."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applicants.models import Notice
from placements.evaluation_days import open_day
from placements.models import ClientContact, Evaluation, EvaluationChange, EvaluationReminder, Placement
from placements.selectors.evaluations import due_of_contact, forms_of, shared_with, waiting, with_form
from placements.services.evaluating import (
    CannotEvaluate,
    can_correct,
    correct_evaluation,
    give_evaluation,
)
from placements.services.evaluation_reminders import remind_of_evaluations
from placements.services.portal import NotYours
from placements.wall import only_clients
from tests.factories import make_user
from tests.placements.factories import make_client, make_contact, make_graduate, make_opening, make_placement

pytestmark = pytest.mark.django_db

Role = ClientContact.Role
ANSWERS = {
    "role_clarity": 4, "access": 5, "workload": 3, "feedback": 4, "quality": 5, "reliability": 5, "communication": 4,
    "learning": 4, "would_keep": 5, "went_well": "The ward asks for them.", "to_improve": "", "shared": True,
}  # fmt: skip


@pytest.fixture
def client_():
    return make_client()


@pytest.fixture
def hiring(client_):
    return make_contact(client_)


@pytest.fixture
def opening(client_):
    return make_opening(client_)


def at_work(opening, days, enrolment=None) -> Placement:
    """Somebody whose first day was so many days ago."""
    placement = make_placement("active", opening=opening, enrolment=enrolment, starts_on=timezone.now().date())
    first = timezone.now().date() - timedelta(days=days)
    Placement.objects.filter(pk=placement.pk).update(starts_on=first)
    return Placement.objects.select_related("opening__client").get(pk=placement.pk)


def mails():
    return Notice.objects.filter(kind="evaluation_due")


def contact_of(client_, role, user=None):
    user = user or make_contact(client_)
    ClientContact.objects.filter(client=client_, user=user).update(role=role)
    return user


def test_an_evaluation_is_given_once(opening, hiring):
    placement = at_work(opening, 31)
    found = give_evaluation(placement, day=30, by=hiring, answers=ANSWERS)
    assert (found.day, found.would_keep, found.answered_by) == (30, 5, hiring)
    with pytest.raises(CannotEvaluate, match="answered this form already"):
        give_evaluation(placement, day=30, by=hiring, answers=ANSWERS)


@pytest.mark.parametrize(("age", "day"), [(22, 30), (31, 60), (60, 30), (31, 45)])
def test_a_form_that_is_not_open_is_refused(opening, hiring, age, day):
    with pytest.raises(CannotEvaluate, match="not open"):
        give_evaluation(at_work(opening, age), day=day, by=hiring, answers=ANSWERS)


def test_nothing_is_asked_once_it_has_ended(opening, hiring):
    placement = at_work(opening, 31)
    Placement.objects.filter(pk=placement.pk).update(
        status="completed", ended_on=timezone.now().date() - timedelta(days=1)
    )
    with pytest.raises(CannotEvaluate, match="not running"):
        give_evaluation(placement, day=30, by=hiring, answers=ANSWERS)
    placement.refresh_from_db()
    forms = forms_of(placement, timezone.now().date())
    assert [(form.day, form.state) for form in forms.rows] == [(30, "missed")]
    assert forms.next_day is None
    with only_clients([opening.client_id]):
        assert due_of_contact(hiring) == []


def test_a_supervisor_answers_for_their_own_people_only(client_, opening):
    supervisor = contact_of(client_, Role.SUPERVISOR)
    own, other = at_work(opening, 31), at_work(opening, 31)
    Placement.objects.filter(pk=own.pk).update(supervisor=supervisor)
    with only_clients([client_.pk]):
        assert [due.placement.pk for due in due_of_contact(supervisor)] == [own.pk]
    give_evaluation(own, day=30, by=supervisor, answers=ANSWERS)
    with pytest.raises(NotYours):
        give_evaluation(other, day=30, by=supervisor, answers=ANSWERS)


def test_who_only_reads_and_who_is_of_another_client_answer_nothing(client_, opening):
    placement = at_work(opening, 31)
    reader = contact_of(client_, Role.READER)
    with pytest.raises(CannotEvaluate, match="supervisor"):
        give_evaluation(placement, day=30, by=reader, answers=ANSWERS)
    with pytest.raises(NotYours):
        give_evaluation(placement, day=30, by=make_contact(make_client()), answers=ANSWERS)
    assert not Evaluation.objects.exists()


def test_own_answers_are_corrected_for_a_week_and_what_stood_there_is_kept(client_, opening, hiring):
    placement = at_work(opening, 31)
    found = give_evaluation(placement, day=30, by=hiring, answers=ANSWERS)
    correct_evaluation(found, by=hiring, answers=ANSWERS)
    assert not EvaluationChange.objects.exists()
    now = correct_evaluation(found, by=hiring, answers={**ANSWERS, "quality": 2, "shared": False})
    assert (now.quality, now.shared) == (2, False)
    change = EvaluationChange.objects.get()
    assert (change.was["quality"], change.was["shared"], change.by) == (5, True, hiring)
    other = contact_of(client_, Role.LEAD)
    with pytest.raises(CannotEvaluate, match="Only whoever gave"):
        correct_evaluation(found, by=other, answers=ANSWERS)
    Evaluation.objects.update(answered_at=timezone.now() - timedelta(days=7))
    found.refresh_from_db()
    assert not can_correct(found, by=hiring)


def test_a_person_reads_only_what_is_shared_with_them(opening, hiring):
    user = make_user()
    placement = at_work(opening, 61, make_graduate(user))
    found = give_evaluation(placement, day=60, by=hiring, answers=ANSWERS)
    assert shared_with(user, placement) == [found]
    assert shared_with(make_user(), placement) == []
    Evaluation.objects.update(shared=False)
    assert shared_with(user, placement) == []


def test_the_database_counts_days_as_the_calendar_does(opening):
    placement = at_work(opening, 30)
    now = timezone.now()
    for age in (*range(20, 100), 172, 173, 269, 270, 500):
        Placement.objects.filter(pk=placement.pk).update(starts_on=now.date() - timedelta(days=age))
        day = open_day(age)
        found = with_form(Placement.objects.all(), now).values_list("form_day", "form_late").first()
        assert found == (None if day is None else (day, age >= day + 7)), age


def test_a_day_is_that_of_the_client(hiring):
    moment = timezone.now().replace(hour=23, minute=0)
    east = make_opening(make_client(time_zone="Pacific/Auckland"))
    placement = at_work(east, 30)
    Placement.objects.filter(pk=placement.pk).update(starts_on=moment.date() - timedelta(days=22))
    assert with_form(Placement.objects.all(), moment).values_list("form_day", flat=True).get() == 30


def test_forms_of_a_placement_say_what_became_of_each(opening, hiring):
    placement = at_work(opening, 95)
    Evaluation.objects.create(placement=placement, day=30, answered_by=hiring, answered_at=timezone.now(), **ANSWERS)
    forms = forms_of(placement, timezone.now().date())
    assert [(form.day, form.state) for form in forms.rows] == [(90, "open"), (60, "missed"), (30, "answered")]
    assert forms.open is not None
    assert (forms.open.day, forms.next_day) == (90, 180)


def test_contacts_are_told_when_a_form_opens_and_when_it_is_late_once_each(client_, opening, hiring):
    placement = at_work(opening, 23)
    name = placement.enrolment.name
    assert remind_of_evaluations() == 1
    assert remind_of_evaluations() == 0
    mail = mails().get()
    assert mail.to == hiring.email
    assert name not in mail.subject + mail.body
    assert "1 evaluation of somebody who works with you is open." in mail.body
    Placement.objects.filter(pk=placement.pk).update(starts_on=timezone.now().date() - timedelta(days=37))
    assert remind_of_evaluations() == 1
    assert remind_of_evaluations() == 0
    assert list(EvaluationReminder.objects.values_list("day", "stage").order_by("at")) == [(30, "open"), (30, "late")]
    assert "1 evaluation is a week late." in mails().latest("pk").body


def test_the_supervisor_is_told_first_and_who_decides_when_it_is_late(client_, opening, hiring):
    supervisor = contact_of(client_, Role.SUPERVISOR)
    contact_of(client_, Role.READER)
    placement = at_work(opening, 31)
    Placement.objects.filter(pk=placement.pk).update(supervisor=supervisor)
    remind_of_evaluations()
    assert list(mails().values_list("to", flat=True)) == [supervisor.email]
    Placement.objects.filter(pk=placement.pk).update(starts_on=timezone.now().date() - timedelta(days=40))
    remind_of_evaluations()
    assert set(mails().order_by("pk").values_list("to", flat=True)[1:]) == {supervisor.email, hiring.email}


def test_a_form_answered_or_of_a_client_who_left_reminds_nobody(client_, opening, hiring):
    give_evaluation(at_work(opening, 31), day=30, by=hiring, answers=ANSWERS)
    assert remind_of_evaluations() == 0
    at_work(opening, 31)
    client_.is_active = False
    client_.save()
    assert remind_of_evaluations() == 0


@pytest.mark.parametrize("people", [1, 3])
def test_reminding_takes_the_same_statements_for_many(client_, opening, hiring, people, django_assert_num_queries):
    for _ in range(people):
        at_work(opening, 31)
    with django_assert_num_queries(6):  # with the savepoint's two
        assert remind_of_evaluations() == 1
    assert f"{people} evaluation" in mails().get().body


@pytest.mark.parametrize("people", [1, 3])
def test_lists_ask_the_same_for_many(client_, opening, hiring, people, django_assert_num_queries):
    for _ in range(people):
        at_work(opening, 40)
    with django_assert_num_queries(1):
        assert len(waiting(late_only=True)) == people
    assert len(waiting(late_only=False, client=client_.pk)) == people


def test_waiting_is_paged_by_key(opening):
    placements = [at_work(opening, 40) for _ in range(3)]
    first = waiting(late_only=True, limit=2)[:2]
    rest = waiting(late_only=True, after=(first[-1].form_due, first[-1].pk), limit=2)
    assert [one.pk for one in (*first, *rest)] == [one.pk for one in placements]


def test_whoever_only_reads_by_now_finds_no_answers_to_correct(opening, hiring, signed_in):
    placement = at_work(opening, 31)
    give_evaluation(placement, day=30, by=hiring, answers=ANSWERS)
    contact_of(opening.client, Role.READER, hiring)
    page = signed_in(hiring)
    for answer in (page.get, page.post):
        assert answer(reverse("placements:evaluation-correct", args=[placement.public_id, 30])).status_code == 404
