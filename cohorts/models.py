"""Cohorts, the universities that send candidates, and the form that a cohort's applicants answer."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cohorts.building.checks import (
    QUESTION_TEXTS,
    SECTION_TEXTS,
    Unfit,
    check_conditions,
    check_options,
    check_text,
    check_translations,
)
from cohorts.building.models import FormUse  # noqa: F401  # so that Django knows it
from cohorts.partners.codes import new_code
from cohorts.partners.models import PartnerMaterial, UniversityContact  # noqa: F401  # so that Django knows them
from cohorts.public.models import PublicPage, PublicPageVersion  # noqa: F401  # so that Django knows them

KEY = RegexValidator(r"^[a-z][a-z0-9_]*$", _("Use small letters, digits and underscores, and begin with a letter."))


def check_time_zone(name: str) -> None:
    """Refuse a name that is not in the IANA time zone database."""
    if name not in available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Use a name like America/New_York."), params={"name": name}
        )


def _refuse(field: str, check: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Run a check of `building.checks`; what it refuses is an error of this field."""
    try:
        check(*args, **kwargs)
    except Unfit as error:
        raise ValidationError({field: str(error)}) from None


class University(models.Model):
    """A partner that sends candidates."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    slug = models.SlugField(_("short name in addresses"), unique=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    is_active = models.BooleanField(_("active partner"), default=True)

    class Meta:
        verbose_name_plural = _("universities")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Translated(models.Model):
    """Something whose words were written in one language and may be there in others: `{"es": {"title": "..."}}` by field."""

    translations = models.JSONField(_("in other languages"), default=dict, blank=True)

    class Meta:
        abstract = True

    def said(self, field: str) -> str:
        """A field's words in the language of the reader; as they were written first where there are none in it."""
        own = self.translations.get((get_language() or "").partition("-")[0], {})
        return str(own.get(field) or getattr(self, field))


class QuestionSet(models.Model):
    """One version of a form. Once published it is frozen: an application keeps the version that it answered."""

    class Resume(models.TextChoices):
        """Whether the form asks for a resume."""

        OPTIONAL = "optional", _("may be attached")
        REQUIRED = "required", _("must be attached")
        NOT_ASKED = "not_asked", _("is not asked for")

    name = models.CharField(_("name"), max_length=100)
    version = models.PositiveIntegerField(_("version"), default=1)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    resume = models.CharField(_("a resume"), max_length=10, choices=Resume.choices, default=Resume.OPTIONAL)

    class Meta:
        ordering = ("name", "-version")
        constraints = [models.UniqueConstraint("name", "version", name="question_set_version_unique")]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"

    @property
    def is_published(self) -> bool:
        """Whether people may answer it, and nobody may change it."""
        return self.published_at is not None


