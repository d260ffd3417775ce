"""A private note is its author's: encrypted where it is kept, and found nowhere else."""

import os
import shutil
import subprocess
import sys
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from types import SimpleNamespace

import pytest
from cryptography.fernet import Fernet
from django.conf import settings as live
from django.core.cache import cache
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.core.signals import got_request_exception
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.test import Client, override_settings
from django.urls import reverse
from django.views.debug import ExceptionReporter

from mentorship.models import MentoringSession, SealedNote, SessionChange
from mentorship.sealing import NoNoteKeys, NoteUnreadable, mark_of, seal, unseal
from mentorship.selectors.notes import OwnNote, notes_of
from mentorship.selectors.own_data import own_parts
from mentorship.services.notes import Rotated, rotate
from mentorship.services.working import CannotLog, SessionEntry, log_session
from tests.factories import a_day
from tests.mentorship.factories import make_mentorship, mentee_of

PHRASE = "obsidian-pelican-4711"
OLD, NEW, OTHER = (Fernet.generate_key().decode() for _ in range(3))


def a_form(**more) -> dict:
    """What the form of a session sends."""
    sent = "0d4be2a1-92a5-4a1c-8f83-6f7a3a1f0c11"
    return {"sent_id": sent, "met_on": a_day(), "minutes": 30, "mode": "video", "private_note": PHRASE, **more}


def test_seal_binds_author_and_session():
    sealed = seal(PHRASE, author=1, session=2)
    assert unseal(sealed, author=1, session=2) == PHRASE
    assert PHRASE.encode() not in sealed
    for author, session in ((2, 2), (1, 3), (12, 2)):
        with pytest.raises(NoteUnreadable):
            unseal(sealed, author=author, session=session)
    with pytest.raises(NoteUnreadable):
        unseal(sealed[:-4] + b"AAA=", author=1, session=2)


def test_seal_takes_words_that_look_like_what_binds_them():
    assert unseal(seal("1:2\n3:4\n", author=5, session=6), author=5, session=6) == "1:2\n3:4\n"


def test_a_developers_key_follows_the_secret_key_and_a_deployment_has_none(settings):
    settings.NOTES_KEYS = []
    sealed = seal(PHRASE, author=1, session=2)
    settings.SECRET_KEY = "another-" * 10
    with pytest.raises(NoteUnreadable):
        unseal(sealed, author=1, session=2)
    settings.DEVELOPMENT = False
    with pytest.raises(NoNoteKeys, match="sets NOTES_KEYS"):
        seal(PHRASE, author=1, session=2)


@pytest.mark.parametrize(
    ("keys", "found"), [([], ["mentorship.E001"]), (["broken"], ["mentorship.E001"]), ([NEW, OLD], [])]
)
def test_check_of_a_deployment_wants_keys(settings, keys, found):
    settings.DEVELOPMENT, settings.NOTES_KEYS = False, keys
    errors = run_checks(include_deployment_checks=True)
    assert [one.id for one in errors if one.id.startswith("mentorship.")] == found
    assert all("broken" not in one.msg for one in errors)


@pytest.mark.django_db
def test_copied_row_does_not_open_for_another_author():
    pair = make_mentorship()
    session = log_session(pair, by=pair.mentor.user, met_on=a_day(), private_note=PHRASE)
    note = SealedNote.objects.get()
    SealedNote.objects.create(session=session, author=mentee_of(pair), sealed=note.sealed, sealed_with=note.sealed_with)
    found = notes_of([session], author=mentee_of(pair))
    assert found == {session.pk: OwnNote("", "This note was sealed by somebody else, or for another session.")}
    assert PHRASE not in repr(notes_of([session], author=pair.mentor.user))
    assert PHRASE not in repr(SessionEntry(a_day(), private_note=PHRASE))


@pytest.mark.django_db
def test_rotation_goes_on_where_it_stood_and_then_the_old_key_can_go(settings):
    settings.NOTES_KEYS = [OLD]
    pair = make_mentorship(days_ago=9)
    by = pair.mentor.user
    sessions = [log_session(pair, by=by, met_on=a_day(-day), private_note=f"{PHRASE} {day}") for day in range(3)]
    settings.NOTES_KEYS = [NEW, OLD]
    done = sessions[1]  # what a rotation that was stopped left behind
    SealedNote.objects.filter(session=done).update(
        sealed=seal(f"{PHRASE} 1", author=by.pk, session=done.pk), sealed_with=mark_of(NEW)
    )
    assert rotate(batch=1) == Rotated(done=2)
    assert rotate(batch=1) == Rotated()
    settings.NOTES_KEYS = [NEW]
    assert [notes_of(sessions, author=by)[one.pk].text for one in sessions] == [f"{PHRASE} {day}" for day in range(3)]


