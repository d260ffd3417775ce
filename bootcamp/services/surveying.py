"""Surveys of modules: opened when a module is over, answered once, never with a name (`bootcamp.models.surveys` says how)."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext as _

from applicants.services.notices import compose, insert
from bootcamp.lifecycle import IN_CLASS, EnrolmentStatus
from bootcamp.models import Enrolment, Module, ModuleSurvey, Session, SurveyTaken
from bootcamp.models.surveys import QUESTIONS, STEPS
from careerpath.pipeline import clock
from careerpath.ui.links import site_link
from careerpath.ui.moments import say_moment

OPEN_FOR: Final = timedelta(days=5)
LATEST: Final = timedelta(days=3)
"""A module that ended longer ago gets no survey any more: nobody would remember."""
LONGEST_TEXT: Final = 2000
ANSWERING: Final = (EnrolmentStatus.ENROLLED, EnrolmentStatus.IN_TRAINING, EnrolmentStatus.COMPLETED)


class SurveyRefused(ValueError):
    """An answer that is not taken; the message says why."""


def open_surveys() -> int:
    """Open the surveys of the modules whose last session is over, and tell their classes once; how many were opened."""
    now = clock.now()
    held = Session.objects.filter(module=OuterRef("pk"), cancelled_at__isnull=True)
    over = (
        Module.objects.filter(kind=Module.Kind.MODULE, survey__isnull=True)
        .filter(Exists(held.filter(ends_at__lte=now, ends_at__gt=now - LATEST)), ~Exists(held.filter(ends_at__gt=now)))
        .select_related("programme__cohort")
    )
    return sum(open_survey(module) for module in over)


@transaction.atomic
def open_survey(module: Module, *, tell: bool = True) -> bool:
    """Open one survey and write to everybody in the class; False where somebody else did."""
    ended = Session.objects.filter(module=module, cancelled_at__isnull=True).aggregate(at=Max("ends_at"))["at"]
    now = clock.now()
    closes = (ended or now) + OPEN_FOR
    survey, new = ModuleSurvey.objects.get_or_create(
        module=module, defaults={"opens_at": min(ended or now, now), "closes_at": closes}
    )
    if new and tell:
        cohort = module.programme.cohort
        link = site_link("bootcamp:learner-survey", module.slug)
        class_ = Enrolment.objects.filter(cohort=cohort, status__in=IN_CLASS).select_related("application__applicant")
        insert(
            [
                compose(
                    "survey_open",
                    to=person.email,
                    language=person.language,
                    values={
                        "name": person.name,
                        "module": module.title,
                        "link": link,
                        "closes": partial(say_moment, survey.closes_at, cohort.tz),
                    },
                    once=f"survey:{module.pk}:{enrolment.pk}",
                    application_id=enrolment.application_id,
                    good_until=survey.closes_at,
                )
                for enrolment in class_
                if (person := enrolment.application.applicant).email
            ]
        )
    return new


def why_not(survey: ModuleSurvey, enrolment: Enrolment) -> str:
    """Why somebody cannot answer now, in words; empty where they can."""
    now = clock.now()
    if enrolment.status not in ANSWERING or survey.module.programme_id != enrolment.cohort_id:
        return _("This survey is for the people of the class.")
    if not survey.opens_at <= now < survey.closes_at:
        return _("This survey is closed.")
    if SurveyTaken.objects.filter(survey=survey, enrolment=enrolment).exists():
        return _("You have answered this survey. Thank you.")
    return ""


def answer_survey(survey: ModuleSurvey, enrolment: Enrolment, *, scores: Sequence[int], text: str = "") -> None:
    """Take in one answer, without a name. Raises SurveyRefused. A second one of the same person is not taken.

    `scores`: for each question 1 to 5. The free text is put at a random place among the others.
    """
    if len(scores) != len(QUESTIONS) or not all(1 <= score <= STEPS for score in scores):
        raise ValueError("An answer has a score from 1 to 5 for each question.")
    with transaction.atomic():
        locked = ModuleSurvey.objects.select_for_update(no_key=True).select_related(None).get(pk=survey.pk)
        if why := why_not(locked, enrolment):
            raise SurveyRefused(why)
        SurveyTaken.objects.create(survey=locked, enrolment=enrolment)
        locked.answers += 1
        for place, score in enumerate(scores):
            locked.counts[place * STEPS + score - 1] += 1
        if said := text.strip()[:LONGEST_TEXT]:
            locked.texts.append(said)
            secrets.SystemRandom().shuffle(locked.texts)
        locked.save(update_fields=["answers", "counts", "texts"])


def open_for(enrolment: Enrolment) -> list[ModuleSurvey]:
    """The surveys that somebody can answer now, the one that closes first at first; one query."""
    if enrolment.status not in ANSWERING:
        return []
    now = clock.now()
    mine = SurveyTaken.objects.filter(survey=OuterRef("pk"), enrolment=enrolment)
    return list(
        ModuleSurvey.objects.filter(
            Q(opens_at__lte=now, closes_at__gt=now), ~Exists(mine), module__programme=enrolment.cohort_id
        )
        .select_related("module")
        .order_by("closes_at", "pk")
    )
