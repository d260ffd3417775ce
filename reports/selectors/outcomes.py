"""What the class of a cohort was chosen by, and what became of it. Scores, marks and dates; no self-identification is read here."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Avg, Count, Exists, OuterRef

from applicants.lifecycle import ApplicationStatus
from applicants.models import Application, ApplicationStatusChange, Review
from bootcamp.lifecycle import IN_CLASS, LEARNING, EnrolmentStatus
from bootcamp.models import CredentialAward, Enrolment
from bootcamp.selectors.standing import plan_of, standing_of_class
from cohorts.models import Cohort
from placements.models import ClientFeedback
from reports.rules import INTERNAL
from reports.sections.retention import EARLY, HIRED, Stayed, compared_section, retention_section
from reports.sections.validity import ClassOutcomes, Outcome, Predictor, validity_section
from reports.selectors.deciding_scores import scores_of
from reports.selectors.placed import placed_sections
from reports.selectors.retention import REASONS, stays_by_cohort, stays_by_person
from reports.stages import RETAINED_DAYS
from reports.tables import Section

Verdict = ClientFeedback.Verdict
RATING: Final[dict[str, int]] = {Verdict.CONCERN: 1, Verdict.UNSURE: 2, Verdict.GOOD: 3, Verdict.VERY_GOOD: 4}
"""A client's words in their order."""
FAILED: Final = (EnrolmentStatus.WITHDRAWN, EnrolmentStatus.DISMISSED)
LATE_DAYS: Final = 90
"""Whoever is still learning so long after their boot camp has not completed it."""

Figures = dict[int, float]
"""Application -> figure."""


def outcome_sections(cohort: Cohort, *, at: datetime) -> list[Section]:
    """Validity and retention of one cohort, as seen at a moment; a constant number of queries."""
    stays = stays_by_person(cohort, at=at)
    return [
        validity_section(class_outcomes(cohort, stays, at=at), minimum=INTERNAL.minimum),
        _retention(stays),
        *placed_sections(cohort, stays, at=at),
    ]


def retention_of(cohort: Cohort, *, at: datetime) -> Section:
    """Who stays, of one cohort; one query."""
    return _retention(stays_by_person(cohort, at=at))


def _retention(stays: Mapping[int, Stayed]) -> Section:
    return retention_section(list(stays.values()), reasons=REASONS, minimum=INTERNAL.minimum)


def compared_outcomes(*, at: datetime) -> Section:
    """Retention of all cohorts beside each other; two queries."""
    return compared_section(stays_by_cohort(at=at), minimum=INTERNAL.minimum)


def class_of(cohort: Cohort) -> list[int]:
    """The applications of a cohort that were ever admitted; one query."""
    admitted = ApplicationStatusChange.objects.filter(subject=OuterRef("pk"), to_status=ApplicationStatus.ADMITTED)
    people = Application.objects.filter(Exists(admitted), cohort=cohort).exclude(status=ApplicationStatus.DUPLICATE)
    return list(people.order_by("pk").values_list("pk", flat=True))


def class_outcomes(cohort: Cohort, stays: Mapping[int, Stayed], *, at: datetime) -> ClassOutcomes:
    """Everything before and after, person by person. `stays` as `stays_by_person` gives them."""
    people = class_of(cohort)
    if not people:
        return ClassOutcomes(0, 0, (), ())
    enrolments = list(
        Enrolment.objects.filter(application__in=people).select_related("completion", "cohort").order_by("pk")
    )
    scores = scores_of(cohort, people)
    marks = dict(
        Review.objects.filter(application__in=people)
        .values_list("application")
        .annotate(mean=Avg("mark"))
        .order_by("application")
    )
    predictors = [*scores.predictors, Predictor("review_mean", "Mean mark of the readers", _floats(marks))]
    applied = Application.objects.filter(cohort=cohort, submitted_at__isnull=False)
    return ClassOutcomes(
        len(people),
        applied.exclude(status=ApplicationStatus.DUPLICATE).count(),
        predictors,
        [
            _course_mark(cohort, enrolments),
            _completed(enrolments, at=at),
            _certified(enrolments, at=at),
            _rating(people, at=at),
            _retained({pk: stays[pk] for pk in people if pk in stays}),
        ],
        scores.notes,
    )


