"""Voluntary self-identification: own page, own table, three kinds of not knowing."""

from functools import partial

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from careerpath.accounts.roles import Role
from reports.categories import CHOICE_LABELS, GENDER_LABELS, RACE_LABELS
from reports.forms.self_identification import CHOICES, GENDERS, RACES
from reports.models import ProgrammeSettings, SelfIdentification, SelfIdentificationKey
from reports.selectors.programme import programme_settings, settings_changes
from reports.selectors.self_identification import answers_of
from reports.services.programme import change_settings
from reports.services.self_identification import Answers, NotYours, self_identify, skip, withdraw_answers
from reports.services.storing import store
from reports.services.wall import NotForYou
from reports.wall import open_demographics
from tests.factories import make_applicant, make_application, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine():
    user = make_user()
    return make_application(applicant=make_applicant(user)), user


def stored(application) -> tuple | None:
    with open_demographics():
        row = answers_of(application)
    return None if row is None else (row.state, row.races, row.races_declined, row.gender, row.gender_words)


def test_answers_are_stored_as_a_set_in_the_order_of_the_form(mine) -> None:
    application, user = mine
    self_identify(application, answers=Answers({"white", "asian"}, gender="another", gender_words=" agender "), by=user)
    assert stored(application) == ("answered", ["asian", "white"], False, "another", "agender")


def test_answers_change_in_place_and_can_be_skipped_or_withdrawn_later(mine) -> None:
    application, user = mine
    self_identify(application, answers=Answers({"black"}, gender="woman"), by=user)
    self_identify(application, answers=Answers({"black", "mena"}, gender="declined"), by=user)
    assert stored(application) == ("answered", ["black", "mena"], False, "declined", "")
    withdraw_answers(application, by=user)
    assert stored(application) == ("declined", [], False, "", "")
    skip(application, by=user)
    assert stored(application) == ("skipped", [], False, "", "")
    with open_demographics():
        assert SelfIdentification.objects.count() == 1


def test_an_empty_form_is_a_skip_and_nobody_asked_has_no_row(mine) -> None:
    application, user = mine
    assert stored(application) is None
    self_identify(application, answers=Answers(), by=user)
    assert stored(application) == ("skipped", [], False, "", "")


def test_only_the_applicant_answers(mine) -> None:
    application, _ = mine
    with pytest.raises(NotYours):
        self_identify(application, answers=Answers({"white"}), by=make_user())
    with open_demographics():
        assert SelfIdentificationKey.objects.count() == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "answered", "races": ["martian"]},
        {"state": "answered", "gender": "x"},
        {"state": "skipped", "races": ["white"]},
        {"state": "answered", "races": ["white"], "races_declined": True},
        {"state": "answered", "gender": "woman", "gender_words": "words"},
    ],
)
def test_the_database_refuses_what_makes_no_sense(fields) -> None:
    with pytest.raises(IntegrityError), open_demographics():
        SelfIdentification.objects.create(**fields)


def test_page_stores_answers_and_says_where_they_contradict(mine, signed_in) -> None:
    application, user = mine
    client, url = signed_in(user), reverse("reports:self-identify", args=[application.public_id])
    assert client.get(url).status_code == 200
    page = client.post(url, {"races": ["white"], "races_declined": "on"})
    assert page.status_code == 200
    assert "Keep one of the two" in page.content.decode()
    assert stored(application) is None
    assert client.post(url, {"races": ["white", "asian"], "gender": "man"}).status_code == 302
    assert stored(application) == ("answered", ["asian", "white"], False, "man", "")


def test_page_skips_in_one_click(mine, signed_in) -> None:
    application, user = mine
    response = signed_in(user).post(reverse("reports:self-identify-skip", args=[application.public_id]))
    assert (response.status_code, stored(application)) == (302, ("skipped", [], False, "", ""))


def test_page_of_somebody_elses_or_a_draft_does_not_exist(mine, signed_in) -> None:
    application, _ = mine
    assert signed_in().get(reverse("reports:self-identify", args=[application.public_id])).status_code == 404
    user = make_user()
    draft = make_application(applicant=make_applicant(user), draft=True)
    assert signed_in(user).get(reverse("reports:self-identify", args=[draft.public_id])).status_code == 404


def test_statement_that_the_database_would_log_holds_no_value(mine) -> None:
    """A statement that fails stands in the server's log with its text; the same text is in pg_stat_activity."""
    params = connection.get_connection_params()
    at = {name: params[name] for name in ("host", "port", "user", "password", "dbname") if params.get(name)}
    row = SelfIdentification(state="skipped", gender="another", gender_words="unmistakable")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    shown = []
    for write in (partial(store, row), row.save):
        with transaction.atomic():
            try:
                with open_demographics():
                    try:
                        write()
                    finally:
                        with psycopg.connect(**at) as other:
                            found = other.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [pid]).fetchone()
                            shown.append((found[0].split()[:3], "unmistakable" in found[0]))
            except IntegrityError:
                transaction.set_rollback(True)
    assert shown == [
        (["INSERT", "INTO", "reports_selfidentification"], False),
        (["INSERT", "INTO", '"reports_selfidentification"'], True),  # what Django would have written
    ]


