"""Reading a marking sheet from a request, and the small forms beside it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms

from bootcamp.models import Assessment, GradingCriterion, GradingRubric, MarkingSheet, Module
from bootcamp.services.assessing import Opinion
from careerpath.accounts.models import User


def read_sheet(post: Mapping[str, str], criteria: Iterable[GradingCriterion]) -> dict[int, Opinion]:
    """Criterion id -> opinion, from `level-<id>` and `words-<id>`."""
    found = {}
    for each in criteria:
        level = post.get(f"level-{each.pk}", "")
        words = post.get(f"words-{each.pk}", "").replace("\r\n", "\n")
        if level or words.strip():
            found[each.pk] = Opinion(int(level) if level in ("1", "2", "3", "4") else None, words)
    return found


def written_sheet(sheet: MarkingSheet | None) -> dict[int, Opinion]:
    """What stands on a sheet."""
    if sheet is None:
        return {}
    return {each.criterion_id: Opinion(each.level, each.comment) for each in sheet.levels.all()}


class SettleForm(forms.Form):
    """One mark for two that are too far apart, and why."""

    points = forms.DecimalField(label="Points", max_digits=6, decimal_places=2, min_value=Decimal(0))
    reason = forms.CharField(
        label="Why this mark",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stays in the history of the mark.",
    )


class BarForm(forms.Form):
    """Who does not assess this person, and why."""

    assessor = forms.ModelChoiceField(label="Who", queryset=User.objects.none())
    reason = forms.CharField(
        label="Why",
        max_length=300,
        help_text="A few words: related, a former colleague, worked on it together. The class's instructors can read it.",
    )

    def __init__(self, *args: Any, who: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["assessor"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = User.objects.filter(pk__in=[each.pk for each in who]).order_by("name")
        if len(who) == 1:
            field.widget = forms.HiddenInput()
            field.initial = who[0].pk


class RulesForm(forms.ModelForm):
    """How an assessment counts."""

    class Meta:
        model = Assessment
        fields = ("hand_in", "may_drop", "late_per_day", "late_most", "assessors")

    def clean(self) -> dict[str, Any]:
        """Lateness takes nothing at all where its most is 0, and a most without a day's worth does nothing: both are said."""
        found = super().clean() or {}
        per_day, most = found.get("late_per_day"), found.get("late_most")
        if per_day is not None and most is not None and per_day > most:
            self.add_error("late_most", f"One day takes {per_day.normalize():f} already. Give at least that much.")
        return found


class DropForm(forms.ModelForm):
    """How many of the lowest marks of a module are left out."""

    class Meta:
        model = Module
        fields = ("drop_lowest",)

    def __init__(self, *args: Any, can_drop: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.can_drop = can_drop

    def clean_drop_lowest(self) -> int:
        """One that may be dropped has to stay."""
        number = int(self.cleaned_data["drop_lowest"])
        if number and number >= self.can_drop:
            if self.can_drop < 2:
                raise forms.ValidationError(
                    "Fewer than two assessments of this module may be dropped. Leave this at 0."
                )
            raise forms.ValidationError(
                f"{self.can_drop} assessments of this module may be dropped, and one has to count. "
                f"Give {self.can_drop - 1} at most."
            )
        return number


class RubricForm(forms.ModelForm):
    """What stands above the criteria."""

    class Meta:
        model = GradingRubric
        fields = ("instructions", "tolerance")
        widgets = {"instructions": forms.Textarea(attrs={"rows": 3})}


ANCHORS = ("beginning", "developing", "proficient", "advanced")


class AnchoredForm(forms.ModelForm):
    """Words for each level; where they are left empty the competency's stand there, and are shown so."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.competency_id is not None:
            for level, name in enumerate(ANCHORS, start=1):
                self.fields[name].widget.attrs["placeholder"] = self.instance.competency.anchor(level)


class CriterionForm(AnchoredForm):
    """One criterion."""

    class Meta:
        model = GradingCriterion
        fields = ("position", "title", "competency", "weight", *ANCHORS)
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ANCHORS}


class WordsForm(AnchoredForm):
    """The words of a criterion, which can be bettered while marking goes on."""

    class Meta:
        model = GradingCriterion
        fields = ("title", *ANCHORS)
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ANCHORS}


def criteria_formset(rubric: GradingRubric, data: Any, *, only_words: bool) -> Any:
    """The criteria of a rubric as forms: all of it, or the words alone once marking has begun."""
    made = forms.inlineformset_factory(
        GradingRubric,
        GradingCriterion,
        form=WordsForm if only_words else CriterionForm,
        extra=0 if only_words else 1,
        can_delete=not only_words,
        max_num=12,
    )
    rows = GradingCriterion.objects.select_related("competency").order_by("position")
    return made(data, instance=rubric, prefix="criteria", queryset=rows)
