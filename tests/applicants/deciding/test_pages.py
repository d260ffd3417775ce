"""The decision pages: stage, drop, release, over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applicants.models import Application, BulkOperation, Decision
from applicants.services.operations import work_chunk
from careerpath.accounts.roles import Role
from cohorts.models import Cohort
from tests.applicants.deciding.factories import make_pending, make_recruiter, make_run, make_screened
from tests.factories import make_cohort, signed

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def recruiter(signed_in: SignIn) -> Client:
    return signed_in(Role.RECRUITER)


def url(name: str, cohort: Cohort) -> str:
    return reverse(f"admin:{name}", args=[cohort.slug])


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def press(client: Client, address: str, **fields: str) -> BulkOperation:
    """Press the button of a confirmation, and do what the worker would."""
    response = client.post(address, fields)
    operation = BulkOperation.objects.latest("pk")
    assert (response.status_code, response["Location"]) == (302, reverse("admin:operation", args=[operation.pk]))
    for chunk in operation.chunks.all():
        work_chunk(chunk.pk)
    operation.refresh_from_db()
    return operation


def test_decisions_lead_straight_to_the_only_current_cohort(recruiter: Client) -> None:
    cohort = make_cohort()
    assert recruiter.get(reverse("admin:decisions")).url == url("cohort-decisions", cohort)
    make_cohort()
    assert recruiter.get(reverse("admin:decisions")).status_code == 200


def test_staging_by_the_form_offers_the_free_seats_and_then_releases(recruiter: Client) -> None:
    cohort = make_cohort(capacity=2)
    run = make_run(cohort, {each: each.pk for each in make_screened(cohort, 5)})
    page = text_of(recruiter.get(url("cohort-decisions", cohort)))
    assert 'name="offers" value="2"' in page
    assert 'name="waitlist" value="30"' in page

    data = {"run": run.pk, "offers": 2, "waitlist": 2, "seed": "June"}
    page = text_of(recruiter.post(url("stage-top", cohort), data, follow=True))
    assert "Staged 2 offers and 2 waitlist places." in page
    assert "Release 4 decisions" in page

    page = text_of(recruiter.get(url("release-decisions", cohort)))
    assert "<strong>2</strong> to be offered a seat. 0 of 2 seats are held, 2 free." in page
    assert {*Application.objects.values_list("status", flat=True)} == {"screened"}

    operation = press(recruiter, url("release-decisions", signed(cohort)))
    assert (operation.status, operation.total, operation.outcomes.filter(outcome=1).count()) == ("finished", 4, 4)
    page = text_of(recruiter.get(url("cohort-decisions", cohort)))
    assert "2 of 2 seats are held, 0 free." in page
    assert "until then it can be undone" in page
    assert "2 offered a seat" in page
    assert "2 on the waitlist" in page
    assert (
        sorted(Application.objects.values_list("status", flat=True))
        == ["offered"] * 2 + ["screened"] + ["waitlisted"] * 2
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"offers": 3, "waitlist": 0, "seed": "s"}, "Only 2 seats are free."),
        ({"offers": 0, "waitlist": 0, "seed": "s"}, "Stage at least one offer or one waitlist place."),
        ({"offers": 1, "waitlist": 0, "seed": ""}, "This field is required."),
        ({"offers": -1, "waitlist": 0, "seed": "s"}, "greater than or equal to 0"),
    ],
)
def test_staging_by_the_form_says_what_is_wrong(data: dict[str, Any], why: str, recruiter: Client) -> None:
    cohort = make_cohort(capacity=2)
    run = make_run(cohort, {each: each.pk for each in make_screened(cohort, 3)})
    response = recruiter.post(url("stage-top", cohort), {"run": run.pk, **data})
    assert response.status_code == 400
    assert why in text_of(response)
    assert not Decision.objects.exists()


def test_staging_takes_no_run_of_another_cohort(recruiter: Client) -> None:
    cohort, other = make_cohort(), make_cohort()
    run = make_run(other, dict.fromkeys(make_screened(other, 1), 1))
    make_run(cohort, {})
    response = recruiter.post(url("stage-top", cohort), {"run": run.pk, "offers": 1, "waitlist": 0, "seed": "s"})
    assert response.status_code == 400


def test_page_says_what_is_needed_before_staging(recruiter: Client) -> None:
    cohort = make_cohort()
    make_run(cohort, {}, applied=False)
    assert "There is none for this cohort yet." in text_of(recruiter.get(url("cohort-decisions", cohort)))


def test_release_page_warns_of_offers_without_a_seat_and_the_list_names_them(recruiter: Client) -> None:
    cohort = make_cohort(capacity=1)
    first, second = make_screened(cohort, 2)
    make_pending([first, second], by=make_recruiter())
    assert "1 of the offers find no seat" in text_of(recruiter.get(url("release-decisions", cohort)))
    operation = press(recruiter, url("release-decisions", signed(cohort)))
    assert [*operation.outcomes.filter(outcome=2).values_list("application", "why")] == [
        (second.pk, "No seat left (1 of 1 held).")
    ]
    page = text_of(recruiter.get(url("cohort-decisions", cohort)))
    assert "No seat left (1 of 1 held)." in page
    assert str(second.applicant) in page


def test_release_of_nothing_goes_back_with_the_reason(recruiter: Client) -> None:
    cohort = make_cohort()
    for ask in (recruiter.get, recruiter.post):
        answer = ask(url("release-decisions", cohort), follow=True)
        assert "Nothing is pending, so there is nothing to release." in text_of(answer)


def test_drop_one_and_drop_all(recruiter: Client) -> None:
    cohort, by = make_cohort(), make_recruiter()
    first, *_ = make_pending(make_screened(cohort, 3), by=by)
    response = recruiter.post(reverse("admin:drop-decision", args=[first.pk]))
    assert response.url == url("cohort-decisions", cohort)
    assert Decision.objects.filter(Decision.PENDING).count() == 2
    page = text_of(recruiter.post(url("drop-decisions", cohort), follow=True))
    assert "Dropped 2 pending decisions." in page
    assert not Decision.objects.filter(Decision.PENDING).exists()


@pytest.mark.parametrize(
    ("back", "leads"),
    [
        ("/admin/applications/1/", "/admin/applications/1/"),
        ("https://elsewhere.example/admin/", ""),
        ("//x/admin/", ""),
    ],
)
def test_drop_goes_back_to_where_the_button_was_and_nowhere_else(back: str, leads: str, recruiter: Client) -> None:
    cohort = make_cohort()
    [decision] = make_pending(make_screened(cohort), by=make_recruiter())
    response = recruiter.post(reverse("admin:drop-decision", args=[decision.pk]), {"next": back})
    assert response.url == (leads or url("cohort-decisions", cohort))


def test_manager_may_release_but_not_stage_or_drop(signed_in: SignIn) -> None:
    cohort = make_cohort()
    [decision] = make_pending(make_screened(cohort), by=make_recruiter())
    manager = signed_in(Role.MANAGER)
    assert "Stage the top of a run" not in text_of(manager.get(url("cohort-decisions", cohort)))
    assert manager.post(url("stage-top", cohort)).status_code == 403
    assert manager.post(url("drop-decisions", cohort)).status_code == 403
    assert manager.post(reverse("admin:drop-decision", args=[decision.pk])).status_code == 403
    press(manager, url("release-decisions", signed(cohort)))
    assert Application.objects.get().status == "offered"


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_a_constant_number_of_queries(count: int, recruiter: Client, django_assert_num_queries: Any) -> None:
    from applicants.services.releasing import release

    cohort, by = make_cohort(capacity=50), make_recruiter()
    make_run(cohort, {})
    for _ in range(count):
        make_pending(make_screened(cohort, count), by=by)
        release(signed(cohort), by=by)
    make_pending(make_screened(cohort, count), by=by)
    with django_assert_num_queries(21):
        assert recruiter.get(url("cohort-decisions", cohort)).status_code == 200
