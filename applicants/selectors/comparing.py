"""Two runs side by side: who is in another band, and who enters or leaves the best as many as there are seats.

The runs are of one cohort; usually the second scored the frozen applications of the first by another rubric (`replay_run`).
"""

from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import Q, QuerySet

from applicants.lifecycle import RunStatus
from applicants.models import Application, ScreeningResult, ScreeningRun
from applicants.selectors.screening import BANDS, best_first

PAGE: Final = 50
NAMES: Final = {number: name for name, number in BANDS.items()}
BOTH: Final = """
    FROM applicants_screeningresult AS one JOIN applicants_screeningresult AS two ON two.application_id = one.application_id
   WHERE one.run_id = %(first)s AND one.cohort_id = %(cohort)s AND two.run_id = %(second)s AND two.cohort_id = %(cohort)s
"""


@dataclass(frozen=True)
class Changes:
    """How many applications went from which band to which; `cells` maps (from, to), by the names of bands, to a count."""

    cells: dict[tuple[str, str], int]
    only_first: int
    only_second: int
    """Applications that one of the runs has no result for."""

    @property
    def compared(self) -> int:
        """Applications that both runs have a result for."""
        return sum(self.cells.values())

    @property
    def moved(self) -> int:
        """Those in another band."""
        return sum(count for (before, after), count in self.cells.items() if before != after)


@dataclass(frozen=True)
class Mover:
    """One application that the runs put into different bands."""

    application: Application
    before: str
    after: str
    score_before: int | None
    score_after: int | None


@dataclass(frozen=True)
class AtTheCut:
    """The best `seats` of each run: how many are in both, and who would come in and go out (ids, ascending)."""

    seats: int
    both: int
    entered: list[int]
    left: list[int]


def changes(first: ScreeningRun, second: ScreeningRun) -> Changes:
    """Count the applications by the band each run put them into. Two queries."""
    keys = {"first": first.pk, "second": second.pk, "cohort": first.cohort_id}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT one.band, two.band, count(*) {BOTH} GROUP BY 1, 2", keys)  # fixed words
        cells = {(NAMES[before], NAMES[after]): count for before, after, count in cursor.fetchall()}
        cursor.execute(
            """
            SELECT count(*) FILTER (WHERE run_id = %(first)s), count(*) FILTER (WHERE run_id = %(second)s)
              FROM applicants_screeningresult WHERE run_id IN (%(first)s, %(second)s) AND cohort_id = %(cohort)s
            """,
            keys,
        )
        in_first, in_second = cursor.fetchone()
    both = sum(cells.values())
    return Changes(cells, in_first - both, in_second - both)


def movers(
    first: ScreeningRun, second: ScreeningRun, *, before: str = "", after: str = "", beyond: int = 0, size: int = PAGE
) -> tuple[list[Mover], int | None]:
    """A page of those in another band, in the order of the application, and the key after which the next page begins.

    `before` and `after` are names of BANDS, or empty for any. Two queries.
    """
    chosen = {"first": first.pk, "second": second.pk, "cohort": first.cohort_id, "beyond": beyond, "size": size + 1}
    narrowed = ""
    for name, column in ((before, "one"), (after, "two")):
        if name:
            narrowed += f" AND {column}.band = %({column})s"
            chosen[column] = BANDS[name]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT one.application_id, one.band, two.band, one.score, two.score {BOTH}
               AND one.band <> two.band AND one.application_id > %(beyond)s {narrowed}
             ORDER BY one.application_id LIMIT %(size)s
            """,  # fixed words
            chosen,
        )
        rows = cursor.fetchall()
    people = Application.objects.select_related("applicant").in_bulk([row[0] for row in rows[:size]])
    page = [
        Mover(people[row[0]], NAMES[row[1]], NAMES[row[2]], row[3], row[4]) for row in rows[:size] if row[0] in people
    ]
    return page, rows[size - 1][0] if len(rows) > size else None


def selected(run: ScreeningRun, seats: int | None = None) -> QuerySet[ScreeningResult, Any]:
    """The `application` ids of the best `seats` of a run (None: of its cohort), for a subquery; equal scores by application.

    What a cut at that place would select, were seats given by score alone. Nobody gives them so: people read before they decide.
    """
    return best_first(run)[: run.cohort.capacity if seats is None else seats].values("application")


def at_the_cut(first: ScreeningRun, second: ScreeningRun, seats: int | None = None) -> AtTheCut:
    """Who enters and who leaves the best. Two queries."""
    wanted = first.cohort.capacity if seats is None else seats
    one, two = ({row["application"] for row in selected(run, wanted)} for run in (first, second))
    return AtTheCut(wanted, len(one & two), sorted(two - one), sorted(one - two))


def comparable(run: ScreeningRun) -> QuerySet[ScreeningRun]:
    """The other finished runs of the cohort, newest first."""
    others = ScreeningRun.objects.filter(~Q(pk=run.pk), cohort=run.cohort_id, status=RunStatus.FINISHED)
    return others.select_related("rubric_version__rubric").order_by("-finished_at", "-pk")
