"""The decision pages: stage, drop, release, over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applicants.models import Application, BulkOperation, Decision, DecisionRelease
from applicants.selectors.deciding import pending_page
from applicants.services.offers import decline_offer
from applicants.services.operations import work_chunk
from applicants.services.releasing import release
from careerpath.accounts.roles import Role
from cohorts.models import Cohort
from tests.applicants.deciding.factories import make_pending, make_recruiter, make_run, make_screened
from tests.factories import make_cohort, signed, waived

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
    cohort, by = make_cohort(capacity=50), make_recruiter()
    make_run(cohort, {})
    for _ in range(count):
        make_pending(make_screened(cohort, count), by=by)
        release(signed(cohort), by=by)
    make_pending(make_screened(cohort, count), by=by)
    with django_assert_num_queries(20):
        assert recruiter.get(url("cohort-decisions", cohort)).status_code == 200


def test_release_of_many_asks_for_the_number(recruiter: Client) -> None:
    cohort = make_cohort(capacity=200)
    make_pending(make_screened(cohort, 101), by=make_recruiter())
    address = url("release-decisions", signed(cohort))
    assert "Type 101 to confirm" in text_of(recruiter.get(address))
    for typed, why in (("", "This field is required."), ("100", "Type the number of applications, 101, to confirm.")):
        response = recruiter.post(address, {"typed": typed})
        assert (response.status_code, why in text_of(response)) == (409, True)
    assert not BulkOperation.objects.exists()
    assert press(recruiter, address, typed="101").status == "finished"


def test_release_without_a_signature_offers_no_button_and_is_refused(recruiter: Client) -> None:
    cohort = make_cohort()
    make_pending(make_screened(cohort), by=make_recruiter())
    address = url("release-decisions", cohort)
    page = text_of(recruiter.get(address))
    assert ("not signed" in page, 'type="submit"> Release' in page) == (True, False)
    response = recruiter.post(address)
    assert (response.status_code, "Nobody has signed for these decisions yet." in text_of(response)) == (409, True)
    assert not BulkOperation.objects.exists()


def test_release_of_one_kind_leaves_the_others_pending(recruiter: Client) -> None:
    cohort, by = make_cohort(), make_recruiter()
    a, b = make_screened(cohort, 2)
    make_pending([a], "offered", by=by)
    make_pending([b], "waitlisted", by=by)
    press(recruiter, url("release-decisions", signed(cohort)) + "?kind=waitlisted")
    assert [*Application.objects.order_by("pk").values_list("status", flat=True)] == ["screened", "waitlisted"]


def test_pending_list_is_paged_by_key_there_and_back() -> None:
    cohort, by = make_cohort(), make_recruiter()
    made = make_pending(make_screened(cohort, 5), by=by)
    Decision.objects.filter(pk=made[4].pk).update(rank=None)
    first = pending_page(cohort, "offered", size=2)
    second = pending_page(cohort, "offered", after=first.next_key, size=2)
    third = pending_page(cohort, "offered", after=second.next_key, size=2)
    assert [[row.pk for row in page.rows] for page in (first, second, third)] == [
        [made[0].pk, made[1].pk],
        [made[2].pk, made[3].pk],
        [made[4].pk],
    ]
    assert (first.previous_key, third.next_key) == ("", "")
    back = pending_page(cohort, "offered", before=third.previous_key, size=2)
    assert ([row.pk for row in back.rows], back.next_key != "") == ([made[2].pk, made[3].pk], True)
    start = pending_page(cohort, "offered", before=back.previous_key, size=2)
    assert ([row.pk for row in start.rows], start.previous_key) == ([made[0].pk, made[1].pk], "")
    assert pending_page(cohort, "offered", after="x.y", size=2).rows == first.rows


def test_undo_on_the_page_and_stage_again(recruiter: Client) -> None:
    cohort, by = make_cohort(), make_recruiter()
    [application] = make_screened(cohort)
    make_pending([application], by=by)
    press(recruiter, url("release-decisions", signed(cohort)))
    done = DecisionRelease.objects.get()
    address = reverse("admin:undo-release", args=[done.pk])
    assert address in recruiter.get(url("cohort-decisions", cohort)).text
    assert "Everybody returns to where they stood before: 1 offer," in text_of(recruiter.get(address))

    assert press(recruiter, address).status == "finished"

    page = text_of(recruiter.get(url("cohort-decisions", cohort)))
    assert "1 stands where they stood before. Nobody had been told." in page
    assert "offered by hand" in page
    assert "was undone before" in text_of(recruiter.get(address, follow=True))
    page = text_of(recruiter.post(reverse("admin:stage-again", args=[done.pk]), follow=True))
    assert "Staged 1 decisions again." in page
    assert Decision.objects.get(Decision.PENDING).application == application


def test_waitlist_on_the_page(recruiter: Client) -> None:
    cohort, by = waived(make_cohort(capacity=1, undo_hours=0, promotes_waitlist=False)), make_recruiter()
    holder, second, third = make_screened(cohort, 3)
    make_pending([holder], by=by)
    make_pending([third, second], "waitlisted", by=by)
    release(cohort, by=by)
    page = text_of(recruiter.get(url("cohort-decisions", cohort)))
    assert page.index(str(third.applicant)) < page.index(str(second.applicant))
    assert url("promote-waitlist", cohort) not in page
    assert "No seat is free" in text_of(recruiter.post(url("promote-waitlist", cohort), follow=True))
    decline_offer(Application.objects.get(pk=holder.pk), by=None)
    assert url("promote-waitlist", cohort) in text_of(recruiter.get(url("cohort-decisions", cohort)))
    page = text_of(recruiter.post(url("promote-waitlist", cohort), follow=True))
    assert "Offered 1 seat to the next on the waitlist." in page
    assert Application.objects.get(pk=third.pk).status == "offered"
    page = text_of(recruiter.post(url("promotes-waitlist", cohort), {"on": "yes"}, follow=True))
    assert "offered by itself" in page
    assert Cohort.objects.get().promotes_waitlist
