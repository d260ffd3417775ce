"""What the sections of groups say, from counts known beforehand."""

from decimal import Decimal

from reports.groupings import DISABILITY, GENDER, RACE
from reports.release import release
from reports.rules import INTERNAL, INTERNAL_EEO1, RuleSet
from reports.sections.categories import categories_section
from reports.sections.combination import combination_table
from reports.sections.impact import impact_section, summary_section
from reports.sections.intersections import intersections_section
from reports.sections.local_law import local_law_section
from reports.sections.overturns import Judged, overturns_section
from reports.sections.shares import Releases, asked_section, shares_section
from reports.sections.trend import strata_section, trend_section
from reports.stages import mask_of
from reports.tables import HIDDEN, Section, Table, find, records
from reports.tallies import Tally
from tests.reports.tallied import tallied
from tests.reports.test_release import protecting

CHAIN = ("submitted", "eligible", "assessed", "offered", "admitted")
WOMAN_BLACK = {"state": "answered", "gender": "woman", "races": frozenset({"black"})}
MAN_WHITE = {"state": "answered", "gender": "man", "races": frozenset({"white"})}


def cohort(who: dict[str, object], *, refused: int, read: int, admitted: int) -> list[Tally]:
    """So many turned down as ineligible, so many after reading, and so many in the class."""
    submitted, eligible, assessed = (mask_of(*CHAIN[:number]) for number in (1, 2, 3))
    everything = mask_of(*CHAIN)
    return [
        Tally(refused, submitted, eligible, **who),  # type: ignore[arg-type]
        Tally(read, assessed, assessed | mask_of("offered"), **who),  # type: ignore[arg-type]
        Tally(admitted, everything, everything, **who),  # type: ignore[arg-type]
    ]


def releases(tallies: list[Tally], rules: RuleSet = INTERNAL) -> Releases:
    race, gender = (release(tallies, q, minimum=rules.minimum, protect=protecting) for q in (RACE, GENDER))
    return Releases(race, gender, rules)


TWO_GROUPS = cohort(WOMAN_BLACK, refused=100, read=260, admitted=40) + cohort(
    MAN_WHITE, refused=100, read=400, admitted=100
)
"""400 women, 40 of them in the class: 10%. 600 men, 100 of them: 1 in 6. The ratio is 0.6."""


def table(section: Section, key: str) -> Table:
    return next(one for one in section.tables if one.key == key)


def test_shares_stand_with_numerator_denominator_and_response() -> None:
    nobody_knows = [Tally(200, mask_of("submitted"), mask_of("submitted", "eligible"))]
    section = shares_section(releases(TWO_GROUPS + nobody_knows))
    assert [(tile.label, tile.figure, tile.notes[0]) for tile in section.tiles] == [
        ("Minority members of the class", "28.6%", "40 of 140 who answered, response 100.0%"),
        ("Women of the class", "28.6%", "40 of 140 who answered, response 100.0%"),
    ]
    assert section.tiles[1].notes[1] == "Pool: 40.0%, 400 of 1,000 who answered, response 83.3%"
    first = records(table(section, "shares-by-stage"))[0]
    assert (first["people"], first["women"], first["women_count"], first["women_known"]) == (1200, 40.0, 400, 1000)


def test_too_low_a_response_gives_bounds_and_no_point() -> None:
    nobody_knows = [Tally(1000, mask_of("submitted"), mask_of("submitted", "eligible"))]
    section = shares_section(releases(TWO_GROUPS + nobody_knows))
    assert records(table(section, "shares-by-stage"))[0]["women"] == "20.0% to 70.0%"


def test_impact_of_every_step_and_both_ends() -> None:
    section = impact_section(releases(TWO_GROUPS), TWO_GROUPS)
    rows = {(row["step"], row["group"]): row for row in records(table(section, "impact-gender"))}
    bottom = rows["Bottom line: offered a seat, of all who got an answer", "Women"]
    assert (bottom["considered"], bottom["advanced"], bottom["rate"], bottom["ratio"]) == (400, 40, 10.0, 0.6)
    assert (bottom["four_fifths"], bottom["test"], bottom["shortfall"]) == ("below", "Z", 16.0)
    assert (bottom["reading"], bottom["flip"]) == ("flag", "does not")
    assert rows["Eligible, of applied", "Women"]["advanced"] == 300
    said = "Flag: Women, offered a seat, of read by people: 40 of 300, beside 100 of 500 of Men and others; ratio 0.67"
    assert section.lead[0].startswith(said)


