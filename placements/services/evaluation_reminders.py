"""Telling a client's contacts that evaluations are open or late: each once, without names, in one mail a contact."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from applicants.models import Notice, NoticeKind
from applicants.services.notices import compose, insert
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.ui.links import site_link
from placements.models import ClientContact, EvaluationReminder, Placement
from placements.selectors.evaluations import with_form

LOT: Final = 500
"""Forms told of at a time; the next call tells of the next."""
Stage = EvaluationReminder.Stage
Role = ClientContact.Role


@dataclass(slots=True)
class _Told:
    """What one contact is told in one mail."""

    first: int
    """The first row of the reminders that are in it: what keeps the mail from being written twice."""
    open: int = 0
    late: int = 0


@transaction.atomic
def remind_of_evaluations(*, most: int = LOT) -> int:
    """Tell the contacts concerned of the forms that opened or became late since; how many mails. Four statements at any number.

    A form that opens is told to the supervisor, or where there is none to those who hire or lead; one that is late to all of them.
    Two workers at once: the database refuses the second, which then tells nobody.
    """
    told = EvaluationReminder.objects.filter(placement=OuterRef("pk"), day=OuterRef("form_day"))
    forms: list[Any] = list(
        with_form(Placement.objects.filter(opening__client__is_active=True), clock.now())
        .filter(
            Q(form_late=True) & ~Exists(told.filter(stage=Stage.LATE)) | Q(form_late=False) & ~Exists(told),
        )
        .select_related("opening")
        .order_by("form_due", "pk")[:most]
    )
    if not forms:
        return 0
    written = EvaluationReminder.objects.bulk_create(
        EvaluationReminder(
            placement=one,
            day=one.form_day,
            stage=Stage.LATE if one.form_late else Stage.OPEN,
            at=clock.now(),
        )
        for one in forms
    )
    contacts: defaultdict[int, list[ClientContact]] = defaultdict(list)
    for contact in ClientContact.objects.filter(
        client__in={one.opening.client_id for one in forms}, is_active=True, user__is_active=True
    ).select_related("user"):
        contacts[contact.client_id].append(contact)
    told_to: dict[int, tuple[User, _Told]] = {}
    for one, row in zip(forms, written, strict=True):
        for user in _concerned(contacts[one.opening.client_id], one.supervisor_id, late=one.form_late):
            _user, counted = told_to.setdefault(user.pk, (user, _Told(row.pk)))
            counted.late += one.form_late
            counted.open += not one.form_late
    return insert([_notice(user, counted) for user, counted in told_to.values() if user.email])


def _concerned(contacts: list[ClientContact], supervisor: int | None, *, late: bool) -> list[User]:
    """Who is told of a form of one client."""
    supervising = [one.user for one in contacts if one.user_id == supervisor and one.role != Role.READER]
    deciding = [one.user for one in contacts if one.role in (Role.HIRING, Role.LEAD) and one.user_id != supervisor]
    return supervising + deciding if late or not supervising else supervising


def _notice(user: User, told: _Told) -> Notice:
    return compose(
        NoticeKind.EVALUATION_DUE,
        to=user.email,
        language="en",  # the portal is in English
        once=f"evaluations:{user.pk}:{told.first}",
        values={
            "name": user.name,
            "open": told.open,
            "late": told.late,
            "link": site_link("placements:portal"),
        },
    )
