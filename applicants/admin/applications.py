"""The recruiter's home, list and page of an application; applicants and applications as records."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from applicants.admin.reading_only import READERS, ReadOnlyAdmin
from applicants.models import Applicant, Application
from applicants.selectors.searching import people
from applicants.views import application, listing, saved_views

site: Any = admin.site

site.index_template = "admin/applicants/index.html"
site.register_view(
    "applications/",
    listing.applications,
    name="applications",
    label="Applications",
    permission=READERS,
    icon="inbox",
    order=10,
)
site.register_view("applications/<int:pk>/", application.application, name="application", permission=READERS)
site.register_view("applications/<int:pk>/move/", application.move_on, name="application-move", permission=READERS)
site.register_view("applications/<int:pk>/stage/", application.stage_one, name="application-stage", permission=READERS)
site.register_view("applications/<int:pk>/invite/", application.invite, name="application-invite", permission=READERS)
site.register_view("applications/<int:pk>/tag/", application.tag_one, name="application-tag", permission=READERS)
site.register_view(
    "applications/<int:pk>/assign/", application.assign_one, name="application-assign", permission=READERS
)
site.register_view("applications/views/", saved_views.index, name="saved-views", permission=READERS)
site.register_view("applications/views/save/", saved_views.save, name="save-view", permission=READERS)
site.register_view("applications/views/<int:pk>/", saved_views.change, name="change-view", permission=READERS)


@admin.register(Applicant)
class ApplicantAdmin(ReadOnlyAdmin):
    """People who applied. Searched as the list of applications is: by parts of the name, which an index answers."""

    list_display = ("__str__", "email", "has_account", "created_at")
    fields = ("name", "email", "phone", "account", "public_id", "created_at")
    ordering = ("-pk",)
    search_fields = ("name",)
    search_help_text = "Part of the name, the beginning of the e-mail address, or @ and its domain."

    @admin.display(description="account")
    def account(self, applicant: Applicant) -> str:
        """Who signs in for them. In words: the page of an account is for those who look after accounts."""
        return str(applicant.user or "none")

    @admin.display(boolean=True, description="has an account")
    def has_account(self, applicant: Applicant) -> bool:
        """Whether the person signs in, or was only imported."""
        return applicant.user_id is not None

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By index, never by reading every row."""
        if not search_term.strip():
            return queryset, False
        return queryset.filter(pk__in=people(search_term.strip())), False


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    """Applications live on the workbench: the stock addresses lead there."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """To the list of the workbench."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect("admin:applications")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """To the page of the application."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect("admin:application", object_id) if object_id.isdecimal() else redirect("admin:applications")
