"""A question of the application form as a page shows it: its control, its words, its limits, when it is asked."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from careerpath.ui.moments import say_day
from cohorts.conditions import conditions_of
from cohorts.models import Question

MANY_CHOICES = 12
"""A list longer than this is a drop-down, not a page of buttons."""
PREFIX = "q_"
"""Before each question's key in what the browser sends, so that no key meets a field of ours."""

Kind = Question.Kind
WIDGETS = {
    Kind.SHORT_TEXT: "text",
    Kind.LONG_TEXT: "textarea",
    Kind.WHOLE_NUMBER: "number",
    Kind.DECIMAL: "number",
    Kind.DATE: "date",
    Kind.YES_NO: "radios",
    Kind.ONE_OF: "radios",
    Kind.SOME_OF: "checkboxes",
}


@dataclass(frozen=True)
class Choice:
    """A radio button, a checkbox or a line of a drop-down."""

    id: str
    value: str
    label: str
    chosen: bool


@dataclass
class Asked:
    """A question as the page shows it. `raw` is what was sent last, or what is saved; `error` what is wrong with it, in words.

    `only_if` says in words when it is asked, where that hangs on an answer of the same page; `is_asked` whether it is, as far as is
    known without scripts.
    """

    question: Question
    raw: Any
    error: str = ""
    is_asked: bool = True
    only_if: Sequence[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its name in what the browser sends."""
        return f"{PREFIX}{self.question.key}"

    @property
    def id(self) -> str:
        """The id of its control (the first one of a group), where the error summary leads."""
        return f"id_{self.name}"

    @property
    def label(self) -> str:
        """The question in the language of the reader."""
        return self.question.said("label")

    @property
    def help(self) -> str:
        """What helps to answer it, in the language of the reader."""
        return self.question.said("help")

    @property
    def widget(self) -> str:
        """Which control shows it; the template has one part for each."""
        if self.question.kind == Kind.ONE_OF and len(self.question.options) > MANY_CHOICES:
            return "select"
        return WIDGETS[Kind(self.question.kind)]

    @property
    def is_group(self) -> bool:
        """Whether it is a group of buttons, and not one control."""
        return self.widget in {"radios", "checkboxes"}

    @property
    def inputmode(self) -> str:
        """Which keyboard a phone shows: where a number may be below zero, one with a minus sign."""
        if self.question.minimum is None or self.question.minimum < 0:
            return "text"
        return "numeric" if self.question.kind == Kind.WHOLE_NUMBER else "decimal"

    @property
    def hint(self) -> str:
        """The bounds in words."""
        low, high = (_number(bound) for bound in (self.question.minimum, self.question.maximum))
        match self.question.kind:
            case Kind.WHOLE_NUMBER | Kind.DECIMAL:
                if low and high:
                    return _("A number from %(low)s to %(high)s.") % {"low": low, "high": high}
                if low:
                    return _("A number, %(low)s or more.") % {"low": low}
                return _("A number, up to %(high)s.") % {"high": high} if high else ""
            case Kind.DATE:
                return self._days_hint()
            case Kind.SOME_OF:
                return _("Choose all that apply.")
            case Kind.LONG_TEXT | Kind.SHORT_TEXT:
                return self._length_hint()
        return ""

    def _days_hint(self) -> str:
        first, last = (say_day(day) if day else "" for day in (self.question.earliest, self.question.latest))
        if first and last:
            return _("A day from %(first)s to %(last)s.") % {"first": first, "last": last}
        if first:
            return _("%(first)s or later.") % {"first": first}
        return _("%(last)s or earlier.") % {"last": last} if last else ""

    def _length_hint(self) -> str:
        words, characters = self.max_words, self.max_length
        if words and characters:
            return _("Up to %(words)s words and %(most)s characters.") % {
                "words": f"{words:,}",
                "most": f"{characters:,}",
            }
        if words:
            return _("Up to %(words)s words.") % {"words": f"{words:,}"}
        if characters:
            return _("Up to %(most)s characters.") % {"most": f"{characters:,}"}
        return ""

    @property
    def max_length(self) -> int | None:
        """Most characters, for the counter under a long text."""
        return self.question.max_length if self.question.kind == Kind.LONG_TEXT else None

    @property
    def max_words(self) -> int | None:
        """Most words, for the counter under a text."""
        return self.question.max_words if self.question.kind in {Kind.LONG_TEXT, Kind.SHORT_TEXT} else None

    @property
    def has_counter(self) -> bool:
        """Whether there is something to count while it is written."""
        return bool(self.max_length or self.max_words)

    @property
    def rows(self) -> int:
        """How many lines a long text shows."""
        return 4 if (self.question.max_length or 0) <= 600 else 8

    @property
    def described_by(self) -> str:
        """The ids of what explains the control: help, hint, error, counter; empty without any."""
        parts = (("help", self.help), ("hint", self.hint), ("error", self.error), ("count", self.has_counter))
        return " ".join(f"{self.id}_{part}" for part, there in parts if there)

    @property
    def show_if(self) -> str:
        """Its conditions for the browser, as they are stored; empty where it is asked whatever else is answered on the page."""
        conditions = [condition.as_stored() for condition in conditions_of(self.question.show_if)]
        return json.dumps(conditions, separators=(",", ":")) if conditions else ""

    @property
    def value(self) -> str:
        """What stands in a text control."""
        return "" if self.raw is None else str(self.raw)

    @property
    def choices(self) -> list[Choice]:
        """The buttons of a group. What need not be answered can be taken back: it has a button for no answer."""
        match self.question.kind:
            case Kind.YES_NO:
                pairs = [("yes", _("Yes")), ("no", _("No"))]
                chosen = {
                    {True: "yes", False: "no"}.get(self.raw, self.raw) if isinstance(self.raw, bool) else self.raw
                }
            case Kind.SOME_OF:
                pairs = list(self.question.options_said)
                chosen = set(self.raw or [])
            case _:
                pairs = list(self.question.options_said)
                chosen = {self.raw}
        # What the form offered when it was chosen, and does not any more, is sent with the rest: only its writer drops it.
        offered = {value for value, _label in pairs}
        gone = sorted(each for each in chosen if isinstance(each, str) and each and each not in offered)
        pairs = [*pairs, *((each, _("%(answer)s (no longer offered)") % {"answer": each}) for each in gone)]
        if self.question.kind != Kind.SOME_OF and not self.question.required:
            pairs = [*pairs, ("", _("No answer"))]
            chosen = {item or "" for item in chosen}
        ids = [self.id, *(f"{self.id}_{place}" for place in range(2, len(pairs) + 1))]
        return [Choice(id, value, label, value in chosen) for id, (value, label) in zip(ids, pairs, strict=True)]


def _number(bound: Decimal | None) -> str:
    if bound is None:
        return ""
    return f"{bound:,.0f}" if bound == bound.to_integral_value() else f"{bound.normalize():,f}"
