"""Who reads what, cases and pairs kept apart, as staff open them."""

import pytest
from django.urls import reverse

from careerpath.accounts.roles import Role
from reviews.models import Assignment, ReaderConflict, RoundEntry
from reviews.services import assigning, calibrating, conflicts
from tests.factories import make_application, make_user
from tests.reviews.factories import make_assignment, make_entry, make_reader, make_round

pytestmark = pytest.mark.django_db
AGREED = {"drive": 4, "learning": 3, "words": 2}


@pytest.fixture
def staff(client):
    client.force_login(make_user(Role.RECRUITER))
    return client


def url(name, round, *more):
    return reverse(f"admin:reviews-{name}", args=[round.public_id, *more])


def make_dealt(entries=1, readers=2):
    round = make_round()
    for _ in range(readers):
        make_reader(round)
    for _ in range(entries):
        make_entry(round)
    assigning.assign_round(round, by=None)
    return round


@pytest.mark.parametrize("name", ["who", "apart", "cases"])
def test_pages_ask_as_often_for_one_as_for_three(staff, django_assert_num_queries, name):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for n in (1, 3):
        round = make_dealt(entries=n, readers=n + 1)
        for _ in range(n):
            late = make_entry(round)
            conflicts.declare(round.readers.first().user, late.application.applicant, why="", by=round.created_by)
            if name == "cases":
                calibrating.plant(round, make_application(), agreed=AGREED, by=round.created_by)
        staff.get(url(name, round))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert staff.get(url(name, round)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_what_is_missing_is_named_with_the_reason_and_given_by_one_press(staff):
    round = make_dealt(readers=1)
    page = staff.get(url("who", round), {"show": "short"}).content.decode()
    assert "everybody else has read it, gave it back or may not read it: add a reader." in page
    late = make_reader(round)
    page = staff.get(url("who", round), {"show": "short"}).content.decode()
    assert "It wants one reader more: give what is missing." in page
    assert staff.post(url("deal", round), {"action": "missing"}).status_code == 302
    assert Assignment.objects.filter(reader=late).count() == 1
    assert staff.post(url("deal", round), {"action": "other"}).status_code == 400
    assert "No application here" in staff.get(url("who", round), {"show": "short"}).content.decode()


def test_loads_are_evened_by_one_press(staff):
    round = make_dealt(entries=3, readers=2)
    late = make_reader(round)
    staff.post(url("deal", round), {"action": "even"})
    assert Assignment.objects.filter(reader=late, ended_at__isnull=True).count() == 2


def test_an_application_is_found_by_name_and_by_number(staff):
    round = make_dealt(entries=2)
    one, two = RoundEntry.objects.filter(round=round).select_related("application__applicant").order_by("pk")
    for text in (str(one.application_id), one.application.applicant.email):
        page = staff.get(url("who", round), {"q": text}).content.decode()
        assert reverse("admin:reviews-entry", args=[round.public_id, one.pk]) in page
        assert reverse("admin:reviews-entry", args=[round.public_id, two.pk]) not in page


def test_one_is_given_and_moved_by_hand(staff):
    round = make_round()
    entry, one, two = make_entry(round), make_reader(round), make_reader(round)
    given = make_assignment(entry, one)
    assert staff.post(url("give", round, entry.pk), {"reader": one.pk}).status_code == 422
    staff.post(url("move", round, entry.pk), {"given": given.pk})
    assert set(entry.assignments.values_list("reader", "ended_as")) == {(one.pk, "moved"), (two.pk, "")}
    three = make_reader(round)
    staff.post(url("give", round, entry.pk), {"reader": three.pk})
    assert entry.assignments.get(reader=three).origin == "system"
    page = staff.get(url("entry", round, entry.pk)).content.decode()
    assert "Given to somebody else: By staff." in page


def test_a_case_is_planted_and_taken_out(staff):
    round, known = make_round(status="draft"), make_application()
    sent = {"number": known.pk, "drive": "5", "learning": "2", "words": "3"}
    assert staff.post(url("cases", round), {**sent, "number": "999999"}).status_code == 422
    assert staff.post(url("cases", round), {**sent, "words": ""}).status_code == 422
    assert staff.post(url("cases", round), sent).status_code == 302
    case = RoundEntry.objects.get(round=round)
    assert case.agreed == [5, 2, 3]
    staff.post(url("case-out", round, case.pk))
    assert not RoundEntry.objects.filter(round=round).exists()


def test_a_pair_is_written_down_and_taken_back(staff):
    round = make_dealt(readers=3)
    entry = RoundEntry.objects.get(round=round)
    reader, person = entry.assignments.first().reader, entry.application.applicant
    found = f"{url('apart', round)}?q={entry.application_id}"
    assert person.email in staff.get(found).content.decode()
    assert staff.post(found, {"person": person.pk, "reader": reader.pk, "why": ""}).status_code == 422
    staff.post(found, {"person": person.pk, "reader": reader.pk, "why": "Cousins."})
    assert entry.assignments.get(reader=reader).ended_as == "recused"
    assert entry.assignments.filter(ended_at__isnull=True).count() == 2
    assert "Cousins." in staff.get(url("apart", round)).content.decode()
    staff.post(url("apart-back", round, ReaderConflict.objects.get().pk))
    assert not ReaderConflict.objects.exists()


def test_a_later_page_leads_back_to_the_first(staff):
    round = make_dealt()
    entry = RoundEntry.objects.get(round=round)
    conflicts.declare(make_reader(round).user, entry.application.applicant, why="", by=round.created_by)
    for name, later, first in (
        ("who", "?show=all&q=&after=0", "?show=all&amp;q="),
        ("apart", "?entry=0&reader=0", "?"),
    ):
        pages = [staff.get(url(name, round) + query).content.decode() for query in ("", later)]
        assert ["Back to the first" in page for page in pages] == [False, True]
        assert f'href="{first}"' in pages[1]


def test_what_belongs_to_another_round_is_not_there(staff):
    round, other = make_dealt(), make_dealt()
    entry = RoundEntry.objects.get(round=other)
    assert staff.get(url("entry", round, entry.pk)).status_code == 404
    assert staff.post(url("case-out", round, entry.pk)).status_code == 404
    conflict = conflicts.declare(other.readers.first().user, entry.application.applicant, why="", by=other.created_by)
    assert staff.post(url("apart-back", round, conflict.pk)).status_code == 404
    assert staff.get(url("who", make_round(kind="interview"))).status_code == 404
