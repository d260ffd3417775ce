"""The yearly survey of graduates. One person's answers are theirs: staff read totals, from five answers on."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class YearlySurvey(models.Model):
    """One person and one year. Opened by the worker, answered by the person, editable until it closes."""

    class Work(models.TextChoices):
        """Whether they still work in the field."""

        HEALTH_IT = "health_it", _("yes, in health IT")
        OTHER_IT = "other_it", _("in IT, but not in health care")
        OTHER = "other", _("in something else")
        NONE = "none", _("I am not working now")

    class Role(models.TextChoices):
        """What they do."""

        ANALYST = "analyst", _("application analyst or builder")
        INTERFACES = "interfaces", _("interfaces and integration")
        DATA = "data", _("reports and data")
        SUPPORT = "support", _("support and service desk")
        TRAINING = "training", _("training and adoption")
        PROJECT = "project", _("projects and coordination")
        LEAD = "lead", _("leading a team")
        OTHER = "other", _("something else")

    class AtClient(models.TextChoices):
        """Whether they are where they were placed."""

        YES = "yes", _("yes, through the programme")
        HIRED = "hired", _("yes, hired by the client")
        NO = "no", _("no")

    class Pay(models.TextChoices):
        """A year’s pay before tax, in dollars; asked, never required."""

        UNDER_50 = "under_50", _("under 50,000 dollars a year")
        TO_65 = "50_65", _("50,000 to 64,999 dollars")
        TO_80 = "65_80", _("65,000 to 79,999 dollars")
        TO_100 = "80_100", _("80,000 to 99,999 dollars")
        OVER_100 = "over_100", _("100,000 dollars or more")

    class Helped(models.TextChoices):
        """What helped them."""

        BOOT_CAMP = "boot_camp", _("the boot camp")
        LAST_MILE = "last_mile", _("the technical training")
        CREDENTIAL = "credential", _("a certification")
        MENTOR = "mentor", _("my mentor")
        TEAM = "team", _("my team at the client")
        PEERS = "peers", _("the people of my class")

    class Step(models.IntegerChoices):
        """How far they would recommend the programme."""

        ONE = 1, _("1 – not at all")
        TWO = 2, _("2 – rather not")
        THREE = 3, _("3 – perhaps")
        FOUR = 4, _("4 – rather yes")
        FIVE = 5, _("5 – certainly")

    enrolment = models.ForeignKey(
        "bootcamp.Enrolment", on_delete=models.CASCADE, related_name="yearly_surveys", db_index=False
    )
    year = models.PositiveSmallIntegerField(_("year"))
    """1 for the first survey, a year after the first day (or after graduating, for who was not placed)."""
    opened_at = models.DateTimeField(_("opened"))
    closes_at = models.DateTimeField(_("closes"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    work = models.CharField(_("Do you still work in health IT?"), max_length=10, choices=Work.choices, blank=True)
    role = models.CharField(_("What do you do?"), max_length=12, choices=Role.choices, blank=True)
    at_client = models.CharField(
        _("Are you still at the client where you were placed?"), max_length=6, choices=AtClient.choices, blank=True
    )
    pay = models.CharField(_("What do you earn?"), max_length=10, choices=Pay.choices, blank=True)
    helped = ArrayField(
        models.CharField(max_length=12, choices=Helped.choices), verbose_name=_("What helped you?"), default=list
    )
    recommend = models.PositiveSmallIntegerField(
        _("Would you recommend the programme to a friend?"), choices=Step.choices, null=True, blank=True
    )

    class Meta:
        ordering = ("enrolment", "year")
        constraints = [
            models.UniqueConstraint("enrolment", "year", name="yearly_survey_once"),
            models.CheckConstraint(condition=Q(year__gte=1), name="yearly_survey_year"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opened_at")), name="yearly_survey_closes_later"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, work="", recommend__isnull=True)
                | (Q(answered_at__isnull=False, recommend__range=(1, 5)) & ~Q(work="")),
                name="yearly_survey_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(helped__contained_by=["boot_camp", "last_mile", "credential", "mentor", "team", "peers"]),
                name="yearly_survey_helped_known",
            ),
        ]
        indexes = [models.Index(fields=["closes_at"], name="yearly_survey_open", condition=Q(answered_at__isnull=True))]

    def __str__(self) -> str:
        return f"Yearly survey {self.year}"
