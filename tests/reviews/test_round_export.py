"""The tables of a round as files: safe cells, names, and who waits."""

import csv
import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move
from reviews.models import ReviewRound
from tests.factories import make_applicant, make_application, make_user
from tests.reviews.factories import make_assignment, make_entry, make_reader, make_round, make_sheet

pytestmark = pytest.mark.django_db


def a_round(**fields: object) -> ReviewRound:
    round = make_round(**fields)
    person = make_applicant(name="=HYPERLINK(1)")
    entry = make_entry(round, make_application(round.cohort, person))
    move(move(entry.application, to="screened", by=None), to="in_review", by=None)
    reader = make_reader(round, make_user(Role.REVIEWER, name="Rea Reader"))
    make_sheet(make_assignment(entry, reader), marks=[5, 3, 2], comment="@SUM(1)")
    return round


def address(round: ReviewRound, what: str, kind: str) -> str:
    return reverse("admin:reviews-export", args=[round.public_id, what, kind])


def test_scoresheets_as_csv_have_names_marks_and_no_formula(client: Client) -> None:
    round = a_round()
    client.force_login(make_user(Role.RECRUITER))
    answer = client.get(address(round, "scoresheets", "csv"))
    content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    (row,) = csv.DictReader(io.StringIO(content))
    assert [row[key] for key in ("name", "reader", "Drive", "Drive: why", "weighted mean", "comment")] == [
        "'=HYPERLINK(1)",
        "Rea Reader",
        "5",
        "Why drive is 5.",
        "3.75",
        "'@SUM(1)",
    ]


def test_applications_as_a_workbook_have_numbers_as_numbers(client: Client) -> None:
    round = a_round()
    round.entries.update(raw=375, adjusted=402, reads_done=1)
    client.force_login(make_user(Role.MANAGER))
    answer = client.get(address(round, "applications", "xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    head, row = list(sheet.values)
    found = dict(zip(head, row, strict=True))
    assert [found[key] for key in ("name", "reads", "raw", "adjusted", "status")] == [
        "'=HYPERLINK(1)",
        1,
        3.75,
        4.02,
        "in review",
    ]


def test_a_recruiter_who_reads_in_it_gets_the_file_when_it_is_closed(client: Client) -> None:
    round = a_round(is_blind=False)
    recruiter = make_user(Role.RECRUITER)
    make_reader(round, recruiter)
    client.force_login(recruiter)
    assert client.get(address(round, "scoresheets", "csv")).status_code == 302


@pytest.mark.parametrize(("what", "kind"), [("marks", "csv"), ("scoresheets", "pdf")])
def test_what_is_no_table_is_not_there(client: Client, what: str, kind: str) -> None:
    client.force_login(make_user(Role.RECRUITER))
    assert client.get(address(make_round(), what, kind)).status_code == 404
