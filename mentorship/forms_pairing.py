"""Forms around pairing: a mentor's profile, pauses, conflicts; wishes; the coordinator's rules."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.utils.translation import gettext_lazy as _

from careerpath.ui.zones import ZoneField
from mentorship.forms_work import DateInput
from mentorship.models import MenteeWish, Mentor, MentoringRules
from mentorship.models.wishes import MOST_RANKED
from placements.forms import WordsInput
from placements.kinds import KindsField
from placements.models import Client

HELP_WORDS = _("Words, separated by commas.")


class ProfileForm(forms.ModelForm):
    """A mentor's profile, as they edit it themselves: two minutes."""

    time_zone = ZoneField()
    industries = KindsField(
        label="Settings you have worked in",
        help_text="Compared with what the clients of your mentees are.",
    )

    class Meta:
        model = Mentor
        fields = (
            "title", "about", "skills", "products", "industries", "seeks", "languages", "time_zone", "capacity", "is_paused",
        )  # fmt: skip
        widgets = {
            "about": forms.Textarea({"rows": 3}),
            "capacity": forms.NumberInput({"inputmode": "numeric"}),
            **{name: WordsInput() for name in ("skills", "products", "seeks", "languages")},
        }
        help_texts = {"about": "Mentees read it when they choose. Two or three sentences."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        settings = self.fields["industries"]
        assert isinstance(settings, KindsField)
        settings.offer(self.instance.industries)
        for name, field in self.fields.items():
            words = self.initial.get(name)
            if isinstance(field, SimpleArrayField) and isinstance(words, list):
                self.initial[name] = ", ".join(words)  # as people write it


class CoordinatorProfileForm(ProfileForm):
    """The same with the training, which the coordinator records."""

    class Meta(ProfileForm.Meta):
        fields = (*ProfileForm.Meta.fields, "trained_in", "trained_on")  # type: ignore[assignment]
        widgets = {**ProfileForm.Meta.widgets, "trained_on": DateInput()}
        help_texts = {
            **ProfileForm.Meta.help_texts,
            "trained_in": "Which training, such as: Mentoring basics, four hours.",
        }

    def clean(self) -> dict[str, Any]:
        """A training has a name and a day, or neither."""
        data: dict[str, Any] = super().clean() or {}
        if bool(data.get("trained_in")) != bool(data.get("trained_on")):
            missing = "trained_on" if data.get("trained_in") else "trained_in"
            self.add_error(missing, "Give the training and the day together, or neither.")
        return data


class PauseForm(forms.Form):
    """Days on which nobody new is proposed."""

    from_on = forms.DateField(label="First day", widget=DateInput())
    until_on = forms.DateField(label="Last day", widget=DateInput())


class ConflictForm(forms.Form):
    """Not this person, or nobody at this client."""

    client = forms.ModelChoiceField(Client.objects.none(), label="Nobody at this client", required=False)
    name = forms.CharField(label="Or not this person", required=False, max_length=200)
    reason = forms.CharField(
        label="Why", required=False, max_length=500, help_text="Optional. Only the programme’s coordinators read it."
    )

    def __init__(self, *args: Any, by_address: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client"].queryset = Client.objects.filter(is_active=True).order_by("name")  # type: ignore[attr-defined]
        self.fields["name"].help_text = (
            "Their e-mail address, as in their application."
            if by_address
            else "Their name. The coordinator finds them."
        )

    def clean(self) -> dict[str, Any]:
        """One thing at a time."""
        data: dict[str, Any] = super().clean() or {}
        if bool(data.get("client")) == bool(data.get("name")):
            raise forms.ValidationError("Choose a client, or name a person; one of the two.")
        return data


class AgreementForm(forms.Form):
    """A new version of what mentors agree to."""

    text = forms.CharField(
        label="Text of the agreement",
        max_length=20_000,
        widget=forms.Textarea({"rows": 12}),
        help_text="A new version asks every mentor again. Their mentees stay with them; new ones wait until they have agreed.",
    )


class RulesForm(forms.ModelForm):
    """What is asked of mentors, and after how many days it is asked again."""

    class Meta:
        model = MentoringRules
        fields = ("training_needed", "answer_days", "nudge_days", "quiet_days")


class AskForm(forms.Form):
    """Another mentor: one button, a reason only who likes to give one."""

    reason = forms.CharField(
        label=_("Would you like to say why?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Optional. Only the programme’s coordinators read it."),
    )


class WishForm(forms.Form):
    """Up to five mentors in order, and what a mentee would like help with."""

    help_with = SimpleArrayField(
        forms.CharField(max_length=60), label=_("What would you like help with?"), required=False, help_text=HELP_WORDS
    )
    products = SimpleArrayField(
        forms.CharField(max_length=60), label=_("Which systems do you work with?"), required=False, help_text=HELP_WORDS
    )
    languages = SimpleArrayField(
        forms.CharField(max_length=40),
        label=_("In which languages do you like to talk?"),
        help_text=_("Separated by commas, as the mentors name them: English, Spanish."),
    )

    def __init__(self, *args: Any, mentors: Sequence[Mentor], wish: MenteeWish | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Nobody in particular"))] + [(str(one.pk), one.user.name) for one in mentors]
        labels = (_("First choice"), _("Second choice"), _("Third choice"), _("Fourth choice"), _("Fifth choice"))
        for place, label in zip(range(1, MOST_RANKED + 1), labels, strict=True):
            self.fields[f"rank{place}"] = forms.ChoiceField(label=label, choices=choices, required=False)
        self.order_fields(
            [*(f"rank{place}" for place in range(1, MOST_RANKED + 1)), "help_with", "products", "languages"]
        )
        if wish is not None:
            self.initial.update(help_with=wish.help_with, products=wish.products, languages=wish.languages)
        else:
            self.initial.setdefault("languages", ["English"])

    def clean(self) -> dict[str, Any]:
        """Nobody twice."""
        data: dict[str, Any] = super().clean() or {}
        seen: set[str] = set()
        for place in range(1, MOST_RANKED + 1):
            chosen = data.get(f"rank{place}")
            if chosen and chosen in seen:
                self.add_error(f"rank{place}", _("You named this mentor already. Choose another, or nobody."))
            seen.add(chosen or "")
        return data

    def ranked(self) -> list[int]:
        """Ids of mentors, the most wanted first; places left empty close up."""
        chosen = [self.cleaned_data.get(f"rank{place}") for place in range(1, MOST_RANKED + 1)]
        return [int(one) for one in chosen if one]
