"""A class at a glance: sessions today, attendance not marked, work not graded, people to contact, how they come and how they do.

Everybody's standing is read as the worker stored it (`EarlyWarning`), and the rest is counted by the database from the sessions and
assessments of this one class: constant queries, as quick beside a thousand other classes as alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from bootcamp.lifecycle import LEARNING
from bootcamp.models import (
    Assessment,
    Attendance,
    AttendanceCode,
    Enrolment,
    Grade,
    GradeState,
    Module,
    Session,
    Submission,
)
from bootcamp.selectors.people import in_class
from bootcamp.selectors.standing import Plan, Standing, plan_of
from bootcamp.selectors.warnings import Named, with_support
from cohorts.models import Cohort


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session, and for how many of how many people attendance is noted; minutes attended of minutes that count."""

    session: Session
    noted: int
    of: int
    begun: bool
    attended: int = 0
    scheduled: int = 0

    @property
    def state(self) -> str:
        """`later`, `unmarked`, `partly`, `done`, or `off` where it was called off."""
        if self.session.cancelled_at is not None:
            return "off"
        if not self.noted:
            return "unmarked" if self.begun and self.of else "later"
        return "done" if self.noted >= self.of else "partly"


@dataclass(frozen=True, slots=True)
class ToGrade:
    """An assessment with work to grade: handed in and waiting, and, once it is due, everybody without a grade."""

    assessment: Assessment
    module_title: str
    module_slug: str
    ungraded: int
    handed_in: int = 0
    is_due: bool = True


@dataclass(frozen=True, slots=True)
class Overview:
    """What an instructor wants to know of a class before the first coffee."""

    cohort: Cohort
    plan: Plan
    people: list[Enrolment]
    sessions: list[SessionRow]
    to_grade: list[ToGrade]
    named: list[Named]
    today: date
    section: int | None = None

    @property
    def sessions_today(self) -> list[SessionRow]:
        """The sessions of this day in the cohort's zone."""
        return [row for row in self.sessions if day_of(row.session, self.cohort) == self.today]

    @property
    def next_session(self) -> SessionRow | None:
        """The first session after today that takes place."""
        return next(
            (row for row in self.sessions if day_of(row.session, self.cohort) > self.today and row.state != "off"), None
        )

    @property
    def week(self) -> str:
        """`week 4 of 6`, or when it begins or ended."""
        return week_of(self.cohort, self.today)

    @property
    def begun(self) -> bool:
        """Whether the first day has come: before it, nothing is marked or graded, and nothing is done either."""
        return self.today >= self.cohort.bootcamp_starts

    @property
    def unmarked(self) -> list[SessionRow]:
        """Sessions that began, and whose attendance is missing for somebody; the latest first."""
        return [row for row in reversed(self.sessions) if row.begun and row.state in ("unmarked", "partly")]

    @property
    def to_contact(self) -> list[Named]:
        """Whom early warning names, or who has an owner or a plan, and does not rest; the first to contact in front."""
        return [row for row in self.named if row.is_named and not row.rests]


@dataclass(slots=True)
class ClassRow:
    """One of several classes in a line: how many learn, are named, and are urgent; sessions that nobody marked at all."""

    cohort: Cohort
    week: str
    learning: int = 0
    named: int = 0
    urgent: int = 0
    unmarked: int = 0


def week_of(cohort: Cohort, today: date) -> str:
    """`week 4 of 6`, or when it begins or ended."""
    first = cohort.bootcamp_starts.toordinal() - cohort.bootcamp_starts.weekday()
    of = (cohort.bootcamp_ends.toordinal() - first) // 7 + 1
    now = (today.toordinal() - first) // 7 + 1
    if today < cohort.bootcamp_starts:
        return "not begun yet"
    return f"week {now} of {of}" if now <= of else "the boot camp is over"


def day_of(session: Session, cohort: Cohort) -> date:
    """The day of a session in the cohort's zone."""
    return session.starts_at.astimezone(cohort.tz).date()


def expected(plan: Plan, people: Iterable[Enrolment]) -> dict[int, int]:
    """Session -> how many people it takes place for, of those enrolled before it ended."""
    found: defaultdict[int, int] = defaultdict(int)
    for person in people:
        for session in plan.sessions_of(person):
            if person.enrolled_at < session.ends_at:
                found[session.pk] += 1
    return dict(found)


def session_rows(plan: Plan, standings: list[Standing], now: datetime) -> list[SessionRow]:
    """Every session with how many are noted, of those who were enrolled when it took place; from standings at hand."""
    noted: dict[int, int] = {}
    for standing in standings:
        for session, _ in standing.sittings:
            noted[session.pk] = noted.get(session.pk, 0) + 1
    of = expected(plan, (standing.enrolment for standing in standings))
    return [
        SessionRow(session, noted.get(session.pk, 0), of.get(session.pk, 0), session.starts_at <= now)
        for session in plan.sessions
    ]


def counted_sessions(plan: Plan, people: Sequence[Enrolment], now: datetime) -> list[SessionRow]:
    """The same, counted by the database, with the minutes; one query. Excused time counts as the programme says."""
    left_out = [AttendanceCode.NOT_HELD]
    if not plan.programme.excused_counts:
        left_out.append(AttendanceCode.EXCUSED)
    counts = ~Q(code__in=left_out)
    rows = (
        Attendance.objects.filter(
            session__in=[session.pk for session in plan.sessions], enrolment__in=[person.pk for person in people]
        )
        .values_list("session")
        .annotate(n=Count("pk"), counting=Count("pk", filter=counts), minutes=Sum("minutes", filter=counts))
        .order_by()
    )
    noted = {session: (n, counting, minutes or 0) for session, n, counting, minutes in rows}
    of = expected(plan, people)
    found = []
    for session in plan.sessions:
        n, counting, minutes = noted.get(session.pk, (0, 0, 0))
        begun = session.starts_at <= now
        found.append(SessionRow(session, n, of.get(session.pk, 0), begun, minutes, counting * session.minutes))
    return found


