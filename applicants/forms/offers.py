"""The answer to an offer."""

from django import forms


class AnswerForm(forms.Form):
    """Accept or decline; with a decline, why, for those who want to say."""

    answer = forms.ChoiceField(choices=[("accept", "accept"), ("decline", "decline")])
    reason = forms.CharField(required=False, max_length=1000)
