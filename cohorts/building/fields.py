"""The fields of the builder's pages: from what is stored, and from what was sent to what the services keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict

from cohorts.building.checks import (
    HELP_LENGTH,
    INTRO_LENGTH,
    MOST_CONDITIONS,
    QUESTION_TEXTS,
    SECTION_TEXTS,
    Unfit,
    check_text,
)
from cohorts.building.options import read_labels, read_options, write_labels, write_options
from cohorts.building.shape import CHOICES, NUMBERS, OPERATORS_OF, TEXTS, QuestionShape, operator_words
from cohorts.models import KEY, Question, Section

NO_VALUES = ("answered", "not_answered")


class BuilderForm(forms.Form):
    """Plain fields in our look; texts are checked for what the database cannot hold."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        """Give every control its class."""
        for each in self.fields.values():
            if isinstance(each.widget, forms.CheckboxInput):
                css = "form-check-input"
            else:
                css = "form-select" if isinstance(each.widget, forms.Select) else "form-control"
            each.widget.attrs.setdefault("class", css)

    def clean(self) -> dict[str, Any]:
        """Refuse characters that cannot be stored, beside the field that has them."""
        cleaned = super().clean() or {}
        for name, value in list(cleaned.items()):
            if isinstance(value, str):
                cleaned[name] = value = value.replace("\r\n", "\n").strip()
                try:
                    check_text(str(self.fields[name].label), value, 100_000)
                except Unfit as error:
                    self.add_error(name, str(error))
        return cleaned

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Show what a service refused, each beside its field; without one of that name, above all."""
        for name, words in errors.items():
            self.add_error(name if name in self.fields else None, words)


