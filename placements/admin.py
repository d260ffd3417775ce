"""Clients, contacts, openings and checklists are kept here; placements move on the board, by services."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from careerpath.accounts.access import give_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.ui.zones import ZoneField, zone_name
from placements.kinds import KindsField
from placements.models import Client, ClientContact, OnboardingRequirement, Opening


class ContactForm(forms.ModelForm):
    """A contact by e-mail address: somebody new gets an account, and signs in by a code sent to the address."""

    email = forms.EmailField(label=_("E-mail address"))
    name = forms.CharField(label=_("Name"), max_length=200)

    class Meta:
        model = ClientContact
        fields = ("role", "title", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("email", "name"):
                self.fields[name].initial = getattr(self.instance.user, name)
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        """Find or make the account, so that "once per client" is checked like any other rule."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.instance.pk and not self.errors:
            email = data["email"].strip().lower()
            user = User.objects.filter(email=email).first() or User(email=email, name=data["name"])
            if user.pk and ClientContact.objects.filter(client=self.instance.client_id, user=user).exists():
                raise forms.ValidationError(_("This person is a contact of this client already."))
            self.instance.user = user
        return data

    def save(self, commit: bool = True) -> ClientContact:
        """A new account has no password: its owner signs in by a code."""
        if self.instance.user.pk is None:
            self.instance.user.set_unusable_password()
            self.instance.user.save()
            self.instance.user = self.instance.user
        contact: ClientContact = super().save(commit)
        return contact


class ContactInline(admin.TabularInline):
    """Who signs in for a client."""

    model = ClientContact
    form = ContactForm
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClientContact]:
        """With the accounts, whose addresses the rows show."""
        return super().get_queryset(request).select_related("user")


class RequirementInline(admin.TabularInline):
    """The client's checklist, to read: it is changed on its page, which makes versions of what was asked of somebody."""

    model = OnboardingRequirement
    extra = 0
    can_delete = False
    fields = readonly_fields = (
        "kind",
        "title",
        "version",
        "owner",
        "evidence",
        "is_blocking",
        "days_before",
        "is_active",
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not here."""
        return False


class ClientForm(forms.ModelForm):
    """A client, its time zone chosen from the list."""

    time_zone = ZoneField()
    kinds = KindsField(label=_("What they are"))

    class Meta:
        model = Client
        fields = ("name", "slug", "city", "time_zone", "kinds", "is_active")


@admin.register(Client)
class ClientAdmin(admin.ModelAdmin):
    """Clients with their contacts and their checklist."""

    form = ClientForm
    list_display = ("name", "city", "zone_words", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (ContactInline, RequirementInline)

    @admin.display(description=_("time zone"), ordering="time_zone")
    def zone_words(self, client: Client) -> str:
        """What their time zone is called."""
        return zone_name(client.time_zone)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Somebody who becomes a contact gets the role that opens the portal."""
        super().save_formset(request, form, formset, change)
        if formset.model is ClientContact:
            for contact in [*formset.new_objects, *(changed for changed, _fields in formset.changed_objects)]:
                give_role(contact.user, Role.CLIENT)


@admin.register(Opening)
class OpeningAdmin(admin.ModelAdmin):
    """What clients look for."""

    list_display = ("title", "client", "city", "mode", "starts_on", "seats", "closed_on")
    list_filter = ("client", "mode")
    list_select_related = ("client",)
    search_fields = ("title", "client__name")
    filter_horizontal = ("credentials",)
