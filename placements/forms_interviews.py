"""Staff arrange an interview: a day, a time where somebody lives, and a place."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from careerpath.ui.zones import ZoneField
from placements.forms import DateInput
from placements.models import InterviewRequest


class TimeInput(forms.TimeInput):
    """The browser's own picker."""

    input_type = "time"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs, format="%H:%M")


class ArrangeForm(forms.Form):
    """When and where. `cleaned_data["starts_at"]` is the moment."""

    day = forms.DateField(label=_("Day"), widget=DateInput())
    time = forms.TimeField(label=_("Time"), widget=TimeInput(), help_text=_("On the clock of the time zone below."))
    time_zone = ZoneField()
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=480, initial=45)
    where = forms.CharField(
        label=_("Where, or the link"),
        max_length=300,
        help_text=_("Both sides read it. For a video call, the link that lets them in."),
    )

    def __init__(self, interview: InterviewRequest, *args: Any, **kwargs: Any) -> None:
        zone = interview.placement.opening.client.time_zone
        initial: dict[str, Any] = {"time_zone": zone, "minutes": interview.minutes, "where": interview.where}
        if interview.starts_at is not None:
            local = interview.starts_at.astimezone(ZoneInfo(zone))
            initial |= {"day": local.date(), "time": local.time()}
        super().__init__(*args, **{"initial": initial, **kwargs})

    def clean(self) -> dict[str, Any]:
        """Put day and time together. A time that the clocks skip on that day is refused."""
        data = super().clean() or {}
        if {"day", "time", "time_zone"} <= data.keys():
            zone = ZoneInfo(data["time_zone"])
            moment = datetime.combine(data["day"], data["time"], tzinfo=zone)
            if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment.replace(tzinfo=None):
                self.add_error("time", _("On that day the clocks go forward past this time. Choose another one."))
            data["starts_at"] = moment
        return data


class CallOffForm(forms.Form):
    """Why it does not take place."""

    because = forms.CharField(
        label=_("Why it is called off"), max_length=300, help_text=_("For the programme. Neither side reads it.")
    )
