"""The two questions that the programme may ask beside race and gender."""

from django import forms

from reports.models import ProgrammeSettings


class ProgrammeSettingsForm(forms.Form):
    """Each question on or off."""

    asks_disability = forms.BooleanField(label="Ask about disability", required=False)
    asks_veteran = forms.BooleanField(label="Ask about service in the US armed forces", required=False)

    @classmethod
    def showing(cls, settings: ProgrammeSettings) -> "ProgrammeSettingsForm":
        """As it is now."""
        return cls(initial={name: getattr(settings, name) for name in cls.base_fields})