def _text(label: str, most: int, *, rows: int = 0, required: bool = False, help_text: str = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    empty = {"required": "Write something here."}
    return forms.CharField(
        label=label, max_length=most, required=required, widget=widget, help_text=help_text, error_messages=empty
    )


class SectionFields(BuilderForm):
    """A section's words, in each language."""

    def __init__(self, *args: Any, languages: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        self.fields["title"] = _text("Title", SECTION_TEXTS["title"], required=True)
        self.fields["intro"] = _text("Introduction", INTRO_LENGTH, rows=3)
        for code, name in languages:
            self.fields[f"title_{code}"] = _text(f"Title, {name}", SECTION_TEXTS["title"])
            self.fields[f"intro_{code}"] = _text(f"Introduction, {name}", INTRO_LENGTH, rows=3)
            for each in ("title", "intro"):
                self.fields[f"{each}_{code}"].widget.attrs["lang"] = code
        self.fields["slug"] = forms.SlugField(
            label="Short name in addresses",
            max_length=50,
            required=False,
            help_text="Left empty, it is made of the title.",
        )
        self.prepare()

    def fields_to_keep(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """What `save_section` takes, without the conditions; `stored` are the words there are."""
        own = self.cleaned_data
        translations = _translations(own, self.languages, ("title", "intro"), stored)
        return {name: own[name] for name in ("title", "intro", "slug")} | {"translations": translations}

    @property
    def pairs(self) -> list[list[forms.BoundField]]:
        """The texts, each with its words in the other languages beside it."""
        return _pairs(self, ("title", "intro"), self.languages)


class QuestionFields(BuilderForm):
    """A question's words, limits and options, as its kind has them."""

    def __init__(
        self,
        *args: Any,
        kind: str,
        languages: Sequence[tuple[str, str]],
        sections: Sequence[Section],
        published: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.languages, self.published = kind, languages, published
        add = self.fields
        add["label"] = _text("Question", QUESTION_TEXTS["label"], rows=2, required=True)
        add["help"] = _text("Help", HELP_LENGTH, rows=2, help_text="Stands under the question.")
        if kind in CHOICES:
            rows = min(20, max(8, str(self.initial.get("options", "")).count("\n") + 3))
            add["options"] = _text("Options", 20_000, rows=rows, required=True)
        for code, name in languages:
            add[f"label_{code}"] = _text(f"Question, {name}", QUESTION_TEXTS["label"], rows=2)
            add[f"help_{code}"] = _text(f"Help, {name}", HELP_LENGTH, rows=2)
            if kind in CHOICES:
                add[f"options_{code}"] = _text(f"Options, {name}", 20_000, rows=rows)
            for each in ("label", "help", "options"):
                if f"{each}_{code}" in add:
                    add[f"{each}_{code}"].widget.attrs["lang"] = code
        add["required"] = forms.BooleanField(
            label="Must be answered before it is sent",
            required=False,
            help_text="A draft may always be saved without it. While it is not asked, it need not be answered.",
        )
        add.update(_limits(kind))
        add["section"] = forms.TypedChoiceField(
            label="Section", choices=[(each.pk, each.title) for each in sections], coerce=int
        )
        add["key"] = forms.CharField(
            label="Key",
            max_length=40,
            required=False,
            validators=[KEY],
            help_text="Names its answers in rubrics, imports and exports. Left empty, it is made of the question.",
        )
        self.prepare()

    def clean(self) -> dict[str, Any]:
        """Read the options, and their labels in other languages, by line."""
        cleaned = super().clean()
        if self.kind not in CHOICES or "options" not in cleaned or self.has_error("options"):
            return cleaned
        try:
            cleaned["options"] = read_options(cleaned["options"], self.published)
        except Unfit as error:
            self.add_error("options", str(error))
            return cleaned
        for code, name in self.languages:
            try:
                cleaned[f"options_{code}"] = read_labels(cleaned.get(f"options_{code}", ""), cleaned["options"], name)
            except Unfit as error:
                self.add_error(f"options_{code}", str(error))
        return cleaned

    def fields_to_keep(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """What `save_question` takes, without the conditions; `stored` are the words there are."""
        own = self.cleaned_data
        names = ("label", "help", "options") if self.kind in CHOICES else ("label", "help")
        kept: dict[str, Any] = {name: own.get(name) for name in Question.LIMITS_OF}
        kept |= {name: own[name] for name in ("label", "help", "key", "required")}
        return kept | {
            "kind": self.kind,
            "options": own["options"] if self.kind in CHOICES else [],
            "translations": _translations(own, self.languages, names, stored),
        }

    @property
    def pairs(self) -> list[list[forms.BoundField]]:
        """The texts, each with its words in the other languages beside it."""
        return _pairs(self, ("label", "help", "options"), self.languages)

    @property
    def limits(self) -> list[forms.BoundField]:
        """The limits of its kind."""
        return [self[name] for name in Question.LIMITS_OF if name in self.fields]


def _limits(kind: str) -> dict[str, forms.Field]:
    """The fields of the limits that questions of a kind have."""
    if kind in TEXTS:
        return {"max_length": _whole("Most characters", 20_000), "max_words": _whole("Most words", 5_000)}
    if kind in NUMBERS:
        return {
            name: forms.DecimalField(
                label=label,
                required=False,
                max_digits=12,
                decimal_places=2 if kind == "decimal" else 0,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )
            for name, label in (("minimum", "Smallest value"), ("maximum", "Largest value"))
        }
    if kind == "date":
        return {
            name: forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))
            for name, label in (("earliest", "Earliest day"), ("latest", "Latest day"))
        }
    return {}


def _whole(label: str, most: int) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, required=False, min_value=1, max_value=most, widget=widget)


def _pairs(
    form: BuilderForm, names: Sequence[str], languages: Sequence[tuple[str, str]]
) -> list[list[forms.BoundField]]:
    return [[form[name], *(form[f"{name}_{code}"] for code, _ in languages)] for name in names if name in form.fields]


def _translations(
    own: Mapping[str, Any], languages: Sequence[tuple[str, str]], names: Sequence[str], stored: Mapping[str, Any]
) -> dict[str, Any]:
    """Words by language: of those shown as they were sent, of any other language as they were."""
    shown = {code for code, _ in languages}
    kept = {code: said for code, said in stored.items() if code not in shown}
    for code in shown:
        if said := {name: own[f"{name}_{code}"] for name in names if own.get(f"{name}_{code}")}:
            kept[code] = said
    return kept


def initial_of(part: Question | Section, languages: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """What the fields show of something stored."""
    names = ("label", "help") if isinstance(part, Question) else ("title", "intro")
    shown: dict[str, Any] = {name: getattr(part, name) for name in names}
    for code, _ in languages:
        said = part.translations.get(code, {})
        shown |= {f"{name}_{code}": said.get(name, "") for name in names}
        if isinstance(part, Question) and part.options:
            shown[f"options_{code}"] = write_labels(part.options, said.get("options", {}))
    if isinstance(part, Section):
        return shown | {"slug": part.slug}
    shown |= {name: getattr(part, name) for name in Question.LIMITS_OF}
    for name in ("minimum", "maximum"):
        if (bound := shown[name]) is not None and bound == bound.to_integral_value():
            shown[name] = f"{bound:.0f}"
    return shown | {
        "options": write_options(part.options),
        "required": part.required,
        "section": part.section_id,
        "key": part.key,
    }


@dataclass
class ConditionCells:
    """One condition as the page shows it: the question it looks at (None where the form has none of that key), what was chosen."""

    key: str
    question: QuestionShape | None
    operator: str = "is"
    values: list[str] = field(default_factory=list)

    @property
    def operators(self) -> list[tuple[str, str]]:
        """The ways to compare an answer of its kind, with their words."""
        kind = self.question.kind if self.question else ""
        return [(each, operator_words(each, kind)) for each in OPERATORS_OF.get(kind, (self.operator,))]

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """The values to choose from, as (value, label, whether it is chosen); a chosen one that is no option any more too."""
        pairs = list(self.question.choices) if self.question else []
        known = dict(pairs)
        pairs += [(value, f"{value} (not an option)") for value in self.values if value not in known] if pairs else []
        return [(value, label, value in self.values) for value, label in pairs]

    @property
    def is_typed(self) -> bool:
        """Whether the value is written, not chosen."""
        return self.question is not None and not self.question.choices and self.question.kind not in TEXTS

    @property
    def typed(self) -> str:
        """What stands in the field of a written value."""
        return self.values[0] if self.values else ""

    def as_stored(self) -> dict[str, Any]:
        """As it is kept."""
        values = [] if self.operator in NO_VALUES else self.values
        return {"question": self.key, "operator": self.operator, "values": values}


def conditions_shown(stored: Sequence[Any], known: Mapping[str, QuestionShape]) -> list[ConditionCells]:
    """The conditions of something as the page shows them."""
    return [
        ConditionCells(
            each["question"],
            known.get(each["question"]),
            each.get("operator", "is"),
            [str(v) for v in each.get("values", [])],
        )
        for each in stored
        if isinstance(each, dict) and isinstance(each.get("question"), str)
    ]


def conditions_sent(sent: QueryDict, known: Mapping[str, QuestionShape]) -> list[ConditionCells]:
    """The conditions that a page sent, and what its buttons say: `do=add-condition` (of `new_condition`), `do=drop-condition-1`."""
    text = sent.get("conditions", "")
    count = min(int(text), MOST_CONDITIONS) if text.isascii() and text.isdecimal() and len(text) < 4 else 0
    action = sent.get("do", "")
    found = [
        ConditionCells(
            sent.get(f"c{place}-question", ""),
            known.get(sent.get(f"c{place}-question", "")),
            sent.get(f"c{place}-operator", "is"),
            _values(sent, place),
        )
        for place in range(count)
        if action != f"drop-condition-{place}"
    ]
    if (
        action == "add-condition"
        and (question := known.get(sent.get("new_condition", "")))
        and len(found) < MOST_CONDITIONS
    ):
        found.append(ConditionCells(question.key, question, OPERATORS_OF[question.kind][0]))
    return found


def _values(sent: QueryDict, place: int) -> list[str]:
    """A written number or day comes without thousands and spaces, as it is compared."""
    written = sent.get(f"c{place}-value", "").strip().replace(",", "")
    return [*sent.getlist(f"c{place}-values"), *([written] if written else [])]
