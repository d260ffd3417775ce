"""The deal of readings: loads within one, nobody twice, nothing kept apart, caps, shortages in numbers, and the same again."""

from collections import Counter
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from reviews.balancing import LOTS, Plan, Reader, balance, draw_lots, planted_after


def check(plan: Plan, wanted, readers, apart=(), *, had=()):
    """What holds of every plan."""
    apart = dict(apart)
    assert len(set(plan.pairs)) == len(plan.pairs)  # no reader twice
    assert not [(entry, who) for entry, who in plan.pairs if who in apart.get(entry, ())]
    counted = Counter(who for _, who in plan.pairs)
    assert plan.loads == {each.id: each.load + counted[each.id] for each in readers}
    assert not [
        each for each in readers if each.cap is not None and counted[each.id] and plan.loads[each.id] > each.cap
    ]
    per_entry = Counter(entry for entry, _ in plan.pairs)
    assert {entry: n - per_entry[entry] for entry, n in wanted.items() if per_entry[entry] < n} == plan.missing
    assert not [entry for entry, n in wanted.items() if per_entry[entry] > n]


def test_eight_hundred_by_three_for_twenty_readers():
    wanted, readers = dict.fromkeys(range(800), 3), [Reader(each) for each in range(20)]
    apart = {entry: {entry % 20, (entry * 7) % 20} for entry in range(0, 800, 5)}
    plan = balance(wanted, readers, seed="one", apart=apart)
    check(plan, wanted, readers, apart)
    assert plan.missing == {}
    assert set(plan.loads.values()) == {120}
    together = Counter(pair for who in _by_entry(plan).values() for pair in combinations(sorted(who), 2))
    assert len(together) == 190, "every two readers meet: severity can be compared"
    assert min(together.values()) >= 3


def test_loads_are_within_one_where_the_number_does_not_divide():
    wanted, readers = dict.fromkeys(range(101), 3), [Reader(each) for each in range(20)]
    loads = balance(wanted, readers, seed="s").loads.values()
    assert (min(loads), max(loads), sum(loads)) == (15, 16, 303)


def test_the_same_seed_deals_the_same_and_another_one_differs():
    wanted, readers = dict.fromkeys(range(50), 2), [Reader(each) for each in range(7)]
    one = balance(wanted, readers, seed="a")
    turned = balance(dict.fromkeys(range(49, -1, -1), 2), readers[::-1], seed="a")
    assert one == turned
    assert one.pairs != balance(wanted, readers, seed="b").pairs


def test_caps_are_held_and_the_rest_is_even():
    wanted = dict.fromkeys(range(100), 3)
    readers = [Reader(0, cap=10), Reader(1, cap=20), *[Reader(each) for each in range(2, 10)]]
    plan = balance(wanted, readers, seed="s")
    check(plan, wanted, readers)
    assert (plan.loads[0], plan.loads[1]) == (10, 20)
    rest = [plan.loads[each] for each in range(2, 10)]
    assert max(rest) - min(rest) <= 1
    assert sum(rest) == 270


def test_too_small_caps_leave_last_reads_open_not_people():
    wanted, readers = dict.fromkeys(range(10), 3), [Reader(each, cap=5) for each in range(5)]
    plan = balance(wanted, readers, seed="s")
    check(plan, wanted, readers)
    assert sorted(plan.missing.values()) == [1] * 5
    assert plan.kept_apart == {}
    assert min(Counter(entry for entry, _ in plan.pairs).values()) == 2


def test_too_few_who_may_read_one_is_told_from_used_up_caps():
    wanted, readers = {1: 3, 2: 3}, [Reader(each, cap=2) for each in range(4)]
    plan = balance(wanted, readers, seed="s", apart={1: {0, 1}})
    check(plan, wanted, readers, {1: {0, 1}})
    assert plan.missing == {1: 1}
    assert plan.kept_apart == {1: 1}


def test_nobody_to_read_is_an_answer():
    plan = balance({1: 2}, [], seed="s")
    assert (plan.pairs, plan.missing, plan.kept_apart) == ([], {1: 2}, {1: 2})
    assert balance({}, [Reader(1)], seed="s").pairs == []


def test_a_chain_of_moves_makes_room_where_the_first_deal_got_stuck():
    # 3 may be read by 0 alone, who has room for one: whoever had that place is passed on.
    for seed in range(30):
        apart = {3: {1, 2}, 1: {2}}
        readers = [Reader(0, cap=1), Reader(1, cap=1), Reader(2, cap=1)]
        plan = balance({1: 1, 2: 1, 3: 1}, readers, seed=str(seed), apart=apart)
        check(plan, {1: 1, 2: 1, 3: 1}, readers, apart)
        assert plan.pairs == [(1, 1), (2, 2), (3, 0)]


