"""The reader's pages: the next one, the scorecard, drafts, one scoresheet for two presses, and who gets in."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applicants.services.withdrawing import withdraw
from careerpath.accounts.access import give_role
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move
from reviews.models import Assignment, ReaderConflict, RoundReader, Scoresheet, ScoresheetChange
from reviews.selectors.queue import next_to_read, standings
from tests.factories import make_user
from tests.reviews.factories import (
    make_assignment,
    make_entry,
    make_queue,
    make_reader,
    make_round,
    make_sheet,
)

pytestmark = pytest.mark.django_db
QUEUE = "/reading/"


def page_of(assignment: Assignment, name: str = "sheet") -> str:
    return reverse(f"reviews:{name}", args=[assignment.public_id])


def browser_of(reader: RoundReader) -> Client:
    client = Client()
    client.force_login(reader.user)
    return client


def filled(**values: Any) -> dict[str, Any]:
    """What the page sends when all is filled in."""
    return {
        "sent_id": str(uuid4()),
        "version": "0",
        "mark_drive": "4",
        "mark_learning": "3",
        "mark_words": "2",
        "recommendation": "4",
        "comment": "Kept going.",
        **values,
    }


def test_the_queue_leads_to_the_next_and_a_scoresheet_to_the_one_after() -> None:
    _, reader, [first, second] = make_queue(2)
    client = browser_of(reader)
    assert client.get(QUEUE).url == page_of(first)
    assert client.post(page_of(first), filled()).url == page_of(second)
    assert client.post(page_of(second), filled()).url == QUEUE
    assert "You have read them all" in client.get(QUEUE).content.decode()
    assert [*Scoresheet.objects.order_by("pk").values_list("marks", "raw", "nth")] == [
        ([4, 3, 2], 325, 1),
        ([4, 3, 2], 325, 2),
    ]


def test_the_order_is_the_readers_own_and_what_was_put_off_comes_last() -> None:
    round, reader, [first, second, third] = make_queue(3)
    Assignment.objects.filter(pk=third.pk).update(lot=0)
    assert next_to_read(reader.user) == third
    client = browser_of(reader)
    assert client.post(page_of(third, "skip"), {"version": "0"}).url == page_of(first)
    assert client.post(page_of(first), filled()).url == page_of(second)
    assert client.post(page_of(second), filled()).url == page_of(third)
    assert "You put this one off" in client.get(page_of(third)).content.decode()
    [standing] = standings(reader.user)
    assert (standing.round, standing.read, standing.waiting, standing.total, standing.skipped) == (round, 2, 1, 3, 1)


def test_the_last_one_skipped_comes_again_and_says_so() -> None:
    _, reader, [only] = make_queue()
    client = browser_of(reader)
    response = client.post(page_of(only, "skip"), filled(comment="Half a thought."), follow=True)
    assert response.redirect_chain[-1][0] == page_of(only)
    words = response.content.decode()
    assert "This is the last one" in words
    assert "Half a thought." in words  # what was filled in went along


@pytest.mark.parametrize("count", [1, 3])
def test_the_next_one_takes_ten_queries_at_most_whatever_waits(count: int, django_assert_max_num_queries: Any) -> None:
    _, reader, assignments = make_queue(count)
    client = browser_of(reader)
    client.get(page_of(assignments[0]))  # this process reads the form once
    with django_assert_max_num_queries(9):
        assert client.get(page_of(assignments[0])).status_code == 200
    for entry in [each.entry for each in assignments]:
        make_sheet(make_assignment(entry, make_reader(entry.round)))
    with django_assert_max_num_queries(9):
        assert client.get(page_of(assignments[0])).status_code == 200
    with django_assert_max_num_queries(6):
        assert client.get(QUEUE).status_code == 302


def test_two_presses_are_one_scoresheet_and_lead_to_the_same_next_one() -> None:
    _, reader, [first, second] = make_queue(2)
    client, sent = browser_of(reader), filled()
    assert client.post(page_of(first), sent).url == client.post(page_of(first), sent).url == page_of(second)
    assert (Scoresheet.objects.count(), ScoresheetChange.objects.count()) == (1, 0)


def test_a_tab_that_was_left_open_does_not_change_what_was_sent_from_another() -> None:
    _, reader, [only] = make_queue()
    client = browser_of(reader)
    client.post(page_of(only), filled())
    response = client.post(page_of(only), filled(comment="From the other tab."))
    assert response.status_code == 409
    assert "changed in another tab" in response.content.decode()
    assert "From the other tab." in response.content.decode()
    assert Scoresheet.objects.get().comment == "Kept going."
    again = re.search(r'name="changes" value="(\d+)"', response.content.decode())
    assert again is not None
    assert client.post(page_of(only), filled(comment="From the other tab.", changes=again[1])).status_code == 302
    assert Scoresheet.objects.get().comment == "From the other tab."


def test_what_is_missing_is_said_beside_its_field_and_what_was_written_stays() -> None:
    _, reader, [only] = make_queue()
    response = browser_of(reader).post(
        page_of(only), {"sent_id": str(uuid4()), "version": "0", "mark_drive": "5", "comment": "Half a thought."}
    )
    assert response.status_code == 400
    form = response.context["form"]
    assert {name: [*errors] for name, errors in form.errors.items()} == {
        "note_drive": ["Write what made it a 5: the lowest and the highest mark need a sentence."],
        "mark_learning": ["Choose a mark from 1 to 5."],
        "mark_words": ["Choose a mark from 1 to 5."],
        "recommendation": ["Choose what you recommend."],
    }
    page = response.content.decode()
    assert '<a href="#id_mark_learning">Learning</a>: Choose a mark from 1 to 5.' in " ".join(page.split())
    assert "Half a thought." in page
    assert not Scoresheet.objects.exists()


@pytest.mark.parametrize("sent_id", ["", "not-an-id"])
def test_a_page_without_its_id_is_refused(sent_id: str) -> None:
    _, reader, [only] = make_queue()
    assert browser_of(reader).post(page_of(only), filled(sent_id=sent_id)).status_code == 400


def test_a_draft_is_kept_field_by_field_and_is_on_the_page_again() -> None:
    _, reader, [only] = make_queue()
    client = browser_of(reader)
    first = client.post(
        page_of(only, "draft"), {"only": "mark_drive,comment", "version": "0", "mark_drive": "5", "comment": "A"}
    )
    assert (first.json()["version"], first.json()["conflicts"], first.json()["newer"]) == (1, {}, {})
    second = client.post(page_of(only, "draft"), {"only": "flags", "version": "1", "flags": ["copied"]})
    assert second.json()["version"] == 2
    initial = client.get(page_of(only)).context["form"].initial
    assert (initial["mark_drive"], initial["comment"], initial["flags"], initial["version"]) == (
        "5",
        "A",
        ["copied"],
        2,
    )
    client.post(page_of(only), filled(version="2"))
    only.refresh_from_db()
    assert only.draft == {}


def test_two_tabs_do_not_overwrite_each_other_in_silence() -> None:
    _, reader, [only] = make_queue()
    client, url = browser_of(reader), page_of(only, "draft")
    client.post(url, {"only": "comment,mark_drive", "version": "0", "comment": "One", "mark_drive": "3"})
    other = client.post(url, {"only": "comment,mark_words", "version": "0", "comment": "Two", "mark_words": "2"}).json()
    assert (other["conflicts"], other["newer"], other["version"]) == ({"comment": "One"}, {"mark_drive": "3"}, 2)
    only.refresh_from_db()
    assert only.draft["values"] == {"comment": "One", "mark_drive": "3", "mark_words": "2"}
    stale = client.post(page_of(only), filled(version="0", comment="Two"))
    assert stale.status_code == 409
    assert "Two" in stale.content.decode()
    meant = client.post(url, {"only": "comment", "version": "2", "comment": "Two"}).json()
    assert meant["conflicts"] == {}


def test_a_draft_that_comes_too_late_is_told_why() -> None:
    round, reader, [sent, open_one] = make_queue(2)
    make_sheet(sent)
    client = browser_of(reader)
    answer = client.post(page_of(sent, "draft"), {"only": "comment", "version": "0", "comment": "More"})
    assert (answer.status_code, "sent this one already" in answer.json()["refused"]) == (409, True)
    move(round, to="closed", by=None)
    answer = client.post(page_of(open_one, "draft"), {"only": "comment", "version": "0", "comment": "More"})
    assert (answer.status_code, "nothing in it changes now" in answer.json()["refused"]) == (409, True)


def test_what_is_sent_too_late_can_still_be_copied() -> None:
    round, reader, [one] = make_queue()
    client = browser_of(reader)
    long = client.post(page_of(one, "draft"), {"only": "comment", "version": "0", "comment": "x" * 4001})
    assert (long.status_code, long.json()) == (422, {"refused": "Keep it under 4000 characters."})
    move(round, to="closed", by=None)
    late = client.post(page_of(one), filled(mark_drive="4", flags="copied", comment="Began a choir."))
    assert (late.status_code, late.context["why"]) == (409, "The round is closed: nothing in it changes now.")
    lines = late.context["written"].split("\n")
    assert (lines[0], lines[-1]) == ("Drive: 4", "What you saw: Began a choir.")
    assert "Red flags: copied" in lines
    assert 'data-over="' in client.get(page_of(one)).content.decode()  # what the browser still has is shown there


def test_ones_own_scoresheet_can_be_changed_while_the_round_is_open_and_read_after() -> None:
    round, reader, [only] = make_queue()
    make_sheet(only, 3)
    client = browser_of(reader)
    page = client.get(page_of(only))
    assert page.context["form"].initial["mark_drive"] == 3
    assert client.post(page_of(only), filled(changes="0")).url == page_of(only)
    sheet = Scoresheet.objects.get()
    assert (sheet.marks, sheet.raw, sheet.comment) == ([4, 3, 2], 325, "Kept going.")
    before = ScoresheetChange.objects.get().before
    assert (before["marks"], before["comment"], before["raw"]) == ([3, 3, 3], "What was seen.", 300)
    assert page_of(only) in client.get(reverse("reviews:read")).content.decode()
    move(round, to="closed", by=None)
    words = client.get(page_of(only)).content.decode()
    assert "The round is closed" in words
    assert "Save the change" not in words
    assert client.post(page_of(only), filled(changes="1", comment="Late.")).status_code == 400
    assert Scoresheet.objects.get().comment == "Kept going."


def test_whoever_knows_the_person_is_not_given_them_again_and_somebody_else_reads_it() -> None:
    round, reader, [only] = make_queue()
    other = make_reader(round)
    client = browser_of(reader)
    assert client.post(page_of(only, "known"), {"known_why": "My neighbour."}).url == QUEUE
    only.refresh_from_db()
    conflict = ReaderConflict.objects.get()
    assert (conflict.reader, conflict.applicant, conflict.why) == (
        reader.user,
        only.entry.application.applicant,
        "My neighbour.",
    )
    assert only.ended_as == "recused"
    assert [*Assignment.objects.filter(Assignment.OPEN).values_list("reader", flat=True)] == [other.pk]
    assert "This one is not yours to read any more" in client.get(page_of(only)).context["why"]


def test_abstaining_needs_a_reason_and_gives_it_to_somebody_else() -> None:
    round, reader, [only] = make_queue()
    other = make_reader(round)
    client = browser_of(reader)
    assert client.post(page_of(only, "abstain"), {"abstain_note": " "}).url == page_of(only)
    assert client.post(page_of(only, "abstain"), {"abstain_note": "I cannot read the language."}).url == QUEUE
    only.refresh_from_db()
    assert (only.ended_as, only.ended_note) == ("abstained", "I cannot read the language.")
    assert next_to_read(other.user).entry == only.entry  # type: ignore[union-attr]


def test_what_somebody_else_reads_is_not_found_and_what_is_over_leads_back() -> None:
    round, reader, [mine] = make_queue()
    stranger = make_reader(round)
    client = browser_of(stranger)
    for name in ("sheet", "draft", "skip", "abstain", "known"):
        url = page_of(mine, name)
        assert (client.get(url) if name == "sheet" else client.post(url)).status_code == 404, name
    withdraw(mine.entry.application, by=None)
    assert next_to_read(reader.user) is None


def test_a_reader_who_can_open_names_does_not_read_blind() -> None:
    _, reader, [only] = make_queue()
    give_role(reader.user, Role.RECRUITER)
    response = browser_of(reader).get(page_of(only), follow=True)
    assert response.status_code == 403
    assert "would not be blind" in response.content.decode()
    assert next_to_read(reader.user, blind=False) is None
    response = browser_of(reader).get(QUEUE)
    assert response.status_code == 200
    assert "would not be blind" in response.content.decode()


def test_readers_who_take_the_next_one_themselves() -> None:
    round = make_round(self_claim=True)
    reader, other = make_reader(round), make_reader(round)
    first, second = make_entry(round), make_entry(round)
    client = browser_of(reader)
    assert "Take the next one" in client.get(QUEUE).content.decode()
    taken = client.post(reverse("reviews:take", args=[round.public_id]))
    mine = Assignment.objects.get()
    assert taken.url == page_of(mine)
    assert client.post(page_of(mine), filled()).url == page_of(Assignment.objects.get(finished_at__isnull=True))
    assert {*Assignment.objects.values_list("entry", flat=True)} == {first.pk, second.pk}
    assert browser_of(other).get(reverse("reviews:take", args=[round.public_id])).status_code == 405


def test_what_was_found_counts_though_the_checkout_ended_meanwhile() -> None:
    round = make_round(self_claim=True)
    reader = make_reader(round)
    now = timezone.now()
    ended = make_assignment(
        make_entry(round), reader, origin="claimed", held_until=now, ended_at=now, ended_as="expired"
    )
    assert browser_of(reader).post(page_of(ended), filled()).status_code == 302
    ended.refresh_from_db()
    assert (ended.ended_as, ended.finished_at is not None, Scoresheet.objects.count()) == ("", True, 1)


def test_reading_is_for_readers() -> None:
    _, _, [only] = make_queue()
    for role in [Role.INSTRUCTOR, Role.CLIENT, Role.MENTOR, Role.MANAGER]:
        client = Client()
        client.force_login(make_user(role))
        assert client.get(QUEUE).status_code == client.get(page_of(only)).status_code == 403
    assert Client().get(QUEUE).url.startswith(reverse("account_login"))


def test_an_empty_queue_says_what_will_be_there() -> None:
    client = Client()
    client.force_login(make_user(Role.REVIEWER))
    assert "Nothing to read yet" in client.get(QUEUE).content.decode()


def test_what_was_read_before_comes_in_pages_of_a_constant_number_of_queries(
    monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr("reviews.selectors.queue.PAGE", 2)
    _, reader, assignments = make_queue(3)
    for each in assignments:
        make_sheet(each)
    client, url = browser_of(reader), reverse("reviews:read")
    with django_assert_max_num_queries(6):
        first = client.get(url)
    assert [row["assignment"] for row in first.context["rows"]] == [assignments[2], assignments[1]]
    second = client.get(url + first.context["next_url"])
    assert [row["assignment"] for row in second.context["rows"]] == [assignments[0]]
