"""The gradebook, measured: `python -m bench gradebook`, on a database of its own, with the machine's Chromium.

First paint of the grid for 10 and for 95 people by 30 assessments, over a real server on this machine; and 2,850 marks pasted, as
the one request that the page makes of it. Medians.
"""

import json
import logging
import os
import sys
import threading
from typing import Any, Final
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django

COLUMNS: Final = 30
SIZES: Final = (10, 95)
LOOKS: Final = 9
"""How often each page is loaded; after one that does not count."""
PAINT: Final = """() => new Promise(done => {
    const found = () => performance.getEntriesByName('first-contentful-paint')[0];
    const wait = () => found() ? done(found().startTime) : setTimeout(wait, 20);
    wait();
})"""


def main() -> int:
    """Measure, print, record."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerpath.settings")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread
    django.setup()
    from django.conf import settings

    from bench.table import database_of_its_own, record, show

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver", "127.0.0.1"]
    settings.DEBUG = False  # queries are not remembered
    logging.disable(logging.INFO)
    with database_of_its_own():
        classes = {size: make(size) for size in SIZES}
        paints = look(classes)
        seconds, statements = paste(*classes[95])
    ratio = paints[95] / paints[10]
    show(
        f"Gradebook, {COLUMNS} assessments, medians of {LOOKS}",
        ["", "milliseconds"],
        [
            *[[f"first paint, {size} people", f"{paints[size]:.0f}"] for size in SIZES],
            ["2,850 marks in one request", f"{seconds * 1000:.0f}"],
        ],
    )
    print(
        f"First paint of 95 x {COLUMNS} is {ratio:.2f} times that of 10 x {COLUMNS}; {statements} statements for 2,850 marks."
    )
    record(
        {
            "first_paint_10_ms": round(paints[10]),
            "first_paint_95_ms": round(paints[95]),
            "times_a_class_of_10": round(ratio, 2),
            "paste_2850_ms": round(seconds * 1000),
            "paste_2850_statements": statements,
        },
        "gradebook",
    )
    return int(ratio >= 3)


def make(size: int) -> tuple[Any, Any, Any]:
    """A class of a size with every cell graded: its cohort, its instructor, a client signed in as them."""
    from decimal import Decimal

    from django.test import Client

    from bootcamp.services.gradebook import save_cells
    from tests.bootcamp.factories import assessments_of, make_class, make_instructor, widen

    people = make_class(size=size)
    cohort = people[0].cohort
    widen(cohort, COLUMNS)
    instructor = make_instructor(cohort)
    cells = {
        (person.pk, each.pk): ("graded", Decimal(60 + (person.pk + each.pk) % 40))
        for person in people
        for each in assessments_of(cohort)
    }
    assert save_cells(cohort.pk, sent=cells, seen={}, by=instructor).changed == size * COLUMNS
    client = Client()
    client.force_login(instructor)
    return cohort, instructor, client


class Quiet(WSGIRequestHandler):
    """A server that does not tell of each request."""

    def log_message(self, *_: Any) -> None:
        """Nothing."""


def look(classes: dict[int, tuple[Any, Any, Any]]) -> dict[int, float]:
    """Milliseconds until the grid is first painted, by size; the pages are loaded in turn, so that both see the same noise."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application
    from django.db import connections
    from django.urls import reverse
    from playwright.sync_api import sync_playwright

    from bench.table import median
    from careerpath.devserver import chromium

    server = make_server("127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), handler_class=Quiet)

    def serve() -> None:
        server.serve_forever()
        connections.close_all()  # the database is dropped at the end, which nobody may be in then

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    base = f"http://127.0.0.1:{server.server_port}"
    found: dict[int, list[float]] = {size: [] for size in classes}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox", "--disable-gpu"])
        pages = {}
        for size, (_, _, client) in classes.items():
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base}])
            pages[size] = context.new_page()
        for turn in range(LOOKS + 1):
            for size, (cohort, _, _) in classes.items():
                pages[size].goto(base + reverse("bootcamp:gradebook", args=[cohort.slug]))
                assert pages[size].locator("tbody tr").count() == size
                painted = float(pages[size].evaluate(PAINT))
                if turn:
                    found[size].append(painted)
        browser.close()
    server.shutdown()
    thread.join()
    return {size: median(figures) for size, figures in found.items()}


def paste(cohort: Any, instructor: Any, client: Any) -> tuple[float, int]:
    """Seconds of the one request with which 2,850 changed marks are pasted, and the statements it takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from bench.table import ROUNDS, median, seconds
    from bootcamp.models import Grade
    from bootcamp.services.mark_text import write_mark

    address, taken, statements = reverse("bootcamp:gradebook-save", args=[cohort.slug]), [], 0
    for turn in range(ROUNDS):
        stands = Grade.objects.filter(enrolment__cohort=cohort).values_list(
            "enrolment_id", "assessment_id", "state", "points"
        )
        cells = [(row[0], row[1], f"{70 + turn},5", write_mark((row[2], row[3]))) for row in stands]
        assert len(cells) == 95 * COLUMNS
        body = json.dumps({"cells": cells})

        def send(body: str = body) -> None:
            answer = client.post(address, body, content_type="application/json")
            assert answer.json()["changed"] == 95 * COLUMNS

        with CaptureQueriesContext(connection) as seen:
            taken.append(seconds(send))
        statements = len(seen)
    return median(taken), statements


if __name__ == "__main__":
    sys.exit(main())
