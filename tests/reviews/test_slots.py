"""Times of interviews: offered, chosen, moved, given back; both sides' calendars; reminders, no-shows, and choosing again."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from icalendar import Calendar, Event

from applicants.models import Interview, InterviewVersion, Notice
from applicants.services.interviewing import cancel_interview, set_interview
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from careerpath.pipeline.history import move
from reviews.models import Assignment, InterviewSlot, ReaderConflict, ReviewRound, RoundEntry, RoundReader, Scoresheet
from reviews.selectors.interviewing import invitation_to
from reviews.selectors.slots import free_for
from reviews.services.asking import ask_to_choose, free_gone, remind, withdraw_of_leavers
from reviews.services.interviews import ChoiceRefused, choose, finish, give_back, recuse, settle
from reviews.services.scoring import ScoringRefused
from reviews.services.slots import SlotRefused, offer, withdraw
from reviews.slotting import BadPattern, Pattern, moment_of, times_of
from tests.factories import make_applicant, make_application, make_cohort, make_user
from tests.reviews.factories import make_assignment, make_entry, make_reader, make_round, sheet_values

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")
LINK = "https://meet.example/room"


@pytest.fixture
def round() -> ReviewRound:
    return make_round(make_cohort(name="Spring", time_zone="America/New_York"), kind="interview", name="Talks")


@pytest.fixture
def reader(round: ReviewRound) -> RoundReader:
    return make_reader(round)


def make_invited(round: ReviewRound, user: User | None = None) -> RoundEntry:
    """Somebody with an account who is at their interview in the round."""
    application = make_application(round.cohort, make_applicant(user or make_user()))
    for step in ("screened", "interview"):
        application = move(application, to=step, by=None)
    return RoundEntry.objects.create(round=round, application=application)


def make_slot(reader: RoundReader, hours: float = 48, **fields: Any) -> InterviewSlot:
    """A time so many hours from now."""
    starts_at = (clock.now() + timedelta(hours=hours)).replace(microsecond=0)
    values: dict[str, Any] = {"starts_at": starts_at, "minutes": 30, "link": LINK, **fields}
    return InterviewSlot.objects.create(round=reader.round, interviewer=reader, **values)


def person(entry: RoundEntry) -> User:
    user = entry.application.applicant.user
    assert user is not None
    return user


def take(entry: RoundEntry, slot: InterviewSlot, **more: Any) -> InterviewSlot:
    return choose(entry, slot, by=person(entry), **more)


def subjects(to: str) -> list[str]:
    return list(Notice.objects.filter(to=to).order_by("pk").values_list("subject", flat=True))


def read(content: bytes) -> tuple[str, Event]:
    file = Calendar.from_ical(content)
    (event,) = file.walk("VEVENT")
    return str(file["METHOD"]), event


def started(slot: InterviewSlot, hours: float = 1) -> InterviewSlot:
    """The same time, as if it had begun: its interview with it."""
    InterviewSlot.objects.filter(pk=slot.pk).update(starts_at=clock.now() - timedelta(hours=hours))
    slot.refresh_from_db()
    return slot


# --- days and hours --------------------------------------------------------------------------------------------------


def pattern(**fields: Any) -> Pattern:
    values: dict[str, Any] = {
        "first": date(2031, 3, 3), "last": date(2031, 3, 9), "weekdays": range(5), "begins": time(9), "ends": time(10, 20),
        "minutes": 30, "zone": NEW_YORK, "pause": 10,
    }  # fmt: skip
    return Pattern(**{**values, **fields})


def test_a_pattern_gives_as_many_times_as_fit_in_on_its_weekdays():
    found = times_of(pattern())
    assert len(found.starts) == 10
    assert found.starts[:2] == (datetime(2031, 3, 3, 14, 0, tzinfo=UTC), datetime(2031, 3, 3, 14, 40, tzinfo=UTC))
    assert found.skipped == ()


def test_hours_stay_those_of_the_wall_clock_when_the_clocks_change():
    """New York goes to summer time on Sunday 9 March 2031: nine o'clock is 14:00 UTC before, 13:00 after."""
    found = times_of(pattern(first=date(2031, 3, 7), last=date(2031, 3, 10), ends=time(9, 30)))
    assert found.starts == (datetime(2031, 3, 7, 14, 0, tzinfo=UTC), datetime(2031, 3, 10, 13, 0, tzinfo=UTC))


