"""The tags every page is made with: `{% load look %}`. Shown with examples in docs/look.md and at /_look/."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from careerpath.ui.charts import FIELD, as_bars, draw_bars, spark_points
from careerpath.ui.moments import say_ago, say_day, say_moment, zone
from careerpath.ui.plots import NARROW, WIDE, ChartLike, draw
from careerpath.ui.sprite import SPRITE, known_icons
from careerpath.ui.status import look_of
from careerpath.ui.zones import zone_name as name_of_zone

register = template.Library()


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """An icon beside a word: hidden from screen readers, the word says it. An unknown name is an error while developing."""
    if settings.DEVELOPMENT and name not in known_icons():
        raise template.TemplateSyntaxError(
            f"No icon {name!r} in the sprite: add it to assets/icons.txt and run bin/vendor."
        )
    return format_html(
        '<svg class="icon{}" width="20" height="20" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" {css}" if css else "",
        static(SPRITE),
        name,
    )


@register.simple_tag
def badge(label: object, tone: str = "muted", icon_name: str = "") -> SafeString:
    """A badge with icon and word: `{% badge "12 to read" "watch" "eye" %}`."""
    return format_html('<span class="badge tone-{}">{}{}</span>', tone, icon(icon_name) if icon_name else "", label)


@register.simple_tag
def status_badge(status: Any, label: object = None) -> SafeString:
    """The badge of a status: of an object with `.status` and `.get_status_display`, or of a value with its label."""
    if hasattr(status, "get_status_display"):
        status, label = status.status, label or status.get_status_display()
    if label is None:
        label = getattr(status, "label", None) or str(status).replace("_", " ").capitalize()
    tone, icon_name = look_of(getattr(status, "value", status))
    return badge(capfirst(str(label)), tone, icon_name)


@register.simple_tag
def when(value: datetime | date | None, tz: Any = None, empty: str = "–") -> SafeString | str:
    """A moment with weekday and time zone, or a day with its weekday: `{% when application.submitted_at cohort.time_zone %}`."""
    if value is None or value == "":
        return empty
    text = say_moment(value, tz) if isinstance(value, datetime) else say_day(value)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)


@register.simple_tag
def day(value: datetime | date | None, tz: Any = None, empty: str = "–") -> SafeString | str:
    """The day of a moment, in full: `Monday 3 February 2025`."""
    if value is None or value == "":
        return empty
    stamp = value.astimezone(zone(tz)).date() if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', stamp.isoformat(), say_day(stamp))


@register.simple_tag
def ago(value: datetime | None, empty: str = "never") -> SafeString | str:
    """`12 s ago`; the exact moment is in the title."""
    if value is None or value == "":
        return empty
    return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), say_moment(value), say_ago(value))


@register.filter
def zone_name(value: object) -> str:
    """What a time zone is called: `{{ cohort.time_zone|zone_name }}` is `Eastern time`."""
    return name_of_zone(str(value)) if value else ""


@register.filter
def number(value: int | float | Decimal | None, places: int = 0) -> str:
    """A number with thousands apart: `9,412`; with places: `{{ rate|number:1 }}`. None is a dash."""
    if value is None or value == "":
        return "–"
    return f"{value:,.{places}f}"


@register.filter
def percent(value: float | Decimal | None, places: int = 0) -> str:
    """A share of one as a percentage: 0.684 is `68%`."""
    return "–" if value is None or value == "" else f"{float(value) * 100:.{places}f}%"


@register.inclusion_tag("ui/_progress.html")
def progress(value: int, most: int, label: str, note: str = "") -> dict[str, Any]:
    """A progress bar that says what it measures, how far it is, and (note) what is left."""
    share = 100 * value // most if most else 0
    return {"value": value, "most": most or 1, "total": most, "label": label, "note": note, "percent": share}


@register.simple_tag
def meter(value: float | Decimal | None, most: float | Decimal = 1, fill: str = "1") -> SafeString | str:
    """A thin bar inside a table cell, beside the figure it draws. Screen readers skip it: the figure says it."""
    if value is None:
        return ""
    across = max(0.0, min(100.0, float(value) / float(most or 1) * 100))
    return format_html(
        '<svg class="meter" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="meter-rail" width="100" height="8"></rect><rect class="fill-{}" width="{}" height="8"></rect></svg>',
        fill,
        f"{across:.1f}",
    )


@register.simple_tag
def spark(values: Sequence[float], label: str) -> SafeString | str:
    """A spark line; the label says in words what the line shows."""
    points = spark_points(values)
    if not points:
        return ""
    return format_html(
        '<svg class="spark" viewBox="0 0 96 24" role="img" aria-label="{}"><polyline points="{}"></polyline></svg>',
        label,
        points,
    )


@register.inclusion_tag("ui/_bar_chart.html")
def bar_chart(rows: Iterable[Any], title: str, unit: str = "", most: float | None = None) -> dict[str, Any]:
    """Horizontal bars with their labels, and the same as a table. Rows: (label, value[, text]) or `ui.charts.Bar`."""
    bars = as_bars(rows)
    return {
        "title": title,
        "unit": unit,
        "bars": draw_bars(bars, most),
        "field": FIELD,
        "intervals": any(bar.high is not None for bar in bars),
        "source": bars,
    }


@register.simple_tag
def plot(chart: ChartLike, key: str = "") -> SafeString:
    """A chart of `careerpath.ui.plots`, wide and narrow: css/plots.css shows one of them. `key` is one of its own on the page."""
    drawn = (draw(chart, width=width, key=key) for width in (WIDE, NARROW))
    return format_html('<div class="plot-room">{}{}</div>', *drawn)


@register.simple_tag
def crumb(label: object, url: str = "") -> SafeString:
    """One step of `{% block breadcrumbs %}`; without an address it is the page itself."""
    if not url:
        return format_html('<li aria-current="page">{}</li>', label)
    return format_html('<li><a href="{}">{}</a></li>', url, label)


@register.filter
def message_icon(level_tag: str) -> str:
    """The icon of a Django message by its level."""
    return {"success": "circle-check", "warning": "triangle-alert", "error": "circle-alert"}.get(level_tag, "info")


@register.filter
def message_tone(level_tag: str) -> str:
    """The tone of a Django message by its level."""
    return {"success": "good", "warning": "watch", "error": "stop", "debug": "muted"}.get(level_tag, "info")
