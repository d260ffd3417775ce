"""The short forms around a paper: what it is, until when, who sees it, the file; and why it is removed."""

from typing import Any

from django import forms

from placements.models import Client, DocumentKind
from placements.models.documents import OF_CLIENT, OF_PLACEMENT
from placements.sensitive import SSN_REFUSAL, looks_like_ssn
from placements.services.documents import About


class DocumentForm(forms.Form):
    """Add a paper, or a new version of one. A contact sees what the client sent, so only staff may untick that."""

    client = forms.ModelChoiceField(label="Organisation", queryset=Client.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label="What is it?")
    title = forms.CharField(label="Title", max_length=150)
    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        help_text=(
            "PDF, Word (.docx) or plain text, up to 5 MB. Nothing medical and nothing criminal about a person: no results, "
            "no records, no social security number."
        ),
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.txt,application/pdf,text/plain"}),
    )
    valid_until = forms.DateField(
        label="Valid until",
        required=False,
        help_text="Leave it empty where it does not end.",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    for_client = forms.BooleanField(label="The client sees it", required=False, initial=True)
    for_person = forms.BooleanField(label="The graduate sees it", required=False)

    def __init__(
        self, *args: Any, of_person: bool, by_staff: bool, clients: list[Client] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        kinds = OF_PLACEMENT if of_person else OF_CLIENT
        self.fields["kind"].choices = [(kind.value, kind.label.capitalize()) for kind in kinds]  # type: ignore[attr-defined]
        if not of_person:
            self.fields["for_person"].label = "Graduates who are placed here see it"
        if not by_staff:
            del self.fields["for_client"]
        if clients and len(clients) > 1:
            self.fields["client"].queryset = Client.objects.filter(pk__in=[one.pk for one in clients])  # type: ignore[attr-defined]
        else:
            del self.fields["client"]

    def clean_title(self) -> str:
        """No number that identifies somebody."""
        title: str = self.cleaned_data["title"]
        if looks_like_ssn(title):
            raise forms.ValidationError(SSN_REFUSAL)
        return title

    def clean(self) -> dict[str, Any]:
        """What is between client and programme is not for the graduate."""
        data = super().clean() or {}
        if data.get("kind") == DocumentKind.STATEMENT_OF_WORK and data.get("for_person"):
            self.add_error("for_person", "A statement of work is between the client and the programme. Untick this.")
        return data

    @property
    def about(self) -> About:
        """What was said of it, once the form is valid."""
        data = self.cleaned_data
        return About(
            kind=data["kind"],
            title=data["title"],
            valid_until=data["valid_until"],
            for_client=data.get("for_client", True),
            for_person=data["for_person"],
        )


class RemoveForm(forms.Form):
    """Why a paper is removed."""

    reason = forms.CharField(label="Why is it removed?", max_length=300)
