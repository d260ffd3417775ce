"""The boot camp in the admin: programmes and catalogues are edited here; classes, attendance and grades have pages of their own."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, URLField
from django.http import HttpRequest

from bootcamp.forms.competencies import CompetencyForm
from bootcamp.forms.marking import ANCHORS
from bootcamp.forms.programme import AssessmentWeights, ModuleWeights
from bootcamp.models import (
    Assessment,
    Competency,
    Credential,
    CredentialComponent,
    CredentialRelease,
    Enrolment,
    EnrolmentStatusChange,
    Module,
    Programme,
    Session,
    Teaching,
    Track,
    TrackIntake,
    TrackModule,
)
from bootcamp.services.looking_again import look_again_at_class
from careerpath.accounts.access import me
from cohorts.models import Cohort


class ModuleInline(admin.TabularInline):
    """The parts of a programme with their weights."""

    model = Module
    formset = ModuleWeights
    extra = 0
    fields = ("position", "kind", "title", "slug", "weight", "pass_mark")
    show_change_link = True


class LookedAtAgain(admin.ModelAdmin):
    """What is edited here changes how a whole class stands, so early warning looks at everybody in it again."""

    def cohort_of(self, edited: Any) -> Cohort:
        """The class that it belongs to."""
        raise NotImplementedError

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """After the rows below it are saved, in the same transaction."""
        super().save_related(request, form, formsets, change)
        look_again_at_class(self.cohort_of(form.instance))


@admin.register(Programme)
class ProgrammeAdmin(LookedAtAgain):
    """The completion rule and the modules. Made by "Set up" on the boot camp's page, edited here."""

    list_display = ("cohort", "attendance_min", "every_module_needed", "examination_needed")
    list_select_related = ("cohort",)
    inlines = (ModuleInline,)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A programme is copied from the default, never typed in from nothing."""
        return False

    def cohort_of(self, edited: Programme) -> Cohort:
        """Its own."""
        return edited.cohort

    def get_readonly_fields(self, request: HttpRequest, obj: Programme | None = None) -> tuple[str, ...]:
        """The cohort of a programme does not change."""
        return ("cohort",)


class AssessmentInline(admin.TabularInline):
    """The assessments of a module with their weights."""

    model = Assessment
    formset = AssessmentWeights
    extra = 0
    fields = ("position", "kind", "title", "weight", "out_of", "due_at", "hand_in")


class SessionInline(admin.TabularInline):
    """The sessions of a module, to read. They are moved, called off and added on the class's own page, which tells the class."""

    model = Session
    extra = 0
    can_delete = False
    fields = readonly_fields = ("title", "starts_at", "ends_at", "mode", "place", "cancelled_at")

    def has_add_permission(self, request: HttpRequest, obj: Module | None = None) -> bool:
        """Only `services.scheduling` changes when and where sessions are: calendars follow it."""
        return False


@admin.register(Module)
class ModuleAdmin(LookedAtAgain):
    """One module with its sessions and assessments."""

    list_display = ("title", "programme", "kind", "weight", "pass_mark")
    list_select_related = ("programme__cohort",)
    list_filter = ("kind",)
    search_fields = ("title", "programme__cohort__name")
    readonly_fields = ("programme",)
    inlines = (AssessmentInline, SessionInline)
    show_full_result_count = False

    def cohort_of(self, edited: Module) -> Cohort:
        """That of its programme."""
        return edited.programme.cohort

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Modules are added in their programme, where the weights are seen together."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Module | None = None) -> bool:
        """Likewise."""
        return False


