"""Health systems that take graduates, the people who sign in for them, and their openings."""

import uuid
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import check_time_zone


class Client(models.Model):
    """A health system."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    slug = models.SlugField(_("short name in addresses"), unique=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=50, default="America/New_York", validators=[check_time_zone]
    )
    kinds = ArrayField(models.CharField(max_length=60), verbose_name=_("what they are"), default=list, blank=True)
    """Words of `placements.kinds`: mentors who know such a place are ahead for the people who work there."""
    is_active = models.BooleanField(_("works with us now"), default=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def tz(self) -> ZoneInfo:
        """The zone in which this client's dates are shown."""
        return ZoneInfo(self.time_zone)


class ClientSite(models.Model):
    """A place of a client where people work: a hospital, a clinic, an office."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="sites", db_index=False)
    name = models.CharField(_("name"), max_length=150)
    city = models.CharField(_("city"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=50, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=50, default="America/New_York", validators=[check_time_zone]
    )
    is_active = models.BooleanField(_("people work there now"), default=True)

    class Meta:
        ordering = ("client", "name")
        constraints = [models.UniqueConstraint("client", "name", name="client_site_once")]

    def __str__(self) -> str:
        return f"{self.name}, {self.city}" if self.city else self.name


class ClientContact(models.Model):
    """Somebody who signs in to the portal for a client. Taking the tick away closes the portal to them at once."""

    class Role(models.TextChoices):
        """What they do for the client. Each may also do what the ones below may."""

        LEAD = "lead", _("leads: openings, contacts, everybody’s people")
        HIRING = "hiring", _("hires: asks for interviews, gives feedback")
        SUPERVISOR = "supervisor", _("supervises: sees and evaluates their own people")
        READER = "reader", _("reads only")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="contacts", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE, related_name="client_contacts"
    )
    role = models.CharField(_("part at the client"), max_length=12, choices=Role.choices, default=Role.HIRING)
    title = models.CharField(_("position"), max_length=100, blank=True)
    is_active = models.BooleanField(_("may sign in to the portal"), default=True)

    class Meta:
        ordering = ("client", "user")
        constraints = [
            models.UniqueConstraint("client", "user", name="client_contact_once"),
            models.CheckConstraint(
                condition=Q(role__in=["lead", "hiring", "supervisor", "reader"]), name="client_contact_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.client})"


class Opening(models.Model):
    """A role that a client wants to fill, with its seats."""

    class Mode(models.TextChoices):
        """Where the work is done."""

        ON_SITE = "on_site", _("on site")
        HYBRID = "hybrid", _("partly remote")
        REMOTE = "remote", _("remote")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="openings", db_index=False)
    title = models.CharField(_("role"), max_length=150)
    description = models.TextField(_("what the work is"), blank=True)
    at_site = models.ForeignKey(
        ClientSite,
        verbose_name=_("one of the client's sites"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="openings",
    )
    """Where there is one, `site` and `city` are its own (kept here, so that an opening says where it was)."""
    site = models.CharField(_("site"), max_length=150, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    mode = models.CharField(_("where"), max_length=10, choices=Mode.choices, default=Mode.ON_SITE)
    starts_on = models.DateField(_("first day"))
    weeks = models.PositiveSmallIntegerField(_("weeks"), default=52, validators=[MinValueValidator(1)])
    seats = models.PositiveSmallIntegerField(_("seats"), default=1, validators=[MinValueValidator(1)])
    skills = ArrayField(
        models.CharField(max_length=60),
        verbose_name=_("skills"),
        default=list,
        blank=True,
        help_text=_("Words, separated by commas."),
    )
    credentials = models.ManyToManyField(
        "bootcamp.Credential",
        verbose_name=_("credentials needed"),
        blank=True,
        related_name="openings",
        help_text=_("Each must be valid on the first day."),
    )
    closed_on = models.DateField(_("closed"), null=True, blank=True)

    class Meta:
        ordering = ("starts_on", "pk")
        constraints = [
            models.UniqueConstraint("client", "title", "site", "starts_on", name="opening_once"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="opening_has_seats"),
            models.CheckConstraint(condition=Q(weeks__gte=1), name="opening_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.place}"

    @property
    def place(self) -> str:
        """Where the work is, in words: the site and the city, or that it is remote."""
        if self.mode == self.Mode.REMOTE:
            return str(self.Mode.REMOTE.label)
        return ", ".join(part for part in (self.site, self.city) if part) or str(self.Mode(self.mode).label)


class OpeningRate(models.Model):
    """What the client pays for an opening. A table of its own: who may read openings does not read this."""

    class Unit(models.TextChoices):
        """What the rate is for."""

        HOUR = "hour", _("an hour")
        DAY = "day", _("a day")
        MONTH = "month", _("a month")

    opening = models.OneToOneField(Opening, on_delete=models.CASCADE, related_name="rate")
    amount = models.DecimalField(_("rate"), max_digits=10, decimal_places=2, validators=[MinValueValidator(0)])
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    unit = models.CharField(_("for"), max_length=5, choices=Unit.choices, default=Unit.HOUR)
    note = models.CharField(_("note"), max_length=200, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="opening_rate_not_negative"),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="opening_rate_currency"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class OpeningRequest(models.Model):
    """A contact asks for people in the portal. Staff confirm it, which makes an opening, or decline it with a reason."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="opening_requests", db_index=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    title = models.CharField(_("role"), max_length=150)
    description = models.TextField(_("what the work is"), blank=True, max_length=4000)
    at_site = models.ForeignKey(
        ClientSite, verbose_name=_("site"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    mode = models.CharField(_("where"), max_length=10, choices=Opening.Mode.choices, default=Opening.Mode.ON_SITE)
    starts_on = models.DateField(_("first day"))
    weeks = models.PositiveSmallIntegerField(_("weeks"), default=52, validators=[MinValueValidator(1)])
    seats = models.PositiveSmallIntegerField(_("seats"), default=1, validators=[MinValueValidator(1)])
    skills = ArrayField(models.CharField(max_length=60), verbose_name=_("skills"), default=list, blank=True)
    credentials = models.ManyToManyField("bootcamp.Credential", blank=True, related_name="+")
    opening = models.OneToOneField(
        Opening, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="request"
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    declined_because = models.CharField(_("why not"), max_length=500, blank=True)

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(seats__gte=1, weeks__gte=1), name="opening_request_sane"),
            models.CheckConstraint(
                condition=Q(
                    answered_at__isnull=True, answered_by__isnull=True, opening__isnull=True, declined_because=""
                )
                | Q(answered_at__isnull=False, answered_by__isnull=False, opening__isnull=False, declined_because="")
                | Q(answered_at__isnull=False, answered_by__isnull=False, opening__isnull=True)
                & ~Q(declined_because=""),
                name="opening_request_answered_whole",
            ),
        ]
        indexes = [models.Index(fields=["client", "-asked_at"], name="opening_request_of_client")]

    def __str__(self) -> str:
        return self.title
