"""Times of the clock."""

from datetime import datetime, tzinfo

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from careerpath.ui.moments import zone

register = template.Library()


@register.simple_tag
def clock_time(value: datetime, tz: str | tzinfo | None = None) -> SafeString:
    """`14:30 EST`: a moment under a heading that says the day. The zone is said at each, since clocks change between two days."""
    local = value.astimezone(zone(tz))
    text = f"{date_format(local, pgettext('date format, a time of the clock', 'H:i'))} {local.tzname() or ''}".rstrip()
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)
