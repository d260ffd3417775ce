"""Who may open which page, and whose class it may show."""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from bootcamp.models import Enrolment
from bootcamp.selectors.people import teaches, visible_to
from bootcamp.selectors.standing import Plan, plan_of
from bootcamp.selectors.warnings import own_section
from careerpath.accounts.access import has_role, me, role_required
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from cohorts.models import Cohort

staff = role_required(Role.INSTRUCTOR, Role.MANAGER)
"""Instructors and programme managers; which cohorts they see is asked by `class_for`."""

managers = role_required(Role.MANAGER)


def class_for(request: HttpRequest, slug: str) -> Cohort:
    """A cohort that this person may read; 404 for one they may not, as if it were not there."""
    found = visible_to(me(request)).filter(slug=slug).first()
    if found is None:
        raise Http404("There is no such class among yours.")
    return found


def plan_for(cohort: Cohort) -> Plan:
    """The programme of a cohort that has one."""
    plan = plan_of(cohort)
    if plan is None:
        raise Http404("This class has no programme yet.")
    return plan


def person_in(cohort: Cohort, public_id: UUID) -> Enrolment:
    """Somebody of a class, also who has left it, with their account and what was signed at hand; 404 for anybody else."""
    people = Enrolment.objects.select_related("application__applicant__user", "cohort", "completion__signed_by")
    return get_object_or_404(people, public_id=public_id, cohort=cohort)


def may_write(request: HttpRequest, cohort: Cohort) -> bool:
    """Whether the reader marks and grades this class: its instructors do, a manager reads."""
    return teaches(me(request), cohort)


def need_write(request: HttpRequest, cohort: Cohort) -> User:
    """The instructor of this class, or a refusal in words."""
    if not may_write(request, cohort):
        raise PermissionDenied("Only the instructors of this class mark and grade it.")
    return me(request)


def is_manager(request: HttpRequest) -> bool:
    """Whether the reader is a programme manager."""
    return has_role(request.user, Role.MANAGER)


def ids_in(values: Iterable[str]) -> list[int]:
    """Of what was sent the numbers that can be a row's; the rest is nobody's."""
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 19]


def section_asked(request: HttpRequest, cohort: Cohort) -> int | None:
    """The section of `?section=`, else the one that the reader looks after; None: the whole class. One query."""
    asked = request.GET.get("section")
    if asked is None:
        return own_section(me(request), cohort)
    if not (asked.isascii() and asked.isdigit() and len(asked) < 12):
        return None
    return cohort.sections.filter(pk=int(asked)).values_list("pk", flat=True).first()