class Section(Translated):
    """A page of the form."""

    question_set = models.ForeignKey(QuestionSet, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField(_("position"))
    slug = models.SlugField(_("short name in addresses"))
    title = models.CharField(_("title"), max_length=100)
    intro = models.TextField(_("introduction"), blank=True)
    show_if = models.JSONField(_("show only if"), default=list, blank=True)
    """Conditions on earlier answers that must all hold (shape: `cohorts.conditions`); empty: always shown."""

    class Meta:
        ordering = ("question_set", "position")
        constraints = [
            models.UniqueConstraint("question_set", "slug", name="section_slug_unique"),
            models.UniqueConstraint(
                fields=("question_set", "position"),
                name="section_position_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse conditions and words that cannot be read later. Whether a condition fits the form, `building.problems` says."""
        _refuse("intro", check_text, "The introduction", self.intro, SECTION_TEXTS["intro"])
        _refuse("title", check_text, "The title", self.title, SECTION_TEXTS["title"])
        _refuse("show_if", check_conditions, self.show_if)
        _refuse("translations", check_translations, self.translations, SECTION_TEXTS)


class Question(Translated):
    """One question of a form, with its type and bounds. "Must be answered" means: before it is sent, never while it is a draft."""

    class Kind(models.TextChoices):
        """What an answer is. `cohorts.answers` says how each is read and checked."""

        SHORT_TEXT = "short_text", _("short text")
        LONG_TEXT = "long_text", _("long text")
        WHOLE_NUMBER = "whole_number", _("whole number")
        DECIMAL = "decimal", _("decimal number")
        YES_NO = "yes_no", _("yes or no")
        ONE_OF = "one_of", _("one of a list")
        SOME_OF = "some_of", _("some of a list")
        DATE = "date", _("date")

    question_set = models.ForeignKey(QuestionSet, on_delete=models.CASCADE, related_name="questions")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(_("position"))
    key = models.CharField(_("key"), max_length=40, validators=[KEY])
    label = models.CharField(_("question"), max_length=300)
    help = models.TextField(_("help"), blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    required = models.BooleanField(_("must be answered"), default=False)
    minimum = models.DecimalField(_("smallest value"), max_digits=12, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(_("largest value"), max_digits=12, decimal_places=2, null=True, blank=True)
    max_length = models.PositiveIntegerField(
        _("most characters"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    max_words = models.PositiveIntegerField(_("most words"), null=True, blank=True, validators=[MinValueValidator(1)])
    earliest = models.DateField(_("earliest day"), null=True, blank=True)
    latest = models.DateField(_("latest day"), null=True, blank=True)
    show_if = models.JSONField(_("show only if"), default=list, blank=True)
    """As of a section."""
    options = models.JSONField(
        _("options"), default=list, blank=True, help_text=_("A list of [value, label] pairs, in order.")
    )

    class Meta:
        ordering = ("question_set", "section__position", "position")
        constraints = [
            models.UniqueConstraint("question_set", "key", name="question_key_unique"),
            models.UniqueConstraint(
                fields=("section", "position"), name="question_position_unique", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True) | Q(maximum__isnull=True) | Q(minimum__lte=F("maximum")),
                name="question_bounds_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["one_of", "some_of"]) | ~Q(options=[]), name="question_choices_have_options"
            ),
            models.CheckConstraint(
                condition=Q(earliest__isnull=True) | Q(latest__isnull=True) | Q(earliest__lte=F("latest")),
                name="question_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    LIMITS_OF: ClassVar[dict[str, tuple[str, ...]]] = {
        "max_length": ("short_text", "long_text"),
        "max_words": ("short_text", "long_text"),
        "minimum": ("whole_number", "decimal"),
        "maximum": ("whole_number", "decimal"),
        "earliest": ("date",),
        "latest": ("date",),
    }
    """Which kinds of question each limit is for."""

    def clean(self) -> None:
        """Refuse limits of another kind, and options, conditions and words that cannot be read later."""
        for limit, kinds in self.LIMITS_OF.items():
            if getattr(self, limit) is not None and self.kind not in kinds:
                raise ValidationError({limit: _("A question of this kind has no such limit.")})
        _refuse("label", check_text, "The question", self.label, QUESTION_TEXTS["label"])
        _refuse("help", check_text, "The help", self.help, QUESTION_TEXTS["help"])
        _refuse("options", check_options, self.options)
        _refuse("show_if", check_conditions, self.show_if, own=self.key)
        values = [value for value, _label in self.options]
        _refuse("translations", check_translations, self.translations, QUESTION_TEXTS, values=values)

    @property
    def options_said(self) -> list[tuple[str, str]]:
        """The options as (value, label) pairs, the labels in the language of the reader."""
        own = self.translations.get((get_language() or "").partition("-")[0], {}).get("options", {})
        return [(str(value), str(own.get(str(value)) or label)) for value, label in self.options]


class Cohort(Translated):
    """One class, from the day applications open to the end of its boot camp. Its state follows from its dates."""

    class State(models.TextChoices):
        """Derived from the dates, never stored."""

        UPCOMING = "upcoming", _("opens later")
        OPEN = "open", _("open for applications")
        SELECTION = "selection", _("choosing the class")
        BOOT_CAMP = "boot_camp", _("in boot camp")
        FINISHED = "finished", _("boot camp finished")

    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(_("short name in addresses"), unique=True)
    summary = models.TextField(_("what applicants read first"), blank=True)
    opens_at = models.DateTimeField(_("applications open"))
    closes_at = models.DateTimeField(_("applications close"))
    grace_minutes = models.PositiveSmallIntegerField(
        _("minutes of grace"),
        default=30,
        validators=[MaxValueValidator(1440)],
        help_text=_("Somebody who began before the deadline may still save and send for so long after it."),
    )
    decisions_by = models.DateField(_("decisions promised by"), null=True, blank=True)
    late_until = models.DateField(
        _("if late: decisions by"),
        null=True,
        blank=True,
        help_text=_(
            "When the promised day has passed, those who wait are told this one. Without it they are told that we do not know."
        ),
    )
    bootcamp_starts = models.DateField(_("boot camp starts"))
    bootcamp_ends = models.DateField(_("boot camp ends"))
    capacity = models.PositiveSmallIntegerField(_("seats"), default=95, validators=[MinValueValidator(1)])
    time_zone = models.CharField(
        _("time zone"), max_length=50, default="America/New_York", validators=[check_time_zone]
    )
    question_set = models.ForeignKey(
        QuestionSet, verbose_name=_("form"), on_delete=models.PROTECT, related_name="cohorts"
    )

    undo_hours = models.PositiveSmallIntegerField(
        _("hours before letters go out"),
        default=24,
        validators=[MaxValueValidator(336)],
        help_text=_("After a release nobody is told for so long, and the whole release can be undone."),
    )
    offer_days = models.PositiveSmallIntegerField(
        _("days to answer an offer"), default=7, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )
    promotes_waitlist = models.BooleanField(
        _("offer a seat that becomes free to the next on the waitlist"), default=True
    )
    sign_off_waived_at = models.DateTimeField(null=True, blank=True, editable=False)
    """Set where the programme has switched off that somebody looks at the impact before a release."""
    sign_off_waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    sign_off_waived_why = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ("-opens_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(sign_off_waived_at__isnull=True, sign_off_waived_by__isnull=True, sign_off_waived_why="")
                | (Q(sign_off_waived_at__isnull=False, sign_off_waived_by__isnull=False) & ~Q(sign_off_waived_why="")),
                name="cohort_sign_off_waived_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="cohort_closes_after_opening",
                violation_error_message=_("Applications must close after they open."),
            ),
            models.CheckConstraint(
                condition=Q(bootcamp_ends__gt=F("bootcamp_starts")),
                name="cohort_bootcamp_in_order",
                violation_error_message=_("The boot camp must end after it starts."),
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="cohort_has_seats"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tz(self) -> ZoneInfo:
        """The zone in which this cohort's dates are shown."""
        return ZoneInfo(self.time_zone)

    @property
    def state(self) -> State:
        """Where the cohort is now, by its dates."""
        now = timezone.now()
        today = now.astimezone(self.tz).date()
        if now < self.opens_at:
            return self.State.UPCOMING
        if now <= self.closes_at:
            return self.State.OPEN
        if today < self.bootcamp_starts:
            return self.State.SELECTION
        return self.State.BOOT_CAMP if today <= self.bootcamp_ends else self.State.FINISHED

    @property
    def drafts_until(self) -> datetime:
        """The last moment at which a draft that was begun in time may still be saved and sent: the deadline and the grace."""
        return self.closes_at + timedelta(minutes=self.grace_minutes)

    @property
    def is_open(self) -> bool:
        """Whether an application may be submitted now; the last second of `closes_at` still counts."""
        return self.state == self.State.OPEN


class ReferralLink(models.Model):
    """A university's own way into a cohort's form: `/apply/<cohort>/?ref=<code>`."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="referral_links")
    university = models.ForeignKey(University, on_delete=models.CASCADE, related_name="referral_links")
    code = models.CharField(_("code"), max_length=110, unique=True, default=new_code)

    class Meta:
        constraints = [models.UniqueConstraint("cohort", "university", name="referral_link_once")]

    def __str__(self) -> str:
        return f"{self.university} → {self.cohort}"
