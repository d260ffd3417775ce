"""The form that starts a screening run."""

from typing import Final

from django import forms
from django.db.models import OuterRef, Q, QuerySet, Subquery

from applicants.models import RubricVersion, ScreeningRun
from applicants.selectors.comparing import comparable
from cohorts.models import Cohort

MOST_RUNS_OFFERED: Final = 20


def newest_versions() -> QuerySet[RubricVersion]:
    """The newest version of each rubric, and where that is a draft the newest used one beside it; one query."""
    newest = RubricVersion.objects.filter(rubric=OuterRef("rubric")).order_by("-number").values("pk")
    used = newest.filter(frozen_at__isnull=False)
    return (
        RubricVersion.objects.filter(Q(pk=Subquery(newest[:1])) | Q(pk=Subquery(used[:1])))
        .select_related("rubric")
        .order_by("rubric__name", "-number")
    )


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

    is_dry = forms.BooleanField(
        required=False,
        label="A trial",
        help_text="Scored and shown like any other, but it can never sort the applications, and no decision is staged from it.",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["rubric_version"].queryset = newest_versions()  # type: ignore[attr-defined]


class CompareForm(forms.Form):
    """With which other rubric to score the same applications, or with which other run to compare."""

    other = forms.ChoiceField(label="Compare with")

    def __init__(self, *args: object, run: ScreeningRun, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        done = [
            (f"run-{each.pk}", f"Run {each.pk}: {each.rubric_version}") for each in comparable(run)[:MOST_RUNS_OFFERED]
        ]
        fresh = [
            (f"rubric-{each.pk}", str(each))
            for each in RubricVersion.objects.select_related("rubric").order_by("rubric__name", "-number")
        ]
        choices = [("A trial over the same applications, scored by", fresh)]
        self.fields["other"].choices = [("A run there is", done), *choices] if done else choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> tuple[str, int]:
        """What was chosen ("run" or "rubric") and its number."""
        kind, _, number = self.cleaned_data["other"].partition("-")
        return kind, int(number)
