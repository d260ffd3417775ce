"""The pages of a cohort: figures equal a count by hand, a constant number of queries, reads are noted."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move
from cohorts.models import Cohort
from reports.models import DemographicsRead
from reports.rules import INTERNAL, INTERNAL_EEO1, RuleSet
from reports.selectors.report import cohort_page, cohort_report, groups_page, inputs_of
from reports.services.counting import count_now
from reports.services.self_identification import Answers, record_many, skip
from reports.tables import HIDDEN, Report, Value, find, from_json, records, to_json
from reports.wall import open_demographics
from tests.factories import make_applicant, make_application, make_cohort, make_university, make_user

pytestmark = pytest.mark.django_db

PAGES = ("cohort", "groups", "local-law")
WOMAN, MAN = Answers({"black"}, gender="woman"), Answers({"white"}, gender="man")


def fill(cohort: Cohort, people: list[tuple[str, Answers | None]]) -> None:
    """People by the furthest status they reached and what they said (None: not asked)."""
    path = ["screened", "in_review", "offered", "admitted"]
    rows = []
    for furthest, answers in people:
        application = make_application(cohort)
        for status in path[: path.index(furthest) + 1] if furthest in path else []:
            move(application, to=status, by=None)
        if answers is not None:
            rows.append((application, answers))
    record_many(rows)


def page_of(cohort: Cohort, make=cohort_page, rules: RuleSet = INTERNAL) -> Report:
    """As a view makes it: counted, inside the wall."""
    assert count_now() == 0
    with open_demographics():
        return make(cohort, rules=rules, at=timezone.now())


def rows_of(report: Report, section: str, table: str) -> list[dict[str, object]]:
    found = find(report.sections, section)
    return records(next(one for one in found.tables if one.key == table))


def values_of(report: Report, section: str, table: str) -> dict[str, tuple[Value, ...]]:
    found = find(report.sections, section)
    return {str(row[0]): row[1:] for one in found.tables if one.key == table for row in one.rows}


def test_funnel_counts_who_ever_reached_a_stage() -> None:
    cohort = make_cohort()
    fill(cohort, [("submitted", None)] * 4 + [("screened", None)] * 3 + [("offered", None)] * 2 + [("admitted", None)])
    left = make_application(cohort)
    move(left, to="withdrawn", by=None)
    make_application(cohort, draft=True)
    make_application()  # another cohort's
    rows = rows_of(page_of(cohort), "funnel", "stages")
    assert {row["stage"]: row["people"] for row in rows if row["people"]} == {
        "Applied": 11,
        "Eligible": 6,
        "Read by people": 3,
        "Offered a seat": 3,
        "Admitted": 1,
    }


def test_universities_are_named_and_the_rest_stands_together() -> None:
    cohort, university = make_cohort(), make_university(name="Halden College")
    for _ in range(2):
        make_application(cohort, university=university)
    make_application(cohort)
    rows = rows_of(page_of(cohort), "funnel", "universities")
    assert [(row["origin"], row["applied"]) for row in rows] == [("Halden College", 2), ("No partner", 1)]


def test_not_asked_skipped_and_declined_are_kept_apart_and_out_of_the_denominator() -> None:
    cohort = make_cohort()
    fill(
        cohort,
        [("admitted", WOMAN)] * 6 + [("admitted", MAN)] * 5 + [("submitted", MAN)] * 9 + [("submitted", None)] * 2,
    )
    user = make_user()
    skip(make_application(cohort, make_applicant(user)), by=user)
    report = page_of(cohort, groups_page)
    assert [row["pool"] for row in rows_of(report, "asked", "asked")] == [20, 1, 0, 2]
    tile = find(report.sections, "shares").tiles[1]
    assert (tile.figure, tile.notes) == (
        "54.5%",
        ("6 of 11 who answered, response 100.0%", "Pool: 30.0%, 6 of 20 who answered, response 87.0%"),
    )
    gender = values_of(report, "categories", "categories-gender")
    assert [gender[label][0] for label in ("Women", "Men", "Non-binary or another", "Not known")] == [6, 14, 0, 3]


def test_a_hidden_gender_cannot_be_worked_out_from_the_shares() -> None:
    cohort = make_cohort()
    fill(cohort, [("admitted", WOMAN)] * 6 + [("admitted", MAN)] * 9 + [("admitted", Answers(gender="another"))] * 2)
    gender = values_of(page_of(cohort, groups_page), "categories", "categories-gender")
    assert {label: row[2] for label, row in gender.items()} == {
        "Women": 6,
        "Men": HIDDEN,
        "Non-binary or another": HIDDEN,
        "Not known": 0,
    }


def test_switching_the_basis_does_not_count_a_few_people() -> None:
    cohort = make_cohort()
    fill(cohort, [("submitted", WOMAN)] * 8 + [("submitted", MAN)] * 8 + [("submitted", Answers({"mena"}))] * 3)
    shares = [
        values_of(page_of(cohort, rules=rules), "shares", "shares-by-stage") for rules in (INTERNAL, INTERNAL_EEO1)
    ]
    spd15, eeo1 = (found["Applied"][5:7] for found in shares)
    assert spd15[1] == 11
    assert eeo1 == (HIDDEN, HIDDEN)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_takes_the_same_queries_for_one_and_many(page: str, signed_in, django_assert_max_num_queries) -> None:
    client, cohort = signed_in(Role.MANAGER), make_cohort()
    url = reverse(f"reports:{page}", args=[cohort.slug])
    for people in (1, 3):
        fill(cohort, [("admitted", WOMAN)] * people)
        count_now()
        with django_assert_max_num_queries({"cohort": 15, "groups": 15, "local-law": 12}[page]):
            assert client.get(url).status_code == 200


def test_a_page_counts_the_few_changes_that_wait(signed_in) -> None:
    client, cohort = signed_in(Role.MANAGER), make_cohort()
    fill(cohort, [("admitted", WOMAN)] * 6)
    page = client.get(reverse("reports:cohort", args=[cohort.slug])).content.decode()
    assert "6 of 6 who answered" in page
    assert "still being counted" not in page


@pytest.mark.parametrize("page", PAGES)
def test_a_page_notes_who_read_it(page: str, signed_in) -> None:
    manager, cohort = make_user(Role.MANAGER), make_cohort()
    signed_in(manager).get(reverse(f"reports:{page}", args=[cohort.slug]))
    noted = list(DemographicsRead.objects.values_list("by", "what"))
    assert noted == [(manager.pk, f"{page} page of {cohort.slug}, internal-2026-1")]


def test_all_cohorts_stand_side_by_side(signed_in) -> None:
    client = signed_in(Role.MANAGER)
    for name in ("First", "Second"):
        cohort = make_cohort(name=name)
        fill(cohort, [("admitted", WOMAN)] * 6 + [("admitted", MAN)] * 6)
    count_now()
    page = client.get(reverse("reports:trend")).content.decode()
    assert page.index("First") < page.index("Second")
    assert "50.0%" in page


def test_the_whole_report_survives_json_and_says_the_same_again() -> None:
    cohort = make_cohort()
    fill(cohort, [("admitted", WOMAN)] * 6 + [("admitted", MAN)] * 9)
    assert count_now() == 0
    at = timezone.now() - timedelta(days=1)
    with open_demographics():
        first, second = (cohort_report(cohort, rules=INTERNAL, at=at) for _ in range(2))
        assert inputs_of(cohort).digest == inputs_of(cohort).digest
    assert first == second == from_json(to_json(first))


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.MANAGER, Role.COMPLIANCE)])
def test_reports_are_for_the_manager_and_the_compliance_officer_alone(role: Role, signed_in) -> None:
    cohort = make_cohort()
    client = signed_in(role)
    for url in (reverse("reports:home"), reverse("reports:methods"), reverse("reports:cohort", args=[cohort.slug])):
        assert client.get(url).status_code == 403


def test_reports_are_closed_to_superusers_without_the_role(signed_in) -> None:
    user = make_user(is_superuser=True, is_staff=True)
    assert signed_in(user).get(reverse("reports:home")).status_code == 403


def test_empty_report_says_what_will_be_here(signed_in) -> None:
    page = signed_in(Role.MANAGER).get(reverse("reports:home")).content.decode()
    assert "No cohort yet" in page
