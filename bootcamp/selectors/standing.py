"""How people of a class stand: everything `bootcamp.progress` needs, read for the whole class in a constant number of queries."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Count

from bootcamp.models import Assessment, Attendance, Enrolment, Grade, GradeState, Module, Programme, Session, Submission
from bootcamp.progress import (
    AttendanceShare,
    CourseMark,
    Flag,
    ModuleMark,
    Result,
    Sitting,
    Thresholds,
    Verdict,
    attendance_share,
    course_mark,
    early_warning,
    judge,
    module_mark,
)
from careerpath.pipeline import clock
from cohorts.models import Cohort


@dataclass(frozen=True, slots=True)
class Plan:
    """A cohort's programme, read once: sessions in time order, modules in theirs with their assessments."""

    programme: Programme
    modules: list[Module]
    sessions: list[Session]
    assessments: dict[int, list[Assessment]]

    def sessions_of(self, enrolment: Enrolment, noted: Container[int] = ()) -> list[Session]:
        """The sessions that take place for somebody: of the whole class and of their section, from their first day in class on.

        Not the ones called off. `noted`: sessions in which they are noted; those of a section that they were in before are among
        them, and count on."""
        joined, zone = enrolment.joined_on, self.programme.cohort.tz
        return [
            session
            for session in self.sessions
            if session.cancelled_at is None
            and (session.section_id in (None, enrolment.section_id) or session.pk in noted)
            and (joined is None or session.starts_at.astimezone(zone).date() >= joined)
        ]

    @property
    def thresholds(self) -> Thresholds:
        """When early warning speaks in this class."""
        rules = getattr(self.programme, "warning_rules", None)
        return rules.thresholds if rules else Thresholds()

    @property
    def examination(self) -> Module | None:
        """The part that is the examination."""
        return next((module for module in self.modules if module.kind == Module.Kind.EXAMINATION), None)


