"""Counts that the status history keeps up to date, so that no page counts people (docs/counting.md, decision 0016).

Triggers write into `ChangedPlace` whose place may have changed; `services.counting` takes them from there, works their `Place` out
anew and adjusts the three tables of counts by the difference. None of them has a foreign key: they are derived, and can be thrown
away and counted again at any time.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class ChangedPlace(models.Model):
    """Somebody's place in the pipeline, or somebody's answers, changed and are to be counted again. Only ever appended to."""

    application_id = models.BigIntegerField(null=True)
    key = models.UUIDField(null=True)
    """Of a self-identification."""

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                # Side by side they would say whose answers a key holds.
                condition=Q(application_id__isnull=True, key__isnull=False)
                | Q(application_id__isnull=False, key__isnull=True),
                name="changed_place_or_answers",
            )
        ]


class Counted(models.Model):
    """What a place is counted under, beside the cohort. The masks are of `reports.stages`."""

    cohort_id = models.BigIntegerField()
    reached = models.SmallIntegerField()
    decided = models.SmallIntegerField()
    withdrew = models.BooleanField()

    class Meta:
        abstract = True


class Place(Counted):
    """How far one application has come, as it is counted at present. Drafts and merged applications have none."""

    application_id = models.BigIntegerField(primary_key=True)
    university_id = models.BigIntegerField()
    """0: sent by no partner."""
    source = models.CharField(max_length=10)
    days = ArrayField(models.SmallIntegerField(null=True))
    """Whole days of each stay (`services.place_sql.STAYS`); NULL where there was none, or it is not over."""
    review_on = models.DateField(null=True)
    """The next day on which the calendar alone may change it: ninety days after completing, six months after starting."""

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["review_on"], name="place_due", condition=Q(review_on__isnull=False))]


class StageCount(Counted):
    """How many people came the same way through the stages, by where they came from. No row stands for nobody."""

    university_id = models.BigIntegerField()
    source = models.CharField(max_length=10)
    n = models.IntegerField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["cohort_id", "university_id", "source", "reached", "decided", "withdrew"],
                name="stage_count_once",
            )
        ]


class StayCount(models.Model):
    """How many people needed so many whole days for a stay (from one stage to the next, or to an answer)."""

    cohort_id = models.BigIntegerField()
    university_id = models.BigIntegerField()
    source = models.CharField(max_length=10)
    stay = models.CharField(max_length=12)
    days = models.SmallIntegerField()
    n = models.IntegerField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["cohort_id", "stay", "days", "university_id", "source"], name="stay_count_once"
            )
        ]


class Answered(Counted):
    """What a self-identification is counted under. Behind the wall."""

    state = models.CharField(max_length=10)
    races = ArrayField(models.CharField(max_length=10))
    gender = models.CharField(max_length=10)
    disability = models.CharField(max_length=10)
    veteran = models.CharField(max_length=10)

    class Meta:
        abstract = True


class CountedAnswers(Answered):
    """What was counted for a self-identification, so that it can be taken off again. It hangs on the key, not on the person."""

    key = models.UUIDField(primary_key=True)

    class Meta:
        default_permissions = ()


class GroupCount(Answered):
    """How many people answered the same and came the same way. Who was not asked is in none: that is the rest of the cohort."""

    n = models.IntegerField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "cohort_id",
                    "state",
                    "races",
                    "gender",
                    "disability",
                    "veteran",
                    "reached",
                    "decided",
                    "withdrew",
                ],
                name="group_count_once",
            )
        ]