def test_who_only_prefers_not_to_say_has_declined_and_is_not_skipped(mine) -> None:
    application, user = mine
    for answers in (Answers(races_declined=True), Answers(gender="declined"), Answers(disability="declined")):
        self_identify(application, answers=answers, by=user)
        assert stored(application)[0] == "declined"
    self_identify(application, answers=Answers(gender="declined", veteran="no"), by=user)
    assert stored(application)[0] == "answered"


def test_withdrawing_and_changing_leave_no_copy_of_what_was_said(mine) -> None:
    application, user = mine
    for words in ("first words", "second words"):
        self_identify(application, answers=Answers(gender="another", gender_words=words), by=user)
    with open_demographics(), connection.cursor() as cursor:
        cursor.execute("SELECT gender_words FROM reports_selfidentification")
        assert cursor.fetchall() == [("second words",)]
    withdraw_answers(application, by=user)
    with open_demographics(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" AS row WHERE row::text ILIKE %s', ["%second words%"])
            assert (table, cursor.fetchone()[0]) == (table, 0)


def test_page_says_everything_that_somebody_may_ask_before_they_answer(mine, signed_in) -> None:
    application, user = mine
    page = signed_in(user).get(reverse("reports:self-identify", args=[application.public_id])).content.decode()
    for said in (
        "Voluntary",
        "Why we ask",
        "Who sees it",
        "How long we keep it",
        "Changing your mind",
        "Skip all questions",
    ):
        assert f">{said}<" in page or f" {said}<" in page, said
    for said in ("has no effect on any decision", "whether you answer", "nobody guesses", "We keep no copy"):
        assert said in page
    assert "disability" not in page
    assert "armed forces" not in page


def test_words_of_the_form_are_those_that_the_reports_count_by() -> None:
    for words, labels in ((RACES, RACE_LABELS), (GENDERS, GENDER_LABELS), (CHOICES, CHOICE_LABELS)):
        assert {key: str(word) for key, word in words.items()} == labels


def switch(**on: bool) -> None:
    manager = make_user(Role.MANAGER)
    change_settings(**{"asks_disability": False, "asks_veteran": False, **on}, by=manager)


def test_two_more_questions_are_asked_only_while_they_are_switched_on(mine, signed_in) -> None:
    application, user = mine
    client, url = signed_in(user), reverse("reports:self-identify", args=[application.public_id])
    everything = {"gender": "woman", "disability": "yes", "veteran": "no"}

    def kept() -> tuple[str, str, str, str]:
        with open_demographics():
            row = answers_of(application)
            return row.state, row.gender, row.disability, row.veteran

    client.post(url, everything)
    assert kept() == ("answered", "woman", "", "")
    switch(asks_disability=True, asks_veteran=True)
    assert "armed forces" in client.get(url).content.decode()
    client.post(url, everything)
    assert kept() == ("answered", "woman", "yes", "no")
    switch()  # off again: what was answered stays, and the person can still delete it
    page = client.get(url).content.decode()
    assert ("armed forces" in page, "no longer ask" in page) == (False, True)
    client.post(url, {"gender": "man"})
    assert kept() == ("answered", "man", "yes", "no")
    client.post(url, {})
    assert kept() == ("answered", "", "yes", "no")
    client.post(reverse("reports:self-identify-withdraw", args=[application.public_id]))
    assert kept() == ("declined", "", "", "")


def test_settings_are_switched_by_the_manager_and_every_switch_is_kept(signed_in) -> None:
    manager, url = make_user(Role.MANAGER), reverse("reports:settings")
    client = signed_in(manager)
    assert "Nothing was switched yet" in client.get(url).content.decode()
    for sent in ({"asks_disability": "on"}, {"asks_disability": "on"}, {"asks_veteran": "on"}):
        assert client.post(reverse("reports:settings-change"), sent).status_code == 302
    assert [*settings_changes().order_by("pk").values_list("setting", "to", "by")] == [
        ("asks_disability", True, manager.pk),
        ("asks_disability", False, manager.pk),
        ("asks_veteran", True, manager.pk),
    ]
    now = programme_settings()
    assert (now.asks_disability, now.asks_veteran, ProgrammeSettings.objects.count()) == (False, True, 1)
    assert "Ask about service in the armed forces: on" in client.get(url).content.decode()
    with pytest.raises(NotForYou):
        change_settings(asks_disability=True, asks_veteran=True, by=make_user(Role.COMPLIANCE))
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammeSettings.objects.create(pk=2)


def test_status_page_leads_to_the_questions_and_says_they_can_be_changed(mine, signed_in) -> None:
    application, user = mine
    page = signed_in(user).get(reverse("applicants:status", args=[application.public_id])).content.decode()
    assert reverse("reports:self-identify", args=[application.public_id]) in page
    assert "change or delete what you answered, at any time" in page