def test_a_time_that_the_clocks_skip_is_left_out_and_none_overlaps():
    night = pattern(
        first=date(2031, 3, 9), weekdays=[6], begins=time(1, 45), ends=time(4), minutes=30, pause=0
    )  # 01:45 lasts until 03:15 on the wall
    found = times_of(night)
    assert [each.astimezone(NEW_YORK).strftime("%H:%M") for each in found.starts] == ["01:45", "03:15"]
    assert [each.strftime("%H:%M") for each in found.skipped] == ["02:15", "02:45"]


def test_of_a_time_that_comes_twice_the_first_is_meant():
    twice, never = datetime(2031, 11, 2, 1, 30), datetime(2031, 3, 9, 2, 30)  # noqa: DTZ001  # on the wall
    assert moment_of(twice, NEW_YORK) == datetime(2031, 11, 2, 5, 30, tzinfo=UTC)
    assert moment_of(never, NEW_YORK) is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"last": date(2031, 3, 2)}, "before the first"),
        ({"last": date(2032, 3, 2)}, "half a year"),
        ({"ends": time(9, 20)}, "No time fits in"),
        ({"ends": time(23), "minutes": 5, "pause": 0}, "more than 400"),
    ],
)
def test_a_pattern_that_gives_nothing_says_why(fields: dict[str, Any], words: str):
    with pytest.raises(BadPattern, match=words):
        times_of(pattern(**fields))


# --- offering ----------------------------------------------------------------------------------------------------------


def test_offering_leaves_out_what_has_passed_and_what_overlaps(round: ReviewRound, reader: RoundReader):
    now = clock.now()
    starts = [now - timedelta(hours=1), now + timedelta(hours=5), now + timedelta(hours=5, minutes=20)]
    offered = offer(round, by=reader.user, starts=starts, minutes=30, link=LINK)
    assert (offered.made, offered.over, offered.busy) == (1, 1, 1)
    other = make_reader(make_round(kind="interview"), reader.user)
    again = offer(other.round, by=reader.user, starts=starts[1:2], minutes=30, link=LINK)
    assert (again.made, again.busy) == (0, 1), "nobody is in two places at once, in no two rounds either"


def test_only_interviewers_of_a_round_that_goes_on_offer_times(round: ReviewRound, reader: RoundReader):
    starts = [clock.now() + timedelta(hours=5)]
    with pytest.raises(SlotRefused, match="not an interviewer"):
        offer(round, by=make_user(Role.REVIEWER), starts=starts, minutes=30, link=LINK)
    with pytest.raises(SlotRefused, match="Say where"):
        offer(round, by=reader.user, starts=starts, minutes=30)
    move(round, to="closed", by=None)
    with pytest.raises(SlotRefused, match="closed"):
        offer(round, by=reader.user, starts=starts, minutes=30, link=LINK)


# --- choosing, moving, giving back -------------------------------------------------------------------------------------


def test_choosing_sets_the_interview_and_tells_both_sides(round: ReviewRound, reader: RoundReader):
    entry, slot = make_invited(round), make_slot(reader)
    taken = take(entry, slot, time_zone="America/Denver")
    version = InterviewVersion.objects.get(interview__application=entry.application_id)
    assert (version.starts_at, version.link, version.number) == (slot.starts_at, LINK, 0)
    assert (taken.entry_id, taken.taken_by_id, taken.sequence) == (entry.pk, person(entry).pk, 1)
    assert subjects(person(entry).email) == ["Your interview for Spring"]
    assert subjects(reader.user.email) == ["Spring: an applicant chose your time"]
    mail = Notice.objects.get(to=person(entry).email)
    assert slot.starts_at.astimezone(ZoneInfo("America/Denver")).strftime(", %H:%M M") in mail.body
    assert person(entry).name not in Notice.objects.get(to=reader.user.email).body
    method, event = read(invitation_to(taken))
    assert (method, event["SEQUENCE"], event["SUMMARY"]) == ("REQUEST", 1, f"Interview: {person(entry).name}")
    assert Assignment.objects.get(entry=entry).reader_id == reader.pk


