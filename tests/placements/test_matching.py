from datetime import date

from placements.matching import Candidate, Need, fit, rank, unmet

START = date(2026, 3, 2)
NEED = Need(1, START, city="Boston", credentials=frozenset({"CAPM"}), skills=frozenset({"epic", "fhir"}))


def someone(id_: int = 1, **fields):
    defaults = {"work_authorised": True, "may_relocate": True, "credentials": {"CAPM": None}}
    return Candidate(id_, **{**defaults, **fields})


def test_unmet_is_empty_when_every_hard_requirement_is_met():
    assert unmet(someone(), NEED) == []


def test_unmet_names_each_requirement_in_words():
    candidate = someone(work_authorised=None, may_relocate=False, credentials={})
    assert unmet(candidate, NEED) == [
        "The right to work is not confirmed in the application.",
        "CAPM is needed and not held.",
        "The work is in Boston, and the person did not say they would move.",
    ]


def test_unmet_credential_must_hold_on_the_first_day():
    assert unmet(someone(credentials={"CAPM": START}), NEED) == []
    assert unmet(someone(credentials={"CAPM": date(2026, 3, 1)}), NEED) == [
        "CAPM lapses on 01 March 2026, before the first day."
    ]


def test_unmet_place_does_not_matter_to_a_neighbour_or_when_remote():
    assert unmet(someone(may_relocate=False, city=" boston "), NEED) == []
    assert unmet(someone(may_relocate=False), Need(1, START, city="Boston", remote=True)) == []


def test_fit_gives_points_with_the_reason_for_each():
    found = fit(someone(skills=frozenset({"fhir"}), city="Boston", competency=3.4), NEED)
    assert (found.points, found.reasons, found.possible) == (
        15 + 20 + 15,
        (
            "Has 1 of 2 skills asked for: fhir.",
            "Lives in Boston.",
            "Mean competency 3.4 of 4.",
            "Holds CAPM on the first day.",
        ),
        True,
    )


def test_fit_gives_no_points_to_somebody_ruled_out():
    found = fit(someone(credentials={}, skills=frozenset({"fhir", "epic"})), NEED)
    assert (found.points, found.reasons, found.possible) == (0, (), False)


def test_rank_puts_the_possible_first_then_points_then_id():
    candidates = [
        someone(4, credentials={}),
        someone(3, skills=frozenset({"fhir"})),
        someone(2),
        someone(1, skills=frozenset({"epic"})),
    ]
    assert [found.candidate for found in rank(candidates, NEED)] == [1, 3, 2, 4]
