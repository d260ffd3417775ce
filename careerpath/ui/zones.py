"""Time zones as people choose and read them: "Eastern time (New York), now UTC-5" and "Eastern time", not "America/New_York".

The places are those of `zone.tab` in the time zone database. Older names for them ("US/Eastern") are taken as well.
"""

from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Word = str | Promise
Choices = list[tuple[Word, list[tuple[str, str]]]]

UNITED_STATES: Final[dict[str, tuple[Word, Word]]] = {
    "America/New_York": (_("Eastern time"), _("Eastern time (New York)")),
    "America/Chicago": (_("Central time"), _("Central time (Chicago)")),
    "America/Denver": (_("Mountain time"), _("Mountain time (Denver)")),
    "America/Phoenix": (_("Arizona time"), _("Arizona (Phoenix)")),
    "America/Los_Angeles": (_("Pacific time"), _("Pacific time (Los Angeles)")),
    "America/Anchorage": (_("Alaska time"), _("Alaska (Anchorage)")),
    "Pacific/Honolulu": (_("Hawaii time"), _("Hawaii (Honolulu)")),
    "America/Puerto_Rico": (_("Puerto Rico time"), _("Puerto Rico")),
}
"""What a zone is called, and how it stands in the list, in the order in which it is offered."""
AMERICAN: Final = frozenset({"US", "PR", "VI", "GU", "AS", "MP"})
REGIONS: Final[dict[str, Word]] = {
    "US": _("United States"),
    "America": _("Americas"),
    "Europe": _("Europe"),
    "Africa": _("Africa"),
    "Asia": _("Asia"),
    "Australia": _("Australia"),
    "Pacific": _("Pacific"),
    "Atlantic": _("Atlantic"),
    "Indian": _("Indian Ocean"),
    "Arctic": _("Arctic"),
    "Antarctica": _("Antarctica"),
}
CITIES: Final[dict[str, Word]] = {
    "America/Asuncion": "Asunción",
    "America/Bogota": "Bogotá",
    "America/Cancun": "Cancún",
    "America/Havana": _("Havana"),
    "America/Mazatlan": "Mazatlán",
    "America/Merida": "Mérida",
    "America/Mexico_City": _("Mexico City"),
    "America/Panama": _("Panama"),
    "America/Sao_Paulo": "São Paulo",
    "Asia/Ho_Chi_Minh": "Ho Chi Minh",
    "Asia/Manila": _("Manila"),
    "Europe/London": _("London"),
    "Europe/Paris": _("Paris"),
}
"""Cities that are written otherwise than the database writes them, here or in Spanish."""


@cache
def places() -> dict[str, str]:
    """The zones that are offered, each with the key of its region, in the order of the list."""
    found = dict.fromkeys(UNITED_STATES, "US")
    lines = files("tzdata").joinpath("zoneinfo/zone.tab").read_text().splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    american = {row[2] for row in rows if row[0] in AMERICAN and not row[2].startswith("Antarctica/")}
    for name in sorted({row[2] for row in rows}, key=lambda one: (one.split("/")[-1], one)):
        found.setdefault(name, "US" if name in american else name.split("/")[0])
    return found


@cache
def known_names() -> frozenset[str]:
    """Every name of the time zone database, older ones included."""
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Whether there is a time zone of this name."""
    return name in known_names()


@lru_cache(maxsize=4)
def _offsets(hour: datetime) -> dict[str, str]:
    """The clocks of all places that are offered, at a full hour. Kept, since it opens some 400 small files."""
    return {name: utc_offset(hour.astimezone(ZoneInfo(name))) for name in places()}


def utc_offset(local: datetime) -> str:
    """`UTC-5`, `UTC+5:30`, `UTC`: how a clock stands to UTC at a moment that is given on that clock."""
    minutes = round((local.utcoffset() or timedelta(0)) / timedelta(minutes=1))
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def _city(name: str) -> str:
    return str(CITIES.get(name) or name.rsplit("/", 1)[-1].replace("_", " "))


def zone_name(name: str) -> str:
    """What a zone is called in a sentence: `Eastern time`, `Bogotá time`, `hora del Este`."""
    if name in UNITED_STATES:
        return str(UNITED_STATES[name][0])
    return gettext("%(city)s time") % {"city": _city(name)} if "/" in name and not name.startswith("Etc/") else name


def zone_label(name: str, at: datetime | None = None) -> str:
    """How a zone stands in a list: `Eastern time (New York), now UTC-5`, `Knox, Indiana, now UTC-5`."""
    moment = at or timezone.now()
    hour = moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    offset = _offsets(hour).get(name) or utc_offset(moment.astimezone(ZoneInfo(name)))
    if name in UNITED_STATES:
        place = str(UNITED_STATES[name][1])
    else:
        within = name.split("/")[1:-1]
        place = ", ".join([_city(name), *(part.replace("_", " ") for part in within)])
    return place if place == offset else gettext("%(place)s, now %(offset)s") % {"place": place, "offset": offset}


def zone_choices(at: datetime | None = None) -> Choices:
    """The zones to choose from: those of the United States by their names, then the others by part of the world, then UTC."""
    moment = at or timezone.now()
    groups: dict[str, list[tuple[str, str]]] = {key: [] for key in REGIONS}
    for name, region in places().items():
        groups[region].append((name, zone_label(name, moment)))
    return [
        *((REGIONS[key], found) for key, found in groups.items() if found),
        (_("Without a place"), [("UTC", "UTC")]),
    ]


class ZoneSelect(forms.Select):
    """The list of zones. A zone that is not on it, an older name, stands on top while it is the one chosen."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        """The groups of the list."""
        kept, listed = self.choices, {"UTC", *places()}
        extra = [(one, zone_label(one)) for one in value if one not in listed and is_zone(one)]
        self.choices = [*extra, *kept]
        try:
            return super().optgroups(name, value, attrs)
        finally:
            self.choices = kept


class ZoneField(forms.ChoiceField):
    """A time zone, chosen from the list; any name of the time zone database is taken."""

    widget = ZoneSelect

    def __init__(self, *, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label=_("Time zone") if label is None else label, choices=zone_choices, **kwargs)

    def valid_value(self, value: Any) -> bool:
        """Whether there is such a zone."""
        return is_zone(str(value))
