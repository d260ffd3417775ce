"""The wall in the database: outside an open block raw SQL finds no demographic row, whoever asks, and no reading goes unnoted."""

import os
import shutil
import subprocess
from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction

from applicants.models import Application
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from placements.walled import WALLED as BEHIND_THE_PORTALS_WALL
from reports.checks import role_is_held_by_the_wall
from reports.models import DemographicsRead, SelfIdentification, SelfIdentificationKey
from reports.selectors.cut import compare_cuts
from reports.selectors.impact import impact
from reports.selectors.report import inputs_of
from reports.selectors.self_identification import answers_of
from reports.selectors.tallies import tallies
from reports.services.self_identification import Answers, record_many, self_identify
from reports.services.wall import NotForYou, WallClosed, is_open, open_demographics, reading
from reports.wall import SETTING, WALLED
from tests.applicants.deciding.factories import make_run
from tests.factories import make_applicant, make_application, make_cohort, make_user

pytestmark = pytest.mark.django_db

OPEN_TABLES = {
    "reports_breakglass",
    "reports_breakglassseen",
    "reports_changedplace",
    "reports_demographicsread",
    "reports_partnerfigures",
    "reports_place",
    "reports_programmesettings",
    "reports_programmesettingschange",
    "reports_publication",
    "reports_snapshot",
    "reports_stagecount",
    "reports_staycount",
}
"""Tables of reports that hold no demographic row: logs, settings, counts of stages, protected figures."""


class Oops(Exception):
    """Something went wrong inside a block."""


