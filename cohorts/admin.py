"""Cohorts, partners and forms in the admin. Forms are made and changed in the builder (`cohorts.building`)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from careerpath.ui.zones import ZoneField
from cohorts.building import pages  # noqa: F401  # the form builder on the workbench
from cohorts.models import Cohort, FormUse, QuestionSet, ReferralLink, University
from cohorts.public import mounted  # noqa: F401  # its pages on the workbench


class ReferralLinkInline(admin.TabularInline):
    """A university's way into each cohort."""

    model = ReferralLink
    extra = 0
    fields = ("university", "code", "address")
    readonly_fields = ("address",)

    @admin.display(description=_("address to hand out"))
    def address(self, link: ReferralLink) -> str:
        """Where the link leads."""
        return _link_address(link)


def _link_address(link: ReferralLink) -> str:
    if not link.pk:
        return "–"
    return format_html("<code>/apply/{}/?ref={}</code>", link.cohort.slug, link.code)


@admin.register(University)
class UniversityAdmin(admin.ModelAdmin):
    """Partners."""

    list_display = ("name", "city", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "city")
    prepopulated_fields = {"slug": ("name",)}
    show_full_result_count = False


class CohortForm(forms.ModelForm):
    """A cohort takes a published form only; once somebody answers it, it stays."""

    time_zone = ZoneField()

    class Meta:
        model = Cohort
        fields = (
            "name",
            "slug",
            "summary",
            "question_set",
            "capacity",
            "time_zone",
            "opens_at",
            "closes_at",
            "decisions_by",
            "bootcamp_starts",
            "bootcamp_ends",
            "undo_hours",
            "offer_days",
            "promotes_waitlist",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "question_set" in self.fields:
            field = self.fields["question_set"]
            field.queryset = QuestionSet.objects.filter(published_at__isnull=False)  # type: ignore[attr-defined]
            field.help_text = _t(
                "Published forms only. Later it is changed in the form builder, which says what that means."
            )


@admin.register(Cohort)
class CohortAdmin(admin.ModelAdmin):
    """Cohorts, with the links of their partners."""

    form = CohortForm
    list_display = ("name", "state_word", "opens_at", "closes_at", "bootcamp_starts", "capacity", "form_name")
    list_select_related = ("question_set",)
    search_fields = ("name", "slug")
    date_hierarchy = "opens_at"
    prepopulated_fields = {"slug": ("name",)}
    inlines = (ReferralLinkInline,)
    fieldsets = (
        (None, {"fields": ("name", "slug", "summary", "question_set", "capacity")}),
        (
            _("Dates"),
            {
                "fields": (
                    "time_zone",
                    ("opens_at", "closes_at"),
                    ("decisions_by", "late_until"),
                    ("bootcamp_starts", "bootcamp_ends"),
                )
            },
        ),
        (
            _("Decisions"),
            {
                "fields": ("undo_hours", "offer_days", "promotes_waitlist"),
                "description": _(
                    "What changes here holds for releases from now on. Those that are held already keep their time."
                ),
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The form is chosen when a cohort is made; another version is given to it in the builder, with what that means."""
        return (*super().get_readonly_fields(request, obj), *(("question_set",) if obj else ()))

    @admin.display(description=_("now"))
    def state_word(self, cohort: Cohort) -> str:
        """Where the cohort is by its dates."""
        return str(cohort.state.label)

    @admin.display(description=_("form"), ordering="question_set__name")
    def form_name(self, cohort: Cohort) -> str:
        """The form its applicants answer."""
        return str(cohort.question_set)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A cohort with applications is never deleted (the database refuses too)."""
        return super().has_delete_permission(request, obj) and (obj is None or not _is_used(obj))


def _is_used(cohort: Cohort) -> bool:
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: cohort}).exists()
        for relation in cohort._meta.related_objects
        if relation.related_model not in (ReferralLink, FormUse)
    )


@admin.register(QuestionSet)
class QuestionSetAdmin(admin.ModelAdmin):
    """Forms and their versions, to look them up. They are made and changed in the builder (`cohorts.building`)."""

    list_display = ("name", "version", "published_at", "in_builder")
    list_filter = ("name",)
    search_fields = ("name",)
    fields = ("name", "version", "published_at", "resume", "in_builder")
    readonly_fields = ("in_builder",)
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """In the builder."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """In the builder."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """In the builder, where a draft is discarded; what is published stays."""
        return False

    @admin.display(description=_("questions"))
    def in_builder(self, question_set: QuestionSet) -> str:
        """Where its questions are."""
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:form", args=[question_set.pk]), _t("Open in the builder")
        )


@admin.register(ReferralLink)
class ReferralLinkAdmin(admin.ModelAdmin):
    """All links, to find one by its code."""

    list_display = ("code", "university", "cohort", "address")
    list_select_related = ("university", "cohort")
    list_filter = ("cohort",)
    search_fields = ("code", "university__name")

    @admin.display(description=_("address to hand out"))
    def address(self, link: ReferralLink) -> str:
        """Where the link leads."""
        return _link_address(link)
