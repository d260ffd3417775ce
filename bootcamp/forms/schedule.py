"""Changing the schedule of a class. Days and times are those of the cohort's time zone."""

from datetime import datetime
from typing import Any

from django import forms

from bootcamp.models import Module, Section, Session
from bootcamp.services.scheduling import Slot
from careerpath.accounts.models import User
from cohorts.models import Cohort

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class SlotForm(forms.Form):
    """When and where a session is, and for whom. `slot` makes of it what the services take."""

    title = forms.CharField(label="Title", max_length=160)
    day = forms.DateField(label="Day", widget=DAY)
    starts = forms.TimeField(label="Starts", widget=TIME)
    ends = forms.TimeField(label="Ends", widget=TIME)
    mode = forms.ChoiceField(label="How", choices=Session.Mode.choices)
    place = forms.CharField(label="Place", max_length=160, required=False)
    meeting_url = forms.URLField(label="Link to join online", max_length=500, required=False, assume_scheme="https")
    instructor = forms.ModelChoiceField(
        label="Instructor", queryset=User.objects.none(), required=False, empty_label="Nobody named"
    )
    section = forms.ModelChoiceField(
        label="For whom", queryset=Section.objects.none(), required=False, empty_label="The whole class"
    )
    reason = forms.CharField(
        label="Why it changes", max_length=200, required=False, help_text="The class reads it. It may stay empty."
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        teaching = User.objects.filter(teachings__cohort=cohort).order_by("name", "pk")
        self.fields["instructor"].queryset = teaching  # type: ignore[attr-defined]
        self.fields["section"].queryset = Section.objects.filter(cohort=cohort)  # type: ignore[attr-defined]
        if not Section.objects.filter(cohort=cohort).exists():
            del self.fields["section"]

    def clean(self) -> dict[str, Any]:
        """The end comes after the start, and a session online has a link or a place."""
        cleaned: dict[str, Any] = super().clean() or {}
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", "It must end after it starts.")
        return cleaned

    @property
    def slot(self) -> Slot:
        """What was filled in, as a moment in the cohort's zone."""
        data, zone = self.cleaned_data, self.cohort.tz
        return Slot(
            datetime.combine(data["day"], data["starts"], tzinfo=zone),
            datetime.combine(data["day"], data["ends"], tzinfo=zone),
            data["mode"],
            data["place"],
            data["meeting_url"],
            data["instructor"],
            data.get("section"),
        )


def filled(session: Session, cohort: Cohort) -> dict[str, Any]:
    """A session as the form shows it."""
    starts, ends = session.starts_at.astimezone(cohort.tz), session.ends_at.astimezone(cohort.tz)
    return {
        "title": session.title,
        "day": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
        "mode": session.mode,
        "place": session.place,
        "meeting_url": session.meeting_url,
        "instructor": session.instructor_id,
        "section": session.section_id,
    }


class DespiteMixin(forms.Form):
    """Attendance is noted already: whoever changes the session says that they know."""

    despite_attendance = forms.BooleanField(
        label="I know that attendance is noted, and change it all the same", required=False
    )


class MoveForm(DespiteMixin, SlotForm):
    """Another time, place, link, instructor or section."""

    sequence = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class CancelForm(DespiteMixin):
    """Calling a session off."""

    because = forms.CharField(label="Why it is called off", max_length=200, help_text="The class reads it.")
    sequence = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class AddForm(SlotForm):
    """One more session."""

    module = forms.ModelChoiceField(label="Module", queryset=Module.objects.none())
    field_order = ("module", "title")

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, cohort=cohort, **kwargs)
        self.fields["module"].queryset = Module.objects.filter(programme=cohort.pk).order_by("position")  # type: ignore[attr-defined]
        self.fields["reason"].label = "Why it is added"


class ShiftForm(DespiteMixin):
    """Everything from a day on, so many taught days later."""

    from_day = forms.DateField(label="From this day on", widget=DAY)
    by_days = forms.IntegerField(
        label="Days later",
        min_value=-60,
        max_value=60,
        initial=1,
        help_text="Days that are taught: weekends and days off are passed over. With a minus sign: earlier.",
    )
    with_work = forms.BooleanField(label="Move what is due as well", required=False, initial=True)
    reason = forms.CharField(
        label="Why the days change", max_length=200, required=False, help_text="The class reads it. It may stay empty."
    )
    field_order = ("from_day", "by_days", "with_work", "reason", "despite_attendance")


class HolidayForm(forms.Form):
    """A day on which nothing is taught."""

    day = forms.DateField(label="Day", widget=DAY)
    name = forms.CharField(label="What it is", max_length=80)
