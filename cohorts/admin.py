"""Cohorts, partners and forms in the admin. A published form is read-only; a new version of it is made by an action."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from careerpath.accounts.access import me
from cohorts.models import Cohort, Question, QuestionSet, ReferralLink, Section, University
from cohorts.public import mounted  # noqa: F401  # its pages on the workbench
from cohorts.services import FormFrozen, next_version, publish

RESERVED_SLUGS = frozenset({"your-details", "resume", "review"})
"""Names in addresses that the application form has for pages of its own."""


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
            field.help_text = _t("Published forms only. People who have started keep the version they began with.")


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
        if relation.related_model is not ReferralLink
    )


class SectionForm(forms.ModelForm):
    """Keeps the names of sections away from those of the form's own pages."""

    class Meta:
        model = Section
        fields = ("position", "slug", "title", "intro")
        widgets = {"intro": forms.Textarea(attrs={"rows": 2})}

    def clean_slug(self) -> str:
        """Refuse a name that the application form has for a page of its own."""
        slug: str = self.cleaned_data["slug"]
        if slug in RESERVED_SLUGS:
            raise forms.ValidationError(
                _t("“%(slug)s” is a page of its own in every form. Choose another name.") % {"slug": slug}
            )
        return slug


class FrozenInline(admin.options.InlineModelAdmin):
    """Parts of a form, which nobody adds, changes or takes away once the form is published."""

    def _may(self, allowed: bool, obj: Any) -> bool:
        return allowed and not (obj is not None and obj.is_published)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not on a published form."""
        return self._may(super().has_add_permission(request, obj), obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not on a published form."""
        return self._may(super().has_change_permission(request, obj), obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not on a published form."""
        return self._may(super().has_delete_permission(request, obj), obj)


class SectionInline(FrozenInline, admin.TabularInline):
    """The pages of a form."""

    model = Section
    form = SectionForm
    extra = 0


class QuestionInline(FrozenInline, admin.StackedInline):
    """The questions of a form, each on one of its pages."""

    model = Question
    extra = 0
    fields = (
        ("section", "position"),
        ("key", "kind", "required"),
        "label",
        "help",
        ("minimum", "maximum", "max_length"),
        "options",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        """In the order of the form."""
        return super().get_queryset(request).select_related("section").order_by("section__position", "position")

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        """Only the sections of this form can be chosen; they are read once for all questions."""
        if db_field.name == "section" and request.resolver_match:
            form_id = request.resolver_match.kwargs.get("object_id")
            kwargs["queryset"] = Section.objects.filter(question_set=form_id) if form_id else Section.objects.none()
            field = super().formfield_for_foreignkey(db_field, request, **kwargs)
            if field is not None:
                if not hasattr(request, "_section_choices"):
                    request._section_choices = list(field.choices)  # type: ignore[attr-defined, arg-type]
                field.choices = request._section_choices  # type: ignore[attr-defined]
            return field
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(QuestionSet)
class QuestionSetAdmin(admin.ModelAdmin):
    """Forms and their versions. Save the sections first; then the questions can name theirs."""

    list_display = ("name", "version", "published_at")
    list_filter = ("name",)
    search_fields = ("name",)
    fields = ("name", "version", "published_at", "look")
    readonly_fields = ("version", "published_at", "look")
    actions = ("publish_forms", "make_next_version")

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[type[admin.options.InlineModelAdmin]]:
        """A new form gets its sections first: a question needs one."""
        return [SectionInline, QuestionInline] if obj else [SectionInline]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A published form is frozen."""
        return super().has_change_permission(request, obj) and not (obj is not None and obj.is_published)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A published form stays: applications keep the version they answered."""
        return super().has_delete_permission(request, obj) and not (obj is not None and obj.is_published)

    @admin.display(description=_("state"))
    def look(self, question_set: QuestionSet) -> str:
        """What can be done with this version."""
        if not question_set.pk:
            return _t("Save the name and the sections first; then add questions.")
        if question_set.is_published:
            return _t("Published and frozen. Use “Make a new version” in the list to change it.")
        return _t("Not published. Nobody can answer it yet; use “Publish” in the list when it is ready.")

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish_forms(self, request: HttpRequest, queryset: QuerySet[QuestionSet]) -> None:
        """Freeze the chosen versions, so that cohorts can use them."""
        for question_set in queryset:
            try:
                publish(question_set, by=me(request))
            except FormFrozen as error:
                self.message_user(request, f"{question_set}: {error}", messages.ERROR)
            else:
                self.message_user(request, _t("%(form)s is published.") % {"form": question_set}, messages.SUCCESS)

    @admin.action(description=_("Make a new version"), permissions=["add"])
    def make_next_version(self, request: HttpRequest, queryset: QuerySet[QuestionSet]) -> None:
        """Copy a version into the next one, which can be changed until it is published."""
        for question_set in queryset:
            made = next_version(question_set, by=me(request))
            link = reverse("admin:cohorts_questionset_change", args=[made.pk])
            self.message_user(request, format_html('<a href="{}">{}</a>', link, made), messages.SUCCESS)


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
