"""Letters, measured: `python -m bench.letters`. Medians of three rounds in one run, on a database of its own.

- write: `write_for_release` for everybody, 95 offers, 200 on the waitlist, all others not admitted with their reasons from the
  points of a run; seconds and statements;
- send: `send_due` to a mail server on this machine that takes everything, one worker, without a pace: letters a second. It is
  what our side costs; a real mail server is slower, and LETTERS_PER_MINUTE slower still.
"""

import logging
import os
import sys
from typing import Any, Final

import django

SIZES: Final = (1_000, 9_500)
SENT: Final = 500


def main() -> int:
    """Measure, print, record."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerpath.settings")
    django.setup()
    from bench.table import ROUNDS, database_of_its_own, median, record, show

    logging.disable(logging.INFO)
    figures: dict[int, dict[str, float]] = {}
    with database_of_its_own():
        for size in SIZES:
            taken = [measure(size) for _ in range(ROUNDS)]
            figures[size] = {key: median([each[key] for each in taken]) for key in taken[0]}
    show(
        f"Letters, medians of {ROUNDS}",
        ["", "written in s", "statements", f"sent a second (of {SENT:,})"],
        [
            [f"{size:,} letters", f"{each['seconds']:.2f}", f"{each['statements']:.0f}", f"{each['per_second']:,.0f}"]
            for size, each in figures.items()
        ],
    )
    for size, each in figures.items():
        record(
            {
                "write_seconds": round(each["seconds"], 3),
                "write_statements": round(each["statements"]),
                "sent_per_second": round(each["per_second"]),
            },
            "letters",
            str(size),
        )
    return 0


def measure(size: int) -> dict[str, float]:
    """One round on fresh people."""
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    from applicants.models import Letter
    from applicants.services.letters import write_for_release
    from bench.releasing import clear
    from bench.table import seconds

    release = make_release(size)
    took = {"seconds": seconds(lambda: write_for_release(release))}
    assert Letter.objects.count() == size
    Letter.objects.all().delete()
    reset_queries()  # the log of queries holds so many and no more
    with CaptureQueriesContext(connection) as asked:
        write_for_release(release)
    took["statements"] = len(asked)
    took["per_second"] = send()
    clear()
    return took


def make_release(size: int) -> Any:
    """A release of so many decisions whose hold is over, of people whom a run scored."""
    from datetime import timedelta

    from django.db import connection
    from django.utils import timezone

    from applicants.models import DecisionRelease, ScreeningRun
    from applicants.services.screening import default_rubric
    from bench.releasing import make_pending
    from careerpath.pipeline.history import begin, move

    cohort, by = make_pending(size)
    now = timezone.now()
    run = ScreeningRun.objects.create(cohort=cohort, rubric_version=default_rubric(), total=size)
    begin(run, by=None)
    move(run, to="finished", by=None, also={"finished_at": now, "result_digest": "0" * 64})
    ScreeningRun.objects.filter(pk=run.pk).update(applied_at=now)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE applicants_applicant SET email = 'person' || id || '@example.org'")
        cursor.execute(
            """
            INSERT INTO applicants_screeningresult (run_id, application_id, cohort_id, score, band, points, rule, error)
            SELECT %s, id, cohort_id, 100, 1, ARRAY(SELECT (random() * 60)::int FROM generate_series(1, 10) WHERE id > 0), NULL, ''
              FROM applicants_application WHERE cohort_id = %s
            """,
            [run.pk, cohort.pk],
        )
    release = DecisionRelease.objects.create(cohort=cohort, released_by=by, hold_until=now - timedelta(minutes=1))
    cohort.decisions.update(release=release)
    cohort.decisions.filter(kind="offered").update(answer_by=now + timedelta(days=7))
    return release


def send() -> float:
    """Letters a second, over SMTP to this machine."""
    from django.test import override_settings

    from applicants.services.sending import send_due
    from bench.table import seconds
    from tests.applicants.letters.smtp_stub import Server, serving

    with serving(Server()) as server:
        host, port = server.url
        speaking = {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": host,
            "EMAIL_PORT": port,
            "LETTERS_PER_MINUTE": 10**9,
        }
        with override_settings(**speaking):
            took = seconds(lambda: send_due(most=SENT, seconds=600))
        assert len(server.letters) == SENT
    return SENT / took


if __name__ == "__main__":
    sys.exit(main())
