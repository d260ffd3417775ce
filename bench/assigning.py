"""Assignment, measured: `python -m bench assigning`. 800 applications x 3 reads for 20 readers, and 100,000 x 3 for 300.

The core alone, with conflicts; then in a database of its own: `assign_round` from the first query to the last row, somebody who
drops out, and the queue that readers take from. Said beside the seconds: how far loads differ, and what was broken (0).
"""

import os
import sys
import time
from random import Random
from typing import Any, Final

import django

LIMIT: Final = 2.0
"""Seconds for 800 applications, in the database."""
SIZES: Final = ((800, 20), (100_000, 300))
"""Applications, readers."""
READS: Final = 3


def main() -> int:
    """Measure, print, record."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerpath.settings")
    django.setup()
    from django.conf import settings

    from bench.table import database_of_its_own, record, show

    settings.DEBUG = False  # queries are not remembered
    rows, figures, failed = [], {}, False
    with database_of_its_own():
        for applications, readers in SIZES:
            found = measure(applications, readers)
            failed |= bool(found["broken"]) or (applications == SIZES[0][0] and found["assigned_seconds"] > LIMIT)
            figures[str(applications)] = found
            rows.append(
                [
                    f"{applications:,} x {READS}, {readers} readers",
                    *(f"{found[name]:.3f} s" for name in SECONDS),
                    f"{found['least']:,} to {found['most']:,}",
                    str(found["broken"]),
                ]
            )
    record(figures, "assigning")
    show("Who reads what", ["", "core", "in the database", "drops out", "takes the next", "loads", "broken"], rows)
    return int(failed)


SECONDS: Final = ("core_seconds", "assigned_seconds", "left_seconds", "claim_seconds")


def measure(applications: int, readers: int) -> dict[str, Any]:
    """Seconds and loads of one size."""
    from django.db import connection

    from reviews.balancing import Reader, balance
    from reviews.models import Assignment, RoundReader
    from reviews.services import assigning, claiming

    luck = Random(1)  # a story, not a secret
    apart = {each: {luck.randrange(readers), luck.randrange(readers)} for each in range(0, applications, 10)}
    began = time.perf_counter()
    balance(dict.fromkeys(range(applications), READS), map(Reader, range(readers)), seed="bench", apart=apart)
    core = time.perf_counter() - began

    round = world(applications, readers, luck)
    began = time.perf_counter()
    n = assigning.assign_round(round, by=None)
    assigned = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(n), max(n) FROM (SELECT count(*) AS n FROM reviews_assignment "
            "WHERE round_id = %s GROUP BY reader_id) AS each",
            [round.pk],
        )
        least, most = cursor.fetchone()
        cursor.execute(BROKEN, [round.pk])
        (broken,) = cursor.fetchone()
    gone = RoundReader.objects.filter(round=round).order_by("pk")[0]
    gone.left_at = round.created_at
    gone.save()
    began = time.perf_counter()
    assigning.take_over(gone, by=None)
    left = time.perf_counter() - began
    return {
        "core_seconds": core,
        "assigned_seconds": assigned,
        "left_seconds": left,
        "claim_seconds": _claim(round, claiming.claim_next),
        "least": least,
        "most": most,
        "broken": broken + (n != applications * READS) + (most - least > 1),
        "assignments": Assignment.objects.filter(round=round, ended_at__isnull=True).count(),
    }


BROKEN: Final = """
    SELECT count(*) FROM reviews_assignment AS given
      JOIN reviews_roundreader AS reader ON reader.id = given.reader_id
      JOIN reviews_roundentry AS entry ON entry.id = given.entry_id
      JOIN applicants_application AS application ON application.id = entry.application_id
      JOIN reviews_readerconflict AS conflict
        ON conflict.reader_id = reader.user_id AND conflict.applicant_id = application.applicant_id
     WHERE given.round_id = %s
"""
"""Assignments of pairs that know each other. That nobody has one twice is a constraint of the table."""


def world(applications: int, readers: int, luck: Random) -> Any:
    """An open round with so many applications in review and readers, every twentieth person known to somebody."""
    from django.db import connection

    from applicants.models import Application
    from careerpath.accounts.models import User
    from reviews.models import ReaderConflict, RoundEntry, RoundReader
    from tests.applicants.screening.factories import make_applications
    from tests.reviews.factories import make_round

    round = make_round(reads=READS)
    ids = make_applications(round.cohort, applications, status="in_review")
    RoundEntry.objects.bulk_create([RoundEntry(round=round, application_id=each) for each in ids], batch_size=5000)
    users = User.objects.bulk_create(
        User(email=f"reader{each}@round{round.pk}.example", password="!") for each in range(readers)
    )
    RoundReader.objects.bulk_create(RoundReader(round=round, user=each) for each in users)
    people = Application.objects.filter(pk__in=ids[::20]).values_list("applicant", flat=True)
    ReaderConflict.objects.bulk_create(
        [ReaderConflict(reader=luck.choice(users), applicant_id=each, by=users[0]) for each in people], batch_size=5000
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return round


def _claim(round: Any, claim_next: Any) -> float:
    """Seconds to take the next one, in a round of which all but a hundred applications have their readers."""
    from reviews.models import Assignment, RoundReader

    some = Assignment.objects.filter(round=round).order_by("entry").values("entry")[: 100 * READS]
    Assignment.objects.filter(entry__in=some).delete()
    type(round).objects.filter(pk=round.pk).update(self_claim=True)
    reader = RoundReader.objects.filter(round=round, left_at__isnull=True).order_by("pk")[0]
    Assignment.objects.filter(reader=reader, finished_at__isnull=True).update(finished_at=round.created_at)
    began = time.perf_counter()
    if claim_next(RoundReader.objects.select_related("round").get(pk=reader.pk)) is None:
        raise AssertionError("There were a hundred to take.")
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
