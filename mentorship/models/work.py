"""What mentor and mentee do together: sessions, goals, check-ins."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorship.models.mentorship import Mentorship


class MentoringSession(models.Model):
    """One meeting. Mentor and mentee read it; a coordinator sees only that it took place."""

    class Mode(models.TextChoices):
        """How they met."""

        VIDEO = "video", _("video call")
        PHONE = "phone", _("telephone")
        IN_PERSON = "in_person", _("in person")
        CHAT = "chat", _("messages")

    class Topic(models.TextChoices):
        """What it was about, in words one can tick."""

        ROLE = "role", _("the role")
        ACCESS = "access", _("access and tools")
        WORKLOAD = "workload", _("workload")
        SKILLS = "skills", _("a skill")
        PEOPLE = "people", _("working with people")
        CERTIFICATION = "certification", _("a certification")
        CAREER = "career", _("career")
        WELLBEING = "wellbeing", _("how you are")

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="sessions", db_index=False)
    met_on = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=30, validators=[MinValueValidator(1), MaxValueValidator(480)]
    )
    mode = models.CharField(_("how"), max_length=10, choices=Mode.choices, default=Mode.VIDEO)
    topics = ArrayField(
        models.CharField(max_length=20, choices=Topic.choices), verbose_name=_("topics"), default=list, blank=True
    )
    actions = models.TextField(_("what happens next"), blank=True, max_length=2000)
    shared_notes = models.TextField(_("notes you share"), blank=True, max_length=5000)
    next_on = models.DateField(_("next meeting"), null=True, blank=True)
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField(_("logged"))

    class Meta:
        ordering = ("-met_on", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=480), name="session_minutes_sane"),
            models.CheckConstraint(
                condition=Q(next_on__isnull=True) | Q(next_on__gt=models.F("met_on")), name="session_next_after"
            ),
        ]
        indexes = [models.Index(fields=["mentorship", "-met_on", "-id"], name="session_of_mentorship")]

    def __str__(self) -> str:
        return f"Session {self.pk}"

    @property
    def topic_labels(self) -> list[str]:
        """The topics in words."""
        return [str(self.Topic(topic).label) for topic in self.topics]


class PrivateNote(models.Model):
    """What somebody writes for themselves about a session. A table of its own, so that no query for a session brings it along:
    only `mentorship.selectors.notes`, which asks for the author, reads it."""

    session = models.ForeignKey(MentoringSession, on_delete=models.CASCADE, related_name="+", db_index=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(_("private note"), max_length=5000)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint("session", "author", name="private_note_one_an_author")]

    def __str__(self) -> str:
        return "Private note"


class Goal(models.Model):
    """A goal: specific, measurable, achievable, relevant, and with a day."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="goals", db_index=False)
    specific = models.CharField(_("what you will do"), max_length=200)
    measurable = models.CharField(_("how you will know it is done"), max_length=200)
    achievable = models.CharField(_("what makes it possible"), max_length=200, blank=True)
    relevant = models.CharField(_("why it matters"), max_length=200, blank=True)
    due_on = models.DateField(_("by when"))
    progress = models.PositiveSmallIntegerField(
        _("progress in percent"), default=0, validators=[MaxValueValidator(100)]
    )
    met_on = models.DateField(_("reached"), null=True, blank=True, editable=False)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(_("set"))

    class Meta:
        ordering = ("due_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(progress__lt=100, met_on__isnull=True) | Q(progress=100, met_on__isnull=False),
                name="goal_reached_has_day",
            ),
        ]
        indexes = [models.Index(fields=["mentorship", "due_on", "id"], name="goal_of_mentorship")]

    def __str__(self) -> str:
        return self.specific


class CheckIn(models.Model):
    """Answers at day 30, 60 or 90 of a placement, once by each side. Five questions, 1 (not at all) to 5 (entirely)."""

    class Day(models.IntegerChoices):
        """The day of the placement."""

        THIRTY = 30, _("day 30")
        SIXTY = 60, _("day 60")
        NINETY = 90, _("day 90")

    class Side(models.TextChoices):
        """Who answers."""

        MENTEE = "mentee", _("mentee")
        MENTOR = "mentor", _("mentor")

    class Level(models.IntegerChoices):
        """How far somebody agrees."""

        ONE = 1, _("1 – not at all")
        TWO = 2, _("2 – a little")
        THREE = 3, _("3 – partly")
        FOUR = 4, _("4 – mostly")
        FIVE = 5, _("5 – entirely")

    QUESTIONS = ("role_clarity", "access", "workload", "feedback", "intent_to_stay")

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="check_ins", db_index=False)
    day = models.PositiveSmallIntegerField(_("day of the placement"), choices=Day.choices)
    side = models.CharField(_("answered by"), max_length=10, choices=Side.choices)
    role_clarity = models.PositiveSmallIntegerField(_("It is clear what the role is."), choices=Level.choices)
    access = models.PositiveSmallIntegerField(_("Access and tools are there."), choices=Level.choices)
    workload = models.PositiveSmallIntegerField(_("The workload is right."), choices=Level.choices)
    feedback = models.PositiveSmallIntegerField(_("Feedback comes, and it helps."), choices=Level.choices)
    intent_to_stay = models.PositiveSmallIntegerField(
        _("Staying here for another year is likely."), choices=Level.choices
    )
    comment = models.TextField(_("anything else"), blank=True, max_length=2000)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("answered"))

    class Meta:
        ordering = ("day", "side")
        constraints = [
            models.UniqueConstraint("mentorship", "day", "side", name="check_in_once_a_side"),
            models.CheckConstraint(condition=Q(day__in=[30, 60, 90]), name="check_in_day_known"),
            models.CheckConstraint(
                condition=Q(
                    role_clarity__range=(1, 5),
                    access__range=(1, 5),
                    workload__range=(1, 5),
                    feedback__range=(1, 5),
                    intent_to_stay__range=(1, 5),
                ),
                name="check_in_levels_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return f"Check-in at day {self.day}"
