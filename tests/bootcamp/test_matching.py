"""Matching learners and tracks: hard rules, points, seats; optimal at least as good as greedy."""

from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bootcamp.matching import Fit, Learner, ModuleNeed, Place, assign, fit, unmet
from bootcamp.matching.assigning import A_SEAT

D = Decimal
DAY = date(2026, 3, 2)


def learner(number: int = 1, **given: object) -> Learner:
    return Learner(number, **{"completed": True, **given})  # type: ignore[arg-type]


def place(number: int = 1, **given: object) -> Place:
    defaults = {"track": number, "name": f"Track {number}", "starts_on": DAY, "seats": 1}
    return Place(number, **{**defaults, **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("person", "intake", "why"),
    [
        (learner(), place(seats=0), "Every seat is taken."),
        (learner(completed=False), place(), "The boot camp is not completed."),
        (
            learner(),
            place(needs_sponsor=True, sponsor=" "),
            "What it leads to needs a sponsoring client, and this intake has none.",
        ),
        (learner(), place(credentials={"itil-4": "ITIL 4"}), "ITIL 4 is needed first and not held."),
        (
            learner(credentials={"itil-4": date(2026, 3, 1)}),
            place(credentials={"itil-4": "ITIL 4"}),
            "ITIL 4 lapses on 01 March 2026, before the first day.",
        ),
        (learner(course_mark=D("69.9")), place(course_mark_min=D(70)), "The course mark is 69.9, and 70 is needed."),
        (
            learner(),
            place(modules=(ModuleNeed("change", "Change", 1, D(75)),)),
            "The mark in Change must be 75 at least, and there is none yet.",
        ),
    ],
)
def test_unmet_rules_out_in_words(person: Learner, intake: Place, why: str) -> None:
    assert unmet(person, intake) == [why]
    assert fit(person, intake) == Fit(person.id, intake.id, 0, (), (why,))


def test_unmet_holds_at_the_edges() -> None:
    person = learner(course_mark=D(70), marks={"change": D(75)}, credentials={"itil-4": DAY, "capm": None})
    intake = place(
        course_mark_min=D("70.0"),
        modules=(ModuleNeed("change", "Change", 1, D(75)),),
        credentials={"itil-4": "ITIL 4", "capm": "CAPM"},
    )
    assert unmet(person, intake) == []
    assert unmet(learner(completed=False), place(needs_bootcamp=False)) == []


def test_fit_adds_choice_result_and_demand() -> None:
    person = learner(choices=(9, 1), marks={"change": D(90), "healthcare": D(60)})
    intake = place(modules=(ModuleNeed("change", "Change", 2), ModuleNeed("healthcare", "Healthcare", 1)), demand=7)
    assert fit(person, intake) == Fit(
        1,
        1,
        35 + 24 + 20,
        (
            "Their second choice: 35 points.",
            "Mean of 80.0 in Change, Healthcare: 24 points.",
            "Clients have 7 open seats for what it leads to: 20 points.",
        ),
        (),
    )


def test_assign_gives_a_seat_to_most_people_and_says_what_was_next() -> None:
    # Ada fits both, Ben only the first: greedy gives Ada the first and Ben nothing.
    ada = learner(1, choices=(1, 2))
    ben = learner(2, choices=(1,), completed=True)
    first, second = place(1), place(2, needs_bootcamp=True, credentials={"capm": "CAPM"})
    ada = Learner(ada.id, True, choices=ada.choices, credentials={"capm": None})
    found = assign([ben, ada], [second, first])
    assert {who: one.fit.place for who, one in found.assigned.items()} == {1: 2, 2: 1}
    assert found.assigned[1].runner_up == (
        "Track 1 would fit better (50 points). Its only seat goes where more points, or more people, come out in all."
    )
    assert found.assigned[2].runner_up == "No other intake is possible for them."
    assert found.left_over == {}


def test_assign_says_why_somebody_has_no_seat() -> None:
    found = assign([learner(1), learner(2), learner(3, completed=False)], [place(1)])
    assert found.left_over == {
        2: ("Track 1: its seats go to others.",),
        3: ("Track 1: The boot camp is not completed.",),
    }
    assert assign([learner(1)], []).left_over == {1: ("There is no intake with a seat.",)}
    assert assign([], [place(1)]).assigned == {}


def test_nothing_about_a_person_but_their_results_and_choices_is_an_input() -> None:
    assert [each.name for each in fields(Learner)] == [
        "id",
        "completed",
        "course_mark",
        "marks",
        "credentials",
        "choices",
    ]


MARKS = st.integers(0, 100).map(D)
LEARNERS = st.lists(
    st.builds(
        Learner,
        id=st.integers(1, 30),
        completed=st.booleans(),
        marks=st.fixed_dictionaries({"change": MARKS}),
        credentials=st.sampled_from([{}, {"capm": None}, {"capm": date(2026, 1, 1)}]),
        choices=st.permutations([1, 2, 3, 4]).map(lambda tracks: tuple(tracks[:2])),
    ),
    max_size=8,
    unique_by=lambda one: one.id,
)
PLACES = st.lists(
    st.builds(
        Place,
        id=st.integers(1, 9),
        track=st.integers(1, 4),
        name=st.just("A track"),
        starts_on=st.just(DAY),
        seats=st.integers(0, 3),
        needs_bootcamp=st.booleans(),
        needs_sponsor=st.booleans(),
        sponsor=st.sampled_from(["", "Mercy"]),
        modules=st.sampled_from([(), (ModuleNeed("change", "Change", 1, D(60)),)]),
        credentials=st.sampled_from([{}, {"capm": "CAPM"}]),
        demand=st.integers(0, 9),
    ),
    max_size=4,
    unique_by=lambda one: one.id,
)


def greedy(people: list[Learner], places: list[Place]) -> int:
    """What giving the best pair its seat first, and so on, comes to."""
    left = {one.id: one.seats for one in places}
    done: set[int] = set()
    total = 0
    pairs = [found for one in people for where in places if (found := fit(one, where)).possible]
    for found in sorted(pairs, key=lambda found: (-found.points, found.learner, found.place)):
        if found.learner not in done and left[found.place]:
            left[found.place] -= 1
            done.add(found.learner)
            total += A_SEAT + found.points
    return total


@given(LEARNERS, PLACES)
@settings(max_examples=80, deadline=None)
def test_assign_breaks_no_rule_and_no_greedy_way_is_better(people: list[Learner], places: list[Place]) -> None:
    found = assign(people, places)
    by_id, where = {one.id: one for one in people}, {one.id: one for one in places}
    assert set(found.assigned) | set(found.left_over) == set(by_id)
    assert set(found.assigned) & set(found.left_over) == set()
    for who, one in found.assigned.items():
        assert unmet(by_id[who], where[one.fit.place]) == []
    for intake in places:
        assert sum(one.fit.place == intake.id for one in found.assigned.values()) <= intake.seats
    assert found.value >= greedy(people, places)
    assert assign(people[::-1], places[::-1]) == found
