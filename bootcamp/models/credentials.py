"""Credentials: certificates that somebody else gives, their parts, sittings for them, and what keeps them alive.

When an award ends is computed (`selectors.last_mile.with_expiry`), never stored.
"""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bootcamp.models.enrolment import Enrolment

SCORES_TOGETHER = Q(pass_score__isnull=True, top_score__isnull=True) | Q(
    pass_score__isnull=False, top_score__isnull=False, pass_score__gt=0, pass_score__lte=F("top_score")
)


class Credential(models.Model):
    """A certificate that somebody else gives: who, how one gets it, how long it holds, what keeps it."""

    class Access(models.TextChoices):
        OPEN = "open", _("open to anyone")
        SPONSORED = "sponsored", _("needs a sponsoring client")

    class Maintenance(models.TextChoices):
        NONE = "none", _("nothing to do")
        EDUCATION = "education", _("continuing education")
        RETAKE = "retake", _("take it again")
        RELEASE = "release", _("an update with each release")

    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=160)
    issuer = models.CharField(_("issuer"), max_length=120)
    code = models.CharField(_("code"), max_length=40)
    access = models.CharField(_("access"), max_length=10, choices=Access.choices, default=Access.OPEN)
    validity_months = models.PositiveSmallIntegerField(
        _("valid for months"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: it does not expire."),
    )
    maintenance = models.CharField(
        _("to keep it"), max_length=10, choices=Maintenance.choices, default=Maintenance.NONE
    )
    maintenance_hours = models.PositiveSmallIntegerField(
        _("hours of continuing education"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("In each term of validity, one hour for one unit or point of the issuer."),
    )
    pass_score = models.DecimalField(
        _("pass score"), max_digits=6, decimal_places=2, null=True, blank=True, help_text=_("Empty: passed or not.")
    )
    top_score = models.DecimalField(_("highest score"), max_digits=6, decimal_places=2, null=True, blank=True)
    max_attempts = models.PositiveSmallIntegerField(
        _("attempts"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("Empty: no limit.")
    )
    attempts_months = models.PositiveSmallIntegerField(
        _("attempts are counted over months"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: over all time."),
    )
    waiting_days = models.PositiveSmallIntegerField(_("days between attempts"), default=0)
    waiting_from = models.PositiveSmallIntegerField(
        _("the days are waited from attempt"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("1: after each attempt. 2: the second may follow at once, the third waits."),
    )
    prerequisites = models.ManyToManyField(
        "self", verbose_name=_("needed first"), symmetrical=False, blank=True, related_name="leads_to"
    )
    source_url = models.URLField(_("the issuer's own page"), max_length=300, blank=True)
    source_notes = models.TextField(
        _("where each value is from"),
        blank=True,
        help_text=_("One value a line: what was confirmed where, and what you must check."),
    )
    checked_on = models.DateField(_("last checked"), null=True, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint("issuer", "code", name="credential_code_unique"),
            models.CheckConstraint(condition=SCORES_TOGETHER, name="credential_scores_together"),
            models.CheckConstraint(
                condition=Q(validity_months__isnull=True) | Q(validity_months__gte=1),
                name="credential_validity_positive",
            ),
            models.CheckConstraint(
                condition=Q(max_attempts__isnull=True) | Q(max_attempts__gte=1), name="credential_attempts_positive"
            ),
            models.CheckConstraint(
                condition=Q(attempts_months__isnull=True)
                | Q(attempts_months__gte=1, max_attempts__isnull=False, max_attempts__gte=1),
                name="credential_attempts_counted_over",
                violation_error_message=_("Say how many attempts there are in these months."),
            ),
            models.CheckConstraint(condition=Q(waiting_from__gte=1), name="credential_waiting_from_one"),
            models.CheckConstraint(
                condition=Q(maintenance_hours__isnull=True) | Q(maintenance_hours__gte=1, maintenance="education"),
                name="credential_hours_are_education",
                violation_error_message=_("Hours belong to continuing education. Choose it, or leave them empty."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CredentialComponent(models.Model):
    """A part of a credential that is passed by itself. The credential is awarded once all its parts are passed."""

    credential = models.ForeignKey(Credential, on_delete=models.CASCADE, related_name="components", db_index=False)
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("name"), max_length=120)
    pass_score = models.DecimalField(
        _("pass score"), max_digits=6, decimal_places=2, null=True, blank=True, help_text=_("Empty: passed or not.")
    )
    top_score = models.DecimalField(_("highest score"), max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ("credential", "position")
        constraints = [
            models.UniqueConstraint("credential", "position", name="component_position_unique"),
            models.CheckConstraint(condition=SCORES_TOGETHER, name="component_scores_together"),
        ]

    def __str__(self) -> str:
        return self.name


class CredentialRelease(models.Model):
    """A new release that holders bring themselves up to date with until a day; whoever does not loses the credential then."""

    credential = models.ForeignKey(Credential, on_delete=models.CASCADE, related_name="releases", db_index=False)
    name = models.CharField(_("release"), max_length=80)
    released_on = models.DateField(_("released"))
    due_on = models.DateField(_("update until"))

    class Meta:
        ordering = ("credential", "released_on")
        constraints = [
            models.UniqueConstraint("credential", "name", name="release_name_unique"),
            models.CheckConstraint(
                condition=Q(due_on__gt=F("released_on")),
                name="release_due_after_it_is_out",
                violation_error_message=_("The last day lies after the day of the release."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.credential}: {self.name}"


class CredentialAttempt(models.Model):
    """One sitting for a credential, or for one part of it. Numbers run 1, 2, 3 without a gap, and none follows a pass.

    A credential that has lapsed, or that is kept by taking it again, is sat for anew: that is the next `cycle`, with numbers of
    its own. `services.attempting` writes these.
    """

    class Outcome(models.TextChoices):
        PASSED = "passed", _("passed")
        FAILED = "failed", _("failed")
        NO_SHOW = "no_show", _("did not come")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="attempts", db_index=False)
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="attempts")
    component = models.ForeignKey(
        CredentialComponent, null=True, blank=True, on_delete=models.PROTECT, related_name="attempts"
    )
    cycle = models.PositiveSmallIntegerField(default=1)
    number = models.PositiveSmallIntegerField(_("attempt"))
    taken_on = models.DateField(_("taken on"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    score = models.DecimalField(_("score"), max_digits=6, decimal_places=2, null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("enrolment", "credential", "cycle", "component", "number")
        constraints = [
            models.UniqueConstraint(
                fields=("enrolment", "credential", "component", "cycle", "number"),
                nulls_distinct=False,
                name="attempt_number_unique",
            ),
            models.UniqueConstraint(
                fields=("enrolment", "credential", "component", "cycle"),
                nulls_distinct=False,
                name="attempt_passed_once",
                condition=Q(outcome="passed"),
            ),
            models.CheckConstraint(condition=Q(number__gte=1, cycle__gte=1), name="attempt_number_from_one"),
            models.CheckConstraint(
                condition=~Q(outcome="no_show") | Q(score__isnull=True), name="attempt_no_show_has_no_score"
            ),
        ]

    @property
    def of_what(self) -> Credential | CredentialComponent:
        """Where the scores of this sitting stand: the part, else the credential."""
        return self.component or self.credential


class Evidenced(models.Model):
    """Something that stands on evidence: a link or words, and who looked at it. Never the holder themself."""

    evidence_url = models.URLField(_("link to the evidence"), max_length=500, blank=True)
    evidence_note = models.CharField(_("evidence in words"), max_length=300, blank=True)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    """Whom it is about, so that the database can refuse their own word."""
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)

    class Meta:
        abstract = True


EVIDENCE = (
    models.CheckConstraint(
        condition=Q(verified_by__isnull=True, verified_at__isnull=True)
        | Q(verified_by__isnull=False, verified_at__isnull=False),
        name="%(class)s_verified_together",
    ),
    models.CheckConstraint(
        condition=Q(verified_by__isnull=True) | Q(holder__isnull=True) | ~Q(verified_by=F("holder")),
        name="%(class)s_not_verified_by_holder",
        violation_error_message=_("Nobody verifies their own evidence."),
    ),
)


class CredentialAward(Evidenced):
    """Somebody holds a credential from a day on.

    `attempt` is empty for one they brought with them; a renewal is one more award on a later day, whose term may begin where the
    one before ends (`term_from`).
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="awards", db_index=False)
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="awards")
    attempt = models.OneToOneField(
        CredentialAttempt, null=True, blank=True, on_delete=models.PROTECT, related_name="award"
    )
    awarded_on = models.DateField(_("awarded on"))
    term_from = models.DateField(
        _("the term begins"), null=True, blank=True, help_text=_("Empty: on the day it was awarded.")
    )
    certificate_number = models.CharField(_("number of the certificate"), max_length=80, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ("enrolment", "credential", "awarded_on")
        constraints = [
            models.UniqueConstraint("enrolment", "credential", "awarded_on", name="award_once_a_day"),
            models.CheckConstraint(
                condition=Q(term_from__isnull=True) | Q(term_from__gte=F("awarded_on")),
                name="award_term_not_before_it",
            ),
            *EVIDENCE,
        ]


class UpkeepActivity(Evidenced):
    """What a holder did to keep a credential: hours of continuing education, or the update for a release.

    It counts once somebody verified it.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="upkeep", db_index=False)
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="upkeep")
    release = models.ForeignKey(
        CredentialRelease,
        verbose_name=_("release"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="upkeep",
    )
    title = models.CharField(_("what it was"), max_length=160)
    done_on = models.DateField(_("done on"))
    hours = models.DecimalField(
        _("hours"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.25"))],
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("enrolment", "credential", "done_on", "pk")
        indexes = [
            models.Index(fields=["enrolment", "credential", "done_on"], name="upkeep_of_person"),
            models.Index(fields=["added_at"], name="upkeep_to_verify", condition=Q(verified_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(release__isnull=True, hours__isnull=False, hours__gt=0)
                | Q(release__isnull=False, hours__isnull=True),
                name="upkeep_hours_or_release",
            ),
            models.UniqueConstraint(
                "enrolment", "release", name="upkeep_release_once", condition=Q(release__isnull=False)
            ),
            *EVIDENCE,
        ]