def test_choosing_the_same_time_twice_is_once(round: ReviewRound, reader: RoundReader):
    entry, slot = make_invited(round), make_slot(reader)
    take(entry, slot)
    take(entry, slot)
    assert InterviewVersion.objects.count() == 1
    assert Notice.objects.count() == 2


def test_moving_frees_the_old_time_and_raises_the_sequence(round: ReviewRound, reader: RoundReader):
    entry, other = make_invited(round), make_reader(round)
    old, new = make_slot(reader), make_slot(other, 72)
    take(entry, old, time_zone="America/Denver")
    moved = take(entry, new)
    old.refresh_from_db()
    assert (old.entry_id, old.interview_id, old.sequence) == (None, None, 2)
    assert (moved.entry_id, moved.time_zone) == (entry.pk, "America/Denver")
    assert list(InterviewVersion.objects.values_list("number", "starts_at")) == [(0, old.starts_at), (1, new.starts_at)]
    assert Interview.objects.count() == 1, "the same event in the applicant's calendar"
    assert subjects(person(entry).email)[-1] == "Your interview for Spring has changed"
    assert subjects(reader.user.email) == ["Spring: an applicant chose your time", "Spring: your time is free again"]
    method, event = read(invitation_to(old))
    assert (method, event["SEQUENCE"], event["STATUS"]) == ("CANCEL", 2, "CANCELLED")
    ended = Assignment.objects.get(entry=entry, reader=reader)
    assert ended.ended_as == Assignment.End.MOVED
    back = take(entry, old)
    assert back.assignment_id == ended.pk, "one scoresheet for each pair, opened again"
    assert Assignment.objects.get(pk=ended.pk).ended_at is None


def test_moving_to_somebody_else_at_the_same_moment(round: ReviewRound, reader: RoundReader):
    entry, old = make_invited(round), make_slot(reader)
    new = make_slot(make_reader(round), starts_at=old.starts_at)
    take(entry, old)
    assert take(entry, new).entry_id == entry.pk
    old.refresh_from_db()
    assert old.entry_id is None


def test_giving_back_calls_the_interview_off_and_frees_the_time(round: ReviewRound, reader: RoundReader):
    entry, slot = make_invited(round), make_slot(reader)
    take(entry, slot)
    freed = give_back(entry, by=person(entry))
    assert freed is not None
    assert (freed.entry_id, freed.sequence) == (None, 2)
    assert Interview.objects.get().cancelled_at is not None
    assert subjects(person(entry).email)[-1] == "You gave back your interview time for Spring"
    assert subjects(reader.user.email)[-1] == "Spring: your time is free again"
    assert give_back(entry, by=person(entry)) is None, "giving back twice is once"
    assert take(make_invited(round), slot).sequence == 3, "somebody else has it"


@pytest.mark.parametrize(
    ("hours", "words"),
    [(-1, "too close, or over"), (1, "too close, or over")],
)
def test_a_time_that_has_passed_or_is_too_near_is_not_to_be_had(
    round: ReviewRound, reader: RoundReader, hours: float, words: str
):
    entry, slot = make_invited(round), make_slot(reader, hours)
    assert list(free_for(entry)) == []
    with pytest.raises(ChoiceRefused, match=words):
        take(entry, slot)


def test_in_a_round_that_closed_nobody_chooses_but_gives_back(round: ReviewRound, reader: RoundReader):
    entry, slot, other = make_invited(round), make_slot(reader), make_slot(reader, 72)
    take(entry, slot)
    move(round, to="closed", by=None)
    with pytest.raises(ChoiceRefused, match="no longer be chosen"):
        take(entry, other)
    slot.refresh_from_db()
    assert slot.entry_id == entry.pk, "what was refused changed nothing"
    assert give_back(entry, by=person(entry)) is not None


def test_after_the_day_a_round_closes_nobody_chooses(round: ReviewRound, reader: RoundReader):
    entry, slot = make_invited(round), make_slot(reader)
    ReviewRound.objects.filter(pk=round.pk).update(closes_at=clock.now() - timedelta(minutes=1))
    with pytest.raises(ChoiceRefused, match="no longer be chosen"):
        take(entry, slot)


