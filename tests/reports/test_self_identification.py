"""Voluntary self-identification: own page, own table, three kinds of not knowing."""

from functools import partial

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from reports.models import SelfIdentification, SelfIdentificationKey
from reports.selectors.self_identification import answers_of
from reports.services.self_identification import Answers, NotYours, self_identify, skip, withdraw_answers
from reports.services.storing import store
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
