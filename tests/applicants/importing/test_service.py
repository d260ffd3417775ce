"""What fits goes in, in one transaction; what does not is named; the same again changes nothing."""

import csv
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applicants.importing.errors_file import HEADER as ERRORS_HEADER
from applicants.models import Applicant, Application, ApplicationStatusChange, ImportBatch
from applicants.services import importing
from applicants.services.importing import ImportRefused, ImportReport, import_file
from cohorts.models import Cohort
from tests.applicants.importing.factories import MAPPING, a_row, write_csv, write_xlsx
from tests.factories import make_applicant, make_application, make_cohort, make_university, make_user

pytestmark = pytest.mark.django_db

SURVEY = Path(__file__).resolve().parents[3] / "docs" / "examples" / "new-coders-2016.toml"


def run(cohort: Cohort, path: Path, **options: Any) -> ImportReport:
    """Import a file with its errors file beside it."""
    return import_file(
        cohort=cohort, path=path, **{"mapping": MAPPING, "errors": path.with_name(f"{path.name}.errors.csv"), **options}
    )


def figures(report: ImportReport) -> tuple[int, int, int, int]:
    """Read, imported, unchanged, refused."""
    return report.read, report.imported, report.unchanged, report.refused


def refused(report: ImportReport) -> list[dict[str, str]]:
    """The lines of the errors file."""
    assert report.errors is not None
    with report.errors.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def snapshot() -> list[Any]:
    """Everything that an import writes, but for the ledger."""
    return [
        list(Application.objects.order_by("pk").values()),
        list(ApplicationStatusChange.objects.order_by("pk").values()),
        list(Applicant.objects.order_by("pk").values()),
    ]


def test_rows_go_in_as_submitted_applications_with_their_history(tmp_path: Path) -> None:
    cohort, north, by = make_cohort(), make_university(name="North College", slug="north"), make_user()
    path = write_csv(
        tmp_path / "a.csv", [a_row(E_mail="Ada@example.org", Name="Ada", School="North college", Hours="10-15")]
    )
    report = run(cohort, path, by=by)
    assert (figures(report), report.errors) == ((1, 1, 0, 0), None)
    application = Application.objects.select_related("applicant", "imported_by").get()
    sent = datetime(2026, 3, 1, 14, 30, tzinfo=UTC)
    assert (application.status, application.source, application.external_id) == ("submitted", "import", "r1")
    assert (application.university, application.question_set_id) == (north, cohort.question_set_id)
    assert application.answers == {"hours_per_week": 10, "relocate": True}
    assert application.submitted_at == application.started_at == application.status_changed_at == sent
    assert (application.applicant.email, application.applicant.name) == ("ada@example.org", "Ada")
    rows = [(row.from_status, row.to_status, row.at, row.by, row.reason) for row in application.history.all()]
    assert rows == [("", "draft", sent, by, "Imported from a.csv"), ("draft", "submitted", sent, by, "")]
    batch = application.imported_by
    assert batch is not None
    assert (batch.read, batch.imported, batch.by, batch.state) == (1, 1, by, ImportBatch.State.FINISHED)


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    cohort = make_cohort()
    path = write_csv(tmp_path / "a.csv", [a_row(1), a_row(2, Hours="900"), a_row(3, E_mail="c@example.org")])
    run(cohort, path)
    before = snapshot()
    assert figures(run(cohort, path)) == (3, 0, 2, 1)
    assert snapshot() == before


def test_a_row_that_changed_is_refused_and_nothing_is_overwritten(tmp_path: Path) -> None:
    cohort = make_cohort()
    run(cohort, write_csv(tmp_path / "a.csv", [a_row(1)]))
    before = snapshot()
    report = run(cohort, write_csv(tmp_path / "a.csv", [a_row(1, Hours="13")]))
    assert figures(report) == (1, 0, 0, 1)
    [row] = refused(report)
    assert row["reason"].startswith("It was imported earlier with other answers (on ")
    assert snapshot() == before


def test_the_same_id_in_another_cohort_is_another_row(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [a_row(1)])
    assert [figures(run(make_cohort(), path)) for _ in range(2)] == [(1, 1, 0, 0)] * 2


def test_an_id_that_stands_twice_names_the_first_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", 2)
    rows = [a_row(1), a_row(2), a_row(3), a_row(1, Hours="3")]
    report = run(make_cohort(), write_csv(tmp_path / "a.csv", rows))
    assert figures(report) == (4, 3, 0, 1)
    assert [(row["line"], row["value"], row["reason"]) for row in refused(report)] == [
        ("5", "r1", "Line 2 of this file has the same id. Keep one of the two.")
    ]


