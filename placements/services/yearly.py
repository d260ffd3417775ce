"""The yearly survey: opened a year after the first day (or after graduating), then each year; answered by the person alone."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.db.models import Min, Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext as _

from applicants.services.notices import compose, insert
from bootcamp.models import Enrolment
from bootcamp.selectors.people import graduates
from careerpath.pipeline import clock
from careerpath.ui.links import site_link
from careerpath.ui.moments import say_moment
from placements.lifecycle import STARTED, PlacementStatus
from placements.models import YearlySurvey

A_YEAR: Final = 365
OPEN_FOR: Final = timedelta(days=28)
EDITABLE_FOR: Final = timedelta(days=14)
"""From the first answer on it can be changed so long."""
LATEST: Final = 60
"""Days after the anniversary up to which a survey is still opened: later it would ask about another time."""
YEARS: Final = 10
ANSWERS: Final = ("work", "role", "at_client", "pay", "helped", "recommend")


class SurveyRefused(ValueError):
    """An answer that is not taken; the message says why."""


def open_due() -> int:
    """Open the surveys whose day has come, and write to their people once; how many were opened. Constant queries for each 500."""
    today = clock.now().date()
    began = Q(placements__status__in=[*STARTED, PlacementStatus.ENDED_EARLY], placements__starts_on__lte=today)
    due = Q()
    for year in range(1, YEARS + 1):
        first = today - timedelta(days=A_YEAR * year)
        due |= Q(since__range=(first - timedelta(days=LATEST), first))
    people = (
        graduates()
        .annotate(since=Coalesce(Min("placements__starts_on", filter=began), TruncDate("status_changed_at")))
        .filter(due)
    )
    found: Sequence[Enrolment] = list(people)
    return sum((open_for(found[at : at + 500], today) for at in range(0, len(found), 500)), 0)


@transaction.atomic
def open_for(people: Sequence[Enrolment], today: date) -> int:
    """Open the surveys of some people who are due (with `since`); who has theirs of that year is passed over."""
    now = clock.now()
    years = {one.pk: (today - one.since).days // A_YEAR for one in people}  # type: ignore[attr-defined]  # annotated
    there = set(YearlySurvey.objects.filter(enrolment__in=years).values_list("enrolment_id", "year"))
    new = [one for one in people if (one.pk, years[one.pk]) not in there]
    made = YearlySurvey.objects.bulk_create(
        [YearlySurvey(enrolment=one, year=years[one.pk], opened_at=now, closes_at=now + OPEN_FOR) for one in new],
        ignore_conflicts=True,
    )
    insert(
        [
            compose(
                "yearly_survey",
                to=person.email,
                language=person.language,
                values={
                    "name": person.name,
                    "link": site_link("yearly:survey"),
                    "closes": partial(say_moment, now + OPEN_FOR, one.cohort.tz),
                },
                once=f"yearly_survey:{one.pk}:{years[one.pk]}",
                application_id=one.application_id,
                good_until=now + OPEN_FOR,
            )
            for one in new
            if (person := one.application.applicant).email
        ]
    )
    return len(made)


def editable_until(survey: YearlySurvey) -> Any:
    """Until when somebody can answer, or change what they answered."""
    return survey.closes_at if survey.answered_at is None else survey.answered_at + EDITABLE_FOR


def is_open(survey: YearlySurvey) -> bool:
    """Whether it can be answered or changed now."""
    return bool(survey.opened_at <= clock.now() < editable_until(survey))


@transaction.atomic
def answer(survey: YearlySurvey, answers: Mapping[str, Any]) -> YearlySurvey:
    """Take in or change somebody's own answers. Raises SurveyRefused when it is closed."""
    locked = YearlySurvey.objects.select_for_update(no_key=True).get(pk=survey.pk)
    if not is_open(locked):
        raise SurveyRefused(_("This survey is closed."))
    for name in ANSWERS:
        setattr(locked, name, answers[name])
    locked.answered_at = locked.answered_at or clock.now()
    locked.save(update_fields=[*ANSWERS, "answered_at"])
    return locked


def erase_answers(applications: Sequence[int]) -> int:
    """Empty what these applications' people answered; how many surveys. That they were asked stays."""
    mine = YearlySurvey.objects.filter(enrolment__application__in=applications, answered_at__isnull=False)
    return mine.update(answered_at=None, work="", role="", at_client="", pay="", helped=[], recommend=None)
