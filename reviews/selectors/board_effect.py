"""What other weights would do to a board, and how two boards differ. Nothing is kept by looking."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from reviews.models import BoardLine, SelectionBoard

NAMED: Final = 200
"""People listed by name of those who would change their place."""


@dataclass(frozen=True)
class Shift:
    """One line and where it would stand."""

    line: BoardLine
    rank: int | None
    total: int | None
    before: str
    after: str

    @property
    def up(self) -> int | None:
        """By how many ranks it moves up (down below 0); None where one of the two is missing."""
        return None if self.rank is None or self.line.rank is None else self.line.rank - self.rank

    @property
    def down(self) -> int | None:
        """By how many ranks it moves down."""
        return None if self.up is None else -self.up


@dataclass(frozen=True)
class Effect:
    """A page of the ranking by other weights, and who would change their place."""

    page: Sequence[Shift]
    next_key: str
    changed: Sequence[Shift]
    """The first NAMED of them, in the order of the new ranks."""
    number: int
    in_number: int
    """How many would get a seat who have none, also those who are not named."""
    out_number: int
    last_seat: int
    last_wait: int

    @property
    def come_in(self) -> list[Shift]:
        """Who would get a seat and has none."""
        return [each for each in self.changed if each.after == "offered"]

    @property
    def go_out(self) -> list[Shift]:
        """Who has a seat and would lose it."""
        return [each for each in self.changed if each.before == "offered"]


def effect_of(
    board: SelectionBoard, placed_sql: str, values: dict[str, Any], *, after: str = "", size: int = 100
) -> Effect:
    """The ranking of a board by the parameters of `reviews.services.board_figures`, which the caller passes; two queries."""
    start = int(after) if after.isdecimal() and len(after) < 10 else 0
    final = "CASE WHEN hand = 'none' THEN '' WHEN hand <> '' THEN hand ELSE {} END"
    sql = f"""
        WITH source AS (SELECT * FROM reviews_boardline WHERE board_id = %(board)s), {placed_sql},
        finals AS (
            SELECT id, new_rank, new_total, {final.format("placed")} AS before, {final.format("new_placed")} AS after,
                   max(new_rank) FILTER (WHERE hand = '' AND new_placed = 'offered') OVER () AS last_seat,
                   max(new_rank) FILTER (WHERE hand = '' AND new_placed = 'waitlisted') OVER () AS last_wait
              FROM placed
        ),
        numbered AS (
            SELECT finals.*, count(*) FILTER (WHERE before <> after) OVER () AS changed,
                   count(*) FILTER (WHERE before <> after AND after = 'offered') OVER () AS come_in,
                   count(*) FILTER (WHERE before <> after AND before = 'offered') OVER () AS go_out,
                   row_number() OVER (PARTITION BY before <> after ORDER BY new_rank NULLS LAST, id) AS turn
              FROM finals
        )
        SELECT * FROM numbered
         WHERE (new_rank > %(start)s AND new_rank <= %(start)s + %(size)s + 1) OR (before <> after AND turn <= %(named)s)
         ORDER BY new_rank NULLS LAST, id
    """  # noqa: S608  # fixed words; every value is a parameter
    with connection.cursor() as cursor:
        cursor.execute(sql, {**values, "start": start, "size": size, "named": NAMED})
        found = cursor.fetchall()
    lines = BoardLine.objects.select_related("application__applicant", "hand_by", "decision").in_bulk(
        [row[0] for row in found]
    )
    shifts = [
        Shift(lines[pk], rank, total, before, after) for pk, rank, total, before, after, *_ in found if pk in lines
    ]
    page = [each for each in shifts if each.rank is not None and start < each.rank <= start + size + 1]
    more, page = len(page) > size, page[:size]
    changed = [each for each in shifts if each.before != each.after]
    last_seat, last_wait, number, come_in, go_out = found[0][5:10] if found else (0, 0, 0, 0, 0)
    key = str(page[-1].rank) if more else ""
    return Effect(page, key, changed, number, come_in, go_out, last_seat or 0, last_wait or 0)


@dataclass(frozen=True)
class Differing:
    """One application on two boards."""

    application: int
    name: str
    first_rank: int | None
    first: str
    second_rank: int | None
    second: str
    on_first: bool
    on_second: bool


@dataclass(frozen=True)
class Comparison:
    """How two boards of a cohort differ: places of the first down and of the second across, and who differs."""

    table: dict[tuple[str, str], int]
    come_in: Sequence[Differing]
    """A seat on the second board and none on the first."""
    go_out: Sequence[Differing]
    others: Sequence[Differing]
    """Another place, and a seat on neither."""
    number: int
    """Who has another place, also those not named here."""

    @property
    def seats_in(self) -> int:
        """How many have a seat on the second board alone."""
        return sum(number for (one, two), number in self.table.items() if two == "offered" != one)

    @property
    def seats_out(self) -> int:
        """How many have a seat on the first board alone."""
        return sum(number for (one, two), number in self.table.items() if one == "offered" != two)


def compare(first: SelectionBoard, second: SelectionBoard) -> Comparison:
    """Compare two boards of one cohort; two queries, whatever their size. Who is on one alone stands as "absent" on the other."""
    final = """CASE WHEN {0}.id IS NULL THEN 'absent' WHEN {0}.hand = 'none' THEN ''
                    WHEN {0}.hand <> '' THEN {0}.hand ELSE {0}.placed END"""
    joined = f"""
        SELECT coalesce(a.application_id, b.application_id) AS application_id, a.rank AS first_rank, b.rank AS second_rank,
               {final.format("a")} AS first, {final.format("b")} AS second, a.id AS first_id, b.id AS second_id
          FROM (SELECT * FROM reviews_boardline WHERE board_id = %(first)s) AS a
          FULL JOIN (SELECT * FROM reviews_boardline WHERE board_id = %(second)s) AS b ON b.application_id = a.application_id
    """  # noqa: S608  # fixed words; every value is a parameter
    values = {"first": first.pk, "second": second.pk, "named": NAMED}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT first, second, count(*) FROM ({joined}) AS both_boards GROUP BY 1, 2", values)  # noqa: S608
        table = {(one, two): number for one, two, number in cursor.fetchall()}
        cursor.execute(
            f"""
            WITH differing AS (
                SELECT *, CASE WHEN second = 'offered' THEN 1 WHEN first = 'offered' THEN 2 ELSE 3 END AS kind
                  FROM ({joined}) AS both_boards WHERE first <> second
            ), numbered AS (
                SELECT *, row_number() OVER (PARTITION BY kind ORDER BY second_rank NULLS LAST, first_rank NULLS LAST,
                                             application_id) AS turn FROM differing
            )
            SELECT numbered.*, person.name FROM numbered
              JOIN applicants_application AS application ON application.id = numbered.application_id
              JOIN applicants_applicant AS person ON person.id = application.applicant_id
             WHERE turn <= %(named)s ORDER BY kind, turn
            """,  # noqa: S608
            values,
        )
        kinds: dict[int, list[Differing]] = {1: [], 2: [], 3: []}
        for pk, first_rank, second_rank, one, two, first_id, second_id, kind, _, name in cursor.fetchall():
            kinds[kind].append(
                Differing(pk, name, first_rank, one, second_rank, two, first_id is not None, second_id is not None)
            )
    number = sum(each for (one, two), each in table.items() if one != two)
    return Comparison(table, kinds[1], kinds[2], kinds[3], number)