def _floats(figures: Mapping[int, object]) -> Figures:
    return {pk: float(str(figure)) for pk, figure in figures.items() if figure is not None}


def _course_mark(cohort: Cohort, enrolments: Collection[Enrolment]) -> Outcome:
    """The mark that was signed; of others still in this class the mark so far. Seven queries at most."""
    marks = {
        one.application_id: one.completion.course_mark
        for one in enrolments
        if one.status == EnrolmentStatus.COMPLETED and hasattr(one, "completion")
    }
    here = [
        one
        for one in enrolments
        if one.application_id not in marks
        and one.cohort_id == cohort.pk
        and one.status in (*IN_CLASS, EnrolmentStatus.DISMISSED)
    ]
    plan = plan_of(cohort) if here else None
    if plan is not None:
        marks |= {one.enrolment.application_id: one.course.mark for one in standing_of_class(plan, here)}
    meaning = "course mark of 100 as it was signed, or as it stands for who has not completed"
    return Outcome(
        "course_mark",
        "Boot-camp mark",
        meaning,
        _floats(marks),
        "who never enrolled, withdrew, deferred or has no mark yet",
    )


def _completed(enrolments: Collection[Enrolment], *, at: datetime) -> Outcome:
    known = {one.application_id: 1.0 for one in enrolments if one.status == EnrolmentStatus.COMPLETED}
    for one in enrolments:
        late = at.date() > one.cohort.bootcamp_ends + timedelta(days=LATE_DAYS)
        if one.status in FAILED or (one.status in LEARNING and late):
            known[one.application_id] = 0.0
    meaning = f"completed, against withdrew, was dismissed, or not done {LATE_DAYS} days after the boot camp"
    return Outcome(
        "completed", "Completed boot camp", meaning, known, "who is still in the boot camp, deferred or never enrolled"
    )


def _certified(enrolments: Collection[Enrolment], *, at: datetime) -> Outcome:
    """Credentials gained here (by an attempt that was recorded), of those who completed. One query."""
    completed = {one.pk: one.application_id for one in enrolments if one.status == EnrolmentStatus.COMPLETED}
    gained = dict(
        CredentialAward.objects.filter(enrolment__in=completed, attempt__isnull=False, awarded_on__lte=at.date())
        .values_list("enrolment")
        .annotate(n=Count("credential", distinct=True))
        .order_by("enrolment")
    )
    known = {application: float(gained.get(pk, 0)) for pk, application in completed.items()}
    return Outcome(
        "certified",
        "Credentials gained",
        "how many different ones, by attempts here",
        known,
        "who has not completed the boot camp",
    )


def _rating(people: Collection[int], *, at: datetime) -> Outcome:
    """What the client last said of somebody who had begun there. One query."""
    said = ClientFeedback.objects.filter(
        placement__enrolment__application__in=people, at__lte=at, placement__starts_on__isnull=False
    ).order_by("at", "pk")
    rows = said.values_list("placement__enrolment__application", "verdict", "at", "placement__starts_on")
    known = {pk: float(RATING[verdict]) for pk, verdict, moment, first in rows if first and moment.date() >= first}
    meaning = "the latest answer since the first day: there is a problem, not sure yet, good, very good"
    return Outcome(
        "rating", "Client’s rating", meaning, known, "who is not placed, or of whom the client has said nothing yet"
    )


def _retained(stays: Mapping[int, Stayed]) -> Outcome:
    """As the stage "retained", but that somebody who stayed to a planned end before six months has neither stayed nor left."""
    known: Figures = {}
    for pk, one in stays.items():
        if one.days >= RETAINED_DAYS or (one.how == HIRED and one.possible >= RETAINED_DAYS):
            known[pk] = 1.0
        elif one.how == EARLY:
            known[pk] = 0.0
    meaning = "at work six months after the first day, or hired by the client before; against ended early"
    return Outcome(
        "retained", "Stayed six months", meaning, known, "who is not placed, or began less than six months ago"
    )
