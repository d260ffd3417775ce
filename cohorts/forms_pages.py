"""What a programme manager types into a public page."""

from django import forms

from cohorts.public.models import MOST_BODY
from cohorts.public.shipped import PageWords


class PageForm(forms.Form):
    """A page in one language. `seen` is the version it began from."""

    title = forms.CharField(max_length=100, widget=forms.TextInput(attrs={"class": "form-control"}))
    description = forms.CharField(
        max_length=200,
        label="Description for previews",
        help_text="One or two sentences: shown where somebody shares a link to this page, and by search engines.",
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
    )
    body = forms.CharField(
        max_length=MOST_BODY,
        label="Text, in Markdown",
        strip=False,
        widget=forms.Textarea(attrs={"class": "form-control page-source", "rows": 24, "spellcheck": "true"}),
    )
    position = forms.IntegerField(
        min_value=0,
        max_value=999,
        label="Place in the menu",
        help_text="Small numbers first. 0 leaves it out of the menu.",
        widget=forms.NumberInput(attrs={"class": "form-control form-control-short"}),
    )
    is_published = forms.BooleanField(
        required=False, label="Anybody may read it", widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )
    note = forms.CharField(
        max_length=200,
        required=False,
        label="What changed, for the history",
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def words(self, slug: str, language: str) -> PageWords:
        """What was typed, as a page. Only of a valid form."""
        typed = self.cleaned_data
        body = typed["body"].replace("\r\n", "\n").replace("\x00", "")
        return PageWords(
            slug, language, typed["title"], typed["description"], body, typed["position"], typed["is_published"]
        )


class NewPageForm(forms.Form):
    """The address of a page of one's own."""

    slug = forms.SlugField(
        max_length=60,
        label="Short name in the address",
        help_text="Small letters and dashes: “for-parents” is read at /about/for-parents/.",
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )

    def clean_slug(self) -> str:
        """In small letters."""
        slug: str = self.cleaned_data["slug"].lower()
        return slug