def seen() -> tuple[int, int]:
    """How many rows raw SQL finds in the two tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM reports_selfidentification), (SELECT count(*) FROM reports_selfidentificationkey)"
        )
        return tuple(cursor.fetchone())


def setting() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [SETTING])
        return cursor.fetchone()[0]


@pytest.fixture
def answered() -> Application:
    """One person who answered."""
    application = make_application()
    record_many([(application, Answers({"mena"}, gender="woman"))])
    return application


def test_tests_sign_in_as_a_role_that_row_security_holds() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)


def test_raw_sql_finds_rows_inside_an_open_block_only(answered) -> None:
    assert (seen(), is_open()) == ((0, 0), False)
    with open_demographics():
        assert (seen(), is_open()) == ((1, 1), True)
    assert (seen(), is_open(), setting()) == ((0, 0), False, "")


def test_wall_closes_after_an_exception(answered) -> None:
    found = []
    try:
        with open_demographics():
            found.append(seen())
            raise Oops
    except Oops:
        found.append(seen())
    assert (found, is_open()) == ([(1, 1), (0, 0)], False)


def test_wall_closes_after_a_refusal_of_the_database(answered) -> None:
    with pytest.raises(IntegrityError), open_demographics():
        SelfIdentification.objects.update(gender="x")
    assert (seen(), is_open()) == ((0, 0), False)


def test_inner_block_leaves_the_outer_one_open(answered) -> None:
    with open_demographics():
        with open_demographics():
            pass
        assert seen() == (1, 1)
        with pytest.raises(Oops), transaction.atomic(), open_demographics():
            raise Oops
        assert (seen(), is_open()) == ((1, 1), True)
    assert seen() == (0, 0)


def test_rolling_back_inside_an_atomic_block_closes_too(answered) -> None:
    with transaction.atomic():
        with open_demographics():
            assert seen() == (1, 1)
        transaction.set_rollback(True)
    assert (seen(), is_open()) == ((0, 0), False)


def test_outside_nothing_is_written_changed_or_deleted(answered) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        SelfIdentification.objects.create(state="skipped")
    assert SelfIdentification.objects.update(gender="man") == 0
    assert SelfIdentificationKey.objects.all()._raw_delete("default") == 0
    with open_demographics():
        assert [*SelfIdentification.objects.values_list("gender")] == [("woman",)]


def test_refusal_of_the_database_does_not_print_the_row(answered) -> None:
    """PostgreSQL prints a failing row in the details of its error; not where row security is on."""
    with pytest.raises(IntegrityError) as refusal, open_demographics():
        SelfIdentification.objects.create(state="skipped", gender="another", gender_words="unmistakable")
    assert "self_identification_skipped_is_empty" in str(refusal.value)
    assert "unmistakable" not in str(refusal.value)


@pytest.mark.django_db(transaction=True)
def test_wall_opens_for_one_connection_and_one_transaction() -> None:
    record_many([(make_application(), Answers({"mena"}, gender="woman"))])
    found: list[tuple[int, int]] = []

    def look() -> None:
        try:
            found.append(seen())
            with open_demographics():
                found.append(seen())
            found.append(seen())
        finally:
            connection.close()

    assert seen() == (0, 0)
    with open_demographics():
        thread = Thread(target=look)
        thread.start()
        thread.join()
        assert seen() == (1, 1)
    assert (found, seen(), setting()) == ([(0, 0), (1, 1), (0, 0)], (0, 0), "")
    with pytest.raises(Oops), open_demographics():
        raise Oops
    assert seen() == (0, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not shutil.which("pg_dump"), reason="there is no pg_dump here")
def test_dump_fails_loudly_without_the_setting_and_holds_the_rows_with_it(tmp_path) -> None:
    """What docs/deploying.md says of backing up."""
    record_many([(make_application(), Answers(gender="another", gender_words="unmistakable"))])
    at = connection.get_connection_params()
    env = {**os.environ, "PGPASSWORD": at["password"], "PGUSER": at["user"], "PGDATABASE": at["dbname"]}
    env |= {"PGHOST": at["host"], "PGPORT": str(at.get("port") or 5432)}

    def dump(*options: str, **more: str) -> tuple[int, str]:
        done = subprocess.run(
            ["pg_dump", "--data-only", "--table=reports_selfidentification", *options],
            env={**env, **more}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    if "server version mismatch" in dump()[1]:
        pytest.skip("pg_dump is older than the server")
    code, said = dump()
    assert code != 0
    assert "row-level security" in said
    code, said = dump("--enable-row-security")
    assert (code, "unmistakable" in said) == (0, False)  # a dump without the answers, and nothing says so
    code, said = dump("--enable-row-security", PGOPTIONS=f"-c {SETTING}=open")
    assert (code, "unmistakable" in said) == (0, True)


def test_reading_notes_the_reader_and_opens_in_one_statement(answered, django_assert_num_queries: Any) -> None:
    officer = make_user(Role.COMPLIANCE)
    with django_assert_num_queries(4), reading(by=officer, what="x" * 300):  # savepoint, note, close, release
        pass
    with reading(by=officer, what="the page"):
        assert seen() == (1, 1)
        with reading(by=officer, what="a part of it"):
            assert seen() == (1, 1)
        assert seen() == (1, 1)
    assert seen() == (0, 0)
    assert [*DemographicsRead.objects.order_by("pk").values_list("by", "what")] == [
        (officer.pk, "x" * 200),
        (officer.pk, "the page"),
        (officer.pk, "a part of it"),
    ]


def _technician() -> User:
    return User.objects.create_superuser("technician@example.org")


def _dismissed() -> User:
    return make_user(Role.COMPLIANCE, is_active=False)


@pytest.mark.parametrize(
    "who",
    [make_user, _technician, _dismissed]
    + [lambda role=role: make_user(role) for role in Role if role not in (Role.MANAGER, Role.COMPLIANCE)],
)
def test_nobody_but_the_two_report_roles_reads(who: Callable[[], User], answered) -> None:
    with pytest.raises(NotForYou), reading(by=who(), what="a page"):
        raise Oops  # never reached
    assert (seen(), is_open(), DemographicsRead.objects.count()) == ((0, 0), False, 0)


def test_selectors_refuse_to_call_nobody_a_figure() -> None:
    cohort, application = make_cohort(), make_application()
    run = make_run(cohort, {})
    for read in (
        lambda: inputs_of(cohort),
        lambda: impact(cohort),
        lambda: tallies(cohort),
        lambda: compare_cuts(cohort, run, run),
        lambda: answers_of(application),
    ):
        with pytest.raises(WallClosed):
            read()


def test_erased_application_takes_key_and_answers_with_it_and_leaves_the_wall_closed(answered) -> None:
    kept = make_application()
    record_many([(kept, Answers(gender="man"))])
    answered.delete()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert (seen(), setting()) == ((0, 0), "")
    with open_demographics():
        assert [*SelfIdentificationKey.objects.values_list("application", "answers__gender")] == [(kept.pk, "man")]
        assert SelfIdentification.objects.count() == 1
        kept.delete()
        assert (seen(), setting()) == ((0, 0), "open")


def test_every_table_of_reports_is_behind_the_wall_or_known_to_hold_no_answer() -> None:
    tables = {model._meta.db_table for model in apps.get_app_config("reports").get_models(include_auto_created=True)}
    assert tables == WALLED | OPEN_TABLES
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, qual, with_check, cmd, roles::text FROM pg_policies WHERE tablename = ANY(%s)",
            [sorted(tables)],
        )
        rule = "(current_setting('careerpath.demographics'::text, true) = 'open'::text)"
        assert {row[0]: row[1:] for row in cursor.fetchall()} == dict.fromkeys(WALLED, (rule, rule, "ALL", "{public}"))
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relkind = 'r'")
        assert {name for (name,) in cursor.fetchall()} == WALLED | set(BEHIND_THE_PORTALS_WALL)


def test_no_relation_leads_to_the_answers_but_the_key() -> None:
    behind = {SelfIdentification, SelfIdentificationKey}
    leading = {
        (field.model, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields(include_hidden=True)
        if field.is_relation and field.related_model in behind and not field.auto_created
    }
    assert leading == {(SelfIdentificationKey, "answers")}
    for lower in (Application, User):
        assert [field.name for field in lower._meta.get_fields() if field.related_model in behind] == []


def test_check_speaks_where_the_wall_is_down_and_a_database_answers() -> None:
    assert role_is_held_by_the_wall(None, databases=["default"]) == []
    assert role_is_held_by_the_wall(None) == []
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE reports_selfidentification NO FORCE ROW LEVEL SECURITY")
        [warning] = role_is_held_by_the_wall(None, databases=["default"])
        transaction.set_rollback(True)
    assert (warning.id, "reports_selfidentification:" in warning.msg) == ("reports.W002", True)
    call_command("check", databases=["default"], fail_level="WARNING", verbosity=0)


def test_applicant_answers_changes_and_withdraws_with_the_wall_closed() -> None:
    user = make_user()
    application = make_application(applicant=make_applicant(user))
    for answers in (Answers({"asian"}, gender="woman"), Answers({"white"}, gender="man"), Answers()):
        self_identify(application, answers=answers, by=user)
        assert (seen(), is_open()) == ((0, 0), False)
