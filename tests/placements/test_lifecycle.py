from itertools import pairwise

from placements.lifecycle import CANDIDATE, COMMITTED, ENDED, PLACEMENT, PlacementStatus


def test_lifecycle_the_straight_way_is_legal():
    way = ["presented", "interviewing", "offered", "accepted", "onboarding", "active", "completed"]
    assert [PLACEMENT.is_legal(old, new) for old, new in pairwise(way)] == [True] * 6


def test_lifecycle_every_status_is_in_one_group():
    assert sorted([*CANDIDATE, *COMMITTED, *ENDED, "not_selected"]) == sorted(PlacementStatus.values)


def test_lifecycle_nothing_follows_an_end():
    assert [PLACEMENT.is_final(status) for status in [*ENDED, "not_selected"]] == [True] * 4


def test_lifecycle_says_why_nobody_starts_without_onboarding():
    assert PLACEMENT.refusal("accepted", "active") == (
        "Onboarding has not begun yet; the checklist comes before the first day."
    )
