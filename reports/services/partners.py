"""Counting for partner universities: once a week and for all of them together. A page that changed with every event would tell of
each person by what it showed before."""

from datetime import UTC, datetime, time, timedelta

from django.db import transaction

from careerpath.pipeline import clock
from reports.models import PartnerFigures
from reports.rules import PUBLIC
from reports.selectors.masks import protected
from reports.selectors.partners import counted, partners_with_page
from reports.services.counting import count_now
from reports.universities.protecting import ALL, WHOLE, Shown, shown_to_partners


def last_monday(now: datetime) -> datetime:
    """The beginning of the week, in UTC."""
    today = now.astimezone(UTC).date()
    return datetime.combine(today - timedelta(days=today.weekday()), time(), UTC)


def next_monday(now: datetime) -> datetime:
    """When the pages are counted next, at the earliest."""
    return last_monday(now) + timedelta(days=7)


def is_due(now: datetime) -> bool:
    """Whether the pages were not counted yet this week, and somebody may open one."""
    return not PartnerFigures.objects.filter(as_of__gte=last_monday(now)).exists() and bool(partners_with_page())


def count_if_due() -> int:
    """Count for all partners where it is due, and nothing waits to be counted; returns for how many."""
    now = clock.now()
    return count_for_partners() if is_due(now) and not count_now() else 0


def count_for_partners() -> int:
    """Count now; returns for how many universities. The new pages replace the old ones at once, and none is half new."""
    universities, now = partners_with_page(), clock.now()
    found = counted(universities)
    shown = shown_to_partners(
        found.people,
        found.named,
        universities=universities,
        classes=found.classes,
        public=found.public,
        minimum=PUBLIC.minimum,
        protect=protected,
    )
    pages = [
        PartnerFigures(
            university_id=one,
            as_of=now,
            minimum=PUBLIC.minimum,
            payload={"classes": _classes(shown, one), "named": found.stages.get(one, [])},
        )
        for one in universities
    ]
    with transaction.atomic():
        PartnerFigures.objects.all().delete()
        PartnerFigures.objects.bulk_create(pages)
    return len(pages)


def _classes(shown: Shown, university: int) -> list[dict[str, object]]:
    """The classes of a page, the newest first, then all together."""
    places = [place for row, place in shown if row == university]
    ordered = [place for place in places if place != ALL] + [place for place in places if place == ALL]
    return [{"cohort": place, "theirs": shown[university, place], "whole": shown[WHOLE, place]} for place in ordered]
