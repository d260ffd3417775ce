"""No demographic value gets out: people answer, change and open answers, the programme screens, writes, exports and merges; then
every place where a value could have come to lie is searched.

`tests/test_access.py` asks every page as every role; the database's own wall is in `test_second_wall.py`.
"""

import base64
import io
import json
import logging
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import redis
from celery import current_app
from celery.backends.base import DisabledBackend
from django.conf import settings as project
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client, RequestFactory, TestCase, override_settings
from django.urls import get_resolver, reverse
from django.utils import timezone
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from applicants.models import Application, BulkOperation, DuplicatePair, Letter
from applicants.selectors.fairness import pending_digest
from applicants.services.duplicates import merge
from applicants.services.exporting import export_params
from applicants.services.indexing import make_words
from applicants.services.operations import confirm, prepare, work_chunk
from applicants.services.receipt import write_receipt
from applicants.services.releasing import release
from applicants.services.scoring import finish_run_if_done, score_batch
from applicants.services.screening import apply_run, default_rubric
from applicants.services.sending import send_due
from applicants.services.signing import sign_off
from applicants.services.starting import start_run
from careerpath.accounts.models import User
from cohorts.models import Cohort
from reports.models import SelfIdentification, SelfIdentificationKey
from reports.services.self_identification import Answers, record_many
from reports.wall import WALLED, open_demographics
from tests.access_table import REPORTING, TABLE
from tests.test_access import _names
from tests.world import World, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db

SENTINEL = "kaleidoscopic quokka"
"""What everybody writes in their own words."""
TRACES = ("quokka", "nhpi", "native hawaiian", "non-binary")
"""In lower case, also as a search index would cut it; the code and the labels of what everybody answers."""
SAID = {"races": ["nhpi"], "gender": "another", "gender_words": SENTINEL}


@dataclass
class Trace:
    """What the programme's work left outside the database."""

    logs: io.StringIO = field(default_factory=io.StringIO)
    mails: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    media: Path = Path()
    opened: str = ""


def traces_in(text: str) -> list[str]:
    return [trace for trace in TRACES if trace in text.lower()]


@pytest.fixture(scope="module")
def trace(world: World, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trace]:
    """Everybody has answered, and everything is done to everybody, with every log on."""
    found, queue = Trace(media=tmp_path_factory.mktemp("media")), f"test-{uuid4().hex}"
    chosen = {"MEDIA_ROOT": str(found.media), "CELERY_TASK_DEFAULT_QUEUE": queue, "LETTERS_PER_MINUTE": 10**6}
    with django_db_blocker.unblock(), override_settings(**chosen):
        everybody_answers()
        sent = len(mail.outbox)
        with every_log_on(found.logs), TestCase.captureOnCommitCallbacks(execute=True):
            say_again(world)
            everything_is_done(world)
            found.opened = open_one(world)
        found.mails = [str(each.message()) for each in mail.outbox[sent:]]
        with redis.Redis.from_url(project.REDIS_URL) as broker:
            found.messages = [said_to_workers(raw) for raw in broker.lrange(queue, 0, -1)]
            broker.delete(queue, f"_kombu.binding.{queue}")
        yield found


@contextmanager
def every_log_on(stream: io.StringIO) -> Iterator[None]:
    """Every logger at DEBUG but those that the settings pin, Django's log of each statement with its values too."""
    handler, root = logging.StreamHandler(stream), logging.getLogger()
    handler.setFormatter(logging.Formatter("%(name)s %(message)s %(args)s"))
    pinned = {name for name, how in project.LOGGING["loggers"].items() if "level" in how}
    assert pinned == {"django.security.DisallowedHost", "django.template"}
    everyone = [each for each in root.manager.loggerDict.values() if isinstance(each, logging.Logger)]
    known = [each for each in everyone if each.name not in pinned]
    before = [(each, each.level, each.propagate) for each in (root, *known)]
    for each in (root, *known):
        each.setLevel(logging.DEBUG)
        each.propagate = True
    root.addHandler(handler)
    connection.force_debug_cursor = True
    try:
        yield
    finally:
        connection.force_debug_cursor = False
        root.removeHandler(handler)
        for each, level, propagate in before:
            each.setLevel(level)
            each.propagate = propagate


def everybody_answers() -> None:
    """Those who were not asked too."""
    with open_demographics():
        SelfIdentification.objects.update(state="answered", races_declined=False, **SAID)
        asked = SelfIdentificationKey.objects.values("application")
        silent = Application.objects.filter(submitted_at__isnull=False).exclude(pk__in=asked)
        record_many((each, Answers(SAID["races"], gender="another", gender_words=SENTINEL)) for each in silent)
        assert not SelfIdentification.objects.exclude(**SAID).exists()


