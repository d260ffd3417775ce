"""The pages of rounds, as staff use them."""

import pytest
from django.urls import reverse

from applicants.models import BulkOperation
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move
from reviews.models import ReviewRound
from reviews.services import rounds as service
from reviews.services.scorecards import shipped_scorecard
from tests.factories import make_application, make_cohort, make_user
from tests.reviews import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(client):
    user = make_user(Role.RECRUITER)
    client.force_login(user)
    return user


def given(**changes):
    return {
        "name": "First", "kind": "reading", "scorecard_version": shipped_scorecard("reading").pk, "reads": 2, "is_blind": "on",
        "sees": ["resume"], "others": "after", "third_reader": "1.25", "claim_minutes": 60, "opens_at": "", "closes_at": "",
        **changes,
    }  # fmt: skip


def test_round_is_made_with_readers_opened_and_confirmed(client, by):
    cohort = make_cohort(time_zone="America/New_York")
    move(make_application(cohort), to="screened", by=None)
    url = f"{reverse('admin:reviews-round-new')}?cohort={cohort.slug}&status=screened"
    assert client.get(url).context["number"] == 1
    client.post(url, given(closes_at="2030-07-01T18:00"))
    round = ReviewRound.objects.get()
    assert (round.third_reader_at, round.sees, round.others, round.filter_words) == (
        125,
        ["resume"],
        "after",
        "Screened",
    )
    assert round.closes_at.isoformat() == "2030-07-01T22:00:00+00:00"
    page = reverse("admin:reviews-round", args=[round.public_id])
    assert "needs 2 readers at least" in client.get(page).content.decode()
    for _ in range(2):
        reader = make_user(Role.REVIEWER)
        client.post(reverse("admin:reviews-reader-add", args=[round.public_id]), {"user": reader.pk, "cap": ""})
    assert round.readers.count() == 2
    answer = client.post(reverse("admin:reviews-round-act", args=[round.public_id, "open"]))
    operation = BulkOperation.objects.get()
    assert answer.url == reverse("admin:operation", args=[operation.pk])
    assert "go into “First”" in client.get(answer.url).content.decode()


def test_several_readers_are_added_at_once_or_none(client, by):
    round = factories.make_round(status="draft")
    url = reverse("admin:reviews-reader-add", args=[round.public_id])
    people = [make_user(Role.REVIEWER).pk for _ in range(3)]
    assert client.post(url, {"user": [*people, by.pk]}).status_code == 422
    assert client.post(url, {}).status_code == 422
    assert not round.readers.exists()
    client.post(url, {"user": people, "cap": "7"})
    assert set(round.readers.values_list("user", "cap")) == {(pk, 7) for pk in people}


def test_recruiter_is_not_offered_as_a_blind_reader_and_refused_in_words(client, by):
    round = factories.make_round(status="draft")
    url = reverse("admin:reviews-reader-add", args=[round.public_id])
    assert client.post(url, {"user": by.pk}).status_code == 422
    assert not round.readers.exists()


def test_round_with_something_wrong_says_it_beside_the_form(client, by):
    cohort = make_cohort()
    url = f"{reverse('admin:reviews-round-new')}?cohort={cohort.slug}&status=screened"
    answer = client.post(url, given(reads=1))
    assert answer.status_code == 422
    assert "read by 2 to 5 people" in answer.content.decode()


def test_open_round_shows_only_what_may_still_change(client, by):
    round = factories.make_round()
    form = client.get(reverse("admin:reviews-round-change", args=[round.public_id])).context["form"]
    assert set(form.fields) == {"name", "reads", "self_claim", "claim_minutes", "third_reader", "closes_at"}


def test_round_is_closed_and_opened_again_on_its_page(client, by):
    round = factories.make_round()
    act = lambda action, **data: client.post(  # noqa: E731
        reverse("admin:reviews-round-act", args=[round.public_id, action]), data
    )
    act("close")
    assert act("reopen", reason="").status_code == 422
    act("reopen", reason="Two were forgotten")
    round.refresh_from_db()
    assert round.status == "open"
    assert act("nothing").status_code == 404


def test_manager_without_the_right_to_move_applications_cannot_open(client):
    manager = make_user(Role.MANAGER)
    client.force_login(manager)
    cohort = make_cohort()
    move(make_application(cohort), to="screened", by=None)
    round = factories.make_round(cohort, status="draft", filter={"cohort": cohort.pk, "statuses": ["screened"]})
    for _ in range(2):
        factories.make_reader(round)
    page = reverse("admin:reviews-round", args=[round.public_id])
    assert "A recruiter can open it" in client.get(page).content.decode()
    client.post(reverse("admin:reviews-round-act", args=[round.public_id, "open"]))
    assert not BulkOperation.objects.filter(confirmed_at__isnull=False).exists()


@pytest.mark.parametrize("page", ["list", "one", "home"])
def test_pages_take_as_many_queries_for_three_as_for_one(client, by, page, django_assert_max_num_queries):
    cohort = make_cohort()
    first = factories.make_round(cohort)
    url = {
        "list": reverse("admin:reviews-rounds"),
        "one": reverse("admin:reviews-round", args=[first.public_id]),
        "home": reverse("admin:index"),
    }[page]
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in (1, 3):
        while first.readers.count() < number:
            factories.make_queue(1, round=first)
        while page != "one" and ReviewRound.objects.count() < number:
            factories.make_queue(1, round=factories.make_round(cohort))
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_home_shows_open_rounds_and_none_where_there_are_none(client, by):
    assert "rounds-title" not in client.get(reverse("admin:index")).content.decode()
    round, _reader, (done, _) = factories.make_queue(2)
    factories.make_sheet(done)
    page = client.get(reverse("admin:index")).content.decode()
    assert reverse("admin:reviews-round", args=[round.public_id]) in page
    assert "1 / 2" in page


def test_list_offers_to_put_all_that_match_into_a_round(client, by):
    cohort = make_cohort()
    make_application(cohort)
    page = client.get(f"{reverse('admin:applications')}?cohort={cohort.slug}").content.decode()
    assert "kind=round" in page
    round = service.make_round(cohort, name="First", by=by)
    form = client.get(f"{reverse('admin:operation-new')}?kind=round&cohort={cohort.slug}").context["form"]
    assert [value for value, _ in form.fields["round"].choices] == [str(round.pk)]
