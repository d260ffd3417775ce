"""The queue, the pair and the merged records on the workbench."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applicants.models import Applicant, DuplicatePair, Merge
from applicants.selectors import duplicates as read
from applicants.services.duplicates import look_for, merge
from careerpath.accounts.roles import Role
from tests.applicants.duplicates.factories import make_pair, make_person
from tests.factories import make_cohort, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def recruiter(client: Client) -> Client:
    client.force_login(make_user(Role.RECRUITER, name="Rosa Recruiter"))
    return client


def open_page(client: Client, name: str, *args: Any, **query: str) -> str:
    response = client.get(reverse(f"admin:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def decide(client: Client, pair: DuplicatePair, verdict: str) -> Any:
    return client.post(reverse("admin:duplicate-decide", args=[pair.pk]), {"verdict": verdict}, follow=True)


def said(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_the_queue_says_what_is_alike(recruiter: Client) -> None:
    pair = make_pair()
    page = open_page(recruiter, "duplicates")
    assert f"the same telephone; names alike: {pair.first.name} / {pair.second.name}" in page
    assert "1 pair\n" in page


def test_an_empty_queue_says_what_will_be_here(recruiter: Client) -> None:
    assert "No likely duplicates" in open_page(recruiter, "duplicates")
    assert "Nothing merged yet" in open_page(recruiter, "merges")


def test_pages_of_the_queue_hold_each_pair_once(monkeypatch: Any) -> None:
    cohort = make_cohort()
    made = {make_pair(cohort).pk for _ in range(4)} | {make_pair(make_cohort(), make_cohort()).pk}
    monkeypatch.setattr(read, "PAGE", 2)
    seen, key = [], ""
    while True:
        listed, key = read.queue(key)
        seen += [each.pair.pk for each in listed]
        if not key:
            break
    assert (len(seen), set(seen)) == (5, made)
    assert [each.pair.pk for each in read.queue("nonsense")[0]] == seen[:2]


@pytest.mark.parametrize("name", ["duplicates", "merges"])
def test_queries_do_not_grow_with_rows(name: str, recruiter: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            open_page(recruiter, name)
        return len(found)

    def make() -> None:
        merge(pair := make_pair(), keep=pair.first, by=make_user())
        make_pair()

    make()
    open_page(recruiter, name)
    one = queries()
    make()
    make()
    assert queries() == one


def test_queries_of_a_pair_do_not_grow_with_what_they_have(recruiter: Client) -> None:
    def queries(pair: DuplicatePair) -> int:
        with CaptureQueriesContext(connection) as found:
            open_page(recruiter, "duplicate", pair.pk)
        return len(found)

    cohort = make_cohort()
    small, large = make_pair(cohort), make_pair(cohort, make_cohort(), make_cohort())
    queries(small)
    assert queries(small) == queries(large) <= 24


def test_the_two_stand_side_by_side_with_their_differences(recruiter: Client) -> None:
    pair = make_pair()
    other = pair.second.applications.get()
    other.answers["hours_per_week"] = 40
    other.save()
    page = open_page(recruiter, "duplicate", pair.pk)
    assert "the same, written differently" in page
    assert "<mark>12</mark>" in page
    assert "<mark>40</mark>" in page
    assert "answers the same in both" in page
    assert f"number {other.pk} ends as merged." in page


def test_keeping_the_left_leads_to_the_next_pair(recruiter: Client) -> None:
    first, second = make_pair(), make_pair()
    response = decide(recruiter, first, "first")
    assert response.redirect_chain == [(reverse("admin:duplicate", args=[second.pk]), 302)]
    assert Applicant.objects.get(pk=first.second_id).merged_into == first.first
    response = decide(recruiter, second, "different")
    assert response.redirect_chain == [(reverse("admin:duplicates"), 302)]
    assert said(response) == [f"{second.first} and {second.second} are two people. You are not asked again."]


def test_a_pair_that_somebody_decided_says_so_in_words(recruiter: Client) -> None:
    pair = make_pair()
    decide(recruiter, pair, "second")
    response = decide(recruiter, pair, "first")
    assert said(response) == ["Rosa Recruiter has decided this already: the same person."]
    assert "Separate them again" in response.content.decode()


def test_what_cannot_be_merged_says_why_beside_the_button(recruiter: Client) -> None:
    from careerpath.pipeline.history import move

    pair = make_pair()
    for to in ("screened", "offered"):
        move(pair.second.applications.get(), to=to, by=None)
    page = open_page(recruiter, "duplicate", pair.pk)
    assert "one of the two is “offered a seat” already, which a merge does not undo. Keep the other record." in page
    assert said(decide(recruiter, pair, "first"))[0].endswith("Keep the other record.")


def test_a_merge_is_undone_from_the_list(recruiter: Client) -> None:
    pair = make_pair()
    decide(recruiter, pair, "first")
    done = Merge.objects.get()
    response = recruiter.post(reverse("admin:merge-undo", args=[done.pk]), follow=True)
    assert said(response) == [f"{pair.first} and {pair.second} are two records again, as they were before."]
    assert "separated again" in response.content.decode()


@pytest.mark.parametrize("verdict", ["", "third", "first\x00"])
def test_another_verdict_is_refused_in_words(recruiter: Client, verdict: str) -> None:
    pair = make_pair()
    assert said(decide(recruiter, pair, verdict))
    assert DuplicatePair.objects.get(pk=pair.pk).verdict == ""


def test_a_manager_looks_and_does_not_decide(client: Client) -> None:
    client.force_login(make_user(Role.MANAGER))
    pair = make_pair()
    assert "Same person: keep" not in open_page(client, "duplicate", pair.pk)
    assert decide(client, pair, "first").status_code == 403
    assert client.post(reverse("admin:merge-undo", args=[1])).status_code == 403


def test_hostile_names_are_shown_as_text(recruiter: Client) -> None:
    cohort = make_cohort()
    names = ("\u202eAna <b>Perez</b>", "Ana b Perez b " + "x" * 150)
    people = [
        make_person(name, cohort, email=f"{place}@gmail.com")
        for name, place in zip(names, ("a.b.c", "abc+1"), strict=True)
    ]
    look_for([each.pk for each in people])
    pair = DuplicatePair.objects.get()
    for page in (open_page(recruiter, "duplicates"), open_page(recruiter, "duplicate", pair.pk)):
        assert "<b>Perez" not in page
        assert "<bdi>\u202eAna &lt;b&gt;" in page


def test_the_other_applications_of_a_person_are_found_from_the_kept_one(recruiter: Client) -> None:
    pair = make_pair()
    merge(pair, keep=pair.first, by=make_user())
    kept, ended = pair.first.applications.get(), pair.second.applications.select_related("applicant").get()
    assert read.others_of(kept) == [ended]
    assert read.others_of(ended) == [kept]
    assert f"{ended.cohort}, number {ended.pk}</a>" in open_page(recruiter, "application", kept.pk)