@pytest.mark.django_db
def test_rotation_finds_what_was_written_with_the_old_key_behind_it(settings):
    settings.NOTES_KEYS = [OLD]
    pair = make_mentorship(days_ago=9)
    for day in range(2):
        log_session(pair, by=pair.mentor.user, met_on=a_day(-day), private_note=PHRASE)
    first = SealedNote.objects.order_by("pk").first()
    settings.NOTES_KEYS = [NEW, OLD]
    looks = []

    def another_process(execute, sql, params, many, context):
        """Writes the first note once more with the key it knows, after the rotation went past it."""
        if "FOR NO KEY UPDATE" in sql and looks.append(sql) is None and len(looks) == 2:
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE mentorship_sealednote SET sealed = %s, sealed_with = %s WHERE id = %s",
                    [first.sealed, first.sealed_with, first.pk],
                )
        return execute(sql, params, many, context)

    with connection.execute_wrapper(another_process):
        assert rotate(batch=1) == Rotated(done=3)
    assert set(SealedNote.objects.values_list("sealed_with", flat=True)) == {mark_of(NEW)}


@pytest.mark.django_db
def test_lost_key_is_said_in_words_and_harms_nothing_else(settings, signed_in):
    settings.NOTES_KEYS = [OLD]
    pair = make_mentorship()
    session = log_session(pair, by=pair.mentor.user, met_on=a_day(), shared_notes="Shared.", private_note=PHRASE)
    before = bytes(SealedNote.objects.get().sealed)
    settings.NOTES_KEYS = [OTHER]
    browser = signed_in(pair.mentor.user)
    page = browser.get(reverse("mentorship:mentee", args=[pair.pk])).content.decode()
    assert ("does not open" in page, "Shared." in page, PHRASE in page) == (True, True, False)
    url = reverse("mentorship:session-edit", args=[session.pk])
    assert browser.post(url, a_form(private_note="", shared_notes="Better.")).status_code == 302
    session.refresh_from_db()
    assert (session.shared_notes, bytes(SealedNote.objects.get().sealed)) == ("Better.", before)
    with pytest.raises(CommandError, match="1 notes do not open"):
        call_command("rotate_note_keys")
    settings.NOTES_KEYS = [OTHER, OLD]
    call_command("rotate_note_keys")
    assert notes_of([session], author=pair.mentor.user)[session.pk].text == PHRASE


@pytest.mark.django_db
def test_site_without_keys_logs_sessions_and_keeps_no_note(settings, signed_in):
    settings.DEVELOPMENT, settings.NOTES_KEYS = False, []
    pair = make_mentorship()
    browser, url = signed_in(pair.mentor.user), reverse("mentorship:session", args=[pair.pk])
    page = browser.get(url).content.decode()
    assert ("sets NOTES_KEYS" in page, 'name="private_note"' in page) == (True, False)
    with pytest.raises(CannotLog, match="cannot be kept now"):
        log_session(pair, by=pair.mentor.user, met_on=a_day(), private_note=PHRASE)
    assert browser.post(url, a_form(private_note="")).status_code == 302
    assert (MentoringSession.objects.count(), SealedNote.objects.count()) == (1, 0)


@pytest.mark.django_db
def test_own_data_says_how_many_notes_and_where_and_not_what():
    pair = make_mentorship()
    log_session(pair, by=pair.mentor.user, met_on=a_day(), private_note=PHRASE)
    parts = {part.key: part for part in own_parts(pair.mentor.user.pk, [])}
    (field,) = parts["own_notes"].records[0]
    assert (field.value, "you read them on the page of each mentee" in field.label) == (1, True)
    assert PHRASE not in repr(parts)
    assert {part.key: part.records for part in own_parts(mentee_of(pair).pk, [])}["own_notes"] == []


@pytest.mark.django_db
def test_neither_errors_nor_logs_nor_history_have_the_note(signed_in, caplog):
    pair = make_mentorship()
    browser = signed_in(pair.mentor.user)
    browser.raise_request_exception = False
    url = reverse("mentorship:session", args=[pair.pk])
    reports = []

    def told(request, **kwargs):
        with override_settings(DEBUG=False):
            reporter = ExceptionReporter(request, *sys.exc_info())
            reports.extend((reporter.get_traceback_text(), reporter.get_traceback_html()))

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE mentorship_mentoringsession ADD CONSTRAINT never CHECK (minutes <> 45)")
    got_request_exception.connect(told)
    try:
        assert browser.post(url, a_form(minutes=45)).status_code == 500
    finally:
        got_request_exception.disconnect(told)
    assert len(reports) == 2
    assert [PHRASE in text for text in (*reports, caplog.text)] == [False] * 3
    assert browser.post(url, a_form(met_on=a_day(3))).status_code == 422
    assert browser.post(url, a_form()).status_code == 302
    session = MentoringSession.objects.get()
    edit = reverse("mentorship:session-edit", args=[session.pk])
    assert browser.post(edit, a_form(minutes=60, private_note=f"{PHRASE} again")).status_code == 302
    assert SessionChange.objects.get().was == {"minutes": 30}
    page = browser.get(reverse("mentorship:mentee", args=[pair.pk]))
    assert (f"{PHRASE} again" in page.content.decode(), "no-store" in page["Cache-Control"]) == (True, True)
    assert PHRASE not in caplog.text


