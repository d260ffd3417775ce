"""The next sitting: numbers, waiting days, attempts that are used up. Without a database."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bootcamp.progress.attempts import AttemptRule, Next, Stand, Taken, add_months, next_attempt

DAY = date(2026, 1, 31)


def failed(*days: int) -> list[Taken]:
    return [Taken(at, DAY + timedelta(days=day), "failed") for at, day in enumerate(days, start=1)]


@pytest.mark.parametrize(
    ("rule", "earlier", "expected"),
    [
        (AttemptRule(), [], Next(Stand.MAY, 1, None)),
        (AttemptRule(waiting_days=14), failed(0), Next(Stand.MAY, 2, DAY + timedelta(days=14))),
        # The second may follow at once, the third waits (as CompTIA has it).
        (AttemptRule(waiting_days=14, waiting_from=2), failed(0), Next(Stand.MAY, 2, DAY)),
        (AttemptRule(waiting_days=14, waiting_from=2), failed(0, 3), Next(Stand.MAY, 3, DAY + timedelta(days=17))),
        (AttemptRule(most=2), failed(0, 1), Next(Stand.USED, 3, None)),
        # Three in a year (as PMI has it): the fourth a year after the first.
        (AttemptRule(most=3, months=12), failed(0, 10, 20), Next(Stand.MAY, 4, date(2027, 1, 31))),
        (AttemptRule(most=3, months=12), failed(0, 10, 20, 365), Next(Stand.MAY, 5, date(2027, 2, 10))),
        (AttemptRule(), [Taken(1, DAY, "passed")], Next(Stand.PASSED, 2, None)),
    ],
)
def test_next_attempt(rule: AttemptRule, earlier: list[Taken], expected: Next) -> None:
    assert next_attempt(rule, earlier) == expected


def test_may_on_counts_the_first_day() -> None:
    found = next_attempt(AttemptRule(waiting_days=7), failed(0))
    assert [found.may_on(DAY + timedelta(days=days)) for days in (6, 7, 8)] == [False, True, True]


def test_add_months_ends_on_the_last_day_of_a_shorter_month() -> None:
    assert [add_months(DAY, months) for months in (1, 2, 12)] == [
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2027, 1, 31),
    ]


@given(
    st.builds(
        AttemptRule,
        most=st.none() | st.integers(1, 4),
        months=st.none() | st.integers(1, 24),
        waiting_days=st.integers(0, 90),
        waiting_from=st.integers(1, 3),
    ),
    st.lists(st.integers(0, 200), max_size=8),
)
def test_sittings_that_are_allowed_keep_every_rule(rule: AttemptRule, gaps: list[int]) -> None:
    taken: list[Taken] = []
    day = DAY
    for gap in gaps:
        day += timedelta(days=gap)
        found = next_attempt(rule, taken)
        if found.may_on(day):
            taken.append(Taken(found.number, day, "failed"))
    assert [one.number for one in taken] == list(range(1, len(taken) + 1))
    for before, after in pairwise(taken):
        waits = rule.waiting_days if before.number >= rule.waiting_from else 0
        assert (after.taken_on - before.taken_on).days >= waits
    if rule.most is not None and rule.months is None:
        assert len(taken) <= rule.most
    if rule.most is not None and rule.months is not None:
        for first, later in zip(taken, taken[rule.most :], strict=False):
            assert later.taken_on >= add_months(first.taken_on, rule.months)
