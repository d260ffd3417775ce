"""The forms of the recruiter's list and of one application."""

from typing import Any

from django import forms

from applicants.lifecycle import ApplicationStatus
from applicants.models import Application, Decision, ScreeningResult, ScreeningRun
from applicants.selectors.recruiting import Filters
from applicants.selectors.searching import meant_by
from cohorts.models import Cohort, University

ALL = ("", "All")
STATUSES = [ALL, *((str(status), status.label) for status in ApplicationStatus if status != ApplicationStatus.DRAFT)]
BANDS = [ALL, *((str(band.value), band.label) for band in reversed(ScreeningResult.Band))]


class FilterForm(forms.Form):
    """What the list shows. Sent by GET; anything that does not fit is left out and named beside its field."""

    search = forms.CharField(
        required=False,
        max_length=200,
        label="Name, e-mail or id",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "class": "form-control"}),
    )
    cohort = forms.ChoiceField(required=False)
    status = forms.ChoiceField(choices=STATUSES, required=False)
    band = forms.ChoiceField(choices=BANDS, required=False, label="Band of the latest run")
    university = forms.ChoiceField(required=False, label="Sent by")
    source = forms.ChoiceField(choices=[ALL, *Application.Source.choices], required=False, label="Came by")
    order = forms.ChoiceField(
        choices=[("", "Usual"), ("newest", "Newest first"), ("score", "Highest score first")],
        required=False,
        label="Order",
    )

    def __init__(self, data: Any, *, cohorts: list[Cohort], universities: list[University]) -> None:
        super().__init__(data)
        self.fields["cohort"].choices = [(each.slug, each.name) for each in cohorts]  # type: ignore[attr-defined]
        self.fields["university"].choices = [ALL, *((str(each.pk), each.name) for each in universities)]  # type: ignore[attr-defined]
        for name, each in self.fields.items():
            if name != "search":
                each.widget.attrs["class"] = "form-select"

    def filters(self, cohort: Cohort, run: ScreeningRun | None) -> Filters:
        """What was chosen, as the selector takes it. Without a finished run there are no bands and no scores."""
        self.is_valid()
        chosen = self.cleaned_data
        band, university = chosen.get("band"), chosen.get("university")
        # A band is a stretch of the scores, so its usual order is by score; everything else comes newest first.
        order = chosen.get("order") or ("score" if band and int(band) > ScreeningResult.Band.INELIGIBLE else "newest")
        return Filters(
            cohort=cohort,
            run=run,
            status=chosen.get("status", ""),
            band=int(band) if band and run else None,
            university=int(university) if university else None,
            source=chosen.get("source", ""),
            meant=meant_by(chosen.get("search", ""), cohort),
            order="score" if order == "score" and run else "newest",
        )


class StageForm(forms.Form):
    """A decision about one application, by a person."""

    kind = forms.ChoiceField(choices=Decision.Kind.choices, label="Decision", widget=forms.RadioSelect)
    reason = forms.CharField(
        required=False,
        max_length=4000,
        label="Main reasons",
        help_text="Needed when you do not admit. The applicant reads them, so write plainly.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class InviteForm(forms.Form):
    """Where to send the invitation to claim an imported application."""

    email = forms.EmailField(label="Their e-mail address")
