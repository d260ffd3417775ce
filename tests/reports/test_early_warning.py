"""Whom early warning named, by group: the counts, what stays hidden, and who may read them."""

import random

import pytest
from django.urls import reverse
from django.utils import timezone

from bootcamp.models import WarningChange
from careerpath.accounts.roles import Role
from reports.models import DemographicsRead
from reports.rules import INTERNAL
from reports.sections.early_warning import NAMED, NEVER, UNKNOWN, early_warning_section
from reports.sections.overturns import NOT_MINORITY, Judged
from reports.selectors.early_warning import named_by_answers
from reports.services.self_identification import Answers, record_many
from reports.stages import mask_of
from reports.suppression import TOTAL, System, breaches, two_way
from reports.tables import HIDDEN, Section, Table, Value
from reports.tallies import Tally
from reports.wall import WallClosed, open_demographics
from tests.bootcamp.factories import make_class
from tests.reports.test_release import protecting
from tests.reports.test_report_sections import releases

BEGAN = mask_of("submitted", "eligible", "assessed", "offered", "admitted", "enrolled")
WOMAN = {"state": "answered", "gender": "woman", "races": frozenset({"black"})}
MAN = {"state": "answered", "gender": "man", "races": frozenset({"white"})}
SILENT: dict[str, object] = {}


def section_of(*rows: tuple[dict[str, object], int, int]) -> Section:
    """Rows: answers, named, never."""
    tallies = [Tally(named + never, BEGAN, BEGAN, **who) for who, named, never in rows]  # type: ignore[arg-type]
    judged = [
        Judged(Tally(n, 0, 0, **who), yes)  # type: ignore[arg-type]
        for who, named, never in rows
        for n, yes in ((named, True), (never, False))
        if n
    ]
    return early_warning_section(judged, releases(tallies), minimum=INTERNAL.minimum, protect=protecting)


def rows_of(table: Table) -> list[tuple[Value, ...]]:
    return [row[:3] for row in table.rows]


def test_named_are_counted_by_group_with_rate_and_test() -> None:
    gender, minority = section_of((WOMAN, 20, 20), (MAN, 10, 40), (SILENT, 5, 5)).tables
    assert rows_of(gender) == [("Women", 40, 20), ("Men and others", 50, 10), (UNKNOWN, 10, 5)]
    assert [str(row[3]) for row in gender.rows] == ["50.0", "20.0", "50.0"]
    assert rows_of(minority) == [("Minority", 40, 20), (NOT_MINORITY, 50, 10), (UNKNOWN, 10, 5)]
    assert gender.notes[0].endswith("of those who answered: p 0.003.")


def test_small_counts_and_those_beside_them_stay_hidden() -> None:
    gender, _ = section_of((WOMAN, 2, 38), (MAN, 20, 30)).tables
    assert rows_of(gender) == [("Women", 40, HIDDEN), ("Men and others", 50, HIDDEN), (UNKNOWN, 0, 0)]
    assert gender.notes == ()


@pytest.mark.parametrize("rows", [((WOMAN, 8, 32), (MAN, 0, 50)), ((WOMAN, 40, 0), (MAN, 30, 20))])
def test_nothing_is_shown_where_all_the_named_or_all_the_others_are_of_one_group(
    rows: tuple[tuple[dict[str, object], int, int], ...],
) -> None:
    gender, _ = section_of(*rows).tables
    assert {row[2] for row in gender.rows} == {HIDDEN}


@pytest.mark.parametrize(("named", "never"), [(4, 90), (90, 4)])
def test_too_few_are_not_looked_at_by_group(named: int, never: int) -> None:
    section = section_of((WOMAN, named, never))
    assert (section.tables, section.empty[:19]) == ((), "Fewer than 5 people")


def test_nobody_yet_says_what_will_be_here() -> None:
    assert section_of().empty.startswith("When a class has begun")


def test_other_people_than_the_report_counts_are_not_shown_beside_it() -> None:
    judged = [Judged(Tally(10, 0, 0, **WOMAN), True), Judged(Tally(30, 0, 0, **MAN), False)]  # type: ignore[arg-type]
    beside = releases([Tally(41, BEGAN, BEGAN, **MAN)])  # type: ignore[arg-type]
    section = early_warning_section(judged, beside, minimum=5, protect=protecting)
    assert section.empty.startswith("The counts of this cohort are being brought up to date.")


def test_what_is_printed_gives_nobody_away() -> None:
    """Random classes: everything printed, with both totals known, proved safe by the checker of releases."""
    rng = random.Random(6)
    for _ in range(12):
        rows = [(who, rng.randint(0, 14), rng.randint(0, 40)) for who in (WOMAN, MAN, SILENT)]
        for table in section_of(*rows).tables:
            labels = [str(row[0]) for row in table.rows]
            whole = two_way(labels, (NAMED, NEVER), [[named, never] for _, named, never in rows])
            latent = {(row[0], TOTAL) for row in table.rows if row[1] is HIDDEN}
            hidden = {(row[0], column) for row in table.rows if row[2] is HIDDEN for column in (NAMED, NEVER)}
            found = breaches(System(whole.cells, whole.sums, frozenset(latent)), frozenset(hidden), INTERNAL.minimum)
            assert found == []


@pytest.mark.django_db
def test_named_by_answers_counts_who_was_ever_named_behind_the_wall() -> None:
    named, calm, silent = make_class(size=3)
    cohort = named.cohort
    record_many(
        [(named.application, Answers({"black"}, gender="woman")), (calm.application, Answers({"white"}, gender="man"))]
    )
    for _ in range(2):
        WarningChange.objects.create(enrolment=named, rule="absence", appeared=True, at=timezone.now())
    WarningChange.objects.create(enrolment=named, rule="absence", appeared=False, at=timezone.now())
    with pytest.raises(WallClosed):
        named_by_answers(cohort)
    with open_demographics():
        found = named_by_answers(cohort)
    assert {(one.who.gender, one.who.n, one.said) for one in found} == {
        ("woman", 1, True),
        ("man", 1, False),
        ("", 1, False),
    }
    assert silent.pk


@pytest.mark.django_db
def test_page_is_for_managers_and_compliance_and_each_reading_is_noted(signed_in) -> None:
    (person,) = make_class(size=1)
    url = reverse("reports:early-warning", args=[person.cohort.slug])
    assert [signed_in(role).get(url).status_code for role in (Role.INSTRUCTOR, Role.RECRUITER)] == [403, 403]
    for role in (Role.MANAGER, Role.COMPLIANCE):
        assert "too few to look at by group" in signed_in(role).get(url).content.decode()
    assert DemographicsRead.objects.filter(what__startswith="early warning by group").count() == 2