def test_nobody_chooses_for_somebody_else_but_staff(round: ReviewRound, reader: RoundReader):
    entry, slot = make_invited(round), make_slot(reader)
    with pytest.raises(ChoiceRefused, match="Only the applicant"):
        choose(entry, slot, by=make_user())
    with pytest.raises(ChoiceRefused, match="Only the applicant"):
        choose(entry, slot, by=reader.user)
    assert choose(entry, slot, by=make_user(Role.RECRUITER)).entry_id == entry.pk


def test_whoever_knows_the_person_is_not_offered_to_them(round: ReviewRound, reader: RoundReader):
    entry, slot = make_invited(round), make_slot(reader)
    ReaderConflict.objects.create(reader=reader.user, applicant=entry.application.applicant, by=reader.user)
    assert list(free_for(entry)) == []
    with pytest.raises(ChoiceRefused, match="not offered any more"):
        take(entry, slot)


def test_a_time_of_another_round_is_not_to_be_had(round: ReviewRound):
    entry = make_invited(round)
    elsewhere = make_slot(make_reader(make_round(kind="interview")))
    with pytest.raises(ChoiceRefused, match="not offered any more"):
        take(entry, elsewhere)


def test_what_staff_set_by_hand_frees_the_time(round: ReviewRound, reader: RoundReader):
    entry, slot = make_invited(round), make_slot(reader)
    take(entry, slot)
    recruiter = make_user(Role.RECRUITER)
    set_interview(
        entry.application, starts_at=slot.starts_at + timedelta(days=1), minutes=30, place="Room 4", by=recruiter
    )
    slot.refresh_from_db()
    assert slot.entry_id is None
    again = take(make_invited(round), slot)
    assert again.interview is not None
    cancel_interview(again.interview, by=recruiter)
    slot.refresh_from_db()
    assert slot.entry_id is None


# --- what became of it -------------------------------------------------------------------------------------------------


def test_the_scorecard_says_that_it_took_place(round: ReviewRound, reader: RoundReader):
    entry, slot, sent_id = make_invited(round), make_slot(reader), uuid4()
    started(take(entry, slot))
    first = finish(slot, by=reader.user, sent_id=sent_id, **sheet_values(4))
    assert finish(slot, by=reader.user, sent_id=sent_id, **sheet_values(4)).pk == first.pk
    slot.refresh_from_db()
    assert (slot.outcome, Scoresheet.objects.count(), first.raw) == ("held", 1, 400)
    with pytest.raises(ChoiceRefused, match="has taken place"):
        take(entry, make_slot(reader, 72))
    with pytest.raises(SlotRefused, match="sent the scorecard"):
        settle(slot, outcome="no_show", by=reader.user)


def test_a_scorecard_that_is_refused_leaves_the_time_as_it_was(round: ReviewRound, reader: RoundReader):
    entry, slot = make_invited(round), make_slot(reader)
    started(take(entry, slot))
    with pytest.raises(ScoringRefused, match="Choose what you recommend"):
        finish(slot, by=reader.user, sent_id=uuid4(), **{**sheet_values(4), "comment": "", "recommendation": 0})
    slot.refresh_from_db()
    assert slot.outcome == ""


def test_nothing_becomes_of_a_time_that_is_still_to_come(round: ReviewRound, reader: RoundReader):
    entry, slot = make_invited(round), make_slot(reader)
    take(entry, slot)
    with pytest.raises(SlotRefused, match="still to come"):
        settle(slot, outcome="no_show", by=reader.user)
    with pytest.raises(SlotRefused, match="Somebody else offered"):
        settle(slot, outcome="no_show", by=make_user(Role.REVIEWER))


def test_who_did_not_come_chooses_again_when_asked_to(round: ReviewRound, reader: RoundReader):
    entry, slot, later = make_invited(round), make_slot(reader), make_slot(reader, 72)
    started(take(entry, slot))
    with pytest.raises(ChoiceRefused, match="has begun"):
        take(entry, later)
    settle(slot, outcome="no_show", by=reader.user)
    with pytest.raises(ChoiceRefused, match="Write to us"):
        take(entry, later)
    settle(slot, outcome="no_show", by=reader.user, again=True)
    settle(slot, outcome="no_show", by=reader.user, again=True)
    assert subjects(person(entry).email).count("Spring: choose another time for your interview") == 1
    taken = take(entry, later)
    assert taken.entry_id == entry.pk
    assert InterviewVersion.objects.latest("pk").number == 1
    with pytest.raises(SlotRefused, match="Another time was chosen since"):
        settle(slot, outcome="not_held", by=reader.user)


