"""How many people of a cohort answered the same and came the same way, as it is counted. Behind the wall."""

from typing import Final

from django.db import connection

from cohorts.models import Cohort
from reports.tallies import Tally
from reports.wall import check_open

# One statement, so that who was asked and who was not are counted at the same moment.
_TALLIES: Final = """
WITH groups AS MATERIALIZED (
    SELECT n, reached, decided, withdrew, state, races, gender, disability, veteran
      FROM reports_groupcount WHERE cohort_id = %(cohort)s AND n <> 0
), everybody AS (
    SELECT sum(n) AS n, reached, decided, withdrew FROM (
        SELECT n, reached, decided, withdrew FROM reports_stagecount WHERE cohort_id = %(cohort)s
         UNION ALL SELECT -n, reached, decided, withdrew FROM groups
    ) AS both_ways GROUP BY reached, decided, withdrew
)
SELECT * FROM groups
 UNION ALL SELECT n, reached, decided, withdrew, 'not_asked', '{}', '', '', '' FROM everybody WHERE n <> 0
 ORDER BY state, races, gender, disability, veteran, reached, decided, withdrew
"""


def tallies(cohort: Cohort) -> list[Tally]:
    """The tallies of a cohort, in a fixed order; together they are everybody who applied. One query; raises WallClosed."""
    check_open()
    with connection.cursor() as cursor:
        cursor.execute(_TALLIES, {"cohort": cohort.pk})
        return [
            Tally(int(n), reached, decided, withdrew, state, frozenset(races), gender, disability, veteran)
            for n, reached, decided, withdrew, state, races, gender, disability, veteran in cursor.fetchall()
        ]