def test_every_forest_is_drawn_from_its_table() -> None:
    section = impact_section(releases(TWO_GROUPS), TWO_GROUPS)
    ratios = {str(row["ratio"]) for one in section.tables for row in records(one) if "ratio" in row}
    drawn = [mark for chart in section.charts for mark in chart.marks if mark.middle is not None]
    assert drawn
    assert {str(mark.middle) for mark in drawn} <= ratios


def test_the_eeo_basis_counts_middle_eastern_as_white() -> None:
    mena = cohort(
        {"state": "answered", "gender": "man", "races": frozenset({"mena"})}, refused=20, read=20, admitted=20
    )
    both = {rules.key: shares_section(releases(TWO_GROUPS + mena, rules)) for rules in (INTERNAL, INTERNAL_EEO1)}
    assert [section.tiles[0].notes[0].split(" who")[0] for section in both.values()] == ["60 of 160", "40 of 160"]
    eeo = records(table(categories_section(releases(TWO_GROUPS + mena)), "categories-eeo1"))
    assert {row["category"]: row["class"] for row in eeo}["White"] == 120


def test_withdrawn_and_undecided_are_counted_apart() -> None:
    submitted = mask_of("submitted")
    more = [
        Tally(30, submitted, submitted, withdrew=True, **WOMAN_BLACK),  # type: ignore[arg-type]
        Tally(20, submitted, submitted, **MAN_WHITE),  # type: ignore[arg-type]
    ]
    section = impact_section(releases(TWO_GROUPS + more), TWO_GROUPS + more)
    eligible = records(table(section, "impact-waiting"))[0]
    assert (eligible["considered"], eligible["undecided"], eligible["withdrew"]) == (1000, 20, 30)
    withdrew = {row["group"]: row for row in records(table(section, "impact-withdrew"))}
    assert (withdrew["Women"]["withdrew"], withdrew["Women"]["ratio"]) == (30, 0.56)  # 40/430 against 100/600


def test_an_empty_cohort_says_what_will_be_there() -> None:
    found = releases([])
    sections = [shares_section(found), categories_section(found), impact_section(found, []), summary_section(found)]
    sections += [intersections_section(found, [], protecting), overturns_section([], [], INTERNAL, protecting)]
    sections += [local_law_section([], [], (), INTERNAL, protecting), trend_section([]), strata_section([])]
    assert [section.key for section in sections if not section.empty] == []


def test_groups_that_meet_are_compared_where_both_answers_are_known() -> None:
    section = intersections_section(releases(TWO_GROUPS), TWO_GROUPS, protecting)
    rows = {(row["gender"], row["race"]): row for row in records(table(section, "intersections-minority"))}
    assert (rows["Women", "Minority"]["considered"], rows["Women", "Minority"]["offered"]) == (400, 40)
    assert rows["Women", "Minority"]["ratio"] == 0.6
    assert rows["Women", "White"]["considered"] == 0


def test_nothing_of_few_meets() -> None:
    tallies = tallied(9500, seed=3)
    section = intersections_section(releases(tallies), tallies, protecting)
    counts = [v for one in section.tables for row in one.rows for v in row if isinstance(v, int)]
    assert [value for value in counts if 0 < value < 5] == []


def test_selection_and_scoring_rates_of_local_law_144() -> None:
    scored = [
        Tally(150, mask_of("assessed"), mask_of("assessed"), **WOMAN_BLACK),  # type: ignore[arg-type]
        Tally(150, 0, mask_of("assessed"), **WOMAN_BLACK),  # type: ignore[arg-type]
        Tally(200, mask_of("assessed"), mask_of("assessed"), **MAN_WHITE),  # type: ignore[arg-type]
        Tally(300, 0, mask_of("assessed"), **MAN_WHITE),  # type: ignore[arg-type]
        Tally(40, 0, mask_of("assessed")),
    ]
    found = releases(TWO_GROUPS)
    section = local_law_section(TWO_GROUPS, scored, (found.gender, found.race), INTERNAL, protecting)
    by_sex = table(section, "local-law-scoring-sex")
    assert by_sex.rows == (
        ("Male", 500, 200, Decimal("40.0"), Decimal("0.80")),
        ("Female", 300, 150, Decimal("50.0"), Decimal("1.00")),
    )
    assert by_sex.notes == ("Unknown: 40 of 840.", "Ratios are to the highest rate shown: Female.")
    assert table(section, "local-law-selection-sex").rows[1][1:3] == (300, 300)