def test_withdrawing_a_time_that_somebody_has_asks_them_again(round: ReviewRound, reader: RoundReader):
    entry, slot = make_invited(round), make_slot(reader)
    take(entry, slot)
    withdraw(slot, by=reader.user)
    withdraw(slot, by=reader.user)
    assert subjects(person(entry).email)[1:] == [
        "Your interview for Spring is called off",
        "Spring: choose another time for your interview",
    ]
    slot.refresh_from_db()
    assert read(invitation_to(slot))[0] == "CANCEL"
    assert take(entry, make_slot(reader, 72)).entry_id == entry.pk
    with pytest.raises(SlotRefused, match="Somebody else offered"):
        withdraw(make_slot(reader, 96), by=make_user(Role.REVIEWER))


def test_who_knows_the_person_hands_them_to_somebody_else(round: ReviewRound, reader: RoundReader):
    entry, slot, other = make_invited(round), make_slot(reader), make_slot(reader, 72)
    take(entry, slot)
    reading = make_round(round.cohort)
    waits = make_assignment(make_entry(reading, entry.application), make_reader(reading, reader.user))
    recuse(slot, by=reader.user, why="We studied together.")
    assert Assignment.objects.get(entry=entry).ended_as == Assignment.End.RECUSED
    assert Assignment.objects.get(pk=waits.pk).ended_as == Assignment.End.RECUSED, "nor do they read them elsewhere"
    assert list(free_for(entry)) == []
    assert other.withdrawn_at is None


# --- the worker --------------------------------------------------------------------------------------------------------


def test_people_are_asked_once_when_a_time_is_free_and_once_more(round: ReviewRound, reader: RoundReader):
    entry = make_invited(round)
    assert ask_to_choose() == 0, "no time is free"
    make_slot(reader)
    assert (ask_to_choose(), ask_to_choose()) == (1, 0)
    assert subjects(person(entry).email) == ["Spring: choose a time for your interview"]
    Notice.objects.update(created_at=clock.now() - timedelta(days=3, minutes=1))
    assert (ask_to_choose(), ask_to_choose()) == (1, 0)
    assert subjects(person(entry).email)[-1] == "Spring: your interview still needs a time"


def test_whoever_has_a_time_or_is_not_at_the_interview_is_not_asked(round: ReviewRound, reader: RoundReader):
    make_slot(reader)
    take(make_invited(round), make_slot(reader, 72))
    gone = make_invited(round)
    move(gone.application, to="withdrawn", by=None)
    assert ask_to_choose() == 0


def test_asking_takes_as_many_queries_for_three_as_for_one(
    round: ReviewRound, reader: RoundReader, django_assert_num_queries: Any
):
    make_slot(reader)
    for people in (1, 3):
        for _number in range(people):
            make_invited(round)
        with django_assert_num_queries(3):
            assert ask_to_choose() == people


def test_both_sides_are_reminded_once(round: ReviewRound, reader: RoundReader):
    entry = make_invited(round)
    take(entry, make_slot(reader, 20), time_zone="America/Denver")
    assert remind() == 0, "they chose it just now"
    InterviewSlot.objects.update(taken_at=clock.now() - timedelta(hours=4))
    assert (remind(), remind()) == (2, 0)
    starts_at = InterviewSlot.objects.get().starts_at.astimezone(ZoneInfo("America/Denver"))
    mail = Notice.objects.get(kind="interview_near", to=person(entry).email)
    assert starts_at.strftime("%H:%M M") in mail.subject
    assert mail.good_until == starts_at


def test_times_of_whoever_withdrew_are_free_again(round: ReviewRound, reader: RoundReader):
    entry, slot = make_invited(round), make_slot(reader)
    take(entry, slot)
    move(entry.application, to="withdrawn", by=None)
    assert (free_gone(), free_gone()) == (1, 0)
    slot.refresh_from_db()
    assert slot.entry_id is None


