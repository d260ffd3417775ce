"""A class at a glance: sessions today, attendance not marked, work not graded, people to contact. Constant queries at any size."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from bootcamp.lifecycle import LEARNING
from bootcamp.models import Assessment, FollowUp, Grade, GradeState, Session
from bootcamp.selectors.people import in_class
from bootcamp.selectors.standing import Plan, Standing, plan_of, standing_of_class
from cohorts.models import Cohort


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session, and for how many of how many people attendance is noted."""

    session: Session
    noted: int
    of: int
    begun: bool

    @property
    def state(self) -> str:
        """`later`, `unmarked`, `partly` or `done`."""
        if not self.noted:
            return "unmarked" if self.begun and self.of else "later"
        return "done" if self.noted >= self.of else "partly"


@dataclass(frozen=True, slots=True)
class ToGrade:
    """An assessment that is due, and how many people have no grade in it."""

    assessment: Assessment
    module_title: str
    module_slug: str
    ungraded: int


@dataclass(frozen=True, slots=True)
class ToContact:
    """Somebody early warning names, and who has taken it on."""

    standing: Standing
    follow_up: FollowUp | None


@dataclass(frozen=True, slots=True)
class Overview:
    """What an instructor wants to know of a class before the first coffee."""

    cohort: Cohort
    plan: Plan
    standings: list[Standing]
    sessions: list[SessionRow]
    to_grade: list[ToGrade]
    to_contact: list[ToContact]
    today: date

    @property
    def sessions_today(self) -> list[SessionRow]:
        """The sessions of this day in the cohort's zone."""
        return [row for row in self.sessions if day_of(row.session, self.cohort) == self.today]

    @property
    def next_session(self) -> SessionRow | None:
        """The first session after today."""
        return next((row for row in self.sessions if day_of(row.session, self.cohort) > self.today), None)

    @property
    def week(self) -> str:
        """`week 4 of 6`, or when it begins or ended."""
        first = self.cohort.bootcamp_starts.toordinal() - self.cohort.bootcamp_starts.weekday()
        of = (self.cohort.bootcamp_ends.toordinal() - first) // 7 + 1
        now = (self.today.toordinal() - first) // 7 + 1
        if self.today < self.cohort.bootcamp_starts:
            return "not begun yet"
        return f"week {now} of {of}" if now <= of else "the boot camp is over"

    @property
    def unmarked(self) -> list[SessionRow]:
        """Sessions that began, and whose attendance is missing for somebody; the latest first."""
        return [row for row in reversed(self.sessions) if row.begun and row.state in ("unmarked", "partly")]


def day_of(session: Session, cohort: Cohort) -> date:
    """The day of a session in the cohort's zone."""
    return session.starts_at.astimezone(cohort.tz).date()


def session_rows(plan: Plan, standings: list[Standing], now: datetime) -> list[SessionRow]:
    """Every session with how many are noted, of those who were enrolled when it took place."""
    noted: dict[int, int] = {}
    for standing in standings:
        for session, _ in standing.sittings:
            noted[session.pk] = noted.get(session.pk, 0) + 1
    return [
        SessionRow(
            session,
            noted.get(session.pk, 0),
            sum(standing.enrolment.enrolled_at < session.ends_at for standing in standings),
            session.starts_at <= now,
        )
        for session in plan.sessions
    ]


def work_to_grade(plan: Plan, standings: list[Standing], now: datetime) -> list[ToGrade]:
    """Assessments that are due and lack a grade for somebody, the oldest first; one query."""
    ids = [standing.enrolment.pk for standing in standings]
    graded = dict(
        Grade.objects.filter(assessment__module__programme=plan.programme, enrolment_id__in=ids)
        .exclude(state=GradeState.UNGRADED)
        .values_list("assessment_id")
        .annotate(n=Count("pk"))
    )
    due = [
        ToGrade(assessment, module.title, module.slug, len(ids) - graded.get(assessment.pk, 0))
        for module in plan.modules
        for assessment in plan.assessments.get(module.pk, ())
        if assessment.due_at <= now
    ]
    return sorted((row for row in due if row.ungraded > 0), key=lambda row: row.assessment.due_at)


def people_to_contact(cohort: Cohort, standings: list[Standing]) -> list[ToContact]:
    """Those still learning whom early warning names, the most urgent first, each with who has taken it on; one query."""
    held = {
        follow_up.enrolment_id: follow_up
        for follow_up in FollowUp.objects.filter(
            enrolment__cohort=cohort, enrolment__status__in=LEARNING, contacted_at__isnull=True
        ).select_related("owner")
    }
    named = [
        ToContact(standing, held.get(standing.enrolment.pk))
        for standing in standings
        if standing.enrolment.status in LEARNING and (standing.flags or standing.enrolment.pk in held)
    ]
    return sorted(
        named, key=lambda row: (-row.standing.urgency, -len(row.standing.flags), row.standing.attendance.percent or 100)
    )


def overview(cohort: Cohort, now: datetime) -> Overview | None:
    """Everything about a class at a moment, in nine queries; None where the cohort has no programme."""
    plan = plan_of(cohort)
    if plan is None:
        return None
    standings = standing_of_class(plan, list(in_class(cohort)))
    return Overview(
        plan.programme.cohort,
        plan,
        standings,
        session_rows(plan, standings, now),
        work_to_grade(plan, standings, now),
        people_to_contact(cohort, standings),
        now.astimezone(cohort.tz).date(),
    )


def current_first(cohorts: list[Cohort], today: date) -> list[Cohort]:
    """Cohorts with the one that is running (else the next, else the last) in front."""

    def rank(cohort: Cohort) -> tuple[int, int]:
        if cohort.bootcamp_starts <= today <= cohort.bootcamp_ends:
            return 0, -cohort.bootcamp_starts.toordinal()
        if cohort.bootcamp_starts > today:
            return 1, cohort.bootcamp_starts.toordinal()
        return 2, -cohort.bootcamp_starts.toordinal()

    return sorted(cohorts, key=rank)