@dataclass(frozen=True, slots=True)
class Standing:
    """One person: what was noted, what it comes to, what the rule says of it, and who should be talked to."""

    enrolment: Enrolment
    attendance: AttendanceShare
    sittings: list[tuple[Session, Sitting]]
    modules: list[ModuleMark]
    examination: ModuleMark | None
    course: CourseMark
    verdict: Verdict
    flags: list[Flag] = field(default_factory=list)

    @property
    def parts(self) -> list[ModuleMark]:
        """The modules, and the examination at the end."""
        return [*self.modules, *([self.examination] if self.examination else [])]

    @property
    def urgency(self) -> int:
        """0: nobody need act; 3: today."""
        return max((flag.urgency for flag in self.flags), default=0)

    @property
    def trend(self) -> list[int]:
        """Per cent attended in each of the last fifteen sessions, for a spark line."""
        return [sitting.minutes * 100 // (sitting.scheduled or 1) for _, sitting in self.sittings[-15:]]


def plan_of(cohort: Cohort) -> Plan | None:
    """The programme of a cohort in four queries; None where none was set up."""
    programme = Programme.objects.filter(cohort=cohort).select_related("cohort", "warning_rules").first()
    if programme is None:
        return None
    modules = list(Module.objects.filter(programme=programme).order_by("position"))
    assessments: defaultdict[int, list[Assessment]] = defaultdict(list)
    for assessment in Assessment.objects.filter(module__programme=programme).order_by("position"):
        assessments[assessment.module_id].append(assessment)
    sessions = list(
        Session.objects.filter(module__programme=programme).select_related("module").order_by("starts_at", "pk")
    )
    return Plan(programme, modules, sessions, dict(assessments))


Given = tuple[str, Decimal | None] | tuple[str, Decimal | None, int]
"""A grade as it was given: state, points and, where work came late, the days."""


def module_mark_of(module: Module, assessments: Iterable[Assessment], grades: Mapping[int, Given]) -> ModuleMark:
    """A module's mark from the grades of one person (assessment id -> state, points, days late); `key` of a line is the id."""
    results = []
    for assessment in assessments:
        state, points, *days = grades.get(assessment.pk, (GradeState.UNGRADED, None))
        results.append(
            Result(
                assessment.title,
                assessment.weight,
                assessment.out_of,
                None if state == GradeState.UNGRADED else str(state),
                points,
                days_late=days[0] if days else 0,
                late_per_day=assessment.late_per_day,
                late_most=assessment.late_most,
                may_drop=assessment.may_drop,
                key=assessment.pk,
            )
        )
    return module_mark(
        module.title,
        results,
        weight=module.weight,
        pass_mark=module.pass_mark,
        slug=module.slug,
        drop_lowest=module.drop_lowest,
    )


def stand(
    enrolment: Enrolment,
    plan: Plan,
    noted: dict[int, tuple[str, int]],
    grades: Mapping[int, Given],
    overdue: Sequence[str] = (),
) -> Standing:
    """Work out one person's standing; asks the database nothing. `noted`: session id -> (code, minutes). `overdue`: titles."""
    sittings, to_come = [], 0
    sessions, zone = plan.sessions_of(enrolment, noted), plan.programme.cohort.tz
    # Where somebody was with another section that day, nobody waits for their mark in the section they are in now.
    elsewhere = {
        (session.module_id, session.starts_at.astimezone(zone).date())
        for session in sessions
        if session.section_id not in (None, enrolment.section_id)
    }
    for session in sessions:
        if mark := noted.get(session.pk):
            sittings.append((session, Sitting(mark[0], mark[1], session.minutes, session.title)))
        elif session.ends_at > enrolment.enrolled_at:  # nobody waits for marks of sessions before somebody joined
            own = elsewhere and session.section_id is not None
            to_come += not (own and (session.module_id, session.starts_at.astimezone(zone).date()) in elsewhere)
    share = attendance_share((item for _, item in sittings), excused_counts=plan.programme.excused_counts)
    marks = {module.pk: module_mark_of(module, plan.assessments.get(module.pk, ()), grades) for module in plan.modules}
    examination = plan.examination
    modules = [marks[module.pk] for module in plan.modules if module is not examination]
    exam = marks[examination.pk] if examination else None
    return Standing(
        enrolment,
        share,
        sittings,
        modules,
        exam,
        course_mark(marks.values()),
        judge(plan.programme.rule, attendance=share, modules=modules, examination=exam, sessions_to_come=to_come),
        early_warning([item for _, item in sittings], modules, plan.thresholds, overdue=overdue),
    )


def standing_of_class(
    plan: Plan, enrolments: Sequence[Enrolment], *, published: bool = False, warned: bool = False
) -> list[Standing]:
    """The standing of any number of people of one class, in the order given; two queries, three where `warned`.

    `published`: only marks that learners may see by now; the others read as not graded yet. For a learner's own pages.
    `warned`: for whoever reads the flags; they then rest on what is overdue as well.
    """
    ids = [enrolment.pk for enrolment in enrolments]
    noted: defaultdict[int, dict[int, tuple[str, int]]] = defaultdict(dict)
    for pk, session_id, code, minutes in Attendance.objects.filter(
        enrolment_id__in=ids, session__module__programme=plan.programme
    ).values_list("enrolment_id", "session_id", "code", "minutes"):
        noted[pk][session_id] = (code, minutes)
    given = Grade.objects.filter(enrolment_id__in=ids, assessment__module__programme=plan.programme)
    if published:
        given = given.filter(assessment__published_at__lte=clock.now())
    grades: defaultdict[int, dict[int, Given]] = defaultdict(dict)
    for pk, assessment_id, state, points, days_late in given.exclude(state=GradeState.UNGRADED).values_list(
        "enrolment_id", "assessment_id", "state", "points", "days_late"
    ):
        grades[pk][assessment_id] = (state, points, days_late)
    waited_for = overdue_work(plan, enrolments, grades) if warned else {}
    return [
        stand(enrolment, plan, noted[enrolment.pk], grades[enrolment.pk], waited_for.get(enrolment.pk, ()))
        for enrolment in enrolments
    ]


def overdue_work(
    plan: Plan, enrolments: Sequence[Enrolment], grades: Mapping[int, Mapping[int, Given]]
) -> dict[int, list[str]]:
    """Enrolment id -> titles of work that is handed in here, was due, did not come, and was not graded, excused or called missing.

    Not what was due before somebody joined. The examination is left out, as it is of what is missing. At most one query.
    """
    now, zone = clock.now(), plan.programme.cohort.tz
    due = [
        work
        for module in plan.modules
        if module.kind != Module.Kind.EXAMINATION
        for work in plan.assessments.get(module.pk, ())
        if work.hand_in and work.due_at < now
    ]
    if not due:
        return {}
    ids = [enrolment.pk for enrolment in enrolments]
    there = set(
        Submission.objects.filter(assessment__in=due, enrolment__in=ids).values_list("enrolment_id", "assessment_id")
    )
    return {
        one.pk: [
            work.title
            for work in due
            if (one.pk, work.pk) not in there
            and work.pk not in grades.get(one.pk, {})
            and work.due_at > one.enrolled_at
            and (one.joined_on is None or work.due_at.astimezone(zone).date() >= one.joined_on)
        ]
        for one in enrolments
    }


def standing_of(
    enrolment: Enrolment, plan: Plan | None = None, *, published: bool = False, warned: bool = False
) -> Standing | None:
    """One person's standing in their present class; None where the class has no programme. The rest as above."""
    plan = plan or plan_of(enrolment.cohort)
    return standing_of_class(plan, [enrolment], published=published, warned=warned)[0] if plan else None


def status_counts(cohort: Cohort) -> dict[str, int]:
    """How many enrolments of a cohort stand in each status; statuses with nobody are left out."""
    rows = Enrolment.objects.filter(cohort=cohort).values_list("status").annotate(n=Count("pk")).order_by("status")
    return dict(rows)


def until(plan: Plan, now: datetime) -> list[Session]:
    """The sessions that began before `now`, the earliest first."""
    return [session for session in plan.sessions if session.starts_at <= now]
