"""Everything a client may read, as one XLSX file or as CSV files in a ZIP. Built inside the wall, whole, before it is sent.

Read people only through `shown_to_client`, as the pages do: what is not shown on a page is in no file.
"""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import xlsxwriter

from applicants.exporting.cells import harmless
from applicants.exporting.files import BYTE_ORDER_MARK
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from placements.models import ClientFeedback, Evaluation, InterviewRequest, OnboardingItem
from placements.models.evaluation import LEVELS
from placements.selectors.interviews import state_of
from placements.selectors.portal import for_client, openings_list
from placements.selectors.profile import Shown, shown_to_client
from placements.wall import check_closed

Cell = str | int
STATES: Final = {"asked": "asked for", "arranged": "arranged", "past": "has been", "called_off": "called off"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, its heading, its rows. Texts are as people wrote them; the writers take the danger out."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def sheets_for(user: User) -> tuple[list[Sheet], Mapping[int, Shown]]:
    """Everything that a contact may read, and the people in it (for `note_view`). A constant number of queries, inside the wall."""
    check_closed()
    placements = list(
        for_client(user).select_related("opening__client", "supervisor").order_by("opening__client", "opening", "pk")
    )
    ids = [one.pk for one in placements]
    shown = shown_to_client(placements)
    zones = {one.pk: one.opening.client.tz for one in placements}
    names = {pk: each.name for pk, each in shown.items()}
    today = {pk: clock.now().astimezone(zone).date() for pk, zone in zones.items()}
    people = Sheet(
        "People",
        (
            "Person", "Client", "Opening", "Status", "Since", "Presented", "First day", "Planned until", "Last day",
            "Supervisor", "Prepared for", "About", "Skills", "Languages", "Place", "Certificates", "Competencies",
        ),
        [
            (
                names[one.pk], one.opening.client.name, one.opening.title, str(one.get_status_display()),
                _day(one.status_changed_at, zones[one.pk]), _day(one.presented_at, zones[one.pk]), _day(one.starts_on),
                _day(one.ends_on), _day(one.ended_on), one.supervisor.name if one.supervisor else "", *_told(shown[one.pk]),
            )
            for one in placements
        ],
    )  # fmt: skip
    meetings = (
        InterviewRequest.objects.filter(placement__in=ids).select_related("asked_by").order_by("placement", "asked_at")
    )
    interviews = Sheet(
        "Interviews",
        ("Person", "State", "Asked", "By", "Times that suit", "Note", "When", "Time zone", "Minutes", "Where"),
        [
            (
                names[one.placement_id], STATES[state_of(one, clock.now())],
                _moment(one.asked_at, zones[one.placement_id]), str(one.asked_by), one.times, one.note,
                _moment(one.starts_at, zones[one.placement_id]), zones[one.placement_id].key,
                one.minutes if one.starts_at else "", one.where,
            )
            for one in meetings
        ],
    )  # fmt: skip
    said = ClientFeedback.objects.filter(placement__in=ids).select_related("by").order_by("placement", "at", "pk")
    feedback = Sheet(
        "Feedback",
        ("Person", "Given", "By", "How it is going", "Goes well", "Should be better"),
        [
            (
                names[one.placement_id], _moment(one.at, zones[one.placement_id]), str(one.by),
                str(one.get_verdict_display()), one.went_well, one.to_improve,
            )
            for one in said
        ],
    )  # fmt: skip
    forms = Evaluation.objects.filter(placement__in=ids).select_related("answered_by").order_by("placement", "day")
    asked = (*LEVELS, "would_keep")
    evaluations = Sheet(
        "Evaluations",
        (
            "Person", "Day", "Answered", "By", *map(_question, asked),
            "Goes well", "Should be better", "The person may read it",
        ),
        [
            (
                names[one.placement_id], one.day, _moment(one.answered_at, zones[one.placement_id]), str(one.answered_by),
                *(getattr(one, name) for name in asked), one.went_well, one.to_improve, "yes" if one.shared else "no",
            )
            for one in forms
        ],
    )  # fmt: skip
    items = (
        OnboardingItem.objects.filter(placement__in=ids)
        .select_related("requirement")
        .order_by("placement", "due_on", "pk")
    )
    onboarding = Sheet(
        "Onboarding",
        ("Person", "What", "Due", "State"),
        [
            (
                names[one.placement_id], str(one.requirement), _day(one.due_on),
                str(one.state_on(today[one.placement_id]).label),
            )
            for one in items
        ],
    )  # fmt: skip
    openings = Sheet(
        "Openings",
        (
            "Client", "Role", "What the work is", "Where", "First day", "Weeks", "Seats", "Seats taken", "Skills",
            "Credentials", "Closed",
        ),
        [
            (
                one.client.name, one.title, one.description, one.place, _day(one.starts_on), one.weeks, one.seats,
                one.taken,  # type: ignore[attr-defined]  # annotated
                ", ".join(one.skills), ", ".join(each.code for each in one.credentials.all()), _day(one.closed_on),
            )
            for one in openings_list(user)
        ],
    )  # fmt: skip
    return [people, interviews, feedback, evaluations, onboarding, openings], shown


def _question(name: str) -> str:
    """A question of the evaluation in words."""
    return str(Evaluation._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a field, no relation


def _told(shown: Shown) -> tuple[str, ...]:
    return (
        shown.track,
        shown.summary,
        ", ".join(shown.skills),
        ", ".join(shown.languages),
        shown.place,
        "; ".join(" ".join(part for part in (one.name, one.link) if part) for one in shown.credentials),
        "; ".join(f"{one.name}: {one.word} ({one.level} of 4)" for one in shown.competencies),
    )


def _day(value: date | datetime | None, zone: ZoneInfo | None = None) -> str:
    if value is None:
        return ""
    return (value.astimezone(zone).date() if isinstance(value, datetime) else value).isoformat()


def _moment(value: datetime | None, zone: ZoneInfo) -> str:
    return "" if value is None else value.astimezone(zone).isoformat(" ", "minutes")


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook with a sheet for each table. Every text is written as text, so nothing in it is a formula or a link."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 1)
            page.set_column(0, len(sheet.head) - 1, 22, wrapped)
            for column, head in enumerate(sheet.head):
                page.write_string(0, column, head, bold)
            for number, row in enumerate(sheet.rows, 1):
                for column, cell in enumerate(row):
                    if isinstance(cell, int):
                        page.write_number(number, column, cell)
                    else:
                        page.write_string(number, column, harmless(cell))
    return out.getvalue()


def write_csvs(sheets: Sequence[Sheet]) -> bytes:
    """A ZIP with a CSV file in UTF-8 for each table. No cell begins like a formula."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for sheet in sheets:
            text = io.StringIO(newline="")
            writer = csv.writer(text)
            writer.writerow([harmless(head) for head in sheet.head])
            writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in sheet.rows)
            packed.writestr(f"{sheet.name.lower()}.csv", BYTE_ORDER_MARK + text.getvalue().encode())
    return out.getvalue()
