"""The reports, measured: `python -m bench reports`. Medians of three, at each size in one database that grows.

The page is the cohort's page as the programme manager's browser gets it, through Django's test client. `summaries` is what it reads
of the counts: funnel with its days, and the tallies of every group. Then the other side: how fast changes are counted, and what the
triggers that notice them cost a bulk move.
"""

import logging
import os
import sys
from collections.abc import Callable
from typing import Any, Final

import django

MOVED: Final = 9_500
PAIRS: Final = 5


def main() -> int:
    """Measure, print, record."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerpath.settings")
    django.setup()
    from django.test.utils import CaptureQueriesContext

    from bench.lives import live
    from bench.table import database_of_its_own, record, seconds, show, sizes
    from reports.selectors.counting import waiting
    from reports.services.counting import count_changed

    logging.disable(logging.INFO)
    figures: dict[int, dict[str, float]] = {}
    with database_of_its_own():
        from django.db import connection

        client, cohort, opens = prepare()
        have = 0
        for size in sizes():
            live(cohort, have + 1, size)
            vacuum()
            changes = waiting_exactly()
            took = seconds(count_changed)
            assert waiting() == 0
            have = size
            vacuum()
            figures[size] = measured({**opens, "page": lambda: page(client, cohort)})
            with CaptureQueriesContext(connection) as asked:
                page(client, cohort)
            figures[size] |= {"queries": len(asked), "counted_per_second": changes / took}
        plain, noticed = cost_of_noticing(cohort)
    smallest, largest = min(figures), max(figures)
    show(
        "The page of a cohort, milliseconds",
        ["", *(f"{size:,}" for size in figures), "last / first"],
        [
            [
                what,
                *(f"{each[what] * 1000:,.0f}" for each in figures.values()),
                f"{figures[largest][what] / figures[smallest][what]:.2f}",
            ]
            for what in (*opens, "page")
        ],
    )
    show(
        "Counting",
        ["applications", "queries of the page", "changes counted a second"],
        [
            [f"{size:,}", f"{each['queries']:.0f}", f"{each['counted_per_second']:,.0f}"]
            for size, each in figures.items()
        ],
    )
    show(
        f"Moving {MOVED:,} at once",
        ["", "milliseconds"],
        [["without triggers", f"{plain * 1000:,.0f}"], ["with", f"{noticed * 1000:,.0f}"]],
    )
    print(f"The triggers cost {noticed / plain - 1:.1%} of a move.")
    for size, each in figures.items():
        times = {f"{what}_ms": round(each[what] * 1000, 1) for what in (*opens, "page")}
        counted = {"queries": int(each["queries"]), "counted_per_second": round(each["counted_per_second"])}
        record(times | counted, "reports", str(size))
    record({"plain_ms": round(plain * 1000, 1), "noticed_ms": round(noticed * 1000, 1)}, "reports", "moving 9,500")
    return 0


def prepare() -> tuple[Any, Any, dict[str, Callable[[], object]]]:
    """The manager signed in, an empty cohort, and what is read of the counts."""
    from django.conf import settings
    from django.test import Client

    from careerpath.accounts.roles import Role
    from reports.selectors.funnel import funnel_section
    from reports.selectors.tallies import tallies
    from reports.wall import open_demographics
    from tests.factories import make_cohort, make_user

    settings.ALLOWED_HOSTS = ["*"]
    settings.DEBUG = False
    cohort = make_cohort(capacity=30_000)
    client = Client()
    client.force_login(make_user(Role.MANAGER))

    def summaries() -> None:
        funnel_section(cohort)
        with open_demographics():
            tallies(cohort)

    return client, cohort, {"summaries": summaries}


def measured(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The median seconds of each; the first round only warms."""
    from bench.table import ROUNDS, median, seconds

    rounds = [{what: seconds(work) for what, work in works.items()} for _ in range(ROUNDS + 1)][1:]
    return {what: median([each[what] for each in rounds]) for what in works}


def page(client: Any, cohort: Any) -> None:
    """The first paint of the cohort's page."""
    response = client.get(f"/reports/cohorts/{cohort.slug}/")
    assert response.status_code == 200, response.status_code
    assert b"still being counted" not in response.content


def cost_of_noticing(cohort: Any) -> tuple[float, float]:
    """Median seconds of moving 9,500 on without the triggers and with them, taking turns on the same people."""
    from django.db import connection

    from applicants.models import Application
    from bench.table import median, seconds
    from careerpath.pipeline.history import move_many

    ids = list(
        Application.objects.filter(cohort=cohort, status="rejected").order_by("pk").values_list("pk", flat=True)[:MOVED]
    )
    took: dict[str, list[float]] = {"DISABLE": [], "ENABLE": []}
    for number in range(PAIRS + 1):
        for state in took:
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER TABLE applicants_applicationstatuschange {state} TRIGGER place_noticed_insert")
            vacuum("applicants_application, applicants_applicationstatuschange, reports_changedplace")
            move_many(Application.objects.filter(pk__in=ids), to="in_review", by=None)
            back = seconds(lambda: move_many(Application.objects.filter(pk__in=ids), to="rejected", by=None))
            if number:
                took[state].append(back)
    return median(took["DISABLE"]), median(took["ENABLE"])


def waiting_exactly() -> int:
    """All changes that wait."""
    from reports.models import ChangedPlace

    return ChangedPlace.objects.count()


def vacuum(tables: str = "") -> None:
    """As autovacuum would have left it: these tables, or all."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {tables}")


if __name__ == "__main__":
    sys.exit(main())
