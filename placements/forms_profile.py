"""What a person tells clients about themselves, and what of it is shown."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from placements.contact_words import Kind, leads_to
from placements.models import GraduateProfile, PortalRule, ProfilePart
from placements.services.profile import Told

MOST_SKILLS, MOST_LANGUAGES = 20, 10
SAID = {
    Kind.EMAIL: _("an e-mail address or a name on a network"),
    Kind.PHONE: _("a telephone number"),
    Kind.LINK: _("a link"),
    Kind.NAME: _("your name"),
}


def check_leads_nowhere(text: str, name: str = "") -> None:
    """Raise ValidationError, in words, where a text says who somebody is or how to reach them."""
    found = leads_to(text, name)
    if found:
        what = ", ".join(str(SAID[kind]) for kind in found)
        raise ValidationError(
            gettext(
                "This seems to hold %(what)s. Clients reach you through the programme, and read your name only from the stage"
                " that it chose. Leave it out."
            )
            % {"what": what},
            code="contact",
        )


class Lines(forms.CharField):
    """A text of several lines, counted as its reader counts: a new line is one sign."""

    def to_python(self, value: Any) -> str:
        """The text with one kind of new line."""
        return str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class WordsField(forms.CharField):
    """Words separated by commas or lines, each once; a list of them when clean."""

    def __init__(self, *, most: int, longest: int, **kwargs: Any) -> None:
        self.most, self.longest = most, longest
        super().__init__(max_length=(longest + 2) * most, **kwargs)

    def clean(self, value: Any) -> list[str]:
        """The words. Raises ValidationError for too many, one that is too long, or one that leads to a person."""
        text = super().clean(value)
        words: dict[str, str] = {}
        for each in text.replace("\n", ",").replace(";", ",").split(","):
            word = " ".join(each.split())
            if word:
                words.setdefault(word.casefold(), word)
        if len(words) > self.most:
            raise ValidationError(gettext("At most %(most)s. Choose the ones that matter.") % {"most": self.most})
        for word in words.values():
            if len(word) > self.longest:
                message = gettext("“%(word)s…” is too long: at most %(longest)s characters each.")
                raise ValidationError(message % {"word": word[:20], "longest": self.longest})
            check_leads_nowhere(word)
        return list(words.values())


class ProfileForm(forms.Form):
    """What somebody tells about themselves. Nothing of it is shown by saving."""

    summary = Lines(
        label=_("About you"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_(
            "What you did before, what you are good at, what you look for. At most 1,000 characters. Leave out your name and how to"
            " reach you."
        ),
    )
    skills = WordsField(
        label=_("Skills"),
        required=False,
        most=MOST_SKILLS,
        longest=60,
        help_text=_("Words, separated by commas. For instance: SQL, HL7 FHIR, training clinicians."),
    )
    languages = WordsField(
        label=_("Languages"),
        required=False,
        most=MOST_LANGUAGES,
        longest=40,
        help_text=_("Those in which you would work, separated by commas."),
    )
    city = forms.CharField(label=_("City"), required=False, max_length=100)
    state = forms.CharField(label=_("State"), required=False, max_length=50)
    may_relocate = forms.TypedChoiceField(
        label=_("Would you move for a placement?"),
        required=False,
        choices=[("", _("As I answered in my application")), ("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: {"yes": True, "no": False}[value],
        empty_value=None,
    )
    remote_only = forms.BooleanField(label=_("I look for remote work only"), required=False)

    def __init__(self, data: Any = None, *, profile: GraduateProfile | None, name: str) -> None:
        self.name = name
        initial: dict[str, Any] = {}
        if profile is not None:
            moves = {True: "yes", False: "no", None: ""}[profile.may_relocate]
            initial = {
                "summary": profile.summary,
                "skills": ", ".join(profile.skills),
                "languages": ", ".join(profile.languages),
                "city": profile.city,
                "state": profile.state,
                "may_relocate": moves,
                "remote_only": profile.remote_only,
            }
        super().__init__(data, initial=initial)

    def clean_summary(self) -> str:
        """The summary, without anything that leads to the person."""
        text: str = self.cleaned_data["summary"]
        check_leads_nowhere(text, self.name)
        return text

    def _place(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        check_leads_nowhere(text)
        return text

    def clean_city(self) -> str:
        """The city, without anything that leads to the person."""
        return self._place("city")

    def clean_state(self) -> str:
        """The state, without anything that leads to the person."""
        return self._place("state")

    @property
    def told(self) -> Told:
        """What was sent, once it is valid."""
        return Told(**self.cleaned_data)


class ShownForm(forms.Form):
    """Part by part, what clients see."""

    shown = forms.MultipleChoiceField(
        label=_("What clients see"),
        required=False,
        choices=ProfilePart.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose among the parts on this page.")},
    )


class StageForm(forms.Form):
    """Staff: from which stage clients read the names of a class."""

    cohort = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)
    name_from = forms.ChoiceField(choices=[(stage.value, stage.label) for stage in PortalRule.STAGES])
