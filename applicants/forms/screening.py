"""The form that starts a screening run."""

from django import forms
from django.db.models import OuterRef, QuerySet, Subquery

from applicants.models import RubricVersion
from cohorts.models import Cohort


def newest_versions() -> QuerySet[RubricVersion]:
    """The newest version of each rubric; one query."""
    newest = RubricVersion.objects.filter(rubric=OuterRef("rubric")).order_by("-number").values("pk")[:1]
    return RubricVersion.objects.filter(pk=Subquery(newest)).select_related("rubric").order_by("rubric__name")


class StartRunForm(forms.Form):
    """Whom to score, and how."""

    cohort = forms.ModelChoiceField(
        Cohort.objects.all(),
        label="Cohort",
        empty_label=None,
        help_text="All its submitted applications are scored. Nothing is decided, and nobody is told anything.",
    )
    rubric_version = forms.ModelChoiceField(
        RubricVersion.objects.none(),
        label="Rubric",
        empty_label=None,
        help_text="This version is frozen with the run, so that each score can be explained later.",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["rubric_version"].queryset = newest_versions()  # type: ignore[attr-defined]