def rows_with(*needles: str) -> list[str]:
    """The tables of the database that have one of these anywhere in a row, as text or in bytes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        names = [name for (name,) in cursor.fetchall()]
        assert len(names) > 100
        asked = " UNION ALL ".join(
            f"(SELECT '{name}' FROM \"{name}\" AS one WHERE one::text LIKE ANY(%(needles)s) LIMIT 1)" for name in names
        )
        cursor.execute(asked, {"needles": [f"%{needle}%" for needle in needles]})
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.django_db(transaction=True)
def test_nothing_that_is_stored_has_the_note_in_the_clear():
    pair = make_mentorship()
    browser = Client()
    browser.force_login(pair.mentor.user)
    url = reverse("mentorship:session", args=[pair.pk])
    assert browser.post(url, a_form(shared_notes="a shared word")).status_code == 302
    assert PHRASE in browser.get(reverse("mentorship:mentee", args=[pair.pk])).content.decode()
    assert rows_with("a shared word") == ["mentorship_mentoringsession"]
    assert rows_with(PHRASE, PHRASE.encode().hex(), b64encode(PHRASE.encode()).decode()[:-4]) == []
    assert SealedNote.objects.count() == 1
    keys = cache._cache.get_client().scan_iter("careerpath*", count=1000)
    values = [cache._cache.get_client().dump(key) or b"" for key in keys]
    assert [value for value in values if PHRASE.encode() in value] == []
    if dump := dumped():
        assert ("a shared word" in dump, PHRASE in dump, PHRASE.encode().hex() in dump) == (True, False, False)


def dumped() -> str:
    """The whole database as pg_dump writes it; empty where it is not at hand or not of the server's version."""
    program = shutil.which("pg_dump")
    if not program:
        return ""
    at = live.DATABASES["default"]
    where = ["-h", at["HOST"] or "", "-p", str(at["PORT"] or 5432), "-U", at["USER"]]
    done = subprocess.run(  # our own program and settings
        [program, "--enable-row-security", "--data-only", *where, connection.settings_dict["NAME"]],
        capture_output=True, text=True, check=False, env={**os.environ, "PGPASSWORD": at["PASSWORD"]}, timeout=60,
    )  # fmt: skip
    return done.stdout if done.returncode == 0 else ""


@pytest.mark.django_db(transaction=True)
def test_double_click_over_two_connections_is_one_session_and_one_note():
    pair = make_mentorship()
    url = reverse("mentorship:session", args=[pair.pk])

    def send(_number: int) -> tuple[int, str]:
        browser = Client()
        browser.force_login(pair.mentor.user)
        try:
            answer = browser.post(url, a_form(what_0="Read.", who_0="mentee"))
            return answer.status_code, answer["Location"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send, range(2)))
    back = f"{reverse('mentorship:mentee', args=[pair.pk])}?logged={a_form()['sent_id']}"
    assert answers == [(302, back)] * 2
    session = MentoringSession.objects.get()
    assert (SealedNote.objects.count(), session.actions.count()) == (1, 1)


@pytest.mark.django_db
def test_migration_encrypts_the_notes_that_stand_there():
    """The table as it was is made again beside the one that is, and the step of the migration is run on both."""
    step = import_module("mentorship.migrations.0002_the_work")
    before = MigrationLoader(connection).project_state([("mentorship", "0001_tables")]).apps
    pair = make_mentorship()
    session = log_session(pair, by=pair.mentor.user, met_on=a_day())
    old = before.get_model("mentorship", "PrivateNote")
    with connection.schema_editor() as editor:
        editor.create_model(old)
    old.objects.create(session_id=session.pk, author_id=pair.mentor.user_id, text=PHRASE)
    step.seal_notes(
        SimpleNamespace(get_model=lambda _app, name: {"PrivateNote": old, "SealedNote": SealedNote}[name]), None
    )
    assert notes_of([session], author=pair.mentor.user) == {session.pk: OwnNote(PHRASE)}
    assert PHRASE.encode() not in bytes(SealedNote.objects.get().sealed)