def test_times_of_an_interviewer_who_left_are_withdrawn_and_whoever_had_one_is_asked_again(
    round: ReviewRound, reader: RoundReader
):
    entry, slot = make_invited(round), make_slot(reader)
    take(entry, slot)
    make_slot(reader, 72)
    RoundReader.objects.filter(pk=reader.pk).update(left_at=clock.now())
    assert (withdraw_of_leavers(), withdraw_of_leavers()) == (2, 0)
    assert subjects(person(entry).email)[-1] == "Spring: choose another time for your interview"


# --- pages -------------------------------------------------------------------------------------------------------------


def test_an_applicant_goes_from_the_status_page_to_a_time_and_back(
    round: ReviewRound, reader: RoundReader, signed_in: Any
):
    entry, slot = make_invited(round), make_slot(reader)
    browser, url = signed_in(person(entry)), f"/interview/{entry.public_id}/"
    assert url in browser.get(f"/my/{entry.application.public_id}/").text
    page = browser.get(url).text
    assert slot.starts_at.astimezone(NEW_YORK).strftime("%H:%M E") in page
    browser.post(f"{url}time-zone/", {"time_zone": "America/Denver"})
    assert slot.starts_at.astimezone(ZoneInfo("America/Denver")).strftime("%H:%M M") in browser.get(url).text
    assert "from the list" in browser.post(f"{url}time-zone/", {"time_zone": "Moon/Base"}, follow=True).text
    assert "The time is yours" in browser.post(f"{url}take/", {"slot": str(slot.public_id)}, follow=True).text
    slot.refresh_from_db()
    assert slot.time_zone == "America/Denver"
    assert "METHOD:REQUEST" in browser.get(f"/my/{entry.application.public_id}/interview/").text
    assert "Give it back" in browser.get(f"{url}give-back/").text
    assert "You gave the time back" in browser.post(f"{url}give-back/", follow=True).text
    assert "METHOD:CANCEL" in browser.get(f"/my/{entry.application.public_id}/interview/").text
    assert "not offered any more" in browser.post(f"{url}take/", {"slot": "nonsense"}, follow=True).text


def test_moving_on_another_device_keeps_the_time_zone_and_times_that_read_the_same_are_one(
    round: ReviewRound, reader: RoundReader, signed_in: Any
):
    entry, other = make_invited(round), make_reader(round)
    old, new = make_slot(reader), make_slot(reader, 72)
    same = make_slot(other, 72)
    take(entry, old, time_zone="America/Denver")
    browser, url = signed_in(person(entry)), f"/interview/{entry.public_id}/"
    page = browser.get(url).text
    offered = [slot for slot in (new, same) if str(slot.public_id) in page]
    assert len(offered) == 1
    browser.post(f"{url}take/", {"slot": str(offered[0].public_id)})
    offered[0].refresh_from_db()
    assert (offered[0].entry_id, offered[0].time_zone) == (entry.pk, "America/Denver")


def test_the_page_is_nobody_elses_and_goes_when_they_are_not_invited(round: ReviewRound, signed_in: Any):
    entry = make_invited(round)
    url = f"/interview/{entry.public_id}/"
    assert signed_in(make_user()).get(url).status_code == 404
    assert signed_in(Role.RECRUITER).get(url).status_code == 404
    assert Client().get(url).status_code == 302
    move(entry.application, to="withdrawn", by=None)
    assert signed_in(person(entry)).get(url).status_code == 404


