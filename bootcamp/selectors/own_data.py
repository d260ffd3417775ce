"""What the boot camp knows of a person, for that person (`applicants.own_data`), and which applications a class stands on."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from applicants.own_data import Field, Part
from bootcamp.models import (
    Attendance,
    Certificate,
    CheckedIn,
    CredentialAttempt,
    CredentialAward,
    Enrolment,
    ExaminationAttempt,
    Grade,
    Level,
    MeetingAttendee,
    OnboardingDone,
    WarningChange,
)
from bootcamp.progress.warning import ABOUT_MARKS, RULES
from bootcamp.selectors.competencies import criteria_given
from bootcamp.selectors.warnings import shared_plans_of
from careerpath.pipeline import clock


def own_parts(user_id: int, applications: Sequence[int]) -> list[Part]:
    """Class, attendance, grades, attempts, certificates, early warning, shared plans; ten queries.

    Marks, and what was said of them, are a person's from the moment they are published. Not who follows up with whom, nor the
    notes of plans: those are staff's.
    """
    now = clock.now()
    mine = {"enrolment__application__in": applications}
    classes = (
        Enrolment.objects.filter(application__in=applications)
        .select_related("cohort", "section", "completion")
        .order_by("pk")
    )
    ticked = OnboardingDone.objects.filter(**mine).select_related("task").order_by("at", "pk")
    checked_in = CheckedIn.objects.filter(**mine).select_related("check_in__session").order_by("at")
    meetings = MeetingAttendee.objects.filter(**mine).select_related("report__session").order_by("pk")
    attended = Attendance.objects.filter(**mine).select_related("session").order_by("session__starts_at")
    published = {"assessment__published_at__lte": now}
    graded = (
        Grade.objects.filter(**mine, **published)
        .select_related("assessment__module")
        .order_by("assessment__due_at", "pk")
    )
    tried = CredentialAttempt.objects.filter(**mine).select_related("credential").order_by("taken_on", "number")
    awarded = CredentialAward.objects.filter(**mine).select_related("credential").order_by("awarded_on")
    given = criteria_given(applications).filter(sheet__assessment__published_at__lte=now)
    noticed = WarningChange.objects.filter(**mine).order_by("at", "pk")
    sat = ExaminationAttempt.objects.filter(**mine, **published).order_by("held_on", "number")
    ours = Certificate.objects.filter(**mine).defer("credential").order_by("issued_at", "pk")
    return [
        Part(
            "classes",
            _("Your classes"),
            "",
            [
                [
                    Field("class", _("Class"), each.cohort.name),
                    Field("status", _("Status"), each.status, each.get_status_display()),
                    Field("enrolled_at", _("Enrolled"), each.enrolled_at),
                    Field("joined_on", _("First day in class"), each.joined_on or each.cohort.bootcamp_starts),
                    Field("section", _("Section"), each.section.name if each.section else None),
                    Field(
                        "completed_at",
                        _("Completed"),
                        each.completion.signed_at if hasattr(each, "completion") else None,
                    ),
                ]
                for each in classes
            ],
        ),
        Part(
            "before_class",
            _("Before your first day"),
            "",
            [
                [
                    Field("task", _("Task"), each.task.title),
                    Field("done_at", _("Done"), each.at),
                ]
                for each in ticked
            ],
        ),
        Part(
            "attendance",
            _("Attendance"),
            "",
            [
                [
                    Field("session", _("Session"), each.session.title),
                    Field("starts_at", _("Begins"), each.session.starts_at),
                    Field("code", _("Noted as"), each.code, each.get_code_display()),
                    Field("minutes", _("Minutes"), each.minutes),
                ]
                for each in attended
            ],
        ),
        Part(
            "check_ins",
            _("Check-ins by code"),
            "",
            [
                [
                    Field("session", _("Session"), each.check_in.session.title),
                    Field("at", _("Checked in"), each.at),
                    Field("code", _("Noted as"), each.code, each.get_code_display()),
                ]
                for each in checked_in
            ],
        ),
        Part(
            "meetings",
            _("Reports of online meetings"),
            "",
            [
                [
                    Field("session", _("Session"), each.report.session.title),
                    Field("name", _("Name in the meeting"), each.name),
                    Field("email", _("E-mail address"), each.email),
                    Field("joins", _("Joined and left"), "; ".join(f"{a} – {b or ''}" for a, b, _most in each.joins)),
                ]
                for each in meetings
            ],
        ),
        Part(
            "grades",
            _("Grades"),
            "",
            [
                [
                    Field("module", _("Module"), each.assessment.module.title),
                    Field("assessment", _("Assessment"), each.assessment.title),
                    Field("state", _("Grade"), each.state, each.get_state_display()),
                    Field("points", _("Points"), each.points),
                    Field("out_of", _("Of"), each.assessment.out_of),
                    Field("days_late", _("Days late"), each.days_late),
                    Field("comment", _("Comment"), each.comment),
                ]
                for each in graded
            ],
        ),
        Part(
            "criteria",
            _("What was given for each criterion"),
            "",
            [
                [
                    Field("assessment", _("Assessment"), each.sheet.assessment.title),
                    Field("criterion", _("Criterion"), each.criterion.title),
                    Field("level", _("Level"), each.level, str(Level(each.level or 1).label)),
                    Field("comment", _("Comment"), each.comment),
                ]
                for each in given
            ],
        ),
        Part(
            "attempts",
            _("Examinations of others"),
            "",
            [
                [
                    Field("credential", _("Certificate"), each.credential.name),
                    Field("number", _("Attempt"), each.number),
                    Field("taken_on", _("Taken"), each.taken_on),
                    Field("outcome", _("Outcome"), each.outcome, each.get_outcome_display()),
                    Field("score", _("Score"), each.score),
                ]
                for each in tried
            ],
        ),
        Part(
            "certificates",
            _("Certificates"),
            "",
            [
                [
                    Field("credential", _("Certificate"), each.credential.name),
                    Field("awarded_on", _("Awarded"), each.awarded_on),
                    Field("number", _("Number"), each.certificate_number),
                ]
                for each in awarded
            ],
        ),
        Part(
            "examination",
            _("Final examination"),
            "",
            [
                [
                    Field("number", _("Attempt"), each.number),
                    Field("held_on", _("Taken"), each.held_on),
                    Field("points", _("Points"), each.points),
                ]
                for each in sat
            ],
        ),
        Part(
            "completion",
            _("Certificate of completion"),
            "",
            [
                [
                    Field("number", _("Number"), str(each.public_id)),
                    Field("holder", _("Holder"), each.holder),
                    Field("issued_at", _("Issued"), each.issued_at),
                    Field("revoked_at", _("Revoked on"), each.revoked_at),
                    Field("revoked_because", _("Reason"), each.revoked_because, each.get_revoked_because_display()),
                    Field("shows_name", _("Show my name on the check page"), each.shows_name),
                ]
                for each in ours
            ],
        ),
        Part(
            "early_warning",
            _("What early warning noticed"),
            _("Rules look at attendance and marks, so that somebody talks to you in time. They decide nothing."),
            [
                [
                    Field("at", _("When"), each.at),
                    # A reason that rests on marks names them, also those that are not published yet.
                    Field("reason", _("What"), RULES[each.rule] if each.rule in ABOUT_MARKS else each.reason),
                    Field(
                        "appeared",
                        _("Came up or went"),
                        each.appeared,
                        _("came up") if each.appeared else _("went"),
                    ),
                ]
                for each in noticed
            ],
        ),
        Part(
            "support",
            _("What we agreed"),
            "",
            [
                [
                    Field("agreed", _("What we agreed"), plan.agreed),
                    Field("opened_at", _("Written down"), plan.opened_at),
                    Field("review_on", _("Looked at again"), plan.review_on),
                    Field("steps", _("Steps"), "; ".join(step.what for step in plan.steps.all())),
                ]
                for plan in shared_plans_of(applications)
            ],
        ),
    ]


def stood_on(applications: Collection[int]) -> set[int]:
    """The applications that somebody's training stands on: what they learnt, and what was certified, is not erased with them."""
    return set(Enrolment.objects.filter(application__in=applications).values_list("application", flat=True))
