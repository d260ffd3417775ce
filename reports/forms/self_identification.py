"""The voluntary self-identification form."""

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from reports.categories import Choice, Gender, Race
from reports.models import ProgrammeSettings, SelfIdentification
from reports.services.self_identification import Answers

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

RACES: Final[dict[Race, "Words"]] = {
    Race.AIAN: _("American Indian or Alaska Native"),
    Race.ASIAN: _("Asian"),
    Race.BLACK: _("Black or African American"),
    Race.HISPANIC: _("Hispanic or Latino"),
    Race.MENA: _("Middle Eastern or North African"),
    Race.NHPI: _("Native Hawaiian or Pacific Islander"),
    Race.WHITE: _("White"),
}
GENDERS: Final[dict[Gender, "Words"]] = {
    Gender.WOMAN: _("Woman"),
    Gender.MAN: _("Man"),
    Gender.ANOTHER: _("Non-binary or another"),
    Gender.DECLINED: _("Prefer not to say"),
}
CHOICES: Final[dict[Choice, "Words"]] = {
    Choice.YES: _("Yes"),
    Choice.NO: _("No"),
    Choice.DECLINED: _("Prefer not to say"),
}
"""The words of `reports.categories`, which is plain Python, as an applicant reads them in their language."""


def _one_of(label: "Words", words: dict[Any, "Words"], help_text: "Words | str" = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=[(each.value, word) for each, word in words.items()],
        widget=forms.RadioSelect,
        required=False,
    )


class SelfIdentificationForm(forms.Form):
    """Two questions, and two more where the programme asks them. Each may be left, declined or answered."""

    races = forms.MultipleChoiceField(
        label=_("What is your race and/or ethnicity? Select all that apply."),
        choices=[(race.value, word) for race, word in RACES.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    races_declined = forms.BooleanField(label=_("I prefer not to say what my race or ethnicity is"), required=False)
    gender = _one_of(_("What is your gender?"), GENDERS)
    gender_words = forms.CharField(
        label=_("If another: in your own words, if you like"),
        max_length=100,
        required=False,
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    disability = _one_of(
        _("Do you have a disability, or have you had one?"),
        CHOICES,
        _(
            "A condition of body or mind that makes a larger part of life harder, now or in the past, seen by others or not."
        ),
    )
    veteran = _one_of(
        _("Have you served in the armed forces of the United States?"),
        CHOICES,
        _("On active duty, in any branch, for any length of time."),
    )

    def __init__(self, *args: Any, asks: ProgrammeSettings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks.asks_disability:
            del self.fields["disability"]
        if not asks.asks_veteran:
            del self.fields["veteran"]

    @classmethod
    def showing(cls, row: SelfIdentification | None, *, asks: ProgrammeSettings) -> "SelfIdentificationForm":
        """The form with what was answered before."""
        return cls(asks=asks, initial={name: getattr(row, name) for name in cls.base_fields} if row else None)

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        """Say where two answers to one question contradict each other."""
        data = super().clean() or {}
        if data.get("races") and data.get("races_declined"):
            self.add_error(
                "races_declined", _("You chose some of the list and also “I prefer not to say”. Keep one of the two.")
            )
        return data

    @sensitive_variables()
    def answers(self) -> Answers:
        """What was said, for the service. A question that is not on the page leaves what was answered to it earlier."""
        data = self.cleaned_data
        words = data["gender_words"] if data["gender"] == Gender.ANOTHER else ""
        return Answers(
            frozenset(data["races"]),
            data["races_declined"],
            data["gender"],
            words,
            disability=data.get("disability"),
            veteran=data.get("veteran"),
        )
