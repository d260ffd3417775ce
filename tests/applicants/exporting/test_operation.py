"""Exports as bulk operations, from what is asked for to the file."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from applicants.models import Application, ApplicationTag, BulkChunk, BulkOperation, Tag
from applicants.services.exporting import ExportRefused, export_params, forget_old_files
from applicants.services.operations import confirm, prepare, retry_failed, work_chunk
from careerpath.accounts.roles import Role
from tests.applicants.screening.factories import make_applications
from tests.factories import make_cohort, make_university, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    """Files of this test in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"


def exported(cohort, *, kind="csv", columns=(), people=None) -> BulkOperation:
    """An export from preparing to its file, the chunks worked here."""
    by = make_user(Role.RECRUITER)
    operation = prepare(
        kind="export",
        cohort=cohort,
        by=by,
        queryset=people if people is not None else Application.objects.filter(cohort=cohort),
        params=export_params(cohort, kind=kind, columns=list(columns)),
        filter_words="everybody",
    )
    confirm(operation, by=by, typed=operation.total)
    for pk in BulkChunk.objects.filter(operation=operation).order_by("-number").values_list("pk", flat=True):
        work_chunk(pk)
    operation.refresh_from_db()
    return operation


def rows_of(operation: BulkOperation) -> list[dict[str, str]]:
    """The lines of a CSV file."""
    with operation.file.open() as file:
        return list(csv.DictReader(io.StringIO(file.read().decode("utf-8-sig"), newline="")))


def parts() -> list[str]:
    """What lies about of parts."""
    try:
        folders, _ = default_storage.listdir("operations/parts")
    except FileNotFoundError:
        return []
    return [name for folder in folders for name in default_storage.listdir(f"operations/parts/{folder}")[1]]


def test_export_holds_every_application_once_with_its_answers(django_capture_on_commit_callbacks):
    cohort = make_cohort()
    ids = make_applications(cohort, 7)
    first = Application.objects.select_related("applicant").get(pk=ids[0])
    Application.objects.filter(pk=first.pk).update(
        answers={
            "why_health": '=HYPERLINK("http://x")',
            "adult": True,
            "hours_per_week": 12,
            "events": ["meetup", "workshop"],
        },
        university=make_university(name="Halden College"),
    )
    ApplicationTag.objects.create(application=first, tag=Tag.objects.create(name="Call"), by=None)
    make_applications(make_cohort(), 2)
    with django_capture_on_commit_callbacks(execute=True):
        operation = exported(cohort)
    rows = rows_of(operation)
    assert operation.status == "finished"
    assert [row["Name"] for row in rows] == [f"Applicant {n}" for n in range(1, 8)]
    assert {key: rows[0][key] for key in ("Application", "Sent by", "Tags", "Status", "Came by")} == {
        "Application": str(first.public_id),
        "Sent by": "Halden College",
        "Tags": "Call",
        "Status": "submitted",
        "Came by": "web form",
    }
    assert rows[0]["Will you be 18 or older when the boot camp starts?"] == "yes"
    assert '\'=HYPERLINK("http://x")' in rows[0].values()
    assert operation.file_name.endswith(f"-{operation.pk}.csv")
    assert parts() == []


def test_chunks_that_end_in_any_order_make_one_file_in_order(monkeypatch):
    monkeypatch.setattr("applicants.services.operations.export.Export.chunk_size", 3)
    cohort = make_cohort()
    make_applications(cohort, 10)
    assert [row["Name"] for row in rows_of(exported(cohort, columns=["name"]))] == [
        f"Applicant {n}" for n in range(1, 11)
    ]


def test_chosen_columns_only_and_numbers_as_numbers_in_xlsx():
    cohort = make_cohort()
    ids = make_applications(cohort, 2)
    Application.objects.filter(pk=ids[0]).update(answers={"hours_per_week": 12})
    Application.objects.filter(pk=ids[1]).update(answers={})
    operation = exported(cohort, kind="xlsx", columns=["answer:hours_per_week", "name"])
    with operation.file.open() as file:
        sheet = openpyxl.load_workbook(file)["Applications"]
        assert [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)] == [
            ["Applicant 1", 12],
            ["Applicant 2", None],
        ]