@admin.register(Teaching)
class TeachingAdmin(admin.ModelAdmin):
    """Who teaches which cohort."""

    list_display = ("instructor", "cohort", "assigned_at")
    list_select_related = ("instructor", "cohort")
    fields = ("cohort", "instructor")
    search_fields = ("instructor__name", "instructor__email", "cohort__name")
    show_full_result_count = False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only instructors can be assigned."""
        if db_field.name == "instructor":
            from careerpath.accounts.models import User
            from careerpath.accounts.roles import Role

            kwargs["queryset"] = User.objects.filter(groups__name=Role.INSTRUCTOR.value, is_active=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Teaching, form: Any, change: bool) -> None:
        """Keep who assigned them."""
        if not change:
            obj.assigned_by = me(request)
        super().save_model(request, obj, form, change)


class ComponentInline(admin.TabularInline):
    """The parts that are passed one by one."""

    model = CredentialComponent
    extra = 0
    fields = ("position", "name", "pass_score", "top_score")


class ReleaseInline(admin.TabularInline):
    """The releases that holders bring themselves up to date with."""

    model = CredentialRelease
    extra = 0
    fields = ("name", "released_on", "due_on")


@admin.register(Credential)
class CredentialAdmin(admin.ModelAdmin):
    """The catalogue of credentials, each with where its values are from."""

    inlines = (ComponentInline, ReleaseInline)
    list_display = ("name", "issuer", "code", "access", "validity_months", "max_attempts", "waiting_days", "checked_on")
    list_filter = ("access", "maintenance")
    search_fields = ("name", "issuer", "code")
    prepopulated_fields = {"slug": ("name",)}
    filter_horizontal = ("prerequisites",)
    formfield_overrides = {URLField: {"assume_scheme": "https"}}


class TrackModuleInline(admin.TabularInline):
    """The modules that a track builds on."""

    model = TrackModule
    extra = 0
    fields = ("module", "weight", "mark_min")


class TrackIntakeInline(admin.TabularInline):
    """When a track begins, with how many seats, and who sponsors it."""

    model = TrackIntake
    extra = 0
    fields = ("starts_on", "ends_on", "seats", "sponsor")


@admin.register(Track)
class TrackAdmin(admin.ModelAdmin):
    """The tracks of the last mile with their intakes."""

    inlines = (TrackModuleInline, TrackIntakeInline)

    list_display = ("name", "is_open")
    prepopulated_fields = {"slug": ("name",)}
    filter_horizontal = ("credentials", "needed_credentials")


@admin.register(Competency)
class CompetencyAdmin(admin.ModelAdmin):
    """What people can do in the end, with what can be observed at each level. Its history says who changed which words."""

    form = CompetencyForm
    list_display = ("name", "description", "position")
    fields = ("name", "slug", "description", "position", *ANCHORS)
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: Competency | None = None) -> tuple[str, ...]:
        """The short name is what a shipped competency is known by: it stays."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Competency | None = None) -> dict[str, Any]:
        """A new one gets its short name from its name."""
        return {} if obj else {"slug": ("name",)}

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """What stood there and what stands there now, so that a level that was given can be read by the words of its day."""
        if add:
            return super().construct_change_message(request, form, formsets, add)
        return " ".join(
            f"{form.fields[name].label}: “{form.initial.get(name)}” is now “{form.cleaned_data[name]}”."
            for name in form.changed_data
        )


class HistoryInline(admin.TabularInline):
    """What happened to an enrolment; read only."""

    model = EnrolmentStatusChange
    extra = 0
    can_delete = False
    fields = readonly_fields = ("at", "from_status", "to_status", "by", "reason")

    def has_add_permission(self, request: HttpRequest, obj: Enrolment | None = None) -> bool:
        """Only `careerpath.pipeline.history` writes here."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[EnrolmentStatusChange]:
        """With the people who made the moves."""
        return super().get_queryset(request).select_related("by")


@admin.register(Enrolment)
class EnrolmentAdmin(admin.ModelAdmin):
    """Who is in which class; read only, statuses move through the services."""

    list_display = ("name", "cohort", "status", "enrolled_at")
    list_select_related = ("application__applicant", "cohort")
    list_filter = ("status",)
    search_fields = ("application__applicant__name", "application__applicant__email")
    fields = readonly_fields = ("name", "cohort", "status", "enrolled_at")
    inlines = (HistoryInline,)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The admitted are enrolled, nobody else."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Enrolment | None = None) -> bool:
        """Nothing is typed into an enrolment."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Enrolment | None = None) -> bool:
        """Nobody is deleted here."""
        return False
