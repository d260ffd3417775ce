"""People and groups in the admin: for superusers only, because who holds a role decides what they may see."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from careerpath.accounts.access import has_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import ADMIN_SITE_ROLES


class SuperusersOnly(admin.ModelAdmin):
    """Whatever permissions a group was given, only a superuser sees and changes these."""

    def _is_superuser(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Superusers only."""
        return self._is_superuser(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Superusers only."""
        return self._is_superuser(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Superusers only."""
        return self._is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Superusers only."""
        return self._is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: an account is closed (not active), so that what it did keeps its name."""
        return False


class UserForm(forms.ModelForm):
    """An account without a password field: people sign in by a code, and set a password themselves."""

    class Meta:
        model = User
        fields = ("email", "name", "is_active", "is_staff", "is_superuser", "groups")

    def clean_email(self) -> str:
        """Addresses are kept in lower case, as sign-in looks them up."""
        return str(self.cleaned_data["email"]).strip().lower()


@admin.register(User)
class UserAdmin(SuperusersOnly):
    """Accounts, by address or name."""

    form = UserForm
    list_display = ("email", "name", "roles", "is_staff", "is_active", "last_login")
    list_filter = ("groups", "is_staff", "is_active")
    search_fields = ("email", "name")
    ordering = ("email",)
    filter_horizontal = ("groups",)
    readonly_fields = ("last_login", "date_joined")
    show_full_result_count = False
    fieldsets = (
        (None, {"fields": ("email", "name", "is_active")}),
        (_("Roles"), {"fields": ("groups", "is_staff", "is_superuser")}),
        (_("Times"), {"fields": ("last_login", "date_joined")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With the groups, so that the list asks for them once."""
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> str:
        """The groups, by name."""
        return ", ".join(sorted(group.name for group in user.groups.all())) or "–"

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """A new account has no password: its owner signs in by a code."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Some roles work in the admin: whoever gets one may open it, and whoever loses the last of them does not any more."""
        super().save_related(request, form, formsets, change)
        user = form.instance
        works_here = has_role(user, *ADMIN_SITE_ROLES)
        loses = "groups" in form.changed_data and "is_staff" not in form.changed_data and not user.is_superuser
        is_staff = works_here or (user.is_staff and not loses)
        if user.is_staff != is_staff:
            user.is_staff = is_staff
            user.save(update_fields=["is_staff"])

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """The address is the login: its owner changes it, and proves the new one, under "E-mail addresses"."""
        return ("email", *self.readonly_fields) if obj else self.readonly_fields


if admin.site.is_registered(Group):
    admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(SuperusersOnly):
    """The roles. What each may do is set by migrating (`accounts.grants`), so permissions are shown and not changed."""

    list_display = ("name",)
    search_fields = ("name",)
    fields = ("name", "may")
    readonly_fields = ("name", "may")

    @admin.display(description=_("may"))
    def may(self, group: Group) -> str:
        """The permissions of the group."""
        return (
            ", ".join(
                group.permissions.order_by("content_type__app_label", "codename").values_list("codename", flat=True)
            )
            or "–"
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: roles are made by migrations."""
        return False
