"""What a class is taught: the programme of a cohort, its modules, sessions and assessments, and who teaches it."""

from decimal import Decimal
from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bootcamp.progress import Rule
from cohorts.models import Cohort

WORKING_WEEK: Final = (0, 1, 2, 3, 4)
PERCENT = (MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100)))


def monday_to_friday() -> list[int]:
    """The days of the week that are taught unless somebody says otherwise; 0 is Monday."""
    return list(WORKING_WEEK)


class CompletionRule(models.Model):
    """When somebody has completed a boot camp, and how long attendance may be corrected. Of a programme, and of a template."""

    attendance_min = models.DecimalField(
        _("attendance needed, per cent"), max_digits=5, decimal_places=2, default=Decimal(90), validators=PERCENT
    )
    excused_counts = models.BooleanField(
        _("excused time has to be made up"),
        default=False,
        help_text=_("If not, an excused absence is on neither side of the attendance."),
    )
    every_module_needed = models.BooleanField(_("every module must be passed"), default=True)
    examination_needed = models.BooleanField(_("the examination must be passed"), default=True)
    examination_attempts = models.PositiveSmallIntegerField(
        _("attempts at the examination"), default=2, validators=[MinValueValidator(1)]
    )
    examination_waiting_days = models.PositiveSmallIntegerField(_("days between attempts"), default=7)
    lock_days = models.PositiveSmallIntegerField(
        _("attendance is locked after days"),
        default=7,
        help_text=_("After that only a programme manager corrects it."),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(attendance_min__gte=0, attendance_min__lte=100), name="%(class)s_attendance_is_percent"
            ),
            models.CheckConstraint(condition=Q(examination_attempts__gte=1), name="%(class)s_examination_attempts"),
        ]

    @property
    def rule(self) -> Rule:
        """The completion rule as the plain-Python rules know it."""
        return Rule(self.attendance_min, self.every_module_needed, self.examination_needed)


class Programme(CompletionRule):
    """A cohort's boot camp, with the rule of its completion. Copied from a template, edited by itself."""

    cohort = models.OneToOneField(Cohort, primary_key=True, on_delete=models.PROTECT, related_name="programme")
    template = models.ForeignKey(
        "bootcamp.ProgrammeTemplate",
        verbose_name=_("template"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="programmes",
    )
    """What it was copied from."""
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("days of the week"), default=monday_to_friday, editable=False
    )
    """The days that are taught, 0 for Monday."""

    def __str__(self) -> str:
        return f"Boot camp of {self.cohort}"


class Holiday(models.Model):
    """A day of a class on which nothing is taught."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="holidays", db_index=False)
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        ordering = ("programme", "day")
        constraints = [models.UniqueConstraint("programme", "day", name="holiday_once")]

    def __str__(self) -> str:
        return self.name


class Section(models.Model):
    """A part of a class that meets by itself. A class may have none: then everybody meets together."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="sections", db_index=False)
    name = models.CharField(_("name"), max_length=40)

    class Meta:
        ordering = ("cohort", "name")
        constraints = [models.UniqueConstraint("cohort", "name", name="section_name_unique")]

    def __str__(self) -> str:
        return self.name


