"""Concerns: who reads them, who answers, and that mail says nothing of them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connections, transaction
from django.urls import reverse

from applicants.models import Notice
from careerpath.accounts.roles import Role
from mentorship.models import Escalation
from mentorship.selectors.work import overdue_concerns, own_concerns
from mentorship.services.escalating import add_words, answer, close, raise_concern, take
from mentorship.services.working import CannotLog
from tests.factories import make_user
from tests.mentorship.factories import make_mentorship, mentee_of

WORDS = "They give me two jobs."


def raised(pair, **more) -> Escalation:
    """A concern of the mentee."""
    return raise_concern(pair, by=mentee_of(pair), **{"category": "workload", "words": WORDS, **more})


@pytest.mark.django_db
def test_concern_is_raised_taken_answered_and_closed(signed_in):
    pair, manager = make_mentorship(), make_user(Role.MANAGER)
    sent = {"sent_id": uuid4(), "category": "workload", "words": WORDS, "other_may_know": "only"}
    mentee, url = signed_in(mentee_of(pair)), reverse("mentorship:raise", args=[pair.pk])
    assert mentee.post(url, {**sent, "words": ""}).status_code == 422
    for _click in range(2):
        assert mentee.post(url, sent).status_code == 302
    concern = Escalation.objects.get()
    browser, page = signed_in(manager), reverse("mentorship:concern", args=[concern.public_id])
    assert WORDS in browser.get(page).content.decode()
    assert browser.post(page, {"what": "close"}).status_code == 302  # nobody answered: not closed
    assert browser.post(page, {"what": "take"}).status_code == 302
    assert browser.post(page, {"what": "answer", "text": ""}).status_code == 422
    assert browser.post(page, {"what": "answer-close", "text": "I spoke with them."}).status_code == 302
    concern.refresh_from_db()
    assert (concern.taken_by, concern.closed_by, concern.answered_at is None) == (manager, manager, False)
    assert (
        "I spoke with them." in mentee.get(reverse("mentorship:my-concern", args=[concern.public_id])).content.decode()
    )
    with pytest.raises(CannotLog, match="closed"):
        add_words(concern, by=mentee_of(pair), text="More.")
    told = list(Notice.objects.filter(kind="escalation").order_by("pk"))
    assert [one.to for one in told] == [manager.email, mentee_of(pair).email]
    hidden = (WORDS, "I spoke", "workload", "Mentee")
    assert [word for one in told for word in hidden if word in one.subject + one.body.replace("Hello Mentee", "")] == []


@pytest.mark.django_db
@pytest.mark.parametrize("may_know", [True, False])
def test_other_side_reads_it_only_where_it_may(signed_in, may_know):
    pair = make_mentorship()
    concern = raised(pair, other_may_know=may_know)
    browser = signed_in(pair.mentor.user)
    url = reverse("mentorship:my-concern", args=[concern.public_id])
    assert browser.get(url).status_code == (200 if may_know else 404)
    page = browser.get(reverse("mentorship:mentee", args=[pair.pk])).content.decode()
    assert (str(concern.public_id) in page) is may_know
    assert own_concerns(make_user(Role.MENTOR)).count() == 0
    if may_know:
        browser.post(url, {"text": "I want to add."})
        assert concern.answers.count() == 0


@pytest.mark.django_db
def test_nobody_answers_what_they_raised_and_the_database_holds_it():
    manager = make_user(Role.MANAGER)
    pair = make_mentorship()
    pair.mentor.user, keep = manager, pair.mentor.user
    pair.mentor.save()
    concern = raise_concern(pair, by=manager, category="other", words=WORDS)
    for work in (take, close):
        with pytest.raises(CannotLog, match="raised this yourself"):
            work(concern, by=manager)
    for values, name in (
        ({"taken_by": manager, "taken_at": datetime.now(UTC)}, "escalation_taken_by_another"),
        ({"closed_by": keep, "closed_at": datetime.now(UTC)}, "escalation_closed_was_answered"),
        ({"taken_by": keep}, "escalation_taken_by_somebody"),
        ({"words": ""}, "escalation_has_words"),
    ):
        with transaction.atomic(), pytest.raises(IntegrityError, match=name):
            Escalation.objects.update(**values)


@pytest.mark.django_db
def test_unanswered_for_two_working_days_is_overdue():
    pair, manager = make_mentorship(), make_user(Role.MANAGER)
    friday = datetime(2026, 11, 20, 15, tzinfo=UTC)
    concern = raised(pair, at=friday)
    assert concern.answer_by == datetime(2026, 11, 25, tzinfo=UTC)
    found = [overdue_concerns(friday + timedelta(days=days)).count() for days in (3, 4, 5)]
    assert found == [0, 0, 1]
    answer(concern, by=manager, text="Yes.")
    assert overdue_concerns(friday + timedelta(days=9)).count() == 0


@pytest.mark.django_db
def test_list_of_concerns_takes_the_same_queries_for_one_and_three(signed_in, django_assert_num_queries):
    pair = make_mentorship()
    browser, url = signed_in(Role.MANAGER), reverse("mentorship:concerns")
    for number in (1, 2):
        for _ in range(number):
            raised(pair)
        with django_assert_num_queries(5):
            browser.get(url)


@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_who_take_it_at_once_one_has_it():
    concern = raised(make_mentorship())
    managers = [make_user(Role.MANAGER, name=name) for name in ("Ana", "Ben")]

    def click(manager) -> str:
        try:
            return str(take(concern, by=manager).taken_by)
        except CannotLog as reason:
            return str(reason)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(click, managers))
    concern.refresh_from_db()
    assert said == sorted([str(concern.taken_by), f"{concern.taken_by.name} has taken this already."])
