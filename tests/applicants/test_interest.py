"""The list for the next class: double opt-in, told once of each class, off again with one click, and nobody learns who is on it."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from applicants.models import NextClassInterest, NextClassTold, Notice, NoticeKind
from applicants.services import next_class
from applicants.services.notices import write_notice
from careerpath.accounts.models import Bucket
from careerpath.accounts.roles import Role
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db
ANA = "ana@example.org"


def ask(client: Client, email: str = ANA, **fields: str):
    return client.post("/next-class/", {"email": email, "website": "", **fields})


def link() -> str:
    """The path in the newest mail that asks to confirm."""
    body = Notice.objects.filter(kind="interest_confirm").latest("pk").body
    return re.findall(r"http://127\.0\.0\.1:8000(/next-class/confirm/[^\s]+)", body)[0]


def confirmed(email: str = ANA, **fields: object) -> NextClassInterest:
    long_ago = timezone.now() - timedelta(days=100)
    given = {"language": "en", "asked_at": long_ago, "confirmed_at": long_ago, **fields}
    return NextClassInterest.objects.create(email=email, token_digest=next_class.digest_of(email), **given)


def told() -> list[tuple[str, str]]:
    return sorted(Notice.objects.filter(kind="interest_open").values_list("to", "language"))


def test_asking_sends_one_link_and_opening_it_changes_nothing_but_pressing_the_button_does(client: Client) -> None:
    assert ask(client, " Ana@Example.org ")["Location"] == "/next-class/asked/"
    interest = NextClassInterest.objects.get()
    assert (interest.email, interest.confirmed_at) == (ANA, None)
    page = client.get(link())
    assert page.status_code == 200
    assert "<button" in page.text
    interest.refresh_from_db()
    assert interest.confirmed_at is None
    assert "You are on the list" in client.post(link()).text
    interest.refresh_from_db()
    assert interest.confirmed_at is not None


def test_database_holds_the_digest_of_the_secret_alone(client: Client) -> None:
    ask(client)
    secret = link().rstrip("/").rpartition("/")[2]
    row = NextClassInterest.objects.values().get()
    assert secret not in str(row)
    assert row["token_digest"] == next_class.digest_of(secret)


def test_pressing_twice_is_as_once(client: Client) -> None:
    ask(client)
    client.post(link())
    first = NextClassInterest.objects.get().confirmed_at
    assert client.post(link()).status_code == 200
    assert NextClassInterest.objects.get().confirmed_at == first


def test_forged_link_is_refused(client: Client) -> None:
    confirmed()
    for path in ("/next-class/confirm/forged/", "/next-class/stop/1:forged/", "/next-class/stop/x/"):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404
    assert NextClassInterest.objects.filter(unsubscribed_at=None).count() == 1


def test_answer_is_the_same_whether_or_not_the_address_is_known(client: Client) -> None:
    confirmed("known@example.org")
    answers = [ask(client, email) for email in ("known@example.org", "new@example.org")]
    assert len({(each.status_code, each["Location"]) for each in answers}) == 1
    assert [notice.to for notice in Notice.objects.all()] == ["new@example.org"]


def test_address_gets_no_second_link_within_an_hour_and_a_new_one_after_it(client: Client) -> None:
    ask(client)
    first = link()
    ask(client)
    assert Notice.objects.count() == 1
    NextClassInterest.objects.update(asked_at=timezone.now() - timedelta(minutes=61))
    ask(client)
    assert Notice.objects.count() == 2
    assert client.get(first).status_code == 404  # the newer one stands
    assert client.get(link()).status_code == 200


@pytest.mark.parametrize("email", ["", "ana", "ana@", "@example.org", "a" * 250 + "@example.org"])
def test_what_is_no_address_is_shown_again_with_the_error_beside_it(client: Client, email: str) -> None:
    response = ask(client, email)
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.text
    assert NextClassInterest.objects.count() == 0


def test_machine_that_fills_in_everything_is_answered_and_ignored(client: Client) -> None:
    assert ask(client, website="https://spam.example")["Location"] == "/next-class/asked/"
    assert NextClassInterest.objects.count() == 0


def test_asking_very_often_from_one_place_waits_and_keeps_the_address(client: Client) -> None:
    for _ in range(5):
        assert ask(client).status_code == 302
    response = ask(client)
    assert response.status_code == 429
    assert f'value="{ANA}"' in response.text
    assert ask(client, "ben@example.org").status_code == 302  # somebody else is not locked out
    assert Bucket.objects.exists()


def test_class_that_opens_is_told_once_in_the_language_of_each(client: Client) -> None:
    confirmed()
    confirmed("ben@example.org", language="es")
    confirmed("unconfirmed@example.org", confirmed_at=None)
    confirmed("gone@example.org", unsubscribed_at=timezone.now())
    make_cohort(name="Spring")
    assert [next_class.tell_of_open_classes() for _ in range(2)] == [2, 0]
    assert told() == [(ANA, "en"), ("ben@example.org", "es")]
    mail = Notice.objects.get(to=ANA)
    assert "Spring" in mail.subject
    assert mail.stop_link in mail.body
    make_cohort(name="Summer")
    assert next_class.tell_of_open_classes() == 2


def test_class_that_was_open_when_somebody_asked_is_not_told_of_again(client: Client) -> None:
    make_cohort(name="Spring")
    ask(client)
    client.post(link())
    assert next_class.tell_of_open_classes() == 0
    make_cohort(name="Summer")
    assert next_class.tell_of_open_classes() == 1


@pytest.mark.parametrize("days", [(1, 30), (-30, -1)])
def test_class_that_is_not_open_is_not_told_of(days: tuple[int, int]) -> None:
    confirmed()
    opens, closes = (timezone.now() + timedelta(days=each) for each in days)
    make_cohort(opens_at=opens, closes_at=closes)
    assert next_class.tell_of_open_classes() == 0


def test_lots_ask_the_same_number_of_statements_however_many(django_assert_num_queries) -> None:
    cohort = make_cohort()
    for number, people in enumerate((1, 9)):
        for person in range(people):
            confirmed(f"p{number}-{person}@example.org")
        with django_assert_num_queries(5):  # savepoint, who, told, mail, savepoint
            assert next_class._tell_lot(cohort, 50) == people


def test_several_lots_tell_everybody_once() -> None:
    for person in range(7):
        confirmed(f"p{person}@example.org")
    make_cohort()
    assert next_class.tell_of_open_classes(lot=3) == 7
    assert len(set(told())) == 7


def test_one_click_takes_an_address_off_without_a_form_token_and_getting_does_not() -> None:
    interest = confirmed()
    path = f"/next-class/stop/{next_class.stop_token(interest)}/"
    strict = Client(enforce_csrf_checks=True)
    assert "<button" in strict.get(path).text
    interest.refresh_from_db()
    assert interest.unsubscribed_at is None
    for _ in range(2):
        assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    interest.refresh_from_db()
    assert interest.unsubscribed_at is not None
    make_cohort()
    assert next_class.tell_of_open_classes() == 0


def test_who_was_off_the_list_and_asks_again_is_on_it_once_confirmed(client: Client) -> None:
    confirmed(unsubscribed_at=timezone.now() - timedelta(days=2))
    ask(client)
    assert NextClassInterest.objects.get().unsubscribed_at is not None
    client.post(link())
    assert NextClassInterest.objects.get().unsubscribed_at is None


def test_unconfirmed_and_unsubscribed_addresses_are_forgotten_after_thirty_days() -> None:
    now = timezone.now()
    confirmed("kept@example.org")
    confirmed("young@example.org", confirmed_at=None, asked_at=now - timedelta(days=29))
    confirmed("old@example.org", confirmed_at=None, asked_at=now - timedelta(days=31))
    confirmed("just-gone@example.org", unsubscribed_at=now - timedelta(days=29))
    confirmed("gone@example.org", unsubscribed_at=now - timedelta(days=31))
    for email in ("old@example.org", "kept@example.org"):
        write_notice(NoticeKind.INTEREST_CONFIRM, to=email, language="en", values={"link": "", "days": 30}, once=email)
    Notice.objects.update(created_at=now - timedelta(days=31))
    assert [next_class.forget_unconfirmed() for _ in range(2)] == [2, 0]
    assert [each.to for each in Notice.objects.all()] == ["kept@example.org"]
    assert set(NextClassInterest.objects.values_list("email", flat=True)) == {
        "kept@example.org", "young@example.org", "just-gone@example.org",
    }  # fmt: skip


def test_database_keeps_addresses_small_and_each_class_once() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        confirmed("Ana@example.org")
    interest, cohort = confirmed(), make_cohort()
    NextClassTold.objects.create(interest=interest, cohort=cohort)
    with pytest.raises(IntegrityError), transaction.atomic():
        NextClassTold.objects.create(interest=interest, cohort=cohort)


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.MANAGER])
def test_staff_see_how_many_and_no_address(signed_in, role: Role) -> None:
    confirmed()
    confirmed("unconfirmed@example.org", confirmed_at=None)
    page = signed_in(role).get("/admin/screening/told/").text
    assert re.search(r"\b1 person has\s+asked to be told", page)
    assert ANA not in page
    assert "unconfirmed@" not in page


def test_front_offers_the_list_only_while_nothing_is_open_and_class_pages_always(client: Client) -> None:
    assert 'action="/next-class/"' in client.get("/").text
    make_cohort(slug="spring")
    assert "/next-class/" not in client.get("/").text
    page = client.get("/cohorts/spring/").text
    assert 'href="/next-class/"' in page
    assert 'action="/next-class/"' not in page