def work_to_grade(plan: Plan, people: Sequence[Enrolment], now: datetime) -> list[ToGrade]:
    """Assessments with work that waits for a grade, the oldest first; two queries.

    Handed in: the last version came after the grade, or there is no grade. Due: everybody without one.
    """
    ids = [person.pk for person in people]
    works = [(work, module) for module in plan.modules for work in plan.assessments.get(module.pk, ())]
    asked = {"assessment__in": [work.pk for work, _ in works], "enrolment__in": ids}
    graded = dict(
        Grade.objects.filter(**asked)
        .exclude(state=GradeState.UNGRADED)
        .values_list("assessment")
        .annotate(n=Count("pk"))
        .order_by()
    )
    answered = Grade.objects.filter(assessment=OuterRef("assessment"), enrolment=OuterRef("enrolment")).filter(
        Q(state=GradeState.EXCUSED) | Q(state=GradeState.GRADED, at__gte=OuterRef("at"))
    )
    waiting = dict(
        Submission.objects.filter(~Exists(answered), **asked)
        .values_list("assessment")
        .annotate(n=Count("enrolment", distinct=True))
        .order_by()
    )
    rows = [
        ToGrade(
            work,
            module.title,
            module.slug,
            max(len(ids) - graded.get(work.pk, 0), 0),
            waiting.get(work.pk, 0),
            work.due_at <= now,
        )
        for work, module in works
    ]
    wanted = [row for row in rows if row.handed_in or (row.is_due and row.ungraded)]
    return sorted(wanted, key=lambda row: row.assessment.due_at)


def overview(cohort: Cohort, now: datetime, *, section: int | None = None) -> Overview | None:
    """Everything about a class, or one section of it, at a moment, in eleven queries; None where there is no programme."""
    plan = plan_of(cohort)
    if plan is None:
        return None
    today = now.astimezone(cohort.tz).date()
    people = list(in_class(cohort).select_related("application__applicant", "section", "early_warning"))
    if section is not None:
        people = [person for person in people if person.section_id == section]
    sessions = [
        row
        for row in counted_sessions(plan, people, now)
        if section is None or row.session.section_id in (None, section)
    ]
    return Overview(
        plan.programme.cohort,
        plan,
        people,
        sessions,
        work_to_grade(plan, people, now),
        with_support([person for person in people if person.status in LEARNING], today),
        today,
        section,
    )


def classes_in_line(cohorts: Sequence[Cohort], now: datetime) -> list[ClassRow]:
    """Several classes side by side; three queries at any number of them."""
    rows = {cohort.pk: ClassRow(cohort, week_of(cohort, now.astimezone(cohort.tz).date())) for cohort in cohorts}
    speaks = Q(early_warning__urgency__gt=0)
    urgent = Q(early_warning__urgency=3)
    people = (
        Enrolment.objects.filter(cohort__in=rows, status__in=LEARNING)
        .values_list("cohort")
        .annotate(n=Count("pk"), named=Count("pk", filter=speaks), urgent=Count("pk", filter=urgent))
        .order_by()
    )
    for pk, n, named, today in people:
        rows[pk].learning, rows[pk].named, rows[pk].urgent = n, named, today
    modules = list(Module.objects.filter(programme__in=rows).values_list("pk", "programme"))
    noted = Attendance.objects.filter(session=OuterRef("pk"))
    begun = (
        Session.objects.filter(module__in=[pk for pk, _ in modules], starts_at__lte=now, cancelled_at__isnull=True)
        .filter(~Exists(noted))
        .values_list("module")
        .annotate(n=Count("pk"))
        .order_by()
    )
    of = dict(modules)
    for module, n in begun:
        rows[of[module]].unmarked += n
    return list(rows.values())


def nearest_first(found: QuerySet[Cohort], today: date, most: int) -> list[Cohort]:
    """At most so many of these cohorts: those that run, then those to come, then the latest that are over; two queries."""
    ahead = list(found.filter(bootcamp_ends__gte=today).order_by("bootcamp_starts", "pk")[:most])
    over = list(found.filter(bootcamp_ends__lt=today).order_by("-bootcamp_starts", "pk")[: most - len(ahead)])
    return [*ahead, *over]


def sessions_today(cohorts: Sequence[Cohort], now: datetime) -> list[tuple[Cohort, Session]]:
    """The sessions of several classes that take place today in the zone of each, by time; two queries."""
    by_pk = {cohort.pk: cohort for cohort in cohorts}
    modules = dict(Module.objects.filter(programme__in=by_pk).values_list("pk", "programme"))
    day = timedelta(days=1)
    near = Session.objects.filter(
        module__in=list(modules), starts_at__gte=now - day, starts_at__lt=now + day, cancelled_at__isnull=True
    ).order_by("starts_at", "pk")
    placed = [(by_pk[modules[session.module_id]], session) for session in near]
    return [(cohort, one) for cohort, one in placed if day_of(one, cohort) == now.astimezone(cohort.tz).date()]
