"""Senior consultants who mentor: what they bring, how much room they have, what they agreed to, whom they do not mentor."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import check_time_zone


def _english() -> list[str]:
    """English, which everybody in the programme speaks."""
    return ["English"]


class MentoringRules(models.Model):
    """What the programme asks of mentors, and after how many days it asks again. One row."""

    training_needed = models.BooleanField(_("mentors take the training before their first mentee"), default=True)
    answer_days = models.PositiveSmallIntegerField(
        _("days without an answer to a proposal until a reminder"), default=3
    )
    nudge_days = models.PositiveSmallIntegerField(_("days after a contact was due until a nudge"), default=2)
    quiet_days = models.PositiveSmallIntegerField(_("days without contact until a pair stands out"), default=21)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="mentoring_rules_one_row"),
            models.CheckConstraint(
                condition=Q(answer_days__range=(1, 60), nudge_days__range=(1, 60), quiet_days__range=(1, 365)),
                name="mentoring_rules_days_sane",
            ),
        ]

    def __str__(self) -> str:
        return "Rules of mentoring"


class MentoringAgreement(models.Model):
    """One version of what mentors agree to. Never edited: a new version asks everybody again."""

    number = models.PositiveSmallIntegerField(_("version"), unique=True)
    text = models.TextField(_("text"), max_length=20_000)
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        default_permissions = ()
        ordering = ("-number",)
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="mentoring_agreement_says_something")]

    def __str__(self) -> str:
        return f"Version {self.number}"


class Mentor(models.Model):
    """A mentor and how much room they have. A pause keeps the mentees they have and gives them no new ones."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE, related_name="mentor"
    )
    title = models.CharField(_("position"), max_length=100, blank=True)
    about = models.TextField(_("what mentees read first"), blank=True, max_length=2000)
    skills = ArrayField(
        models.CharField(max_length=60),
        verbose_name=_("skills"),
        default=list,
        blank=True,
        help_text=_("Words, separated by commas."),
    )
    products = ArrayField(
        models.CharField(max_length=60),
        verbose_name=_("products"),
        default=list,
        blank=True,
        help_text=_("Systems you know well, such as an EHR. Words, separated by commas."),
    )
    industries = ArrayField(
        models.CharField(max_length=60),
        verbose_name=_("settings you have worked in"),
        default=list,
        blank=True,
        help_text=_("Such as: hospital, clinic, payer. Words, separated by commas."),
    )
    languages = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("languages"),
        default=_english,
        help_text=_("Languages you can mentor in, separated by commas."),
    )
    seeks = ArrayField(
        models.CharField(max_length=60),
        verbose_name=_("whom you help best"),
        default=list,
        blank=True,
        help_text=_("Roles, skills or products you like to mentor in. Words, separated by commas."),
    )
    time_zone = models.CharField(
        _("time zone"), max_length=50, default="America/New_York", validators=[check_time_zone]
    )
    capacity = models.PositiveSmallIntegerField(_("mentees at most"), default=6)
    is_paused = models.BooleanField(_("takes nobody new for now"), default=False)
    trained_in = models.CharField(_("training"), max_length=150, blank=True)
    trained_on = models.DateField(_("training done on"), null=True, blank=True)

    class Meta:
        ordering = ("user__name", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(capacity__lte=50), name="mentor_capacity_sane"),
            models.CheckConstraint(
                condition=Q(trained_in="", trained_on__isnull=True) | (~Q(trained_in="") & Q(trained_on__isnull=False)),
                name="mentor_training_has_name_and_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def tz(self) -> ZoneInfo:
        """The zone in which the mentor lives."""
        return ZoneInfo(self.time_zone)


class MentorPause(models.Model):
    """Days, both included, on which a mentor is given nobody new."""

    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="pauses", db_index=False)
    from_on = models.DateField(_("first day"))
    until_on = models.DateField(_("last day"))

    class Meta:
        default_permissions = ()
        ordering = ("from_on", "pk")
        constraints = [
            models.UniqueConstraint("mentor", "from_on", "until_on", name="mentor_pause_once"),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="mentor_pause_days_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.from_on} to {self.until_on}"


class AgreementGiven(models.Model):
    """A mentor agreed to one version, by a click."""

    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="agreements", db_index=False)
    agreement = models.ForeignKey(MentoringAgreement, on_delete=models.PROTECT, related_name="given")
    agreed_at = models.DateTimeField(_("agreed"))

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint("mentor", "agreement", name="agreement_given_once")]

    def __str__(self) -> str:
        return f"{self.agreement_id} at {self.agreed_at}"


class MentorConflict(models.Model):
    """A mentor does not mentor one person, or anybody at one client. A mentor who names somebody we do not know by that
    name writes the name: the coordinator finds the person. The reason is for coordinators only."""

    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="conflicts", db_index=False)
    enrolment = models.ForeignKey(
        "bootcamp.Enrolment",
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    client = models.ForeignKey(
        "placements.Client", verbose_name=_("client"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    name_said = models.CharField(_("name"), max_length=200, blank=True)
    """What the mentor wrote; it stays when the coordinator has found the person."""
    reason = models.CharField(_("why"), max_length=500, blank=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    declared_at = models.DateTimeField(_("declared"))

    class Meta:
        default_permissions = ()
        ordering = ("-declared_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                "mentor", "enrolment", name="mentor_conflict_once_a_person", condition=Q(enrolment__isnull=False)
            ),
            models.UniqueConstraint(
                "mentor", "client", name="mentor_conflict_once_a_client", condition=Q(client__isnull=False)
            ),
            models.CheckConstraint(
                condition=Q(client__isnull=True) & (Q(enrolment__isnull=False) | ~Q(name_said=""))
                | Q(client__isnull=False, enrolment__isnull=True, name_said=""),
                name="mentor_conflict_with_one",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="mentor_conflict_to_find",
                condition=Q(enrolment__isnull=True, client__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"Conflict {self.pk}"