@pytest.mark.parametrize(
    ("kind", "columns", "words"),
    [("pdf", [], "Choose CSV or XLSX."), ("csv", ["self_identification"], "There is no column “self_identification”.")],
)
def test_an_unknown_format_or_column_is_refused_in_words(kind, columns, words):
    with pytest.raises(ExportRefused, match=words):
        export_params(make_cohort(), kind=kind, columns=columns)


def test_number_of_statements_does_not_grow_with_people(django_assert_num_queries, monkeypatch):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in (1, 30):
        cohort = make_cohort()
        make_applications(cohort, number)
        with CaptureQueriesContext(
            connection,
        ) as context:
            exported(cohort)
        counts.append(len(context))
    assert counts[0] == counts[1]


def test_a_chunk_done_again_after_a_crash_stands_in_the_file_once(monkeypatch):
    monkeypatch.setattr("applicants.services.operations.export.Export.chunk_size", 3)
    cohort = make_cohort()
    make_applications(cohort, 6)
    by = make_user(Role.RECRUITER)
    operation = prepare(
        kind="export",
        cohort=cohort,
        by=by,
        queryset=Application.objects.filter(cohort=cohort),
        params=export_params(cohort, kind="csv", columns=["name"]),
    )
    confirm(operation, by=by)
    chunks = list(operation.chunks.order_by("number"))
    from applicants.services.exporting import write_chunk

    write_chunk(
        operation, chunks[0].application_ids
    )  # the part was written, then the worker was killed before the commit
    write_chunk(operation, chunks[1].application_ids[1:])  # a piece of a chunk that was tried in pieces
    for chunk in chunks:
        work_chunk(chunk.pk)
    operation.refresh_from_db()
    assert [row["Name"] for row in rows_of(operation)] == [f"Applicant {n}" for n in range(1, 7)]


def test_a_retry_adds_what_failed_to_the_others(monkeypatch, django_capture_on_commit_callbacks):
    cohort = make_cohort()
    ids = make_applications(cohort, 5)
    by = make_user(Role.RECRUITER)
    operation = prepare(
        kind="export",
        cohort=cohort,
        by=by,
        queryset=Application.objects.filter(cohort=cohort),
        params=export_params(cohort, kind="csv", columns=["name", "answer:hours_per_week"]),
    )
    confirm(operation, by=by)
    BulkChunk.objects.filter(operation=operation).update(attempts=2)
    good = Application.objects.get(pk=ids[2]).answers
    Application.objects.filter(pk=ids[2]).update(answers=["not", "a", "document"])
    with django_capture_on_commit_callbacks(execute=True):
        work_chunk(operation.chunks.get().pk)
    operation.refresh_from_db()
    assert (operation.status, operation.outcomes.filter(outcome=3).count()) == ("finished", 1)
    assert [row["Name"] for row in rows_of(operation)] == [f"Applicant {n}" for n in (1, 2, 4, 5)]
    Application.objects.filter(pk=ids[2]).update(answers=good)
    with django_capture_on_commit_callbacks(execute=True):
        retry_failed(operation, by=by)
        for pk in operation.chunks.filter(done_at__isnull=True).values_list("pk", flat=True):
            work_chunk(pk)
    operation.refresh_from_db()
    assert [row["Name"] for row in rows_of(operation)] == [f"Applicant {n}" for n in range(1, 6)]
    assert parts() == []


def test_a_file_is_gone_when_its_time_is_over():
    cohort = make_cohort()
    make_applications(cohort, 1)
    operation = exported(cohort)
    name = operation.file.name
    assert (forget_old_files(), default_storage.exists(name)) == (0, True)
    BulkOperation.objects.update(file_expires_at=timezone.now() - timedelta(seconds=1))
    assert (forget_old_files(), default_storage.exists(name), default_storage.exists(name)) == (1, False, False)
    operation.refresh_from_db()
    assert (operation.file.name, operation.file_expires_at) == ("", None)
