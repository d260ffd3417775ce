"""What a class is taught: the programme of a cohort, its modules, sessions and assessments, and who teaches it."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bootcamp.progress import Rule
from cohorts.models import Cohort

PERCENT = (MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100)))


class Programme(models.Model):
    """A cohort's boot camp, with the rule of its completion. The shipped values are defaults to be edited."""

    cohort = models.OneToOneField(Cohort, primary_key=True, on_delete=models.PROTECT, related_name="programme")
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

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(attendance_min__gte=0, attendance_min__lte=100), name="programme_attendance_is_percent"
            )
        ]

    def __str__(self) -> str:
        return f"Boot camp of {self.cohort}"

    @property
    def rule(self) -> Rule:
        """The completion rule as the plain-Python rules know it."""
        return Rule(self.attendance_min, self.every_module_needed, self.examination_needed)


class Teaching(models.Model):
    """An instructor teaches a cohort: sees its class, and marks and grades it."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="teachings")
    instructor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("instructor"), on_delete=models.PROTECT, related_name="teachings"
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


class Module(models.Model):
    """A part of the course with a mark of its own; the examination is one too, at most one in a programme."""

    class Kind(models.TextChoices):
        MODULE = "module", _("module")
        EXAMINATION = "examination", _("examination")

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="modules", db_index=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.MODULE)
    position = models.PositiveSmallIntegerField(_("position"))
    slug = models.SlugField(_("short name in addresses"))
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("what is learnt"), blank=True)
    weight = models.DecimalField(
        _("weight in the course, per cent"), max_digits=5, decimal_places=2, validators=PERCENT
    )
    pass_mark = models.DecimalField(_("pass mark, per cent"), max_digits=5, decimal_places=2, validators=PERCENT)

    class Meta:
        ordering = ("programme", "position")
        constraints = [
            models.UniqueConstraint("programme", "slug", name="module_slug_unique"),
            models.UniqueConstraint(
                fields=("programme", "position"),
                name="module_position_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint("programme", name="module_one_examination", condition=Q(kind="examination")),
            models.CheckConstraint(condition=Q(weight__gte=0, weight__lte=100), name="module_weight_is_percent"),
            models.CheckConstraint(
                condition=Q(pass_mark__gte=0, pass_mark__lte=100), name="module_pass_mark_is_percent"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Session(models.Model):
    """One meeting of the whole class."""

    class Mode(models.TextChoices):
        ROOM = "room", _("in the room")
        ONLINE = "online", _("online")

    module = models.ForeignKey(Module, on_delete=models.CASCADE, related_name="sessions", db_index=False)
    title = models.CharField(_("title"), max_length=160)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    mode = models.CharField(_("how"), max_length=10, choices=Mode.choices, default=Mode.ROOM)
    place = models.CharField(_("place"), max_length=160, blank=True)

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_start",
                violation_error_message=_("The session must end after it starts."),
            )
        ]
        indexes = [models.Index(fields=["module", "starts_at"], name="session_module_start")]

    def __str__(self) -> str:
        return self.title

    @property
    def minutes(self) -> int:
        """Scheduled minutes, whole."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


class Assessment(models.Model):
    """Something that is graded. Its weight is its share in the mark of its module."""

    class Kind(models.TextChoices):
        QUIZ = "quiz", _("quiz")
        ASSIGNMENT = "assignment", _("assignment")
        PRESENTATION = "presentation", _("presentation")
        EXAMINATION = "examination", _("examination")

    module = models.ForeignKey(Module, on_delete=models.CASCADE, related_name="assessments", db_index=False)
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
    due_at = models.DateTimeField(_("due"))

    class Meta:
        ordering = ("module__position", "position")
        constraints = [
            models.UniqueConstraint(
                fields=("module", "position"), name="assessment_position_unique", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(weight__gte=0, weight__lte=100), name="assessment_weight_is_percent"),
            models.CheckConstraint(condition=Q(out_of__gt=0), name="assessment_has_points"),
        ]

    def __str__(self) -> str:
        return self.title
