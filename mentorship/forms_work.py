"""The forms of the work: each is done in two minutes on a phone, by thumb and by keyboard, without scripts."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.cadence import a_month_after
from mentorship.models import Escalation, Goal, MentoringSession, SessionAction
from mentorship.models.work import Mode
from mentorship.services.working import ActionEntry

MINUTES: Final = (15, 30, 45, 60)
ACTION_ROWS: Final = 2
PERCENT: Final = (0, 25, 50, 75, 100)


class DateInput(forms.DateInput):
    """The browser's own picker; it wants ISO dates."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__({"class": "form-control", **attrs}, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own."""

    input_type = "time"

    def __init__(self, **attrs: Any) -> None:
        super().__init__({"class": "form-control", **attrs}, format="%H:%M")


def _words(rows: int = 2, **attrs: Any) -> forms.Textarea:
    return forms.Textarea({"rows": rows, "class": "form-control", **attrs})


class SessionForm(forms.Form):
    """Log a session: what is usual is filled in, so that a short one is a tick and a button.

    `fields` that depend on the pair: earlier actions to tick, and a line for each open goal.
    """

    sent_id = forms.UUIDField(widget=forms.HiddenInput)
    met_on = forms.DateField(label=_("When did you meet?"), widget=DateInput())
    minutes = forms.TypedChoiceField(
        label=_("For how long?"),
        coerce=int,
        required=False,
        empty_value=None,
        choices=[(value, f"{value} min") for value in MINUTES],
        widget=forms.RadioSelect,
    )
    minutes_other = forms.IntegerField(
        label=_("Another number of minutes"),
        required=False,
        min_value=1,
        max_value=480,
        widget=forms.NumberInput({"inputmode": "numeric", "class": "form-control form-control-short"}),
    )
    mode = forms.ChoiceField(label=_("How?"), choices=Mode.choices, widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(
        label=_("What was it about?"),
        choices=MentoringSession.Topic.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    done = forms.TypedMultipleChoiceField(
        label=_("Done since last time?"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    shared_notes = forms.CharField(label=_("Notes you both read"), required=False, max_length=5000, widget=_words(3))
    private_note = forms.CharField(
        label=_("Note for yourself"), required=False, max_length=5000, widget=_words(2, autocomplete="off")
    )
    next_in = forms.ChoiceField(label=_("When do you meet next?"), required=False, widget=forms.RadioSelect)
    next_on = forms.DateField(label=_("Another day"), required=False, widget=DateInput())
    next_at = forms.TimeField(label=_("At what time?"), required=False, widget=TimeInput())

    def __init__(
        self,
        data: Any = None,
        *,
        today: date,
        open_actions: Sequence[SessionAction] = (),
        own_actions: Sequence[SessionAction] = (),
        goals: Iterable[Goal] = (),
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(
            data,
            initial={"sent_id": uuid.uuid4(), "met_on": today, "minutes": 30, "mode": Mode.VIDEO, **(initial or {})},
        )
        self.today = today
        self.own = list(own_actions)
        self.goals = list(goals)
        done: Any = self.fields["done"]
        done.choices = [(one.pk, one.what) for one in open_actions]
        following: Any = self.fields["next_in"]
        met = today
        following.choices = [
            ("", _("Not agreed yet")),
            ("7", _("In a week")),
            ("14", _("In two weeks")),
            ("month", _("In a month")),
        ]
        self.fields["met_on"].widget.attrs["max"] = met.isoformat()
        for number in range(len(self.own) + ACTION_ROWS):
            self._add_action(number)
        for goal in self.goals:
            self.fields[f"goal_{goal.pk}"] = forms.TypedChoiceField(
                label=goal.specific,
                coerce=int,
                required=False,
                empty_value=None,
                choices=[("", _("Not looked at")), *((value, f"{value} %") for value in PERCENT)],
                widget=forms.Select({"class": "form-select"}),
            )
            self.fields[f"goal_note_{goal.pk}"] = forms.CharField(
                label=_("Note"), required=False, max_length=500, widget=forms.TextInput({"class": "form-control"})
            )

    def _add_action(self, number: int) -> None:
        own = self.own[number] if number < len(self.own) else None
        self.fields[f"what_{number}"] = forms.CharField(
            label=_("What"),
            required=False,
            max_length=300,
            initial=own.what if own else "",
            widget=forms.TextInput({"class": "form-control"}),
        )
        self.fields[f"who_{number}"] = forms.ChoiceField(
            label=_("Who"),
            choices=SessionAction.Who.choices,
            required=False,
            initial=own.who if own else SessionAction.Who.MENTEE,
            widget=forms.Select({"class": "form-select"}),
        )
        self.fields[f"by_{number}"] = forms.DateField(
            label=_("By when"), required=False, initial=own.due_on if own else None, widget=DateInput()
        )

    @property
    def action_rows(self) -> list[tuple[Any, Any, Any]]:
        """The lines for what follows: what, who, by when."""
        return [
            (self[f"what_{number}"], self[f"who_{number}"], self[f"by_{number}"])
            for number in range(len(self.own) + ACTION_ROWS)
        ]

    @property
    def goal_rows(self) -> list[tuple[Any, Any]]:
        """The lines for goals: how far, and a note."""
        return [(self[f"goal_{goal.pk}"], self[f"goal_note_{goal.pk}"]) for goal in self.goals]

    def clean(self) -> dict[str, Any]:
        """Minutes from the buttons or the field; the next day from the buttons or the field."""
        data = super().clean() or {}
        data["minutes"] = data.pop("minutes_other", None) or data.get("minutes")
        if not data["minutes"] and "minutes" not in self.errors and "minutes_other" not in self.errors:
            self.add_error("minutes", _("Choose how long you met."))
        met = data.get("met_on")
        if met and not data.get("next_on") and (step := data.get("next_in")):
            data["next_on"] = a_month_after(met) if step == "month" else met + timedelta(days=int(step))
        if data.get("next_at") and not data.get("next_on"):
            self.add_error("next_on", _("Choose the day, too."))
        if met and data.get("next_on") and data["next_on"] <= met:
            self.add_error("next_on", _("The next meeting must come after this one."))
        for number in range(len(self.own) + ACTION_ROWS):
            if data.get(f"by_{number}") and not data.get(f"what_{number}", "").strip():
                self.add_error(f"what_{number}", _("Say what is to be done by this day."))
        return data

    def actions(self) -> list[ActionEntry]:
        """What follows, from the lines that have words."""
        data = self.cleaned_data
        return [
            ActionEntry(
                words,
                data[f"who_{number}"] or SessionAction.Who.MENTEE,
                data[f"by_{number}"],
                self.own[number].pk if number < len(self.own) else None,
            )
            for number in range(len(self.own) + ACTION_ROWS)
            if (words := data[f"what_{number}"].strip())
        ]

    def goal_steps(self) -> list[tuple[Goal, int, str]]:
        """The goals that were looked at: how far, and the note."""
        data = self.cleaned_data
        return [
            (goal, data[f"goal_{goal.pk}"], data[f"goal_note_{goal.pk}"])
            for goal in self.goals
            if data[f"goal_{goal.pk}"] is not None
        ]

    def next_moment(self, zone: ZoneInfo) -> datetime | None:
        """When the next meeting is, if a time was given."""
        day, at = self.cleaned_data.get("next_on"), self.cleaned_data.get("next_at")
        return datetime.combine(day, at, tzinfo=zone) if day and at else None


class MeetingForm(forms.Form):
    """When, how long, how, and where two people meet; in the time zone of whoever fills it in."""

    day = forms.DateField(label=_("Day"), widget=DateInput())
    at = forms.TimeField(label=_("Time"), widget=TimeInput())
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=5, max_value=480, widget=forms.NumberInput({"inputmode": "numeric"})
    )
    mode = forms.ChoiceField(label=_("How?"), choices=Mode.choices)
    where = forms.CharField(
        label=_("Where, or the link"), required=False, max_length=300, help_text=_("Optional. Both of you read it.")
    )

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["at"].help_text = _("In the time zone %(zone)s.") % {"zone": zone.key.replace("_", " ")}

    def entry(self) -> dict[str, Any]:
        """What the services take."""
        data = self.cleaned_data
        at: time = data["at"]
        return {
            "starts_at": datetime.combine(data["day"], at, tzinfo=self.zone),
            "minutes": data["minutes"],
            "mode": data["mode"],
            "where": data["where"],
        }


class CallOffForm(forms.Form):
    """Why a meeting does not take place."""

    because = forms.CharField(label=_("Why? (optional; the other one reads it)"), required=False, max_length=300)


class ConcernForm(forms.Form):
    """Tell the coordinator of a concern."""

    sent_id = forms.UUIDField(widget=forms.HiddenInput)
    category = forms.ChoiceField(
        label=_("What is it about?"), choices=Escalation.Category.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(label=_("In your words"), max_length=4000, widget=_words(5))
    other_may_know = forms.TypedChoiceField(
        label=_("Who may read it?"),
        coerce=lambda value: value == "both",
        choices=[("only", _("Only the coordinator")), ("both", _("The coordinator, and the other one of you two"))],
        initial="only",
        widget=forms.RadioSelect,
    )
    urgent = forms.BooleanField(label=_("It cannot wait until tomorrow"), required=False)


class AnswerForm(forms.Form):
    """An answer, or more words."""

    text = forms.CharField(label=_("Answer"), max_length=4000, widget=_words(4))
