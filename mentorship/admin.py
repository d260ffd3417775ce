"""Mentors are kept here. Sessions, goals, check-ins and notes have no page in the admin: they belong to the two people."""

from typing import Any

from django import forms
from django.contrib import admin

from careerpath.accounts.access import give_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.ui.zones import ZoneField, zone_name
from mentorship.models import Mentor


class MentorForm(forms.ModelForm):
    """A mentor by e-mail address: somebody new gets an account, and signs in by a code sent to the address."""

    email = forms.EmailField(label="E-mail address")
    name = forms.CharField(label="Name", max_length=200)
    time_zone = ZoneField(initial="America/New_York")

    class Meta:
        model = Mentor
        fields = ("title", "about", "skills", "time_zone", "capacity", "is_paused")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("email", "name"):
                self.fields[name].initial = getattr(self.instance.user, name)
                self.fields[name].disabled = True

    def clean_email(self) -> str:
        """Nobody is a mentor twice."""
        email: str = self.cleaned_data["email"].strip().lower()
        if not self.instance.pk and Mentor.objects.filter(user__email=email).exists():
            raise forms.ValidationError("This person is a mentor already.")
        return email

    def save(self, commit: bool = True) -> Mentor:
        """A new account has no password: its owner signs in by a code. They get the role."""
        if not self.instance.pk:
            data = self.cleaned_data
            found = User.objects.filter(email=data["email"]).first()
            self.instance.user = found or User.objects.create_user(data["email"], name=data["name"])
            give_role(self.instance.user, Role.MENTOR)
        mentor: Mentor = super().save(commit)
        return mentor


@admin.register(Mentor)
class MentorAdmin(admin.ModelAdmin):
    """Mentors and their room."""

    form = MentorForm
    fields = ("email", "name", "title", "about", "skills", "time_zone", "capacity", "is_paused")
    list_display = ("user", "title", "zone_words", "capacity", "is_paused")
    list_filter = ("is_paused",)
    list_select_related = ("user",)
    search_fields = ("user__name", "user__email")

    @admin.display(description="time zone", ordering="time_zone")
    def zone_words(self, mentor: Mentor) -> str:
        """What their time zone is called."""
        return zone_name(mentor.time_zone)
