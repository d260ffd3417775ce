"""The cohort's page: figures equal a count by hand, a constant number of queries, reads are logged."""

import pytest
from django.urls import reverse

from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move
from cohorts.models import Cohort
from reports.models import DemographicsRead
from reports.selectors import demographics as selectors
from reports.selectors.demographics import Asked, Demographics, keep_apart
from reports.selectors.funnel import Step, funnel, origins
from reports.services.self_identification import Answers, record_many, skip
from reports.shares import Share
from reports.wall import open_demographics
from tests.factories import make_applicant, make_application, make_cohort, make_university, make_user

pytestmark = pytest.mark.django_db


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


def demographics(cohort: Cohort, steps: list[Step], **how: bool) -> Demographics:
    """As a page reads it: inside the wall."""
    with open_demographics():
        return selectors.demographics(cohort, steps, **how)


WOMAN, MAN = Answers({"black"}, gender="woman"), Answers({"white"}, gender="man")


def test_funnel_counts_who_ever_reached_a_stage() -> None:
    cohort = make_cohort()
    fill(cohort, [("submitted", None)] * 4 + [("screened", None)] * 3 + [("offered", None)] * 2 + [("admitted", None)])
    left = make_application(cohort)
    move(left, to="withdrawn", by=None)
    make_application(cohort, draft=True)
    make_application()  # another cohort's
    steps = {step.stage.key: (step.count, step.of_before, step.of_pool) for step in funnel(cohort)}
    assert steps == {
        "submitted": (11, "–", "100.0%"),
        "eligible": (6, "54.5%", "54.5%"),
        "read": (3, "50.0%", "27.3%"),
        "offered": (3, "100.0%", "27.3%"),
        "admitted": (1, "33.3%", "9.1%"),
        "enrolled": (0, "0.0%", "0.0%"),
        "completed": (0, "–", "0.0%"),
        "placed": (0, "–", "0.0%"),
    }


def test_origins_name_universities_and_the_rest() -> None:
    cohort, university = make_cohort(), make_university(name="Halden College")
    for _ in range(2):
        make_application(cohort, university=university)
    make_application(cohort)
    assert [(one.label, one.applied, one.offered, one.admitted) for one in origins(cohort)] == [
        ("Halden College", 2, 0, 0),
        ("No partner", 1, 0, 0),
    ]


def test_demographics_keep_not_asked_skipped_and_declined_apart_and_out_of_the_denominator() -> None:
    cohort = make_cohort()
    fill(
        cohort,
        [("admitted", WOMAN)] * 6 + [("admitted", MAN)] * 5 + [("submitted", MAN)] * 9 + [("submitted", None)] * 2,
    )
    user = make_user()
    skip(make_application(cohort, make_applicant(user)), by=user)
    found = demographics(cohort, funnel(cohort))
    assert found.asked == Asked(answered=20, skipped=1, declined=0, not_asked=2)
    assert (found.pool.women.counts_figure, found.pool.women.response_figure) == ("6 of 20", "87.0%")
    assert (found.chosen.women.figure, found.chosen.minority.counts_figure) == ("54.5%", "6 of 11")
    assert [(cell.label, cell.pool, cell.chosen) for cell in found.genders] == [
        ("Woman", 6, 6),
        ("Man", 14, 5),
        ("Non-binary or another", 0, 0),
        ("Not known", 3, 0),
    ]


def test_shares_that_give_away_a_few_people_by_subtraction_are_hidden() -> None:
    shares = {
        "pool": Share(40, 100, 0),
        "offered": Share(21, 44, 0),
        "class": Share(19, 40, 0),
        "placed": Share(9, 25, 0),
    }
    kept = keep_apart(shares, ("pool", "class"))
    # offered and class differ by two members: who declined could be worked out
    assert {key: share.is_hidden for key, share in kept.items()} == {
        "pool": False,
        "offered": True,
        "class": False,
        "placed": False,
    }


def test_a_hidden_gender_cannot_be_worked_out_from_the_shares() -> None:
    cohort = make_cohort()
    fill(cohort, [("admitted", WOMAN)] * 6 + [("admitted", MAN)] * 9 + [("admitted", Answers(gender="another"))] * 2)
    found = demographics(cohort, funnel(cohort))
    assert found.chosen.women.counts_figure == "6 of 17"
    assert [(cell.label, cell.chosen) for cell in found.genders] == [
        ("Woman", 6),
        ("Man", None),
        ("Non-binary or another", None),
        ("Not known", 0),
    ]


def test_switching_the_basis_does_not_count_a_few_people() -> None:
    cohort = make_cohort()
    people = [("submitted", WOMAN)] * 8 + [("submitted", MAN)] * 8 + [("submitted", Answers({"mena"}))] * 3
    fill(cohort, people)
    spd15, eeo1 = (demographics(cohort, funnel(cohort), mena_counts=basis).pool.minority for basis in (True, False))
    assert (spd15.counts_figure, eeo1.figure, eeo1.counts_figure) == ("11 of 19", "hidden", "–")


def test_cohort_page_takes_the_same_queries_for_one_and_many(signed_in, django_assert_max_num_queries) -> None:
    client, cohort = signed_in(Role.MANAGER), make_cohort()
    url = reverse("reports:cohort", args=[cohort.slug])
    for people in (1, 3):
        fill(cohort, [("admitted", WOMAN)] * people)
        with django_assert_max_num_queries(13):
            assert client.get(url).status_code == 200


def test_cohort_page_logs_who_read_it(signed_in) -> None:
    manager, cohort = make_user(Role.MANAGER), make_cohort()
    signed_in(manager).get(reverse("reports:cohort", args=[cohort.slug]))
    assert list(DemographicsRead.objects.values_list("by", "what")) == [(manager.pk, f"cohort page of {cohort.slug}")]


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
