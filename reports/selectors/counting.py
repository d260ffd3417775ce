"""How far the counts of reports are behind."""

from typing import Final

from django.db import connection

from careerpath.pipeline import clock

MOST: Final = 100_000
"""More than so many are not counted out."""

_WAITING: Final = """
SELECT (SELECT count(*) FROM (SELECT FROM reports_changedplace LIMIT %(most)s) AS changed)
     + (SELECT count(*) FROM (SELECT FROM reports_place WHERE review_on <= %(today)s LIMIT %(most)s) AS due)
"""


def waiting() -> int:
    """Changes that are not counted yet, at most about MOST. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"most": MOST, "today": clock.now().date()})
        return int(cursor.fetchone()[0])