def test_an_interviewer_offers_fills_in_and_settles(round: ReviewRound, reader: RoundReader, signed_in: Any):
    browser = signed_in(reader.user)
    day = (clock.now() + timedelta(days=30)).date()
    form = {
        "first": day, "last": day + timedelta(days=6), "weekdays": ["0", "1", "2", "3", "4"], "begins": "09:00", "ends": "10:20",
        "minutes": "30", "pause": "10", "time_zone": "America/New_York", "link": LINK,
    }  # fmt: skip
    url = f"/interviewing/rounds/{round.public_id}/offer/"
    assert browser.get(url).status_code == 200
    assert browser.post(url, {**form, "link": ""}).status_code == 400
    assert "10 times are offered" in browser.post(url, form, follow=True).text
    assert InterviewSlot.objects.count() == 10
    slot = InterviewSlot.objects.order_by("starts_at")[0]
    entry = make_invited(round)
    take(entry, slot)
    page = f"/interviewing/{slot.public_id}/"
    assert person(entry).name in browser.get(page).text
    assert signed_in(Role.REVIEWER).get(page).status_code == 404
    assert "METHOD:REQUEST" in browser.get(f"{page}invitation.ics").text
    assert "BEGIN:VEVENT" in browser.get("/interviewing/calendar.ics").text
    started(slot)
    values = sheet_values(4)
    sent = {f"mark_{key}": mark for key, mark in values["marks"].items()}
    assert browser.post(f"{page}draft/", {**sent, "version": "0"}).json()["version"] == 1
    missing = browser.post(page, {**sent, "sent_id": str(uuid4())})
    assert missing.status_code == 400
    whole = {**sent, "sent_id": str(uuid4()), "recommendation": "4", "comment": "Seen."}
    assert "is kept" in browser.post(page, whole, follow=True).text
    assert Scoresheet.objects.get().recommendation == 4
    assert browser.get(page).status_code == 200


def test_lists_take_as_many_queries_for_three_as_for_one(
    round: ReviewRound, reader: RoundReader, signed_in: Any, django_assert_max_num_queries: Any
):
    recruiter = make_user(Role.RECRUITER)
    entry = make_invited(round)
    pages = {
        reader.user: ["/interviewing/"],
        recruiter: [f"/admin/reviews/rounds/{round.public_id}/slots/"],
        person(entry): [f"/interview/{entry.public_id}/"],
    }
    counts: dict[str, list[int]] = {}
    for number in range(3):
        make_slot(reader, 30 + number)
        take(make_invited(round), make_slot(reader, 50 + number))
        started(take(make_invited(round), make_slot(reader, 70 + number)), hours=number + 1)
        for user, urls in pages.items():
            browser = signed_in(user)
            for url in urls:
                with django_assert_max_num_queries(60) as captured:
                    assert browser.get(url).status_code == 200
                counts.setdefault(url, []).append(len(captured))
    assert {url: set(found) for url, found in counts.items()} == {url: {found[-1]} for url, found in counts.items()}, (
        counts
    )


def test_staff_see_who_has_not_chosen_and_give_them_a_time(round: ReviewRound, reader: RoundReader, signed_in: Any):
    entry, slot = make_invited(round), make_slot(reader)
    url = f"/admin/reviews/rounds/{round.public_id}/slots/"
    staff = signed_in(Role.RECRUITER)
    assert "Who has not chosen a time" in staff.get(url).text
    assert "1 mail is on the way" in staff.post(f"{url}ask/", follow=True).text
    given = {"entry": str(entry.public_id), "slot": str(slot.public_id)}
    assert signed_in(Role.MANAGER).post(f"{url}choose/", given).status_code == 403
    assert "The time is theirs" in staff.post(f"{url}choose/", given, follow=True).text
    assert "Choose a person and a time" in staff.post(f"{url}choose/", {"entry": "x"}, follow=True).text
    started(slot)
    settled = staff.post(
        f"/admin/reviews/slots/{slot.public_id}/settle/", {"outcome": "no_show", "again": "1"}, follow=True
    )
    assert "Written down" in settled.text
    slot.refresh_from_db()
    assert (slot.outcome, slot.again_at is not None) == ("no_show", True)
    assert signed_in(Role.REVIEWER).get(url).status_code == 302


def test_whoever_knew_them_under_a_record_that_was_merged_since_is_not_offered_either(
    round: ReviewRound, reader: RoundReader
):
    entry, slot = make_invited(round), make_slot(reader)
    before = make_applicant(merged_into=entry.application.applicant)
    ReaderConflict.objects.create(reader=reader.user, applicant=before, by=reader.user)
    other = make_slot(make_reader(round))
    assert list(free_for(entry)) == [other]
    with pytest.raises(ChoiceRefused, match="not offered any more"):
        take(entry, slot)
    assert take(entry, other).entry_id == entry.pk