def say_again(world: World) -> None:
    """Somebody answers on the page: refused first, then stored, with every statement logged."""
    application = Application.objects.get(applicant__user=world.user("applicant"), cohort=world.current)
    client, url = world.clients["applicant"], reverse("reports:self-identify", args=[application.public_id])
    assert client.post(url, {**SAID, "races_declined": "on"}).status_code == 200
    assert client.post(url, SAID).status_code == 302
    assert SENTINEL in client.get(url).content.decode()


def everything_is_done(world: World) -> None:
    """Screening, operations, exports, letters, a merge, the search index, receipts, every report."""
    recruiter, cohort = world.user("recruiter"), world.open
    pair = DuplicatePair.objects.filter(verdict="").select_related("first").order_by("pk")[0]
    merge(pair, keep=pair.first, by=recruiter)
    run = start_run(cohort=cohort, rubric_version=default_rubric(), by=recruiter)
    for batch in run.batches.values_list("pk", flat=True):
        score_batch(batch)
    finish_run_if_done(run.pk)
    run.refresh_from_db()
    apply_run(run, by=recruiter)
    operate(cohort, recruiter, "tag", {"tag": "looked at", "do": "add"})
    operate(cohort, recruiter, "mail", {"subject": "A word", "body": "Hello {name}, about {cohort}."})
    for kind in ("csv", "xlsx"):
        operate(cohort, recruiter, "export", export_params(cohort, kind=kind, columns=[]))
    operate(
        cohort,
        recruiter,
        "stage",
        {"decision": "rejected", "reason": "Not this time.", "run": run.pk},
        status="screened",
    )
    sign_off(cohort, by=world.user("compliance"), note="Looked.", seen=pending_digest(cohort))
    release(cohort, by=recruiter)
    due = timezone.now() - timedelta(hours=1)
    Letter.objects.filter(next_try_at__isnull=False).update(hold_until=due, next_try_at=due)
    assert send_due(seconds=60).sent > 0
    make_words()
    write_receipt(Application.objects.filter(cohort=cohort, submitted_at__isnull=False)[0])
    every_report_is_read(world)


def every_report_is_read(world: World) -> None:
    """Every page and file of the reports that is of a cohort or of none, by both roles that may."""
    read = 0
    for name, row in TABLE.items():
        if name.startswith("reports:") and row.method == "get" and not set(row.things) - {"open_slug", "current_slug"}:
            for who in row.allowed & REPORTING:
                for cohort in (world.open, world.current, world.placed) if row.things else (None,):
                    url = reverse(name, args=[cohort.slug] if cohort else [])
                    assert (url, world.clients[who].get(url).status_code) == (url, 200)
                    read += 1
    assert read > 20


def operate(cohort: Cohort, by: User, kind: str, params: dict[str, Any], **who: str) -> None:
    """A bulk operation over a cohort, worked here as the worker would."""
    people = Application.objects.filter(cohort=cohort, **who)
    operation = prepare(kind=kind, cohort=cohort, by=by, queryset=people, params=params, filter_words="everybody")
    confirm(operation, by=by, typed=operation.total)
    for chunk in operation.chunks.order_by("number").values_list("pk", flat=True):
        assert work_chunk(chunk)
    operation.refresh_from_db()
    assert (operation.status, operation.total > 0) == ("finished", True)


def open_one(world: World) -> str:
    """The compliance officer opens one person's answers; what the page shows."""
    application = Application.objects.get(applicant__user=world.user("applicant"), cohort=world.current)
    form = {"whose": str(application.public_id), "ground": "correction", "reason": "They asked us to look at it."}
    return world.clients["compliance"].post(reverse("reports:break-glass"), form).content.decode()


def said_to_workers(raw: bytes) -> str:
    """A message of the broker, its body unpacked."""
    message = json.loads(raw)
    return json.dumps(message) + base64.b64decode(message["body"]).decode()