def test_readers_by_group_hide_what_tells_of_few() -> None:
    women, men = ({**who, "n": 1, "reached": 0, "decided": 0} for who in (WOMAN_BLACK, MAN_WHITE))
    many = [
        Judged(Tally(**{**women, "n": 40}), True), Judged(Tally(**{**women, "n": 60}), False),
        Judged(Tally(**{**men, "n": 50}), True), Judged(Tally(**{**men, "n": 150}), False),
    ]  # fmt: skip
    section = overturns_section([Judged(Tally(**{**women, "n": 2}), True), *many[1:2]], many, INTERNAL, protecting)
    rows = {row["group"]: row for row in records(table(section, "high-marks-gender"))}
    assert (rows["Women"]["read"], rows["Women"]["said"], rows["Women"]["rate"]) == (100, 40, 40.0)
    second = table(section, "second-readings-gender")
    assert second.rows[0][2] is HIDDEN


def test_the_cohorts_stand_beside_each_other() -> None:
    found = releases(TWO_GROUPS)
    trend = trend_section([("First", found), ("Second", found)])
    assert [(row["cohort"], row["women_class"]) for row in records(trend.tables[0])] == [
        ("First", 28.6),
        ("Second", 28.6),
    ]
    assert [curve.points for curve in trend.charts[0].curves] == [
        ((0.0, 40.0), (1.0, 40.0)),
        ((0.0, 28.6), (1.0, 28.6)),
    ]
    strata = strata_section([("First", found), ("Second", found)])
    rows = records(table(strata, "strata-women"))
    assert [(row["cohort"], row["focal_n"], row["ratio"]) for row in rows] == [
        ("First", 400, 0.6), ("Second", 400, 0.6), ("All cohorts", 800, 0.6),
    ]  # fmt: skip
    assert "Common odds ratio 0.56" in strata.lead[0]


def test_how_the_question_was_met_adds_up() -> None:
    tallies = tallied(500, seed=2)
    rows = records(asked_section(tallies).tables[0])
    assert sum(row["pool"] for row in rows) == 500


def test_a_section_is_found_by_its_key() -> None:
    section = asked_section([])
    assert find([section], "asked") is section
    assert find([section], "nothing") is None


def in_class(n: int, *races: str, **more: str) -> Tally:
    everything = mask_of(*CHAIN)
    return Tally(n, everything, everything, state="answered", races=frozenset(races), **more)  # type: ignore[arg-type]


def test_alone_or_in_combination_counts_everybody_in_each_category() -> None:
    tallies = [
        in_class(40, "white"),
        in_class(30, "black"),
        in_class(20, "black", "white"),
        in_class(10, "asian", "white"),
    ]
    shown = combination_table(releases(tallies).race, tallies, protecting)
    assert {row["category"]: row["class"] for row in records(shown) if row["class"]} == {
        "White": 70,
        "Black or African American": 50,
        "Asian": 10,
    }


def test_alone_or_in_combination_does_not_tell_of_the_few_who_chose_two() -> None:
    """32 in combination less 30 alone would be the two who also chose White."""
    tallies = [
        in_class(40, "white"),
        in_class(30, "mena"),
        in_class(2, "mena", "white"),
        in_class(20, "black", "white"),
    ]
    table = combination_table(releases(tallies).race, tallies, protecting)
    assert {str(row[0]): row[2] for row in table.rows}["Middle Eastern or North African"] is HIDDEN


def test_a_question_that_was_switched_on_stands_with_the_categories() -> None:
    tallies = [in_class(30, "white", disability="yes"), in_class(50, "black", disability="no"), in_class(20, "asian")]
    asked = release(tallies, DISABILITY, minimum=5, protect=protecting)
    rows = records(table(categories_section(releases(tallies), more=[asked]), "categories-disability"))
    assert [(row["category"], row["class"]) for row in rows] == [("Yes", 30), ("No", 50), ("Not known", 20)]
