"""Who is in a class, who teaches it, and who may see it."""

from typing import Final

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from bootcamp.lifecycle import IN_CLASS, EnrolmentStatus
from bootcamp.models import Certificate, Enrolment
from careerpath.accounts.access import has_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from cohorts.models import Cohort

NEAREST: Final = (
    EnrolmentStatus.IN_TRAINING,
    EnrolmentStatus.ENROLLED,
    EnrolmentStatus.COMPLETED,
    EnrolmentStatus.DEFERRED,
)
"""The statuses in the order in which a class is a learner's own; those who left stand behind."""


def was_enrolled(user: User) -> bool:
    """Whether somebody was ever in a class; one query for each user object, then kept on it.

    The menus and first pages of this and of later stages ask it before anything else: most people who sign in have only applied.
    """
    if (kept := getattr(user, "_was_enrolled", None)) is None:
        kept = Enrolment.objects.filter(application__applicant__user=user.pk).exists()
        user._was_enrolled = kept  # type: ignore[attr-defined]  # a cache on the instance, gone with the request
    return kept


def graduates() -> QuerySet[Enrolment]:
    """Everybody who completed a boot camp, with name and cohort at hand: whom the placement stage may take.

    Not somebody whose last certificate was revoked because it was a mistake, or because the board took it back. Their completion
    stays in the history, as a signed one always does; a new certificate (`services.certificates.issue_again`) makes them a graduate
    again. One that was revoked for another reason (a new name, their own wish) changes nothing, and nor does having none.
    """
    later = Certificate.objects.filter(enrolment=OuterRef("enrolment")).filter(
        Q(issued_at__gt=OuterRef("issued_at")) | Q(issued_at=OuterRef("issued_at"), pk__gt=OuterRef("pk"))
    )
    taken_back = Certificate.objects.filter(
        ~Exists(later), enrolment=OuterRef("pk"), revoked_because__in=Certificate.TAKEN_BACK
    )
    return Enrolment.objects.filter(~Exists(taken_back), status=EnrolmentStatus.COMPLETED).select_related(
        "application__applicant", "cohort"
    )


def in_class(cohort: Cohort) -> QuerySet[Enrolment]:
    """The class: enrolled, in training or completed, by name."""
    return (
        Enrolment.objects.filter(cohort=cohort, status__in=IN_CLASS)
        .select_related("application__applicant")
        .order_by("application__applicant__name", "pk")
    )


def gone(cohort: Cohort) -> QuerySet[Enrolment]:
    """Those who left the class (deferred, withdrawn, dismissed), by name."""
    return (
        Enrolment.objects.filter(cohort=cohort)
        .exclude(status__in=IN_CLASS)
        .select_related("application__applicant")
        .order_by("application__applicant__name", "pk")
    )


def taught_by(user: User) -> QuerySet[Cohort]:
    """The cohorts with a programme that this instructor teaches, the latest first."""
    if not has_role(user, Role.INSTRUCTOR):
        return Cohort.objects.none()
    return Cohort.objects.filter(teachings__instructor=user, programme__isnull=False).order_by("-bootcamp_starts")


def visible_to(user: User) -> QuerySet[Cohort]:
    """The cohorts with a programme that somebody may read: a programme manager all, an instructor those they teach."""
    if has_role(user, Role.MANAGER):
        return Cohort.objects.filter(programme__isnull=False).order_by("-bootcamp_starts")
    return taught_by(user)


def teaches(user: User, cohort: Cohort) -> bool:
    """Whether somebody may mark and grade this cohort: an instructor of it, nobody else."""
    return taught_by(user).filter(pk=cohort.pk).exists()


def learner_enrolment(user: User) -> Enrolment | None:
    """A learner's own enrolment. Of several: the class they are in now, else the one they are enrolled in, one they completed, one
    they put off, one they left; of equals the latest.
    """
    own = Enrolment.objects.filter(application__applicant__user=user).select_related(
        "application__applicant", "cohort__programme"
    )
    place = Case(*(When(status=status, then=Value(at)) for at, status in enumerate(NEAREST)), default=Value(9))
    return own.order_by(place, "-enrolled_at", "-pk").first()
