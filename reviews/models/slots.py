"""Times that interviewers offer, and who took them. The interview itself stands in `applicants.models.interviews`."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.models import Interview
from careerpath.pipeline import clock
from reviews.models.reading import Assignment
from reviews.models.rounds import ReviewRound, RoundEntry, RoundReader


class InterviewSlot(models.Model):
    """A time at which an interviewer can talk with somebody. An applicant of the round takes it, or gives it back."""

    class Outcome(models.TextChoices):
        """What became of a time that was taken."""

        HELD = "held", _("it took place")
        NO_SHOW = "no_show", _("the applicant did not come")
        NOT_HELD = "not_held", _("it could not take place on our side")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(ReviewRound, on_delete=models.CASCADE, related_name="slots", db_index=False)
    interviewer = models.ForeignKey(RoundReader, on_delete=models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=30, validators=[MinValueValidator(5), MaxValueValidator(480)]
    )
    place = models.CharField(_("place, or telephone number"), max_length=200, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    """The interviewer cannot then after all."""
    entry = models.ForeignKey(RoundEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="slots")
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    interview = models.ForeignKey(Interview, null=True, blank=True, on_delete=models.SET_NULL, related_name="slots")
    """What its applicant was told; it goes when their application is erased, and what became of the time is still counted."""
    assignment = models.ForeignKey(Assignment, null=True, blank=True, on_delete=models.PROTECT, related_name="slots")
    """The interviewer's scoresheet is filled in under it."""
    outcome = models.CharField(_("what became of it"), max_length=10, choices=Outcome.choices, blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    """The zone in which whoever took it reads times; empty: that of the cohort."""
    sequence = models.PositiveIntegerField(default=0)
    """SEQUENCE of the interviewer's calendar: it rises whenever the time is taken, given back, changed or withdrawn."""
    changed_at = models.DateTimeField(default=clock.now, editable=False)
    again_at = models.DateTimeField(null=True, blank=True)
    """When whoever had it was asked to choose another time, because it did not take place."""

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=480), name="interview_slot_minutes_sane"),
            models.CheckConstraint(condition=~Q(place="") | ~Q(link=""), name="interview_slot_is_somewhere"),
            models.CheckConstraint(
                condition=Q(entry__isnull=True, taken_at__isnull=True, interview__isnull=True, outcome="")
                | Q(entry__isnull=False, taken_at__isnull=False),
                name="interview_slot_taken_by_somebody",
            ),
            models.UniqueConstraint(
                "entry",
                name="interview_slot_one_each",
                condition=Q(entry__isnull=False, outcome="", withdrawn_at__isnull=True),
            ),
            models.UniqueConstraint(
                "interviewer", "starts_at", name="interview_slot_once", condition=Q(withdrawn_at__isnull=True)
            ),
        ]
        indexes = [
            models.Index(
                fields=["round", "starts_at"],
                name="interview_slot_free",
                condition=Q(entry__isnull=True, withdrawn_at__isnull=True),
            ),
            models.Index(
                fields=["starts_at"],
                name="interview_slot_to_come",
                condition=Q(entry__isnull=False, outcome="", withdrawn_at__isnull=True),
            ),
        ]

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def company(self) -> "list[SlotCompanion]":
        """Who else comes, beside the one who offers it. Reads the companions: prefetch them (`selectors.companions`) in lists."""
        return [each for each in self.companions.all() if each.left_at is None]

    @property
    def n_people(self) -> int:
        """With how many people an applicant talks then."""
        return 1 + len(self.company)


class SlotCompanion(models.Model):
    """A second (third, fourth) interviewer at a time that somebody else offers. Each fills in a scorecard of their own.

    One row for each time and reader, also after they left and came back: their calendar knows it by one identifier.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slot = models.ForeignKey(InterviewSlot, on_delete=models.CASCADE, related_name="companions", db_index=False)
    reader = models.ForeignKey(RoundReader, on_delete=models.PROTECT, related_name="companions")
    assignment = models.ForeignKey(
        Assignment, null=True, blank=True, on_delete=models.PROTECT, related_name="companions"
    )
    """Their scoresheet is filled in under it; NULL while nobody has the time."""
    joined_at = models.DateTimeField(default=clock.now, editable=False)
    joined_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    """Themselves, or whoever of the staff put them in."""
    left_at = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    """SEQUENCE of their calendar: it rises with whatever the time's does, and when they join or leave."""
    changed_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ("joined_at", "pk")
        constraints = [models.UniqueConstraint("slot", "reader", name="slot_companion_once")]
