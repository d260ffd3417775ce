"""The form that begins a rubric."""

from django import forms

from applicants.models import RubricVersion


class NewRubricForm(forms.Form):
    """A name, what it looks for, and what it starts from."""

    name = forms.CharField(
        label="Name", max_length=100, help_text="What the programme calls it, like “Potential over experience”."
    )
    description = forms.CharField(
        label="What it looks for", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    copied_from = forms.ModelChoiceField(
        RubricVersion.objects.select_related("rubric").order_by("rubric__name", "-number"),
        label="Start from",
        required=False,
        empty_label="A blank page",
    )
