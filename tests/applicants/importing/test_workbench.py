"""The recruiter's pages of an import, by HTTP."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applicants.models import Application, ImportBatch
from applicants.services import import_steps
from careerpath.accounts.roles import Role
from cohorts.models import Cohort
from tests.applicants.importing.factories import MAPPING, a_row, write_csv
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db

NEW = "/admin/imports/new/"


@pytest.fixture
def recruiter(signed_in) -> Client:
    """A recruiter's browser."""
    return signed_in(Role.RECRUITER)


def sent(folder: Path, cohort: Cohort, rows: list[dict[str, Any]] | None = None, **fields: Any) -> dict[str, Any]:
    """What the form sends."""
    content = write_csv(folder / "answers.csv", rows or [a_row(1), a_row(2, Hours="900")]).read_bytes()
    return {
        "cohort": cohort.pk,
        "file": SimpleUploadedFile("answers.csv", content),
        "mapping": "own",
        "mapping_file": SimpleUploadedFile("mine.toml", MAPPING.encode()),
    } | fields


def test_an_import_from_upload_to_result(recruiter: Client, tmp_path: Path) -> None:
    cohort = make_cohort(name="Spring")
    answer = recruiter.post(NEW, sent(tmp_path, cohort))
    batch = ImportBatch.objects.get()
    page = reverse("admin:import", args=[batch.pk])
    assert (answer.status_code, answer.headers["Location"]) == (302, page)

    preview = recruiter.get(page)
    assert "Import 1 applications" in preview.text
    assert "900 is above 112, the largest that fits." in preview.text
    assert "Tell us about something that you taught yourself, and how." in preview.text
    assert not Application.objects.exists()

    assert recruiter.post(f"{page}confirm/").headers["Location"] == page
    running = recruiter.get(page)
    assert "Waiting for the worker to take it up." in running.text
    part = recruiter.get(page, headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert 'hx-trigger="every 1500ms"' in part.text

    import_steps.run(batch.pk)
    assert recruiter.get(page, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    result = recruiter.get(page)
    assert "Download what did not fit" in result.text
    assert f"?cohort={cohort.slug}" in result.text
    assert Application.objects.get().history.first().by == ImportBatch.objects.get().by

    errors = recruiter.get(f"{page}errors.csv")
    assert errors.headers["Content-Disposition"] == 'attachment; filename="answers.csv.errors.csv"'
    assert b"900 is above 112" in b"".join(errors.streaming_content)  # type: ignore[arg-type]
    mapping = recruiter.get(f"{page}mapping.toml")
    assert (mapping.text, mapping.headers["Content-Disposition"]) == (
        MAPPING,
        f'attachment; filename="mapping-{batch.pk}.toml"',
    )

    listed = recruiter.get("/admin/imports/")
    assert "answers.csv" in listed.text


def test_the_mapping_of_an_import_can_be_chosen_again(recruiter: Client, tmp_path: Path) -> None:
    cohort = make_cohort()
    recruiter.post(NEW, sent(tmp_path, cohort))
    batch = ImportBatch.objects.get()
    recruiter.post(reverse("admin:import-confirm", args=[batch.pk]))
    import_steps.run(batch.pk)
    assert f'value="import:{batch.pk}">mine.toml' in recruiter.get(NEW).text
    again = sent(tmp_path, cohort, [a_row(5)], mapping=f"import:{batch.pk}", mapping_file="")
    assert recruiter.post(NEW, again).status_code == 302
    assert ImportBatch.objects.first().mapping_name == "mine.toml"  # type: ignore[union-attr]


def test_an_upload_can_be_discarded(recruiter: Client, tmp_path: Path) -> None:
    recruiter.post(NEW, sent(tmp_path, make_cohort()))
    page = reverse("admin:import", args=[ImportBatch.objects.get().pk])
    answer = recruiter.post(f"{page}discard/", follow=True)
    assert "The upload of answers.csv was discarded, and its file deleted." in answer.text
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The submitted file is empty."),
        (b"Id,Hours\n", "The file has a header but no rows."),
        (b"Id\n\x00\n", "Line 2 holds a NUL byte"),
        ("Id\nä\n".encode("latin-1"), "Line 2 is not UTF-8"),
        ("Id\nä\n".encode("utf-16"), "The file is in UTF-16, not in UTF-8."),
        (b"MZ\x90\x00", "This is not a table but a Windows program."),
        (b'Id,Hours\n1,"2\n', "opens a quote"),
        (b",".join(b"%d" % n for n in range(10_000)) + b"\n1\n", "The header has 10,000 columns"),
        (b"Id,Hours\n1,2\n", "the file has no column “Sent”"),
        (b"Id,Hours\n1," + b"x" * 200_000, "a cell with more than 131,072 characters"),
    ],
)
def test_a_file_that_cannot_be_read_is_an_error_beside_its_field(
    recruiter: Client, tmp_path: Path, content: bytes, reason: str
) -> None:
    answer = recruiter.post(NEW, sent(tmp_path, make_cohort(), file=SimpleUploadedFile("answers.csv", content)))
    assert answer.status_code == 422
    assert reason in answer.text
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        (MAPPING.replace("[questions.relocate]", "[questions.relocat]"), "Did you mean “relocate”?"),
        ("[identity", "The mapping is not valid TOML"),
        ("ä".encode("latin-1"), "It is not UTF-8 (byte 1)"),
        ("#" * 300_000, "This is too large for a mapping."),
    ],
)
def test_a_wrong_mapping_is_an_error_beside_its_field(
    recruiter: Client, tmp_path: Path, mapping: str | bytes, reason: str
) -> None:
    file = SimpleUploadedFile("mine.toml", mapping if isinstance(mapping, bytes) else mapping.encode())
    answer = recruiter.post(NEW, sent(tmp_path, make_cohort(), mapping_file=file))
    assert (answer.status_code, reason in answer.text) == (422, True)