def test_an_applicant_is_known_by_the_e_mail_address(tmp_path: Path) -> None:
    cohort, known = make_cohort(), make_applicant(email="Known@Example.org", name="Known")
    rows = [a_row(1, E_mail="known@example.ORG", Name="Other"), a_row(2, E_mail="new@example.org", Name="New")]
    run(cohort, write_csv(tmp_path / "a.csv", rows))
    people = dict(Application.objects.values_list("external_id", "applicant__name"))
    assert people == {"r1": "Known", "r2": "New"}
    assert Application.objects.get(external_id="r1").applicant == known


def test_who_has_applied_already_is_refused(tmp_path: Path) -> None:
    cohort = make_cohort()
    make_application(cohort, make_applicant(email="known@example.org"))
    rows = [a_row(1, E_mail="Known@example.org"), a_row(2, E_mail="a@example.org"), a_row(3, E_mail="A@example.org")]
    report = run(cohort, write_csv(tmp_path / "a.csv", rows))
    assert figures(report) == (3, 1, 0, 2)
    assert [row["reason"] for row in refused(report)] == [
        "Somebody with this address has an application in this cohort.",
        "Line 3 of this file has the same e-mail address.",
    ]


def test_the_errors_file_says_line_column_value_and_reason(tmp_path: Path) -> None:
    rows = [a_row(1), a_row(2, Relocate='=cmd|" /C calc"!A1'), a_row(3, School="Nowhere"), a_row(4, Hours="9" * 150)]
    report = run(make_cohort(), write_csv(tmp_path / "a.csv", rows))
    assert (figures(report), report.left_blank) == ((4, 2, 0, 2), 1)
    found = [(row["line"], row["column"], row["value"][:9], row["outcome"]) for row in refused(report)]
    assert found == [
        ("3", "Relocate", "'=cmd|\" /", "refused"),
        ("4", "School", "Nowhere", "left blank"),
        ("5", "Hours", "999999999", "refused"),
    ]
    assert report.errors is not None
    assert report.errors.stat().st_mode & 0o777 == 0o600
    assert Application.objects.get(external_id="r3").university is None
    batch = ImportBatch.objects.get()
    assert Path(batch.errors_file.path).read_bytes() == report.errors.read_bytes()


def test_an_errors_file_that_is_no_longer_true_goes(tmp_path: Path) -> None:
    cohort, path = make_cohort(), tmp_path / "a.csv"
    assert run(cohort, write_csv(path, [a_row(1, Hours="900")])).errors == tmp_path / "a.csv.errors.csv"
    assert run(cohort, write_csv(path, [a_row(1, Hours="90")])).errors is None
    assert sorted(file.name for file in tmp_path.glob("*.csv*")) == ["a.csv"]


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    (mine := tmp_path / "thesis.csv").write_text("line,notes\n")
    with pytest.raises(ImportRefused, match="is not an errors file of an import"):
        run(make_cohort(), write_csv(tmp_path / "a.csv", [a_row()]), errors=mine)
    assert mine.read_text() == "line,notes\n"
    assert not Application.objects.exists()


def test_a_dry_run_tells_the_same_and_writes_nothing(tmp_path: Path) -> None:
    cohort = make_cohort()
    path = write_csv(tmp_path / "a.csv", [a_row(1, E_mail="a@example.org"), a_row(2, E_mail="a@example.org"), a_row(3)])
    assert figures(run(cohort, path, dry_run=True)) == (3, 2, 0, 1)
    assert not Applicant.objects.exists()
    assert not ImportBatch.objects.exists()
    run(cohort, path)
    assert figures(run(cohort, path, dry_run=True)) == (3, 0, 2, 1)


@pytest.mark.parametrize(
    "content", [b'r9,,,,"12,yes\n', b"r9,,,,12,yes,,,\xe9\n", b"r9,,\x00\n", b"r9,,," + b"x" * 200_000 + b"\n"]
)
def test_a_fault_half_way_leaves_nothing_half_written(
    tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 2)
    path = write_csv(tmp_path / "a.csv", [a_row(number, Hours="500" if number == 1 else "5") for number in range(6)])
    path.write_bytes(path.read_bytes() + content)
    with pytest.raises(ImportRefused):
        run(make_cohort(), path)
    assert snapshot() == [[], [], []]
    assert not ImportBatch.objects.exists()
    assert [file.name for file in tmp_path.glob("a.csv*")] == ["a.csv"]


