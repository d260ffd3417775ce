"""Partner universities on the workbench: who signs in for them, and files for them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from applicants.forms.partners import MaterialForm
from applicants.views import partners
from careerpath.accounts.access import me
from careerpath.accounts.roles import Role
from cohorts.models import PartnerMaterial

site: Any = admin.site
STAFF = (Role.RECRUITER, Role.MANAGER)

site.register_view(
    "partners/",
    partners.partners,
    name="partners",
    label="Partner universities",
    permission=STAFF,
    icon="graduation-cap",
    order=80,
)
site.register_view("partners/<int:pk>/", partners.partner, name="partner", permission=STAFF)
site.register_view("partners/remove/<int:pk>/", partners.partner_remove, name="partner-remove", permission=STAFF)


@admin.register(PartnerMaterial)
class PartnerMaterialAdmin(admin.ModelAdmin):
    """What partners download beside the information sheets, which are made by themselves."""

    form = MaterialForm
    list_display = ("title", "language", "is_active", "size", "uploaded_by", "uploaded_at")
    list_filter = ("is_active", "language")
    list_select_related = ("uploaded_by",)
    search_fields = ("title",)
    filter_horizontal = ("universities",)
    show_full_result_count = False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Note who put the file there."""
        if "file" in form.changed_data:
            obj.uploaded_by = me(request)
        super().save_model(request, obj, form, change)
