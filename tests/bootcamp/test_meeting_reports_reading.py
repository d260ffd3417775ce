"""Reports of Zoom and Teams, made up as the tools write them: what is read, what is refused, and what joins come to."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bootcamp.meeting_reports import MOST_BYTES, Join, Unreadable, code_of, plain, read_report, stay, suggest
from bootcamp.meeting_reports.intervals import clip, union
from bootcamp.meeting_reports.moments import duration, moment
from bootcamp.models import MeetingAttendee, Session
from bootcamp.selectors.meeting_reports import stay_of

DAY = date(2026, 7, 22)
START = datetime(2026, 7, 22, 9, tzinfo=UTC)
END = START + timedelta(hours=6)

ZOOM_HEAD = (
    "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants\r\n"
    '"812 3456 7890","Boot camp, week 3",07/22/2026 08:50:00 AM,07/22/2026 03:05:00 PM,host@example.org,375,3\r\n\r\n'
)
ZOOM_ROWS = (
    "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room\r\n"
    "Ada Byron,,07/22/2026 08:55:00 AM,07/22/2026 08:58:00 AM,3,Yes,Yes\r\n"
    "Ada Byron,Ada@Example.org,07/22/2026 08:58:00 AM,07/22/2026 12:00:00 PM,182,Yes,No\r\n"
    "ada,ada@example.org,07/22/2026 11:55:00 AM,07/22/2026 03:00:00 PM,185,Yes,No\r\n"
    '"grace (Grace Hopper)",,07/22/2026 09:30:00 AM,07/22/2026 03:00:00 PM,330,Yes,No\r\n'
)
TEAMS = (
    "1. Summary\r\nMeeting title\tWeek 3\r\nAttended participants\t2\r\nStart time\t7/22/26, 8:50:11 AM\r\n\r\n"
    "2. Participants\r\nName\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\r\n"
    "Ada Byron\t7/22/26, 8:55:00\u202fAM\t7/22/26, 3:00:00 PM\t5h 50m\tADA@example.org\tada@example.org\tAttendee\r\n"
    "Grace Hopper (Guest)\t7/22/26, 9:30:00 AM\t7/22/26, 3:00:00 PM\t5h 30m\t\t\tAttendee\r\n\r\n"
)
TEAMS_ACTIVITIES = (
    "3. In-Meeting Activities\r\nName\tJoin Time\tLeave Time\tDuration\tEmail\tRole\r\n"
    "Ada Byron\t7/22/26, 8:55:00\u202fAM\t7/22/26, 12:00:00 PM\t3h 5m\tADA@example.org\tAttendee\r\n"
    "Ada Byron\t7/22/26, 12:15:00 PM\t7/22/26, 3:00:00 PM\t2h 45m\tADA@example.org\tAttendee\r\n"
    "Grace Hopper (Guest)\t7/22/26, 9:30:00 AM\t7/22/26, 3:00:00 PM\t5h 30m\t\tAttendee\r\n"
)
TEAMS_FLAT = (
    "Full Name\tUser Action\tTimestamp\r\n"
    "Ada Byron\tJoined before\t22/7/2026, 08:55:00\r\nAda Byron\tLeft\t22/7/2026, 12:00:00\r\n"
    "Ada Byron\tJoined\t22/7/2026, 12:15:00\r\nGrace Hopper\tJoined\t22/7/2026, 09:30:00\r\n"
)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 7, 22, hour, minute)  # noqa: DTZ001  # reports say no zone


def people(data: bytes) -> dict[str, list[Join]]:
    return {person.email or person.name: person.joins for person in read_report(data, near=DAY).attendees}


@pytest.mark.parametrize("head", ["", ZOOM_HEAD])
def test_zoom_is_read_with_and_without_the_head_of_the_meeting(head: str) -> None:
    data = (head + ZOOM_ROWS).encode("utf-8-sig")
    assert people(data) == {
        "ada@example.org": [Join(at(8, 58), at(12)), Join(at(11, 55), at(15))],
        "grace (Grace Hopper)": [Join(at(9, 30), at(15))],
    }
    assert read_report(data, near=DAY).tool == "zoom"


def test_teams_sections_are_read_join_by_join() -> None:
    data = (TEAMS + TEAMS_ACTIVITIES).encode("utf-16")
    assert people(data) == {
        "ada@example.org": [Join(at(8, 55), at(12)), Join(at(12, 15), at(15))],
        "Grace Hopper (Guest)": [Join(at(9, 30), at(15))],
    }
    assert read_report(data, near=DAY).tool == "teams"


def test_teams_without_activities_takes_first_and_last_with_the_length_the_tool_says() -> None:
    assert people(TEAMS.encode("utf-16"))["ada@example.org"] == [Join(at(8, 55), at(15), (5 * 60 + 50) * 60)]


def test_the_older_flat_list_of_teams_pairs_joined_and_left() -> None:
    assert people(TEAMS_FLAT.encode("utf-16")) == {
        "Ada Byron": [Join(at(8, 55), at(12)), Join(at(12, 15), None)],
        "Grace Hopper": [Join(at(9, 30), None)],
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_and_delimiter_that_a_saved_report_comes_in_is_read(encoding: str, delimiter: str) -> None:
    rows = [
        ["Full Name", "Join Time", "Leave Time", "Duration", "Email", "Role"],
        ["José Núñez", "2026-07-22 09:00:00", "2026-07-22 10:00:00", "1h", "jose@example.org", "Attendee"],
    ]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    (person,) = read_report(text.encode(encoding), near=DAY).attendees
    assert (person.name, person.joins) == ("José Núñez", [Join(at(9), at(10))])


def test_day_and_month_are_told_apart_by_the_day_of_the_session() -> None:
    head = "Name (Original Name),User Email,Join Time,Leave Time\n"
    for text in ("05/06/2026 09:00:00", "06/05/2026 09:00:00"):
        data = f"{head}Ada,a@example.org,{text},{text}\n".encode()
        assert read_report(data, near=date(2026, 6, 5)).attendees[0].joins[0].joined.date() == date(2026, 6, 5)


def test_lines_without_a_time_are_named_and_the_rest_is_read() -> None:
    report = read_report((ZOOM_ROWS + "Alan Turing,,soon,later,5,Yes,No\r\n").encode(), near=DAY)
    assert len(report.attendees) == 2
    assert report.unread == ["Line 6 (Alan Turing) has no time that can be read."]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (b"\xff\xfe", "The file is empty."),
        (b"\x00" * 100, "The file is empty."),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"PK\x03\x04rest", "a spreadsheet or a ZIP file"),
        (b"MZ\x90", "a Windows program"),
        (b"name,age\nAda,36\n", "not an attendance report"),
        (b'"' * 50_000, "not an attendance report"),
        (b"x" * (MOST_BYTES + 1), "at most 2 MB"),
        (b"a,b\n" * 30_000, "at most 20,000"),
        (b"\xff\xfe" + "Name".encode("utf-16-le") + b"\x00", "breaks off"),
        (b"a\x00b,c,d,e,f,g,h,i,j,k,l,m,n,o", "NUL"),
        (b"Name (Original Name),User Email,Total Duration (Minutes),Guest\nAda,a@b.c,5,No\n", "Show unique users"),
        (b"Name (Original Name),User Email,Join Time,Leave Time\n", "names nobody"),
    ],
)
def test_what_is_no_report_is_answered_in_words(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read_report(data, near=DAY)


@given(st.binary(max_size=400))
def test_whatever_bytes_come_are_read_or_refused_in_words(data: bytes) -> None:
    with suppress(Unreadable):
        assert read_report(data, near=DAY).attendees


@given(st.text(max_size=300))
def test_whatever_stands_under_the_right_columns_is_read_or_refused(text: str) -> None:
    with suppress(Unreadable):
        assert len(read_report((ZOOM_ROWS + text).encode("utf-8", "replace"), near=DAY).attendees) >= 2


# --- intervals --------------------------------------------------------------------------------------------------------

seconds = st.integers(-4000, 30_000)
joins = st.lists(st.tuples(seconds, seconds), max_size=8)


def moments(pairs: list[tuple[int, int]]) -> list[tuple[datetime, datetime]]:
    return [(START + timedelta(seconds=a), START + timedelta(seconds=b)) for a, b in pairs]


@given(joins)
def test_the_union_is_the_same_time_counted_once(pairs: list[tuple[int, int]]) -> None:
    counted = {second for a, b in pairs for second in range(a, b)}
    merged = union(moments(pairs))
    assert sum((end - start).total_seconds() for start, end in merged) == len(counted)
    assert all(one[1] < other[0] for one, other in pairwise(merged))


@given(joins, st.randoms())
def test_the_order_of_the_joins_does_not_matter_and_twice_counts_once(pairs: list[tuple[int, int]], random) -> None:
    shuffled = pairs * 2
    random.shuffle(shuffled)
    assert union(moments(shuffled)) == union(moments(pairs))


@given(joins)
def test_a_stay_is_what_of_the_union_lies_in_the_session(pairs: list[tuple[int, int]]) -> None:
    length = int((END - START).total_seconds())
    inside = {second for a, b in pairs for second in range(max(a, 0), min(b, length))}
    found = stay(moments(pairs), START, END)
    assert (found.seconds if found else 0) == len(inside)
    if found:
        code, minutes = code_of(found, 360, remote=False)
        assert code == "unexcused" if found.minutes < 1 else minutes is None or 1 <= minutes < 360


def test_what_lies_outside_the_session_is_cut() -> None:
    whole = [(START - timedelta(hours=1), END + timedelta(hours=1))]
    assert clip(whole, START, END) == [(START, END)]
    assert stay([(END, END + timedelta(hours=1))], START, END) is None


@pytest.mark.parametrize(
    ("pairs", "remote", "mark"),
    [
        ([(-300, 21_700)], False, ("present", None)),
        ([(-300, 21_700)], True, ("remote", None)),
        ([(600, 21_600)], False, ("present", None)),  # ten minutes late is in time
        ([(660, 21_600)], False, ("late", 349)),
        ([(0, 18_000)], False, ("left_early", 300)),
        ([(3600, 7200)], True, ("remote", 60)),
        ([(0, 7200), (14_400, 21_600)], False, ("left_early", 240)),  # away in between
        ([(0, 59)], False, ("unexcused", None)),
    ],
)
def test_the_code_follows_from_when_and_how_long(
    pairs: list[tuple[int, int]], remote: bool, mark: tuple[str, int | None]
) -> None:
    found = stay(moments(pairs), START, END)
    assert found is not None
    assert code_of(found, 360, remote=remote) == mark


def test_the_length_a_tool_says_is_the_most() -> None:
    found = stay([(START, END)], START, END, most_seconds=3600)
    assert found is not None
    assert found.minutes == 60


# --- names and moments ------------------------------------------------------------------------------------------------


def test_names_are_suggested_whatever_stands_around_them() -> None:
    known = {1: plain("José Núñez"), 2: plain("Grace Brewster Hopper"), 3: plain("Ada Byron")}
    for name, key in (
        ("Jose Nunez (he/him)", 1),
        ("iPhone (Ada Byron)", 3),
        ("Hopper, Grace", 2),
        ("ADA BYRON#3", 3),
    ):
        assert suggest(name, known)[1] == key
    assert suggest("Zoom User", known) == ([], None)


def test_two_of_the_same_name_are_left_to_a_person() -> None:
    near, sure = suggest("Ada Byron", {1: "ada byron", 2: "ada byron"})
    assert ([one.key for one in near], sure) == ([1, 2], None)


@pytest.mark.parametrize(
    "text",
    [
        "7/22/26, 9:00:00 AM",
        "07/22/2026 09:00:00 AM",
        "Jul 22, 2026 09:00 AM",
        "2026-07-22T09:00:00",
        "22. jul 2026 9:00",
    ],
)
def test_moments_are_read_as_the_tools_write_them(text: str) -> None:
    assert moment(text, "mdy") == at(9)


@pytest.mark.parametrize(
    "text", ["", "soon", "13/13/2026 9:00", "7/22/26", "7/22/26, 25:00", "7/22/26, 13:00 PM", "9" * 99]
)
def test_what_is_no_moment_is_none(text: str) -> None:
    assert moment(text, "mdy") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [("1h 27m 51s", 5271), ("47 min", 2820), ("01:27:51", 5271), ("12", 720), ("", None), ("x", None)],
)
def test_lengths_are_read(text: str, found: int | None) -> None:
    assert duration(text) == found


def test_a_night_in_which_the_clocks_change_is_as_long_as_it_is() -> None:
    new_york = ZoneInfo("America/New_York")
    session = Session(
        starts_at=datetime(2026, 11, 1, 0, tzinfo=new_york).astimezone(UTC),
        ends_at=datetime(2026, 11, 1, 9, tzinfo=UTC),
    )
    rows = [MeetingAttendee(joins=[["2026-11-01T00:30:00", "2026-11-01T03:30:00", None]])]
    was = stay_of(rows, session, new_york)
    assert was is not None
    assert (was.minutes, was.late) == (240, timedelta(minutes=30))  # three hours by the clock on the wall
    ends_of_time = [MeetingAttendee(joins=[["0001-01-01T00:00:00", "9999-12-31T23:59:59", None]])]
    whole = stay_of(ends_of_time, session, ZoneInfo("Pacific/Kiritimati"))
    assert whole is not None
    assert whole.minutes == 300
