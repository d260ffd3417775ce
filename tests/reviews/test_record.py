"""The record of decision of one person: what stands in it, for whom, and that nothing demographic does."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applicants.models import Application
from applicants.services.deciding import stage
from applicants.services.releasing import release
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from careerpath.pipeline.history import move
from reviews.models import BoardLine, SelectionBoard
from reviews.papers import data_of, decided_words, write_record
from reviews.selectors.record import hundredths, record_of
from reviews.services.scoring import change
from tests.factories import make_application, make_user, signed
from tests.reviews.factories import make_assignment, make_entry, make_reader, make_round, make_sheet, sheet_values

pytestmark = pytest.mark.django_db


def decided(*, sheets: int = 2) -> Application:
    """Somebody who was read by so many, put on a board and offered a seat."""
    found = make_round()
    entry = make_entry(found)
    for place in range(sheets):
        make_sheet(make_assignment(entry, make_reader(found)), marks=[5, 3, place + 1])
    board = SelectionBoard.objects.create(
        cohort=found.cohort, name="Class", reading=found, reading_weight=3, seats=1, seed="s", created_by=make_user()
    )
    BoardLine.objects.create(board=board, application=entry.application, reading=7550, total=7550, lot="a" * 64, rank=1)
    recruiter = make_user(Role.RECRUITER)
    stage(entry.application, kind="offered", by=recruiter)
    release(signed(found.cohort), by=recruiter)
    return entry.application


def queries_of(application: Application, viewer: User) -> int:
    with CaptureQueriesContext(connection) as asked:
        record_of(application.pk, viewer=viewer)
    return len(asked)


def test_record_says_who_marked_what_and_why_and_who_decided() -> None:
    application = decided()
    record = record_of(application.pk, viewer=make_user(Role.RECRUITER))
    assert record is not None
    sheet = record.rounds[0].sheets[0]
    assert next((each.name, each.mark, each.anchor, each.note) for each in sheet.marked) == (
        "Drive",
        5,
        "Drive at 5",
        "Why drive is 5.",
    )
    assert record.boards[0].how == "(3 × 75.50) / 3 = 75.50"
    assert (record.boards[0].line.rank, record.boards[0].of) == (1, 1)
    assert record.is_decided
    assert decided_words(record).startswith("Offer a seat: released ")


def test_record_takes_the_same_queries_for_one_sheet_and_for_four() -> None:
    viewer = make_user(Role.RECRUITER)
    few, many = decided(sheets=1), decided(sheets=4)
    counted = [queries_of(each, viewer) for each in (few, many)]
    assert counted[0] == counted[1]
    assert counted[0] <= 24


def test_record_page_and_paper_have_the_same_words(client: Client) -> None:
    application, viewer = decided(), make_user(Role.RECRUITER)
    client.force_login(viewer)
    page = client.get(reverse("admin:reviews-record", args=[application.pk])).content.decode()
    record = record_of(application.pk, viewer=viewer)
    assert record is not None
    data = data_of(record, made_at=clock.now(), made_by="Rita")
    titles = [each["title"] for each in data["sections"]]
    assert [title in page for title in titles] == [True] * len(titles)
    assert [title.split(":")[0] for title in titles] == [
        "Decisions",
        "Reading",
        "Selection board",
        "Letters",
        "History",
    ]
    answer = client.get(reverse("admin:reviews-record-pdf", args=[application.pk]))
    assert (answer.content[:5], "attachment" in answer["Content-Disposition"]) == (b"%PDF-", True)


def test_paper_is_the_same_for_the_same_moment_and_takes_any_sign() -> None:
    application = decided(sheets=1)
    application.applicant.name = '#read("/etc/passwd") 東 \u202e'
    application.applicant.save()
    record = record_of(application.pk, viewer=make_user(Role.RECRUITER))
    assert record is not None
    now = clock.now()
    assert write_record(record, made_at=now, made_by="R") == write_record(record, made_at=now, made_by="R")


def test_record_of_a_changed_scoresheet_says_what_it_was_before() -> None:
    entry = make_entry(make_round())
    sheet = make_sheet(make_assignment(entry, make_reader(entry.round)), marks=3)
    change(sheet, by=sheet.reader.user, **sheet_values(4))
    record = record_of(entry.application_id, viewer=make_user(Role.RECRUITER))
    assert record is not None
    shown = record.rounds[0].sheets[0]
    assert (shown.scoresheet.raw, [each.before["raw"] for each in shown.changes]) == (400, [300])


@pytest.mark.parametrize(
    ("others", "own_sent", "status", "hidden"),
    [
        ("never", True, "open", True),
        ("never", True, "closed", False),
        ("after", False, "open", True),
        ("after", True, "open", False),
        ("always", False, "open", False),
    ],
)
def test_staff_who_read_in_a_round_wait_as_its_readers_do(
    others: str, own_sent: bool, status: str, hidden: bool
) -> None:
    found = make_round(is_blind=False, others=others)
    recruiter = make_user(Role.RECRUITER)
    entry = make_entry(found)
    make_sheet(make_assignment(entry, make_reader(found)))
    own = make_assignment(entry, make_reader(found, recruiter))
    if own_sent:
        make_sheet(own)
    if status == "closed":
        move(found, to="closed", by=None)
    record = record_of(entry.application_id, viewer=recruiter)
    assert record is not None
    assert (record.rounds[0].hidden, len(record.rounds[0].sheets)) == (
        hidden,
        (1 if own_sent else 0) if hidden else (2 if own_sent else 1),
    )


def test_an_applications_page_hides_the_short_readings_as_well(client: Client) -> None:
    found = make_round(is_blind=False, others="never")
    recruiter, entry = make_user(Role.RECRUITER), make_entry(found)
    make_sheet(make_assignment(entry, make_reader(found)), comment="Warm and exact.")
    page = reverse("admin:application", args=[entry.application_id])
    client.force_login(recruiter)
    before = client.get(page).content.decode()
    make_assignment(entry, make_reader(found, recruiter))
    after = client.get(page).content.decode()
    assert ("Warm and exact." in before, "Warm and exact." in after) == (True, False)


def test_record_is_for_staff_and_of_what_was_sent(client: Client) -> None:
    draft = make_application(draft=True)
    client.force_login(make_user(Role.RECRUITER))
    assert client.get(reverse("admin:reviews-record", args=[draft.pk])).status_code == 404
    client.force_login(make_user(Role.REVIEWER))
    assert client.get(reverse("admin:reviews-record", args=[make_application().pk])).status_code in (302, 403)


def test_hundredths_are_said_with_their_sign() -> None:
    assert [hundredths(value) for value in (None, 0, 5, 342, -17)] == ["–", "0.00", "0.05", "3.42", "−0.17"]
