"""Runs of the matching: what went in, frozen, and a line for each person. Staff change it by hand, and then present."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from placements.matching import SCALE, STANDARD
from placements.models.client import Client, Opening
from placements.models.placement import Placement

PARTS = ("skills", "competencies", "nearness", "preparation")
"""What the weights are for, as `placements.matching.Weights` names them."""


class MatchWeights(models.Model):
    """How much each part of a fit counts. Appended, never edited: the latest row counts."""

    skills = models.PositiveSmallIntegerField(_("skills asked for"), default=STANDARD.skills)
    competencies = models.PositiveSmallIntegerField(_("competencies the role needs"), default=STANDARD.competencies)
    nearness = models.PositiveSmallIntegerField(_("living near, or remote work"), default=STANDARD.nearness)
    preparation = models.PositiveSmallIntegerField(_("trained for this role"), default=STANDARD.preparation)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("changed"))

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(skills=SCALE - F("competencies") - F("nearness") - F("preparation")),
                name="match_weights_add_up",
            )
        ]

    def __str__(self) -> str:
        return f"Weights {self.pk}"


class MatchRun(models.Model):
    """One matching of everybody who is free with every free seat, of a class and a client or of all."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey("cohorts.Cohort", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    weights = models.JSONField(default=dict)
    seed = models.CharField(max_length=32)
    """From which lots are drawn among equals."""
    inputs = models.JSONField(default=dict)
    """Everything that was read, as `placements.matching.freeze` writes it; empty until the worker has read it."""
    digest = models.CharField(max_length=64, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    """A worker has it since; one that says nothing for a while has lost it."""
    claim = models.UUIDField(null=True, blank=True)
    step = models.CharField(max_length=20, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    """Why it could not be done, in words."""
    people = models.PositiveIntegerField(default=0)
    openings = models.PositiveIntegerField(default=0)
    seats = models.PositiveIntegerField(default=0)
    best_people = models.PositiveIntegerField(null=True, blank=True)
    best_points = models.PositiveIntegerField(null=True, blank=True)
    """What came out without anything done by hand; changes are measured against it."""
    greedy_people = models.PositiveIntegerField(null=True, blank=True)
    greedy_points = models.PositiveIntegerField(null=True, blank=True)
    judging_seconds = models.FloatField(null=True, blank=True)
    best_seconds = models.FloatField(null=True, blank=True)
    greedy_seconds = models.FloatField(null=True, blank=True)
    empty = models.JSONField(default=dict)
    """Opening's id -> [seats left over, why]."""

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="match_run_progress"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(stopped_at__isnull=True), name="match_run_done_or_stopped"
            ),
        ]
        indexes = [
            models.Index(
                "asked_at",
                name="match_run_waiting",
                condition=Q(finished_at__isnull=True, stopped_at__isnull=True, problem=""),
            )
        ]

    def __str__(self) -> str:
        return f"Matching {self.pk}"

    @property
    def is_working(self) -> bool:
        """Whether it waits for a worker or is with one."""
        return self.finished_at is None and self.stopped_at is None and not self.problem


class MatchLine(models.Model):
    """What a run says about one person: their opening, or why they have none."""

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="lines", db_index=False)
    enrolment = models.ForeignKey("bootcamp.Enrolment", on_delete=models.CASCADE, related_name="match_lines")
    opening = models.ForeignKey(Opening, null=True, blank=True, on_delete=models.CASCADE, related_name="match_lines")
    points = models.PositiveSmallIntegerField(default=0)
    reasons = ArrayField(models.TextField(), default=list)
    """Of the pair, or why there is none."""
    next_opening = models.ForeignKey(Opening, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    next_opening_points = models.PositiveSmallIntegerField(null=True)
    next_person = models.ForeignKey(
        "bootcamp.Enrolment", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    next_person_points = models.PositiveSmallIntegerField(null=True)
    """Who would be next for the opening."""
    fixed = models.BooleanField(default=False)
    """Somebody holds on to this pair: matching again leaves it."""
    fixed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    placement = models.OneToOneField(Placement, null=True, on_delete=models.SET_NULL, related_name="match_line")
    """Since they were presented."""
    refused = models.TextField(blank=True)
    """Why they could not be presented when somebody tried, in words."""

    class Meta:
        ordering = ("run", "pk")
        constraints = [
            models.UniqueConstraint("run", "enrolment", name="match_line_once"),
            models.CheckConstraint(
                condition=Q(fixed=False) | Q(opening__isnull=False, fixed_by__isnull=False),
                name="match_line_fixed_is_a_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"Line {self.pk}"

    @property
    def state(self) -> Any:
        """What the page shows: presented, fixed, a pair, or left over."""
        if self.placement_id is not None:
            return "presented"
        if self.opening_id is None:
            return "left"
        return "fixed" if self.fixed else "pair"


class MatchBan(models.Model):
    """A pair that somebody does not want in a run, and why."""

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="bans", db_index=False)
    enrolment = models.ForeignKey("bootcamp.Enrolment", on_delete=models.CASCADE, related_name="+")
    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("why"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("forbidden"))

    class Meta:
        ordering = ("run", "pk")
        constraints = [
            models.UniqueConstraint("run", "enrolment", "opening", name="match_ban_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="match_ban_reason"),
        ]

    def __str__(self) -> str:
        return f"Forbidden pair {self.pk}"
