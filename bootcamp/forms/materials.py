"""What an instructor fills in about a material."""

from typing import Any

from django import forms

from bootcamp.models import Material, Module, Session
from cohorts.models import Cohort


class MaterialForm(forms.Form):
    """Title, where it belongs, the link or the file, and the day from which on learners see it."""

    title = forms.CharField(label="Title", max_length=160)
    module = forms.ModelChoiceField(label="Module", queryset=Module.objects.none(), empty_label=None)
    session = forms.ModelChoiceField(
        label="Session", queryset=Session.objects.none(), required=False, empty_label="The whole module"
    )
    url = forms.URLField(label="Link", required=False, max_length=500, assume_scheme="https")
    file = forms.FileField(
        label="File",
        required=False,
        allow_empty_file=True,
        help_text="Instead of a link: PDF, Word (.docx) or plain text, up to 5 MB.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.txt,application/pdf,text/plain"}),
    )
    visible_from = forms.DateField(
        label="Learners see it from", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, cohort: Cohort, material: Material | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_file = material is not None and hasattr(material, "document")
        modules = Module.objects.filter(programme=cohort.pk).order_by("position")
        sessions = Session.objects.filter(module__programme=cohort.pk).order_by("starts_at", "pk")
        self.fields["module"].queryset = modules  # type: ignore[attr-defined]
        self.fields["session"].queryset = sessions  # type: ignore[attr-defined]
        tz = cohort.tz
        self.fields["session"].label_from_instance = (  # type: ignore[attr-defined]
            lambda session: f"{session.starts_at.astimezone(tz):%a %d %b}: {session.title}"
        )

    def clean(self) -> dict[str, Any]:
        """A session is one of its module; and there is a link or a file, not both."""
        data = super().clean() or {}
        session, module = data.get("session"), data.get("module")
        if session and module and session.module_id != module.pk:
            self.add_error("session", "This session belongs to another module. Choose one of this module.")
        if data.get("url") and data.get("file"):
            self.add_error("file", "Give a link or a file, not both.")
        if not data.get("url") and not data.get("file") and not self.has_file and "url" not in self.errors:
            self.add_error("url", "Give a link or choose a file.")
        return data


class AskAgainForm(forms.Form):
    """What somebody should change in work that was marked."""

    words = forms.CharField(label="What to change", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
