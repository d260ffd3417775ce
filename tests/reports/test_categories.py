"""Derived views of the SPD 15 set."""

import pytest

from reports.categories import MULTIRACIAL, alone_or_in_combination, eeo1_category, exclusive_category, is_minority


@pytest.mark.parametrize(
    ("races", "exclusive", "eeo1"),
    [
        ([], None, None),
        (["white"], "White", "White"),
        (["mena"], "Middle Eastern or North African", "White"),
        (["mena", "white"], MULTIRACIAL, "White"),
        (["hispanic", "white"], MULTIRACIAL, "Hispanic or Latino"),
        (["hispanic", "black", "asian"], MULTIRACIAL, "Hispanic or Latino"),
        (["asian", "black"], MULTIRACIAL, "Two or more races"),
        (["nhpi"], "Native Hawaiian or Pacific Islander", "Native Hawaiian or Pacific Islander"),
    ],
)
def test_categories_derive_from_the_set(races: list[str], exclusive: str | None, eeo1: str | None) -> None:
    assert (exclusive_category(races), eeo1_category(races)) == (exclusive, eeo1)


@pytest.mark.parametrize(
    ("races", "spd15", "eeo1_basis"),
    [
        ([], None, None),
        (["white"], False, False),
        (["mena"], True, False),
        (["mena", "white"], True, False),
        (["white", "asian"], True, True),
    ],
)
def test_minority_is_any_selection_other_than_white_alone(
    races: list[str], spd15: bool | None, eeo1_basis: bool | None
) -> None:
    assert (is_minority(races), is_minority(races, mena_counts=False)) == (spd15, eeo1_basis)


@pytest.mark.parametrize(
    ("races", "categories"),
    [
        ([], []),
        (["white"], ["White"]),
        (["white", "asian"], ["Asian", "White"]),
        (
            {"mena", "hispanic", "black"},
            ["Black or African American", "Hispanic or Latino", "Middle Eastern or North African"],
        ),
    ],
)
def test_alone_or_in_combination_counts_somebody_in_each_category_they_chose(races, categories: list[str]) -> None:
    assert alone_or_in_combination(races) == categories
