"""careerpath.pipeline.lifecycle: the table, its refusals in words, its diagram."""

import pytest

from careerpath.pipeline.lifecycle import IllegalMove, Lifecycle

TABLE = Lifecycle.of(
    "parcel",
    choices=[("new", "new"), ("sent", "on its way"), ("lost", "lost"), ("here", "delivered")],
    initial="new",
    moves={"new": ["sent"], "sent": ["here", "lost"], "lost": ["here"]},
    refusals={("new", "here"): "It has not been sent yet."},
)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("new", "sent", ""),
        ("sent", "sent", "It is already “on its way”."),
        ("new", "here", "It has not been sent yet."),
        ("new", "lost", "It is “new”: from there it can become “on its way”, not “lost”."),
        ("sent", "new", "It is “on its way”: from there it can become “delivered”, “lost”, not “new”."),
        ("here", "new", "It is “delivered”, and that is final."),
    ],
)
def test_refusal_says_in_words_why_a_move_is_not_in_the_table(old: str, new: str, why: str) -> None:
    assert TABLE.refusal(old, new) == why
    assert TABLE.is_legal(old, new) == (why == "")


def test_check_raises_the_refusal() -> None:
    TABLE.check("new", "sent")
    with pytest.raises(IllegalMove) as caught:
        TABLE.check("new", "here")
    assert str(caught.value) == "It has not been sent yet."


def test_sources_are_in_the_order_of_the_table() -> None:
    assert TABLE.sources("here") == ["sent", "lost"]
    assert TABLE.sources("new") == []


def test_is_final_where_nothing_follows() -> None:
    assert [status for status in TABLE.labels if TABLE.is_final(status)] == ["here"]


def test_diagram_prints_the_table() -> None:
    assert TABLE.diagram().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> new",
        "    new --> sent",
        "    sent --> lost",
        "    sent --> here",
        "    lost --> here",
        "    here --> [*]",
    ]


@pytest.mark.parametrize(
    ("initial", "moves"),
    [("old", {}), ("new", {"gone": ["new"]}), ("new", {"new": ["gone"]})],
    ids=["initial", "from", "to"],
)
def test_of_refuses_a_status_that_is_not_among_the_choices(initial: str, moves: dict[str, list[str]]) -> None:
    with pytest.raises(ValueError, match=r"parcel: not a status: (old|gone)"):
        Lifecycle.of("parcel", choices=[("new", "new")], initial=initial, moves=moves)