def test_a_wrong_mapping_is_refused_before_the_file_is_looked_at(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as caught:
        run(
            make_cohort(),
            tmp_path / "not-there.csv",
            mapping=MAPPING.replace("[questions.relocate]", "[questions.relocat]"),
        )
    assert caught.value.reasons == (
        "questions.relocat: the cohort's form has no question “relocat”. Did you mean “relocate”?",
    )


def test_columns_that_the_file_lacks_are_named(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as caught:
        run(make_cohort(), write_csv(tmp_path / "a.csv", [{"Id": "r1"}], header=["Id"]))
    assert "questions.hours_per_week: the file has no column “Hours”. Known: Id." in caught.value.reasons


def test_a_spreadsheet_goes_in_like_the_same_csv(tmp_path: Path) -> None:
    cohort, rows = make_cohort(), [a_row(1), a_row(2, Hours="about 7")]
    run(cohort, write_csv(tmp_path / "a.csv", rows))
    sheet = write_xlsx(tmp_path / "a.xlsx", [list(rows[0]), *(list(row.values()) for row in rows)])
    assert figures(run(cohort, sheet)) == (2, 0, 2, 0)


def test_queries_do_not_grow_with_rows(tmp_path: Path) -> None:
    cohort = make_cohort()
    counts = []
    for several, first in ((1, 0), (3, 10)):
        rows = [a_row(first + number, E_mail=f"p{first + number}@example.org") for number in range(several)]
        rows += [a_row(first + 5 + number) for number in range(several)]
        path = write_csv(tmp_path / f"{several}.csv", rows)
        with CaptureQueriesContext(connection) as queries:
            run(cohort, path)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_facts_and_duplicates_are_queued_once_it_is_committed(
    tmp_path: Path, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        run(make_cohort(), write_csv(tmp_path / "a.csv", [a_row(1), a_row(2)]))
    ids = sorted(Application.objects.values_list("pk", flat=True))
    assert [ring.args for ring in callbacks] == [
        ("applicants.tasks.make_facts", [[ids]]),
        ("applicants.tasks.find_duplicates", [[ids]]),
    ]


def test_nothing_is_queued_where_nothing_went_in(tmp_path: Path, django_capture_on_commit_callbacks) -> None:
    cohort, path = make_cohort(), write_csv(tmp_path / "a.csv", [a_row(1)])
    run(cohort, path)
    with django_capture_on_commit_callbacks() as callbacks:
        run(cohort, path)
    assert callbacks == []


@pytest.mark.django_db(transaction=True)
def test_the_same_file_twice_at_once_goes_in_once(tmp_path: Path) -> None:
    cohort = make_cohort()
    path = write_csv(tmp_path / "a.csv", [a_row(number) for number in range(300)])
    reports, start = [], threading.Barrier(2)

    def at_once(number: int) -> None:
        start.wait(10)
        try:
            reports.append(run(cohort, path, errors=tmp_path / f"{number}.errors.csv"))
        finally:
            connection.close()

    threads = [threading.Thread(target=at_once, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(map(figures, reports)) == [(300, 0, 300, 0), (300, 300, 0, 0)]
    assert Application.objects.count() == Applicant.objects.count() == 300


@pytest.mark.realdata
def test_the_real_survey_goes_in(real_answers: Path, tmp_path: Path) -> None:
    cohort, mapping, errors = make_cohort(), SURVEY.read_text(encoding="utf-8"), tmp_path / "errors.csv"
    report = run(cohort, real_answers, mapping=mapping, errors=errors)
    assert (figures(report), report.left_blank) == ((9500, 9469, 0, 31), 5)
    assert report.by_column == {
        "About how many months have you been programming for?": 17,
        "About how many hours do you spend learning each week?": 16,
        "Aside from university tuition, about how much money have you spent on learning to code so far (in US dollars)?": 5,
    }
    assert errors.read_text(encoding="utf-8-sig").startswith(",".join(ERRORS_HEADER))
    first = Application.objects.get(external_id="ee9b99ff3a221d118349598106aa06a7")
    assert first.answers == {
        "interest": "full_stack",
        "relocate": True,
        "hours_per_week": 40,
        "months_learning": 28,
        "course_attended": False,
        "money_spent": 200,
        "resources": ["open_course", "free_curriculum", "interactive", "paid_course", "videos"],
    }
    assert first.submitted_at == datetime(2016, 3, 29, 21, 24, 35, tzinfo=UTC)
    assert ApplicationStatusChange.objects.count() == 2 * 9469
    assert figures(run(cohort, real_answers, mapping=mapping, errors=errors)) == (9500, 0, 9469, 31)
    assert Application.objects.count() == 9469
