"""Second interviewers: they join a time that somebody else offers, leave it, and each fills in a scorecard of their own."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applicants.models import Interview, Notice
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from careerpath.pipeline.history import move
from reviews.models import (
    Assignment,
    InterviewSlot,
    ReaderConflict,
    ReviewRound,
    RoundEntry,
    RoundReader,
    Scoresheet,
    SlotCompanion,
)
from reviews.selectors.apart import pairs
from reviews.selectors.companions import groups_of, links, to_join
from reviews.selectors.interviewing import desk, file_of_notice, invitation_to
from reviews.selectors.slots import free_for
from reviews.services.asking import companions_gone, remind
from reviews.services.companions import join, leave
from reviews.services.interviews import ChoiceRefused, finish, give_back, recuse, settle
from reviews.services.measuring import measure
from reviews.services.panel import remove_reader
from reviews.services.slots import SlotRefused, offer, withdraw
from tests.factories import make_cohort, make_user
from tests.reviews.factories import make_entry, make_reader, make_round, sheet_values
from tests.reviews.test_slots import LINK, make_invited, make_slot, person, read, started, subjects, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def round() -> ReviewRound:
    return make_round(make_cohort(name="Spring", time_zone="America/New_York"), kind="interview", name="Talks")


@pytest.fixture
def reader(round: ReviewRound) -> RoundReader:
    return make_reader(round)


@pytest.fixture
def second(round: ReviewRound) -> RoundReader:
    return make_reader(round)


def come(slot: InterviewSlot, reader: RoundReader) -> SlotCompanion:
    return join(slot, reader=reader, by=reader.user)


def knows(reader: RoundReader, entry: RoundEntry) -> None:
    ReaderConflict.objects.create(reader=reader.user, applicant=entry.application.applicant, by=reader.user)


# --- joining and leaving -----------------------------------------------------------------------------------------------


def test_who_joined_is_told_when_the_time_is_chosen_and_has_a_scorecard_and_an_invitation_of_their_own(
    round: ReviewRound, reader: RoundReader, second: RoundReader
):
    slot, entry = make_slot(reader), make_invited(round)
    joined = come(slot, second)
    assert (joined.assignment, Notice.objects.count()) == (None, 0), "nothing stands in a calendar yet"
    taken = take(entry, slot)
    joined.refresh_from_db()
    assert joined.assignment == Assignment.objects.get(entry=entry, reader=second)
    assert joined.assignment != taken.assignment
    assert subjects(second.user.email) == ["Spring: an applicant chose a time that you joined"]
    mail = Notice.objects.get(to=second.user.email)
    assert person(entry).name not in mail.body
    assert f"with {reader.user}" in mail.body
    named, content = file_of_notice(mail) or ("", b"")
    method, event = read(content)
    assert (named, method, event["SEQUENCE"]) == ("interview.ics", "REQUEST", 2)
    assert str(event["ATTENDEE"]) == f"mailto:{second.user.email}"
    assert event["UID"] != read(invitation_to(taken))[1]["UID"]


def test_whoever_joins_a_time_that_is_taken_has_the_scorecard_at_once_and_the_applicant_hears_nothing(
    round: ReviewRound, reader: RoundReader, second: RoundReader
):
    slot, entry = make_slot(reader), make_invited(round)
    take(entry, slot)
    joined = come(slot, second)
    assert joined.assignment is not None
    assert subjects(second.user.email) == ["Spring: you are a second interviewer"]
    assert len(subjects(person(entry).email)) == 1
    assert come(slot, second).pk == joined.pk, "twice is once"
    assert len(subjects(second.user.email)) == 1


def test_leaving_takes_it_out_of_the_calendar_and_coming_back_puts_it_in_again(
    round: ReviewRound, reader: RoundReader, second: RoundReader
):
    slot, entry = make_slot(reader), make_invited(round)
    take(entry, slot)
    joined = come(slot, second)
    left = leave(joined, by=second.user)
    assert leave(joined, by=second.user).sequence == left.sequence, "twice is once"
    assert subjects(second.user.email)[1:] == ["Spring: you are no longer at an interview"]
    method, event = read((file_of_notice(Notice.objects.filter(to=second.user.email).latest("pk")) or ("", b""))[1])
    assert (method, event["SEQUENCE"]) == ("CANCEL", joined.sequence + 1)
    assert left.assignment is not None
    assert left.assignment.pk == Assignment.objects.get(reader=second, ended_as="abstained").pk
    slot.refresh_from_db()
    assert slot.entry_id == entry.pk
    back = come(slot, second)
    assert (back.pk, back.left_at, back.sequence) == (joined.pk, None, 3)
    assert Assignment.objects.get(reader=second).ended_at is None
    assert read(invitation_to(slot, back))[1]["UID"] == event["UID"]


def test_a_time_that_is_given_back_is_free_for_both_and_one_that_is_withdrawn_is_gone_for_both(
    round: ReviewRound, reader: RoundReader, second: RoundReader
):
    slot, entry = make_slot(reader), make_invited(round)
    joined = come(slot, second)
    take(entry, slot)
    give_back(entry, by=person(entry))
    joined.refresh_from_db()
    assert (joined.assignment, joined.left_at, joined.sequence) == (None, None, 3)
    assert Assignment.objects.get(reader=second).ended_as == Assignment.End.MOVED
    take(entry, slot)
    slot.refresh_from_db()
    assert Assignment.objects.get(reader=second).ended_at is None, "one scoresheet for each pair, opened again"
    withdraw(slot, by=reader.user)
    assert subjects(second.user.email)[-2:] == [
        "Spring: an applicant chose a time that you joined",
        "Spring: a time that you joined was withdrawn",
    ]
    joined.refresh_from_db()
    slot.refresh_from_db()
    assert (joined.sequence, read(invitation_to(slot, joined))[0]) == (5, "CANCEL")
    assert Assignment.objects.get(reader=second).ended_as == Assignment.End.MOVED


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("own", "You offer this time"),
        ("elsewhere", "not an interviewer of this round"),
        ("left", "not an interviewer of this round"),
        ("withdrawn", "was withdrawn"),
        ("begun", "has begun"),
        ("closed", "The round is closed"),
        ("full", "Three others come"),
        ("offers", "You have another time then"),
        ("joined", "You have another time then"),
        ("conflict", "You are kept apart from whoever has this time"),
        ("for another", "Only they themselves or a recruiter"),
    ],
)
def test_who_cannot_join_reads_why(round: ReviewRound, reader: RoundReader, second: RoundReader, case: str, words: str):
    slot, entry = make_slot(reader, 48, minutes=60), make_invited(round)
    who, by = second, second.user
    later = slot.starts_at + timedelta(minutes=45)
    if case == "own":
        who, by = reader, reader.user
    elif case == "elsewhere":
        who = make_reader(make_round(kind="interview"), second.user)
    elif case == "left":
        RoundReader.objects.filter(pk=second.pk).update(left_at=clock.now())
    elif case == "withdrawn":
        withdraw(slot, by=reader.user)
    elif case == "begun":
        started(slot)
    elif case == "closed":
        move(round, to="closed", by=None)
    elif case == "full":
        for _number in range(3):
            come(slot, make_reader(round))
    elif case == "offers":
        make_slot(make_reader(make_round(kind="interview"), second.user), starts_at=later)
    elif case == "joined":
        come(make_slot(make_reader(round), starts_at=later), second)
    elif case == "conflict":
        take(entry, slot)
        knows(second, entry)
    else:
        by = reader.user
    with pytest.raises(SlotRefused, match=words):
        join(slot, reader=who, by=by)


def test_nobody_offers_a_time_while_they_come_to_another_and_times_that_touch_are_two(
    round: ReviewRound, reader: RoundReader, second: RoundReader
):
    slot = make_slot(reader)
    come(slot, second)
    starts = [slot.starts_at + timedelta(minutes=15), slot.ends_at]
    offered = offer(round, by=second.user, starts=starts, minutes=30, link=LINK)
    assert (offered.made, offered.busy) == (1, 1)


def test_a_time_to_which_somebody_comes_who_knows_them_is_not_offered_to_them(
    round: ReviewRound, reader: RoundReader, second: RoundReader
):
    entry, slot, other = make_invited(round), make_slot(reader), make_slot(reader, 72)
    joined = come(slot, second)
    knows(second, entry)
    assert list(free_for(entry)) == [other]
    with pytest.raises(ChoiceRefused, match="not offered any more"):
        take(entry, slot)
    leave(joined, by=second.user)
    assert list(free_for(entry)) == [slot, other]
    assert take(entry, slot).entry_id == entry.pk


def test_a_second_interviewer_who_knows_the_person_goes_alone_and_is_kept_apart_from_them(
    round: ReviewRound, reader: RoundReader, second: RoundReader
):
    entry, slot = make_invited(round), make_slot(reader)
    joined = come(slot, second)
    take(entry, slot)
    recuse(slot, by=second.user, why="We are cousins.")
    slot.refresh_from_db()
    joined.refresh_from_db()
    assert (slot.entry_id, slot.withdrawn_at, joined.left_at is None) == (entry.pk, None, False)
    assert Assignment.objects.get(reader=second).ended_as == Assignment.End.RECUSED
    assert Assignment.objects.get(reader=reader).ended_at is None
    assert Interview.objects.get().cancelled_at is None
    assert len(subjects(person(entry).email)) == 1, "the applicant hears nothing"
    with pytest.raises(SlotRefused, match="kept apart"):
        come(slot, second)


def test_whoever_talks_with_somebody_by_name_is_kept_from_reading_them_blind(
    round: ReviewRound, reader: RoundReader, second: RoundReader
):
    entry, slot = make_invited(round), make_slot(reader)
    blind = make_round(round.cohort)
    read_there, reads = make_entry(blind, entry.application), make_reader(blind, second.user)
    joined = come(slot, second)
    assert pairs(blind) == []
    take(entry, slot)
    apart = [(read_there.pk, reads.pk, "talks with them by name")]
    assert pairs(blind) == apart
    leave(joined, by=second.user)
    assert pairs(blind) == apart, "they have seen the name"


# --- what became of it -------------------------------------------------------------------------------------------------


def test_each_sends_a_scorecard_and_the_entry_has_the_mean_and_the_spread_of_both(
    round: ReviewRound, reader: RoundReader, second: RoundReader
):
    entry, slot = make_invited(round), make_slot(reader)
    joined = come(slot, second)
    started(take(entry, slot))
    finish(slot, by=second.user, sent_id=uuid4(), **sheet_values(2))
    slot.refresh_from_db()
    assert slot.outcome == "held", "whoever was there says so"
    assert [each.slot.pk for each in desk(reader.user).to_settle] == [slot.pk], "the other scorecard is still missing"
    assert desk(second.user).to_settle == []
    with pytest.raises(SlotRefused, match="second interviewer has sent"):
        settle(slot, outcome="no_show", by=reader.user)
    with pytest.raises(SlotRefused, match="is sent already"):
        leave(joined, by=second.user)
    finish(slot, by=reader.user, sent_id=uuid4(), **sheet_values(4))
    measure(round)
    entry.refresh_from_db()
    assert (entry.reads_done, entry.raw, entry.spread) == (2, 300, 200)
    assert Scoresheet.objects.filter(saw_others=True).count() == 0


def test_what_whoever_offers_the_time_said_stands_against_a_second_interviewer(
    round: ReviewRound, reader: RoundReader, second: RoundReader
):
    entry, slot = make_invited(round), make_slot(reader)
    joined = come(slot, second)
    started(take(entry, slot))
    with pytest.raises(SlotRefused, match="Somebody else offered"):
        settle(slot, outcome="no_show", by=second.user)
    with pytest.raises(SlotRefused, match="Somebody else offered"):
        withdraw(slot, by=second.user)
    settle(slot, outcome="no_show", by=reader.user)
    assert Assignment.objects.get(reader=second).ended_as == Assignment.End.ABSTAINED
    with pytest.raises(SlotRefused, match="written down that it did not take place"):
        finish(slot, by=second.user, sent_id=uuid4(), **sheet_values(4))
    with pytest.raises(SlotRefused, match="nothing to leave"):
        leave(joined, by=second.user)


@pytest.mark.parametrize(("others", "before", "after"), [("never", 0, 0), ("after", 0, 1), ("always", 1, 1)])
def test_a_second_interviewer_sees_the_other_scorecard_as_the_round_says(
    reader: RoundReader, second: RoundReader, round: ReviewRound, signed_in: Any, others: str, before: int, after: int
):
    ReviewRound.objects.filter(pk=round.pk).update(others=others)
    entry, slot = make_invited(round), make_slot(reader)
    come(slot, second)
    started(take(entry, slot))
    finish(slot, by=reader.user, sent_id=uuid4(), **{**sheet_values(4), "comment": "Calm under a hard question."})
    browser, url = signed_in(second.user), f"/interviewing/{slot.public_id}/"
    assert browser.get(url).text.count("Calm under a hard question.") == before
    finish(slot, by=second.user, sent_id=uuid4(), **sheet_values(3))
    assert browser.get(url).text.count("Calm under a hard question.") == after


# --- the worker --------------------------------------------------------------------------------------------------------


def test_everybody_at_the_table_is_reminded_once(round: ReviewRound, reader: RoundReader, second: RoundReader):
    entry, slot = make_invited(round), make_slot(reader, 20)
    come(slot, second)
    leave(come(slot, make_reader(round)), by=make_user(Role.RECRUITER))
    take(entry, slot)
    InterviewSlot.objects.update(taken_at=clock.now() - timedelta(hours=4))
    assert (remind(), remind()) == (3, 0)
    near = Notice.objects.filter(kind="interview_near")
    assert set(near.values_list("to", flat=True)) == {person(entry).email, reader.user.email, second.user.email}
    assert "You talk with 2 people." in near.get(to=person(entry).email).body


def test_reminding_takes_as_many_queries_for_three_at_the_table_as_for_one(round: ReviewRound, reader: RoundReader):
    counts = []
    for number, beside in enumerate((1, 3)):
        slot = make_slot(reader, 20 + number)
        for _number in range(beside):
            come(slot, make_reader(round))
        take(make_invited(round), slot)
        InterviewSlot.objects.update(taken_at=clock.now() - timedelta(hours=4))
        with CaptureQueriesContext(connection) as captured:
            assert remind() == 2 + beside
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_who_left_the_round_or_is_kept_apart_since_comes_no_more(round: ReviewRound, reader: RoundReader):
    gone, knowing, stays = make_reader(round), make_reader(round), make_reader(round)
    entry, slot = make_invited(round), make_slot(reader)
    for each in (gone, knowing, stays):
        come(slot, each)
    take(entry, slot)
    remove_reader(gone, by=make_user(Role.RECRUITER))
    knows(knowing, entry)
    assert (companions_gone(), companions_gone()) == (2, 0)
    slot.refresh_from_db()
    assert [each.reader for each in slot.company] == [stays]
    assert slot.entry_id == entry.pk


def test_an_interviewer_of_a_draft_who_has_times_can_be_taken_out(round: ReviewRound):
    draft = make_round(kind="interview", status="draft")
    offers, joins = make_reader(draft), make_reader(draft)
    come(make_slot(offers), joins)
    for each in (joins, offers):
        remove_reader(each, by=draft.created_by)
        each.refresh_from_db()
        assert each.left_at is not None


# --- pages -------------------------------------------------------------------------------------------------------------


def test_an_interviewer_joins_fills_in_and_leaves(
    round: ReviewRound, reader: RoundReader, second: RoundReader, signed_in: Any
):
    entry, slot, other = make_invited(round), make_slot(reader), make_slot(reader, 72)
    take(entry, slot)
    browser = signed_in(second.user)
    listed = browser.get(f"/interviewing/rounds/{round.public_id}/join/").text
    assert str(reader.user) in listed
    assert person(entry).name not in listed, "whom it is with is said to those who come"
    page = f"/interviewing/{slot.public_id}/"
    assert browser.get(page).status_code == 404
    joined = browser.post(f"{page}join/", follow=True)
    assert "You come to this interview" in joined.text
    assert person(entry).name in joined.text
    assert "Withdraw this time" not in joined.text
    assert person(entry).name in browser.get("/interviewing/").text
    assert f"companion-{SlotCompanion.objects.get().public_id}" in browser.get("/interviewing/calendar.ics").text
    assert "METHOD:REQUEST" in browser.get(f"{page}invitation.ics").text
    assert str(second.user) in signed_in(reader.user).get(page).text
    assert "You come to this time" in browser.post(f"/interviewing/{other.public_id}/join/", follow=True).text
    assert "You do not come" in browser.post(f"/interviewing/{other.public_id}/leave/", follow=True).text
    assert "Withdraw it instead" in signed_in(reader.user).post(f"{page}leave/", follow=True).text
    started(slot)
    sent = {f"mark_{key}": mark for key, mark in sheet_values(4)["marks"].items()}
    assert browser.post(f"{page}draft/", {**sent, "version": "0"}).json()["version"] == 1
    whole = {**sent, "sent_id": str(uuid4()), "recommendation": "4", "comment": "Seen."}
    assert "is kept" in browser.post(page, whole, follow=True).text
    assert Scoresheet.objects.get().reader == second
    assert "has begun" in signed_in(make_reader(round).user).post(f"{page}join/", follow=True).text


def test_a_second_interviewer_hands_the_person_to_the_others(
    round: ReviewRound, reader: RoundReader, second: RoundReader, signed_in: Any
):
    entry, slot = make_invited(round), make_slot(reader)
    come(slot, second)
    take(entry, slot)
    said = signed_in(second.user).post(f"/interviewing/{slot.public_id}/known/", {"why": "A cousin"}, follow=True)
    assert "They keep their time, without you" in said.text


def test_an_applicant_reads_with_how_many_people_they_talk(
    round: ReviewRound, reader: RoundReader, second: RoundReader, signed_in: Any
):
    entry, slot = make_invited(round), make_slot(reader)
    make_slot(make_reader(round), starts_at=slot.starts_at)
    come(slot, second)
    browser, url = signed_in(person(entry)), f"/interview/{entry.public_id}/"
    page = browser.get(url).text
    assert page.count("with 2 people") == 1
    assert page.count('name="slot"') == 2, "with one person or with two does not read the same"
    browser.post(f"{url}take/", {"slot": str(slot.public_id)})
    mine = browser.get(url).text
    assert "You talk with 2 people of our programme." in mine
    assert str(second.user) not in mine


def test_staff_put_an_interviewer_into_a_time_and_take_them_out(
    round: ReviewRound, reader: RoundReader, second: RoundReader, signed_in: Any
):
    slot = make_slot(reader)
    url = f"/admin/reviews/rounds/{round.public_id}/slots/"
    staff, given = signed_in(Role.RECRUITER), {"slot": str(slot.public_id), "reader": str(second.pk)}
    assert signed_in(Role.MANAGER).post(f"{url}put-in/", given).status_code == 403
    assert "comes to this time" in staff.post(f"{url}put-in/", given, follow=True).text
    assert subjects(second.user.email) == ["Spring: you are a second interviewer"]
    assert file_of_notice(Notice.objects.get()) is None, "nobody has the time, so nothing stands in a calendar"
    assert (
        f"{reader.user} offers this time"
        in staff.post(f"{url}put-in/", {**given, "reader": reader.pk}, follow=True).text
    )
    assert "from the lists" in staff.post(f"{url}put-in/", {"slot": "x", "reader": "y"}, follow=True).text
    assert str(second.user) in staff.get(url).text
    out = f"/admin/reviews/companions/{SlotCompanion.objects.get().public_id}/take-out/"
    assert "do not come to this time any more" in staff.post(out, follow=True).text
    assert SlotCompanion.objects.get().left_at is not None


def test_what_links_interviewers_is_counted(round: ReviewRound, reader: RoundReader, second: RoundReader):
    third = make_reader(round)
    both, alone, free = make_slot(reader), make_slot(third, 72), make_slot(third, 96)
    come(both, second)
    come(free, reader)
    take(make_invited(round), both)
    take(make_invited(round), alone)
    found = links(round)
    assert (found.interviews, found.by_two, found.interviewers, found.groups) == (2, 1, 3, 2)
    assert groups_of([[1, 2], [3, 4], [2, 4], [5]]) == 2


def test_who_is_kept_apart_from_whoever_has_a_time_does_not_find_it(
    round: ReviewRound, reader: RoundReader, second: RoundReader
):
    entry, slot, other = make_invited(round), make_slot(reader), make_slot(reader, 72)
    take(entry, slot)
    knows(second, entry)
    times, more = to_join(second)
    assert ([each.slot.pk for each in times], more) == ([other.pk], None)


def test_lists_take_as_many_queries_for_three_companions_as_for_one(
    round: ReviewRound, reader: RoundReader, second: RoundReader, signed_in: Any
):
    recruiter, entry = make_user(Role.RECRUITER), make_invited(round)
    pages = {
        second.user: ["/interviewing/", f"/interviewing/rounds/{round.public_id}/join/", "/interviewing/calendar.ics"],
        recruiter: [f"/admin/reviews/rounds/{round.public_id}/slots/"],
        person(entry): [f"/interview/{entry.public_id}/"],
    }
    counts: dict[str, set[int]] = {}
    for number in (0, 2):
        others = [make_reader(round) for _number in range(number)]
        times = [make_slot(reader, hours + number) for hours in (30, 40, 50)]
        for slot in times[:2]:
            for each in (second, *others):
                come(slot, each)
        come(times[2], make_reader(round))
        take(make_invited(round), times[0])
        for user, urls in pages.items():
            browser = signed_in(user)
            for url in urls:
                with CaptureQueriesContext(connection) as captured:
                    assert browser.get(url).status_code == 200
                counts.setdefault(url, set()).add(len(captured))
    assert {url: len(found) for url, found in counts.items()} == dict.fromkeys(counts, 1), counts
