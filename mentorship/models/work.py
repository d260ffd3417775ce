"""What mentor and mentee do together: meetings, sessions, goals, check-ins."""

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorship.models.mentorship import Mentorship


class Mode(models.TextChoices):
    """How two people meet."""

    VIDEO = "video", _("video call")
    PHONE = "phone", _("telephone")
    IN_PERSON = "in_person", _("in person")
    CHAT = "chat", _("messages")


class Meeting(models.Model):
    """A meeting that is planned: in both calendars under one `public_id`; `sequence` rises with each change (RFC 5545)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="meetings", db_index=False)
    starts_at = models.DateTimeField(_("when"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=30, validators=[MinValueValidator(5), MaxValueValidator(480)]
    )
    mode = models.CharField(_("how"), max_length=10, choices=Mode.choices, default=Mode.VIDEO)
    where = models.CharField(_("where, or the link"), max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    arranged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    arranged_at = models.DateTimeField(_("arranged"))
    changed_at = models.DateTimeField(_("changed"))
    cancelled_at = models.DateTimeField(_("called off"), null=True, blank=True)
    cancelled_because = models.CharField(_("why it was called off"), max_length=300, blank=True)

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = [
            models.UniqueConstraint(
                "mentorship", "starts_at", name="meeting_once_a_moment", condition=Q(cancelled_at__isnull=True)
            ),
            models.CheckConstraint(condition=Q(minutes__range=(5, 480)), name="meeting_minutes_sane"),
        ]
        indexes = [models.Index(fields=["mentorship", "starts_at"], name="meeting_of_mentorship")]

    def __str__(self) -> str:
        return f"Meeting {self.pk}"

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


class MentoringSession(models.Model):
    """One meeting that took place. Mentor and mentee read it; a coordinator sees only that it took place."""

    Mode = Mode

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

    SHARED: Final = ("met_on", "minutes", "mode", "topics", "shared_notes", "next_on")
    """What both read, and what the history of changes keeps. Actions have rows of their own; private notes a table of their own."""

    sent_id = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    """Of the form that logged it: sent twice, it is one session."""
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="sessions", db_index=False)
    meeting = models.OneToOneField(
        Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="session", verbose_name=_("planned as")
    )
    met_on = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=30, validators=[MinValueValidator(1), MaxValueValidator(480)]
    )
    mode = models.CharField(_("how"), max_length=10, choices=Mode.choices, default=Mode.VIDEO)
    topics = ArrayField(
        models.CharField(max_length=20, choices=Topic.choices), verbose_name=_("topics"), default=list, blank=True
    )
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


class SessionChange(models.Model):
    """A session was edited: what stood there before. Appended, never edited. Says nothing of private notes."""

    session = models.ForeignKey(MentoringSession, on_delete=models.CASCADE, related_name="changes", db_index=False)
    was = models.JSONField(_("stood there before"))
    """Field of `MentoringSession.SHARED` -> the value before, and `actions` -> the list before; only what changed."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("changed"))

    class Meta:
        ordering = ("at", "pk")
        indexes = [models.Index(fields=["session", "at"], name="session_change_of")]

    def __str__(self) -> str:
        return f"Change of session {self.session_id}"


class SessionAction(models.Model):
    """Something one of the two does after a session; done by a tick."""

    class Who(models.TextChoices):
        """Who does it."""

        MENTEE = "mentee", _("mentee")
        MENTOR = "mentor", _("mentor")

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="actions", db_index=False)
    session = models.ForeignKey(MentoringSession, on_delete=models.CASCADE, related_name="actions")
    what = models.CharField(_("what"), max_length=300)
    who = models.CharField(_("who"), max_length=10, choices=Who.choices, default=Who.MENTEE)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("session", "pk")
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="action_has_words"),
            models.CheckConstraint(condition=Q(who__in=["mentee", "mentor"]), name="action_has_somebody"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="action_done_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["mentorship", "due_on"], name="action_open", condition=Q(done_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"Action {self.pk}"


class SealedNote(models.Model):
    """What somebody writes for themselves about a session, encrypted (`mentorship.sealing`). A table of its own, so that no query
    for a session brings it along; only `mentorship.selectors.notes`, which asks for the author, opens it."""

    session = models.ForeignKey(MentoringSession, on_delete=models.CASCADE, related_name="+", db_index=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    sealed_with = models.CharField(max_length=16)
    """Which key (`sealing.mark_of`): a rotation finds those that another one sealed."""

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint("session", "author", name="sealed_note_one_an_author")]
        indexes = [models.Index(fields=["sealed_with", "id"], name="sealed_note_key")]

    def __str__(self) -> str:
        return "Private note"
