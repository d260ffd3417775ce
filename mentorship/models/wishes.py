"""What both sides would like, before they are paired. Each reads their own; the coordinator reads them for pairing."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorship.models.mentor import Mentor, _english

MOST_RANKED = 5
"""A mentee names so many mentors at most."""


class MenteeWish(models.Model):
    """What somebody would like help with, and in which languages they like to talk."""

    enrolment = models.OneToOneField("bootcamp.Enrolment", on_delete=models.CASCADE, related_name="mentoring_wish")
    help_with = ArrayField(
        models.CharField(max_length=60), verbose_name=_("skills you want help with"), default=list, blank=True
    )
    products = ArrayField(
        models.CharField(max_length=60), verbose_name=_("systems you work with"), default=list, blank=True
    )
    languages = ArrayField(
        models.CharField(max_length=40), verbose_name=_("languages you like to talk in"), default=_english
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Wish {self.pk}"


class MentorRank(models.Model):
    """A mentor that somebody would like, and in which place: 1 is the one they would like most."""

    enrolment = models.ForeignKey(
        "bootcamp.Enrolment", on_delete=models.CASCADE, related_name="mentor_ranks", db_index=False
    )
    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="ranked_by")
    rank = models.PositiveSmallIntegerField(_("place"))

    class Meta:
        default_permissions = ()
        ordering = ("rank",)
        constraints = [
            models.UniqueConstraint("enrolment", "mentor", name="mentor_rank_once_a_mentor"),
            models.UniqueConstraint(
                fields=("enrolment", "rank"), name="mentor_rank_once_a_place", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(rank__range=(1, MOST_RANKED)), name="mentor_rank_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}"


class MenteeLiked(models.Model):
    """Somebody whom a mentor would like to mentor. Among those, points decide."""

    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="liked", db_index=False)
    enrolment = models.ForeignKey("bootcamp.Enrolment", on_delete=models.CASCADE, related_name="+")
    liked_at = models.DateTimeField(_("since"))

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint("mentor", "enrolment", name="mentee_liked_once")]

    def __str__(self) -> str:
        return f"Liked {self.pk}"
