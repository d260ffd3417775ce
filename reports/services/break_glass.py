"""Opening one person's answers: for a reason, written down, and told to the compliance officers."""

import logging
import smtplib
from collections.abc import Iterable
from functools import partial
from typing import Final

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.views.decorators.debug import sensitive_variables

from applicants.models import Application
from careerpath.accounts.access import has_role, roles_of
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.ui.links import site_link
from careerpath.ui.moments import say_moment
from reports.models import BreakGlass, BreakGlassSeen, SelfIdentification
from reports.models.break_glass import REASON_AT_LEAST
from reports.selectors.break_glass import took_part
from reports.selectors.self_identification import answers_of
from reports.wall import open_demographics

log = logging.getLogger(__name__)

OPENERS: Final = frozenset({Role.MANAGER, Role.COMPLIANCE})
PERMISSION: Final = "reports.break_glass"


class OpeningRefused(PermissionError):
    """The row stays closed to this person; the message is the reason in words."""


def check_can_break_glass(*, by: User) -> None:
    """Raise OpeningRefused for anybody who may open nobody's answers."""
    if not has_role(by, *OPENERS) or not by.has_perm(PERMISSION):
        raise OpeningRefused("One person’s answers are opened by the programme manager or the compliance officer.")
    if others := roles_of(by) - OPENERS:
        held = ", ".join(sorted(role.value.lower() for role in others))
        raise OpeningRefused(
            f"You also work here as {held}. Who screens, reads, teaches, places or mentors opens nobody’s answers."
        )


def check_can_open(application: Application, *, by: User) -> None:
    """Raise OpeningRefused where this person may not open the answers that belong to this application."""
    check_can_break_glass(by=by)
    if application.applicant.user_id == by.pk:
        raise OpeningRefused("This is your own application. Your answers are on your own page.")
    if by.pk in took_part(application):
        raise OpeningRefused(
            "You had a part in what was decided about this person, so somebody else opens the answers."
        )


@sensitive_variables("answers")
def break_glass(application: Application, *, ground: str, reason: str, by: User) -> SelfIdentification | None:
    """Write down who opens whose answers and why, and return them; None where the person was not asked. Raises OpeningRefused.

    Both or neither. After commit every compliance officer is written to, with nothing about the person.
    """
    check_can_open(application, by=by)
    if ground not in BreakGlass.Ground.values:
        raise OpeningRefused("Say on what ground.")
    if len(reason.strip()) < REASON_AT_LEAST:
        raise OpeningRefused(f"Give a reason of at least {REASON_AT_LEAST} characters.")
    with open_demographics():
        opening = BreakGlass.objects.create(by=by, whose=application.public_id, ground=ground, reason=reason.strip())
        answers = answers_of(application)
        transaction.on_commit(partial(tell_compliance, opening))
    return answers


def tell_compliance(opening: BreakGlass) -> None:
    """Write to every compliance officer; where there is none beside the opener, to the programme managers too.

    Neither the person, nor their number, nor the reason (which may name them) is in it. A mail that cannot go out is logged: the
    notice stands on the page of the log all the same.
    """
    officers = set(_active(Role.COMPLIANCE))
    if officers <= {opening.by}:
        officers |= set(_active(Role.MANAGER))
    words = {
        "opening": opening,
        "at": say_moment(opening.at),
        "link": site_link("reports:reads"),
        "site_name": settings.SITE_NAME,
    }
    for officer in sorted(officers, key=lambda each: each.pk):
        try:
            send_mail(
                subject="One person’s voluntary answers were opened",
                message=render_to_string("reports/mail/break_glass.txt", words),
                from_email=None,
                recipient_list=[officer.email],
            )
        except (smtplib.SMTPException, OSError):
            log.exception("The notice of opening %s could not be mailed to user %s", opening.pk, officer.pk)


def mark_seen(opening: BreakGlass, *, by: User) -> None:
    """Note that a compliance officer has seen the notice of somebody else's opening; twice is once. Raises OpeningRefused."""
    if not has_role(by, Role.COMPLIANCE):
        raise OpeningRefused("Notices are for the compliance officer.")
    if opening.by_id == by.pk:
        raise OpeningRefused("You opened these answers yourself; somebody else marks it.")
    BreakGlassSeen.objects.get_or_create(opening=opening, by=by)


def _active(role: Role) -> Iterable[User]:
    return User.objects.filter(groups__name=role.value, is_active=True)
