"""Every page, download and regular task with a million applications in one cohort: `python -m bench pages`, on its own database.

Each address of `tests/access_table.py` as each kind of person that it lets in, through Django's test client, twice; then every task
of the beat schedule, twice: what it finds to do, and then nothing. Shown is what took longer than LIMIT, or asked much.
BENCH_PAGES_OF=100000 measures fewer applications.
"""

import importlib
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import django

LIMIT: Final = 1.0
"""Seconds of the processor for a page."""
TASK_LIMIT: Final = 5.0
"""The same for a task that finds nothing to do."""
PATIENCE: Final = "60s"
"""After so long the database is told to stop, and the page counts as failed."""


@dataclass
class Visit:
    """What one call took: seconds of the first and the second by the wall, and of the processor (here and in the database, whatever
    else the machine was busy with), statements, the slowest of them, megabytes that came on top.
    """

    name: str
    who: str
    status: str = ""
    seconds: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    statements: int = 0
    slowest: tuple[float, str, Any] = (0.0, "", None)
    megabytes: float = 0.0

    @property
    def worst(self) -> float:
        """Seconds of the processor of the slower one."""
        return max(self.busy)


def main() -> int:
    """Measure, print, record."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerpath.settings")
    django.setup()
    from bench.table import database_of_its_own, record, show

    logging.disable(logging.CRITICAL)
    size = int(os.environ.get("BENCH_PAGES_OF", "1000000"))
    with database_of_its_own():
        world, things = prepare(size)
        pages, tasks = list(walk(world, things)), list(beat())
    slow = sorted((each for each in pages if each.worst > LIMIT), key=lambda each: -each.worst)
    late = [each for each in tasks if each.busy[-1] > TASK_LIMIT]
    rows = [_row(each) for each in [*slow, *tasks]]
    show(f"{len(pages)} pages at {size:,} applications: slow ones, and the tasks", HEAD, rows)
    record(
        {
            "pages": len(pages),
            "slow_pages": len(slow),
            "slowest_page_seconds": round(max(each.worst for each in pages), 2),
            "tasks": {each.name: [round(second, 3) for second in each.busy] for each in tasks},
        },
        "pages",
        str(size),
    )
    return int(bool(slow or late))


HEAD: Final = ("", "as", "", "first, ms", "second, ms", "its processor, ms", "statements", "MB")


def _row(visit: Visit) -> list[str]:
    times = [f"{second * 1000:,.0f}" for second in visit.seconds]
    busy = f"{visit.busy[-1] * 1000:,.0f}"
    return [visit.name, visit.who, visit.status, *times, busy, str(visit.statements), f"{visit.megabytes:.0f}"]


def prepare(size: int) -> tuple[Any, Any]:
    """The demo's programme, one of each thing that an address names, and then very many of everything."""
    from django.conf import settings
    from django.db import connection

    from applicants.models import Application
    from bench import large
    from reports.services.counting import count_changed

    settings.ALLOWED_HOSTS, settings.DEBUG = ["*"], False  # queries are not remembered
    world = _test("world").make_world()
    things = _test("test_access").make_things(world)
    after = Application.objects.order_by("-pk").values_list("pk", flat=True)[0]
    large.people(world, things, size)
    large.reading(world, things, after)
    count_changed()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return world, things


def _test(name: str) -> Any:
    """A module of the tests, of which nothing is asked but what it makes."""
    return importlib.import_module(f"tests.{name}")


def walk(world: Any, things: Any, only: str = "") -> Iterator[Visit]:
    """Every address that is got, as who may open it."""
    from django.urls import reverse

    table = _test("access_table")
    some = {table.APPLICANT, table.MANAGER, table.NOBODY}
    for name, row in {**table.TABLE, **_test("test_access").admin_rows()}.items():
        if row.method != "get" or only not in name:
            continue
        url = reverse(name, args=[getattr(things, thing) for thing in row.things])
        form = {key: getattr(things, thing) for key, thing in row.form}
        for who in sorted(some if row.allowed == table.EVERYBODY else row.allowed):
            yield measured(name, who, partial(_get, world.clients[who], url, form))


def _get(client: Any, url: str, form: dict[str, Any]) -> str:
    """The status of the whole answer; what it changed is undone."""
    from django.db import transaction

    with transaction.atomic():
        response = client.get(url, form)
        if getattr(response, "streaming", False):
            for _part in response.streaming_content:
                pass
        transaction.set_rollback(True)
    return str(response.status_code)


def beat() -> Iterator[Visit]:
    """Every task of the schedule, called here."""
    from django.conf import settings

    from careerpath.celery import app

    for module in ("applicants", "reviews", "bootcamp", "placements", "mentorship", "reports", "careerpath.accounts"):
        importlib.import_module(f"{module}.tasks")
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        task = app.tasks[entry["task"]]
        yield measured(entry["task"], f"every {entry['schedule']:,.0f} s", partial(_do, task))


def _do(task: Any) -> str:
    task()
    return ""


def measured(name: str, who: str, work: Callable[[], str]) -> Visit:
    """Do it twice."""
    visit = Visit(name, who)
    for _ in range(2):
        visit.statements = 0
        before = _memory("VmRSS", reset=True)
        with _watched(visit):
            began, worked = time.perf_counter(), _worked()
            try:
                visit.status = work()
            except Exception as problem:  # a page that fails is a finding, and the next is still asked
                visit.status = type(problem).__name__
            visit.seconds.append(time.perf_counter() - began)
            visit.busy.append(_worked() - worked)
        visit.megabytes = max(visit.megabytes, _memory("VmHWM") - before)
    return visit


@contextmanager
def _watched(visit: Visit) -> Iterator[None]:
    from django.db import connection

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            visit.statements += 1
            visit.slowest = max(
                visit.slowest, (time.perf_counter() - began, sql, params), key=lambda statement: statement[0]
            )

    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = '{PATIENCE}'")
    with connection.execute_wrapper(watch):
        yield


def _worked() -> float:
    """Seconds of the processor so far: of this process, and of the one that answers it in a database on the same machine."""
    from django.db import connection

    connection.ensure_connection()
    answers = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    theirs = int(answers.read_text().split()[0]) / 1e9 if answers.exists() else 0.0
    return time.process_time() + theirs


def _memory(what: str, *, reset: bool = False) -> float:
    """Megabytes of this process; `reset` lets the most that it ever had begin anew."""
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what)) / 1024


if __name__ == "__main__":
    sys.exit(main())
