"""What an application is assessed by and what it is not, in the words applicants read before they apply.

A rubric of one's own may weigh these otherwise; what is never assessed holds for every rubric.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Assessed:
    """One thing that is looked for, and where in the form it is read from."""

    title: str | Promise
    text: str | Promise
    icon: str


ASSESSED: Final = (
    Assessed(_("Drive"), _("How many hours a week you learn now."), "gauge"),
    Assessed(_("Persistence"), _("How many months you have been at it."), "calendar-days"),
    Assessed(_("Initiative"), _("What you used to teach yourself, and which events you took part in."), "route"),
    Assessed(_("Follow-through"), _("Whether you finished longer courses that you started."), "check-check"),
    Assessed(_("Motivation for health care"), _("What you write about why you want to work there."), "heart-pulse"),
    Assessed(_("Learning agility"), _("What you write about something that you taught yourself."), "book-open"),
)

NOT_ASSESSED: Final = (
    _("years of work experience"),
    _("your school, your grades and the year you graduated"),
    _("your name, age, address or picture"),
    _("spelling and grammar"),
    _("how much money you spent on learning"),
    _("anything from the voluntary questions about race, ethnicity and gender, which are asked after you apply"),
)
