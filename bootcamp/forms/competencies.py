"""Editing a competency: each level needs words of its own, or nobody could tell the levels apart."""

from typing import Any

from django import forms

from bootcamp.forms.marking import ANCHORS
from bootcamp.models import Competency


class CompetencyForm(forms.ModelForm):
    """A name, what it is, and what can be observed at each of the four levels."""

    class Meta:
        model = Competency
        fields = ("name", "slug", "description", "position", *ANCHORS)
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("description", *ANCHORS)}
        error_messages = {
            "name": {"unique": "There is a competency of this name already. Choose another name, or edit that one."},
            "slug": {"unique": "There is a competency with this short name already."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ANCHORS:
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = "Say what can be observed at this level."

    def clean(self) -> dict[str, Any]:
        """Two levels with the same words are one."""
        found = super().clean() or {}
        seen: dict[str, str] = {}
        for name in ANCHORS:
            words = " ".join(found.get(name, "").casefold().split())
            if words and words in seen:
                self.add_error(name, f"These are the words of “{seen[words]}” too. Say what is different here.")
            elif words:
                seen[words] = str(self.fields[name].label)
        return found
