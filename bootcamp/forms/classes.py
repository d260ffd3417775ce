"""Who is in a class: sections, instructors, late joiners, and leaving it."""

from datetime import date
from typing import Any

from django import forms

from applicants.models import Application
from applicants.selectors.deciding import admitted
from bootcamp.models import Enrolment, Section
from bootcamp.selectors.leaving import later_classes, ways_out
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from cohorts.models import Cohort

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SectionForm(forms.Form):
    """A new section."""

    name = forms.CharField(label="Name of the section", max_length=40)


class InstructorForm(forms.Form):
    """Somebody more who teaches the class."""

    instructor = forms.ModelChoiceField(label="Instructor", queryset=User.objects.none())
    section = forms.ModelChoiceField(
        label="Looks after", queryset=Section.objects.none(), required=False, empty_label="The whole class"
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(groups__name=Role.INSTRUCTOR, is_active=True).exclude(teachings__cohort=cohort)
        self.fields["instructor"].queryset = people.order_by("name", "pk")  # type: ignore[attr-defined]
        self.fields["section"].queryset = Section.objects.filter(cohort=cohort)  # type: ignore[attr-defined]


class LateForm(forms.Form):
    """One admitted person who joins, perhaps after the first day."""

    application = forms.ModelChoiceField(label="Who joins", queryset=Application.objects.none())
    joined_on = forms.DateField(
        label="First day in class",
        widget=DAY,
        help_text="Sessions before this day do not count for them, neither for nor against.",
    )
    section = forms.ModelChoiceField(
        label="Section", queryset=Section.objects.none(), required=False, empty_label="None"
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        waiting = (
            admitted(cohort).filter(enrolment__isnull=True).select_related("applicant").order_by("applicant__name")
        )
        field = self.fields["application"]
        field.queryset = waiting  # type: ignore[attr-defined]
        field.label_from_instance = lambda application: str(application.applicant)  # type: ignore[attr-defined]
        self.fields["section"].queryset = Section.objects.filter(cohort=cohort)  # type: ignore[attr-defined]
        if not Section.objects.filter(cohort=cohort).exists():
            del self.fields["section"]

    def clean_joined_on(self) -> date:
        """A day of the class."""
        day: date = self.cleaned_data["joined_on"]
        if not self.cohort.bootcamp_starts <= day <= self.cohort.bootcamp_ends:
            raise forms.ValidationError(
                f"The class runs from {self.cohort.bootcamp_starts} to {self.cohort.bootcamp_ends}. Choose a day of it."
            )
        return day


class LeavingForm(forms.Form):
    """Deferral, withdrawal, dismissal, or coming back: with a reason, always."""

    what = forms.ChoiceField(label="What happens", choices=(), widget=forms.RadioSelect)
    cohort = forms.ModelChoiceField(
        label="The later class",
        queryset=Cohort.objects.none(),
        required=False,
        empty_label="Not decided yet",
        help_text="Only for a deferral. A class that is chosen later is entered on this page as well.",
    )
    reason = forms.CharField(
        label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text="It stays in the history."
    )

    def __init__(self, *args: Any, enrolment: Enrolment, manager: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = ways_out(enrolment, manager=manager)  # type: ignore[attr-defined]
        if manager:
            self.fields["cohort"].queryset = later_classes(enrolment)  # type: ignore[attr-defined]
        else:
            del self.fields["cohort"]

    def clean(self) -> dict[str, Any]:
        """A class is chosen for who is seated again, and only for a deferral otherwise."""
        cleaned: dict[str, Any] = super().clean() or {}
        what, cohort = cleaned.get("what"), cleaned.get("cohort")
        if what == "enrolled" and not cohort and "cohort" not in self.errors:
            self.add_error("cohort", "Choose the class in which they are seated.")
        if cohort and what not in ("deferred", "enrolled", None):
            self.add_error("cohort", "A class is chosen for a deferral only. Take it out, or choose the deferral.")
        return cleaned