def test_what_is_searched_for_would_be_found(trace: Trace) -> None:
    """The search sees what is there: the page that may show it does."""
    assert traces_in(trace.opened) == ["quokka", "native hawaiian", "non-binary"]
    with open_demographics(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM reports_selfidentification AS row WHERE row::text ILIKE '%quokka%'")
        assert cursor.fetchone()[0] > 100


def test_no_line_of_any_log_at_any_level_holds_a_value(trace: Trace) -> None:
    logs = trace.logs.getvalue()
    assert "reports_selfidentification" in logs  # the statements themselves are logged
    assert traces_in(logs) == []


def test_no_mail_holds_a_value(trace: Trace) -> None:
    assert len(trace.mails) > 5
    assert traces_in("\n".join(trace.mails)) == []


def test_no_message_to_a_worker_holds_a_value_and_results_go_nowhere(trace: Trace) -> None:
    assert len(trace.messages) > 3
    assert traces_in("\n".join(trace.messages)) == []
    assert isinstance(current_app.backend, DisabledBackend)
    assert current_app.conf.task_ignore_result is True
    with redis.Redis.from_url(project.REDIS_URL) as broker:
        assert list(broker.scan_iter("celery-task-meta-*")) == []


def test_no_row_of_any_table_outside_the_wall_holds_a_value(trace: Trace) -> None:
    """Every table of the schema, every row as text: columns of text, JSON, arrays and search indexes alike."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = {name for (name,) in cursor.fetchall()} - WALLED
        assert {"applicants_application", "applicants_applicationwords", "reports_demographicsread"} <= tables
        leaks = []
        for table in sorted(tables):
            for one in TRACES:
                name = connection.ops.quote_name(table)
                cursor.execute(f"SELECT count(*) FROM {name} AS row WHERE row::text ILIKE %s", [f"%{one}%"])
                if cursor.fetchone()[0]:
                    leaks.append((table, one))
    # A frozen report names the categories of its tables, as its pages do; neither a person's words nor a code stands in it.
    assert leaks == [("reports_snapshot", "native hawaiian"), ("reports_snapshot", "non-binary")]


def test_no_session_and_no_cache_holds_a_value(trace: Trace) -> None:
    sessions = [str(session.get_decoded()) for session in Session.objects.all()]
    assert len(sessions) > 5
    assert traces_in("\n".join(sessions)) == []
    with redis.Redis.from_url(project.REDIS_URL) as cache:
        kept = [cache.get(key) or b"" for key in cache.scan_iter(_type="string")]
    assert traces_in("\n".join(each.decode(errors="replace") for each in kept)) == []


def test_no_file_holds_a_value(trace: Trace) -> None:
    texts = []
    for path in (each for each in trace.media.rglob("*") if each.is_file()):
        texts.append(path.read_bytes())
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as book:
                texts += [book.read(name) for name in book.namelist()]
    assert BulkOperation.objects.filter(kind="export").exclude(file="").count() == 2
    assert len(texts) > 5
    assert traces_in("\n".join(each.decode(errors="replace") for each in texts)) == []


def test_nothing_of_it_is_in_the_admin_and_no_interface_serves_it() -> None:
    assert {model for model in admin.site._registry if model._meta.app_label == "reports"} == set()
    names = [name for name in _names(get_resolver()) if "api" in name.lower().split(":")[0]]
    assert names == []
    assert not [app for app in project.INSTALLED_APPS if app.startswith(("rest_framework", "ninja", "graphene"))]


def test_nothing_below_the_roof_names_the_tables() -> None:
    """The import contract forbids the models; this forbids their tables in SQL."""
    root = Path(project.BASE_DIR)
    below = [root / app for app in ("careerpath", "cohorts", "applicants", "bootcamp", "placements", "mentorship")]
    named = [
        str(path.relative_to(root))
        for folder in below
        for path in folder.rglob("*.py")
        for table in WALLED
        if table in path.read_text()
    ]
    assert named == []


def test_error_inside_the_page_tells_nobody_what_was_sent(world: World, django_db_blocker: Any) -> None:
    """A real failure, in the database; then the report that Django would mail, with its frames, settings and what was sent."""
    application = Application.objects.get(applicant__user=world.user("applicant"), cohort=world.current)
    client = Client(raise_request_exception=False)
    client.force_login(world.user("applicant"))
    caught: list[Any] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            caught.append(record)

    keep, log = Keep(), logging.getLogger("django.request")
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE reports_selfidentification ADD CONSTRAINT fails CHECK (gender_words <> 'kaleidoscopic quokka') NOT VALID"
        )
    log.addHandler(keep)
    try:
        url = reverse("reports:self-identify", args=[application.public_id])
        assert client.post(url, SAID).status_code == 500
    finally:
        log.removeHandler(keep)
    [record] = [each for each in caught if each.exc_info]
    assert "fails" in str(record.exc_info[1])
    for text in told_of(record):
        assert "self_identify" in text
        assert traces_in(text) == []


def told_of(record: logging.LogRecord) -> list[str]:
    """The line of the log with its traceback, and the text and the page of the mail to the administrators."""
    reporter = ExceptionReporter(record.request, *record.exc_info, is_email=True)  # type: ignore[attr-defined]
    line = logging.Formatter("%(message)s").format(record)
    return [line + "self_identify", reporter.get_traceback_text(), reporter.get_traceback_html()]


def test_what_was_sent_is_struck_out_of_reports_of_errors() -> None:
    """What Django strikes out: everything that is sent to the page, whatever its name."""
    from reports.views_about_you import self_identify

    request = RequestFactory().post("/", SAID)
    request.user = User()
    with pytest.raises(Exception):  # noqa: B017, PT011
        self_identify(request, uuid4())
    assert request.sensitive_post_parameters == "__ALL__"  # type: ignore[attr-defined]
    cleaned = SafeExceptionReporterFilter().get_post_parameters(request)
    assert set(cleaned) == set(SAID)
    assert traces_in(str(cleaned)) == []
