"""The demo's clients ask to meet people: one interview has a time, one waits to be arranged."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from careerpath.accounts.models import User
from careerpath.pipeline import clock
from placements.models import ClientContact, Placement
from placements.services.interviews import arrange_interview, ask_for_interview

NOTE = "We would like to hear how you would calm a ward on its first morning with a new system."


def ask_to_meet(shown: Sequence[Placement], *, by: User) -> None:
    """The first of the people presented now has an interview next week, the second was asked for this morning."""
    contacts = {
        one.client_id: one.user
        for one in ClientContact.objects.filter(role__in=("lead", "hiring")).select_related("user")
    }
    for number, placement in enumerate(shown[:4]):
        contact = contacts.get(placement.opening.client_id)
        if contact is None:
            continue
        asked = ask_for_interview(placement, times="Tuesday after 14:00, or Thursday morning", note=NOTE, by=contact)
        if number < 2:
            zone = placement.opening.client.tz
            day = clock.now().astimezone(zone).date() + timedelta(days=7)
            day += timedelta(days=(1 - day.weekday()) % 7)
            arrange_interview(
                asked,
                by=by,
                starts_at=datetime.combine(day, time(14, 30), tzinfo=zone),
                where="https://meet.example.org/first-talk",
            )
