"""Dates and times as people read them: with the weekday, and always with the time zone."""

from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

MINUTE, HOUR, DAY = 60, 3600, 86400


def zone(name: str | tzinfo | None) -> tzinfo:
    """A time zone by name, or the current one."""
    if name is None or name == "":
        return timezone.get_current_timezone()
    return ZoneInfo(name) if isinstance(name, str) else name


def say_day(value: date | datetime, tz: str | tzinfo | None = None) -> str:
    """`Monday 3 February 2025`, `lunes 3 de febrero de 2025`."""
    if isinstance(value, datetime):
        value = value.astimezone(zone(tz)) if timezone.is_aware(value) else value
    return date_format(value, pgettext("date format, a day", "l j F Y"))


def say_moment(value: datetime, tz: str | tzinfo | None = None) -> str:
    """`Mon 3 Feb 2025, 14:30 EST`, `lun 3 feb 2025, 14:30 EST`."""
    local = value.astimezone(zone(tz))
    return f"{date_format(local, pgettext('date format, a moment', 'D j M Y, H:i'))} {local.tzname() or ''}".rstrip()


def say_ago(value: datetime, now: datetime | None = None) -> str:
    """`12 s ago`, `5 min ago`, `in 3 h`, `2 days ago`; a moment within a second is `just now`."""
    seconds = round(((now or timezone.now()) - value) / timedelta(seconds=1))
    if abs(seconds) < 1:
        return gettext("just now")
    size = abs(seconds)
    if size < MINUTE:
        words = gettext("%(n)s s") % {"n": size}
    elif size < HOUR:
        words = gettext("%(n)s min") % {"n": size // MINUTE}
    elif size < DAY:
        words = gettext("%(n)s h") % {"n": size // HOUR}
    else:
        days = size // DAY
        words = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    return (gettext("%(time)s ago") if seconds > 0 else gettext("in %(time)s")) % {"time": words}