def test_a_new_reader_gets_what_others_have_not_begun_and_no_more_moves_than_needed():
    wanted, readers = dict.fromkeys(range(30), 2), [Reader(each) for each in range(4)]
    before = balance(wanted, readers, seed="s")
    held = _by_entry(before)
    after = balance(wanted, [*readers, Reader(9)], seed="t", movable=held)
    check(after, wanted, [*readers, Reader(9)])
    assert set(after.loads.values()) == {12}
    moved = set(after.pairs) - set(before.pairs)
    assert len(moved) == 12
    assert {who for _, who in moved} == {9}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_plan_is_whole_where_it_can_be_and_as_even_as_it_can_be(data):
    n, m = data.draw(st.integers(0, 9)), data.draw(st.integers(1, 6))
    wanted = {entry: data.draw(st.integers(0, 4)) for entry in range(n)}
    readers = [
        Reader(each, data.draw(st.integers(0, 3)), data.draw(st.none() | st.integers(0, 6))) for each in range(m)
    ]
    apart = {entry: data.draw(st.sets(st.integers(0, m - 1))) for entry in range(n)}
    plan = balance(wanted, readers, seed=str(data.draw(st.integers(0, 99))), apart=apart)
    check(plan, wanted, readers, apart)
    assert sum(wanted.values()) - sum(plan.missing.values()) == _most(wanted, readers, apart)
    _assert_no_move_evens(plan, readers, apart)


def test_many_kept_apart_are_dealt_evenly_all_the_same():
    # Each application may be read by 6 of 20: the deal alone would not be even.
    wanted, readers = dict.fromkeys(range(200), 3), [Reader(each) for each in range(20)]
    apart = {entry: {each for each in range(20) if (each - entry // 12) % 20 >= 6} for entry in range(200)}
    plan = balance(wanted, readers, seed="s", apart=apart)
    check(plan, wanted, readers, apart)
    assert plan.missing == {}
    _assert_no_move_evens(plan, readers, apart)


def test_planted_cases_lie_early_in_the_middle_and_late_and_differ_by_reader():
    given_ = {reader: range(100, 140) for reader in range(12)}
    planted = dict.fromkeys(range(12), (1, 2, 3))
    lots = draw_lots(given_, seed="s", planted=planted)
    assert lots == draw_lots(given_, seed="s", planted=planted)
    assert all(0 <= lot < LOTS for lot in lots.values())
    orders = {who: sorted({*given_[who], 1, 2, 3}, key=lambda entry, who=who: lots[entry, who]) for who in given_}
    for order in orders.values():
        places = sorted(order.index(case) for case in (1, 2, 3))
        assert places[0] <= 14 <= places[1] <= 28 <= places[2]
    assert len({tuple(each for each in order if each <= 3) for order in orders.values()}) > 2
    assert len({tuple(each for each in order if each > 3) for order in orders.values()}) == 12


def test_cases_come_after_the_middle_of_each_part():
    assert planted_after(30, 3) == [5, 15, 25]
    assert planted_after(0, 2) == [0, 0]
    assert planted_after(10, 0) == []


def _by_entry(plan: Plan) -> dict[int, list[int]]:
    held: dict[int, list[int]] = {}
    for entry, who in plan.pairs:
        held.setdefault(entry, []).append(who)
    return held


def _most(wanted, readers, apart) -> int:
    """The most places that can be filled, by linear programming (its matrix is totally unimodular, so the optimum is whole)."""
    pairs = [(entry, each.id) for entry in wanted for each in readers if each.id not in apart.get(entry, ())]
    if not pairs:
        return 0
    rows, most = [], []
    for entry, n in wanted.items():
        rows.append([int(pair[0] == entry) for pair in pairs])
        most.append(n)
    for each in readers:
        if each.cap is not None:
            rows.append([int(pair[1] == each.id) for pair in pairs])
            most.append(max(0, each.cap - each.load))
    found = linprog([-1] * len(pairs), A_ub=rows, b_ub=most, bounds=(0, 1), method="highs")
    return round(-found.fun)


def _assert_no_move_evens(plan: Plan, readers, apart) -> None:
    """No chain of moves leads from somebody to somebody with two less and room: by closing the relation "may pass to"."""
    held = _by_entry(plan)
    reach = {
        (one.id, other.id)
        for one in readers
        for other in readers
        if one.id != other.id
        and any(
            one.id in who and other.id not in who and other.id not in apart.get(entry, ())
            for entry, who in held.items()
        )
    }
    for middle in readers:
        reach |= {(a, b) for a, c in reach if c == middle.id for d, b in reach if d == middle.id and a != b}
    room = {each.id for each in readers if each.cap is None or plan.loads[each.id] < each.cap}
    assert not [(a, b) for a, b in reach if b in room and plan.loads[a] >= plan.loads[b] + 2]