class Teaching(models.Model):
    """An instructor teaches a cohort: sees its class, marks and grades it. `section`: the one they look after, if any."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="teachings")
    instructor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("instructor"), on_delete=models.PROTECT, related_name="teachings"
    )
    section = models.ForeignKey(
        Section, verbose_name=_("section"), null=True, blank=True, on_delete=models.SET_NULL, related_name="teachings"
    )
    assigned_at = models.DateTimeField(auto_now_add=True)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("instructor of a cohort")
        verbose_name_plural = _("instructors of cohorts")
        constraints = [models.UniqueConstraint("instructor", "cohort", name="teaching_once")]

    def __str__(self) -> str:
        return f"{self.instructor} teaches {self.cohort}"


class ModuleTerms(models.Model):
    """What a module is: the same in a class and in a template."""

    class Kind(models.TextChoices):
        MODULE = "module", _("module")
        EXAMINATION = "examination", _("examination")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.MODULE)
    position = models.PositiveSmallIntegerField(_("position"))
    slug = models.SlugField(_("short name in addresses"))
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("what is learnt"), blank=True)
    weight = models.DecimalField(
        _("weight in the course, per cent"), max_digits=5, decimal_places=2, validators=PERCENT
    )
    pass_mark = models.DecimalField(_("pass mark, per cent"), max_digits=5, decimal_places=2, validators=PERCENT)
    drop_lowest = models.PositiveSmallIntegerField(
        _("lowest marks left out"),
        default=0,
        help_text=_("So many of the assessments that may be dropped do not count, the lowest ones."),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(weight__gte=0, weight__lte=100), name="%(class)s_weight_is_percent"),
            models.CheckConstraint(
                condition=Q(pass_mark__gte=0, pass_mark__lte=100), name="%(class)s_pass_mark_is_percent"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Module(ModuleTerms):
    """A part of the course with a mark of its own; the examination is one too, at most one in a programme."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="modules", db_index=False)

    class Meta:
        ordering = ("programme", "position")
        constraints = [
            *ModuleTerms.Meta.constraints,
            models.UniqueConstraint("programme", "slug", name="module_slug_unique"),
            models.UniqueConstraint(
                fields=("programme", "position"),
                name="module_position_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint("programme", name="module_one_examination", condition=Q(kind="examination")),
        ]


class Session(models.Model):
    """One meeting of the class, or of one section of it. A session that is called off stays, for everybody's calendar."""

    class Mode(models.TextChoices):
        ROOM = "room", _("in the room")
        ONLINE = "online", _("online")

    module = models.ForeignKey(Module, on_delete=models.CASCADE, related_name="sessions", db_index=False)
    title = models.CharField(_("title"), max_length=160)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    mode = models.CharField(_("how"), max_length=10, choices=Mode.choices, default=Mode.ROOM)
    place = models.CharField(_("place"), max_length=160, blank=True)
    meeting_url = models.URLField(_("link to join online"), max_length=500, blank=True)
    section = models.ForeignKey(
        Section, verbose_name=_("section"), null=True, blank=True, on_delete=models.PROTECT, related_name="sessions"
    )
    instructor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("instructor"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="sessions_taught",
    )
    uid = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    """What calendars know it by (RFC 5545, UID)."""
    sequence = models.PositiveIntegerField(default=0, editable=False)
    """Raised with each change that calendars must follow (RFC 5545, SEQUENCE)."""
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    cancelled_at = models.DateTimeField(_("called off"), null=True, blank=True, editable=False)
    cancelled_because = models.CharField(_("why it is called off"), max_length=200, blank=True, editable=False)

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_start",
                violation_error_message=_("The session must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_because="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancelled_because="")),
                name="session_called_off_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["module", "starts_at"], name="session_module_start")]

    def __str__(self) -> str:
        return self.title

    @property
    def minutes(self) -> int:
        """Scheduled minutes, whole."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


class SessionChange(models.Model):
    """One change of when, where or whether a session is, with who made it. Appended, never changed."""

    class Kind(models.TextChoices):
        ADDED = "added", _("added")
        MOVED = "moved", _("moved")
        CALLED_OFF = "called_off", _("called off")
        BROUGHT_BACK = "brought_back", _("takes place after all")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(_("what"), max_length=12, choices=Kind.choices)
    was_starts_at = models.DateTimeField(_("began before"), null=True)
    was_ends_at = models.DateTimeField(_("ended before"), null=True)
    was_place = models.CharField(_("place before"), max_length=160, blank=True)
    reason = models.CharField(_("why"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")


class AssessmentTerms(models.Model):
    """What an assessment is and how it counts: the same in a class and in a template."""

    class Kind(models.TextChoices):
        QUIZ = "quiz", _("quiz")
        ASSIGNMENT = "assignment", _("assignment")
        PRESENTATION = "presentation", _("presentation")
        EXAMINATION = "examination", _("examination")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.ASSIGNMENT)
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("title"), max_length=120)
    weight = models.DecimalField(
        _("weight in the module, per cent"), max_digits=5, decimal_places=2, validators=PERCENT
    )
    out_of = models.DecimalField(
        _("most points"),
        max_digits=6,
        decimal_places=2,
        default=Decimal(100),
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    description = models.TextField(_("what is asked"), blank=True)
    hand_in = models.BooleanField(_("handed in here"), default=False)
    """Whether learners hand in a file or a text on their own page."""
    may_drop = models.BooleanField(_("may be dropped as the lowest"), default=True)
    late_per_day = models.DecimalField(
        _("off for each day late, per cent of the most points"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=PERCENT,
    )
    late_most = models.DecimalField(
        _("off for lateness at most, per cent of the most points"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(100),
        validators=PERCENT,
    )
    assessors = models.PositiveSmallIntegerField(
        _("assessors"), default=1, validators=[MinValueValidator(1), MaxValueValidator(2)]
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(weight__gte=0, weight__lte=100), name="%(class)s_weight_is_percent"),
            models.CheckConstraint(condition=Q(out_of__gt=0), name="%(class)s_has_points"),
            models.CheckConstraint(
                condition=Q(late_per_day__gte=0, late_per_day__lte=100, late_most__gte=0, late_most__lte=100),
                name="%(class)s_lateness_is_percent",
            ),
            models.CheckConstraint(condition=Q(assessors__gte=1, assessors__lte=2), name="%(class)s_assessors"),
        ]

    def __str__(self) -> str:
        return self.title


class Assessment(AssessmentTerms):
    """Something that is graded. Its weight is its share in the mark of its module."""

    module = models.ForeignKey(Module, on_delete=models.CASCADE, related_name="assessments", db_index=False)
    due_at = models.DateTimeField(_("due"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    """From when on learners see their marks in it. Empty: instructors only."""
    sequence = models.PositiveIntegerField(db_default=0, editable=False)
    """Raised by the database whenever what stands in calendars changes (RFC 5545, SEQUENCE)."""
    changed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("module__position", "position")
        constraints = [
            *AssessmentTerms.Meta.constraints,
            models.UniqueConstraint(
                fields=("module", "position"), name="assessment_position_unique", deferrable=models.Deferrable.DEFERRED
            ),
        ]
