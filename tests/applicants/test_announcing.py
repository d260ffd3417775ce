"""What applicants read of a rubric: names, reasons and shares; never a threshold."""

from copy import deepcopy

import pytest
from django.test import Client

from applicants.models import AnnouncedRubric, RubricVersion
from applicants.screening.default_rubric import DOCUMENT
from applicants.selectors.announcing import announced_by_rubric, share_in_words
from applicants.services.announcing import announce
from applicants.services.screening import RunRefused, apply_run, default_rubric, score_batch, start_run
from careerpath.accounts.roles import Role
from cohorts.assessed import GENERAL, assessed_by, never_counts
from tests.applicants.screening.factories import make_applications
from tests.factories import make_cohort, make_user

pytestmark = pytest.mark.django_db
LOW = {"borderline": 1, "above": 2}


def version(number: int = 2, **changes: object) -> RubricVersion:
    document = deepcopy(DOCUMENT)
    document.update(changes)
    return RubricVersion.objects.create(rubric=default_rubric().rubric, number=number, document=document, note="Other")


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "adds no points"),
        (0.01, "counts for very few points"),
        (0.05, "counts for about a twentieth of all points"),
        (0.09, "counts for about a tenth of all points"),
        (0.21, "counts for about a fifth of all points"),
        (0.24, "counts for about a quarter of all points"),
        (0.35, "counts for about a third of all points"),
        (0.52, "counts for about half of all points"),
        (0.98, "counts for nearly all points"),
    ],
)
def test_share_is_said_in_words(share: float, said: str) -> None:
    assert share_in_words(share) == said


def test_class_without_a_rubric_is_described_in_general_words() -> None:
    assert assessed_by(make_cohort()) is GENERAL
    assert assessed_by(None) is GENERAL


def test_announced_rubric_is_described_by_its_groups_with_their_shares() -> None:
    cohort = make_cohort()
    announce(cohort=cohort, rubric_version=default_rubric(), by=make_user(Role.RECRUITER))
    by = assessed_by(cohort)
    assert [(str(each.title), each.share) for each in by.things] == [
        ("Drive", "counts for about a quarter of all points"),
        ("Persistence", "counts for about a fifth of all points"),
        ("Initiative", "counts for about a fifth of all points"),
        ("Follow-through", "counts for about a tenth of all points"),
        ("Motivation for health care", "counts for about a fifth of all points"),
        ("Learning agility", "counts for about a tenth of all points"),
    ]
    assert by.things[3].parts == (
        ("Started a longer course", "Took on something long."),
        ("Finished what was started", "Saw it through to the end."),
    )
    assert len(by.closing) == 3


def test_rubric_that_sorted_the_class_is_described_whatever_was_announced() -> None:
    cohort, recruiter = make_cohort(), make_user(Role.RECRUITER)
    make_applications(cohort, 2)
    announce(cohort=cohort, rubric_version=default_rubric(), by=recruiter)
    one = version(criteria=[DOCUMENT["criteria"][0]], thresholds=LOW)
    run = start_run(cohort=cohort, rubric_version=one, by=recruiter)
    score_batch(run.batches.get().pk)
    run.refresh_from_db()
    assert len(assessed_by(cohort).things) == 6  # a run that has sorted nobody says nothing
    apply_run(run, by=recruiter)
    assert [(str(each.title), each.share) for each in assessed_by(cohort).things] == [
        ("Drive", "counts for nearly all points")
    ]


def test_page_shows_no_threshold_and_always_what_never_counts(client: Client) -> None:
    cohort = make_cohort(slug="spring")
    announce(cohort=cohort, rubric_version=version(thresholds={"borderline": 317, "above": 479}), by=make_user())
    page = client.get("/what-is-assessed/").text
    assert "Hours a week spent learning." in page
    for words in ("317", "479", "borderline", "threshold"):
        assert words not in page
    for words in never_counts(GENERAL):
        assert str(words) in page


def test_what_a_rubric_reads_after_all_is_not_said_never_to_count() -> None:
    cohort = make_cohort()
    paid = {
        "key": "paid", "name": "Years in IT", "fact": "experience_years", "kind": "bands", "weight": 1, "why": "",
        "bands": [{"from": 1, "to": None, "points": 1}],
    }  # fmt: skip
    AnnouncedRubric.objects.create(cohort=cohort, rubric_version=version(criteria=[paid]), announced_at=cohort.opens_at)
    said = [str(words) for words in never_counts(assessed_by(cohort))]
    assert "years of work experience" not in said
    assert "how much money you spent on learning" in said


def test_announcing_freezes_and_refuses_what_does_not_fit() -> None:
    cohort, recruiter = make_cohort(), make_user(Role.RECRUITER)
    fits = version()
    announce(cohort=cohort, rubric_version=fits, by=recruiter)
    fits.refresh_from_db()
    assert fits.frozen_at is not None
    with pytest.raises(RunRefused):
        announce(cohort=cohort, rubric_version=version(3, criteria=[]), by=recruiter)
    assert AnnouncedRubric.objects.get().rubric_version == fits


def test_unreadable_document_falls_back_to_the_general_words() -> None:
    cohort = make_cohort()
    broken = RubricVersion.objects.create(rubric=default_rubric().rubric, number=7, document={"criteria": 1})
    AnnouncedRubric.objects.create(cohort=cohort, rubric_version=broken, announced_at=cohort.opens_at)
    assert announced_by_rubric(cohort) is None
    assert assessed_by(cohort) is GENERAL


def test_each_class_has_its_own_words(client: Client) -> None:
    recruiter = make_user(Role.RECRUITER)
    first, second = make_cohort(slug="first"), make_cohort(slug="second", closes_at=make_cohort().closes_at)
    announce(cohort=second, rubric_version=version(criteria=[DOCUMENT["criteria"][5]], thresholds=LOW), by=recruiter)
    page = client.get("/what-is-assessed/?class=second").text
    assert "Finished what was started." in page
    assert f'href="?class={first.slug}"' in page
    assert "Finished what was started." not in client.get("/what-is-assessed/?class=first").text


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.MANAGER])
def test_staff_announce_and_take_back(signed_in, role: Role) -> None:
    client, cohort, rubric = signed_in(role), make_cohort(slug="spring"), default_rubric()
    told = "/admin/screening/told/"
    assert client.post(told, {"cohort": "spring", "version": rubric.pk}).status_code == 302
    assert AnnouncedRubric.objects.get(cohort=cohort).rubric_version == rubric
    assert "Potential over experience, version 1" in client.get(told).text
    client.post(told, {"cohort": "spring", "version": ""})
    assert AnnouncedRubric.objects.count() == 0
    assert client.post(told, {"cohort": "spring", "version": "9" * 30}).status_code == 404


@pytest.mark.parametrize("classes", [1, 3])
def test_list_of_classes_asks_the_same_however_many(signed_in, django_assert_num_queries, classes: int) -> None:
    client = signed_in(Role.MANAGER)
    for _ in range(classes):
        announce(cohort=make_cohort(), rubric_version=default_rubric(), by=make_user())
    with django_assert_num_queries(10):
        client.get("/admin/screening/told/")