def test_own_mapping_without_a_file_is_asked_for(recruiter: Client, tmp_path: Path) -> None:
    answer = recruiter.post(NEW, sent(tmp_path, make_cohort(), mapping_file=""))
    assert "Choose the TOML file, or choose one of the mappings above." in answer.text


def test_a_body_that_is_too_large_is_refused_by_its_length(recruiter: Client, tmp_path: Path, settings: Any) -> None:
    settings.IMPORT_MAX_BYTES = 100_000
    file = SimpleUploadedFile("answers.csv", b"x" * 300_000)
    answer = recruiter.post(NEW, sent(tmp_path, make_cohort(), file=file))
    assert answer.status_code == 413
    assert "Nothing of it was kept." in answer.text
    assert not ImportBatch.objects.exists()


def test_a_file_just_over_the_limit_is_refused_too(recruiter: Client, tmp_path: Path, settings: Any) -> None:
    settings.IMPORT_MAX_BYTES = 100_000
    file = SimpleUploadedFile("answers.csv", b"x" * 110_000)
    answer = recruiter.post(NEW, sent(tmp_path, make_cohort(), file=file))
    assert (answer.status_code, "The file has 0.1 MB; at most 0 MB are read." in answer.text) == (422, True)


def test_the_upload_asks_for_the_token(signed_in, tmp_path: Path) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = signed_in(Role.RECRUITER).cookies
    assert browser.post(NEW, sent(tmp_path, make_cohort())).status_code == 403
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.RECRUITER] + [None])
def test_imports_are_for_recruiters(signed_in, recruiter: Client, tmp_path: Path, role: Role | None) -> None:
    recruiter.post(NEW, sent(tmp_path, make_cohort()))
    pk = ImportBatch.objects.get().pk
    other = signed_in(role) if role else signed_in()
    for name in ("import", "import-errors", "import-mapping", "import-confirm", "import-discard"):
        url = reverse(f"admin:{name}", args=[pk])
        assert other.post(url).status_code in (302, 403)
        assert other.get(url).status_code in (302, 403)
    for url in ("/admin/imports/", NEW):
        assert other.get(url).status_code in (302, 403)
    assert ImportBatch.objects.get().state == ImportBatch.State.PREVIEW


def test_nobody_is_sent_to_sign_in(client: Client) -> None:
    assert client.get("/admin/imports/").headers["Location"].startswith("/admin/login/")


def test_an_import_that_is_not_there_is_not_found(recruiter: Client) -> None:
    assert recruiter.get("/admin/imports/999/").status_code == 404
    assert recruiter.get("/admin/imports/999/errors.csv").status_code == 404


def test_an_empty_list_says_what_will_be_here(recruiter: Client) -> None:
    assert "No imports yet" in recruiter.get("/admin/imports/").text


@pytest.mark.parametrize("url", ["/admin/imports/", NEW])
def test_queries_do_not_grow_with_imports(
    recruiter: Client, tmp_path: Path, url: str, django_assert_num_queries
) -> None:
    cohort = make_cohort()
    recruiter.post(NEW, sent(tmp_path, cohort, [a_row(1)]))
    with CaptureQueriesContext(connection) as first:
        recruiter.get(url)
    count = len(first)  # before another request empties the log
    for number in (2, 3):
        recruiter.post(NEW, sent(tmp_path, cohort, [a_row(number)]))
    with django_assert_num_queries(count):
        recruiter.get(url)


def test_the_list_is_paged_by_key(recruiter: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("applicants.selectors.importing.PAGE", 2)
    cohort = make_cohort()
    made = [ImportBatch.objects.create(cohort=cohort, file_name=f"f{number}.csv", mapping="") for number in range(3)]
    first = recruiter.get("/admin/imports/")
    assert [name for name in ("f0.csv", "f1.csv", "f2.csv") if name in first.text] == ["f1.csv", "f2.csv"]
    second = recruiter.get(f"/admin/imports/?before={made[1].pk}")
    assert [name for name in ("f0.csv", "f1.csv", "f2.csv") if name in second.text] == ["f0.csv"]
