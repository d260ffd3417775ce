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
    is_active = models.BooleanField(_("works with us now"), default=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def tz(self) -> ZoneInfo:
        """The zone in which this client's dates are shown."""
        return ZoneInfo(self.time_zone)


class ClientContact(models.Model):
    """Somebody who signs in to the portal for a client. Taking the tick away closes the portal to them at once."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="contacts", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE, related_name="client_contacts"
    )
    title = models.CharField(_("position"), max_length=100, blank=True)
    is_active = models.BooleanField(_("may sign in to the portal"), default=True)

    class Meta:
        ordering = ("client", "user")
        constraints = [models.UniqueConstraint("client", "user", name="client_contact_once")]

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
