"""The information sheet of a class for one university: a page to print and hang up, in the reader's language, set by Typst."""

from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from applicants.selectors.partners import referral_address
from careerpath.ui.moments import say_day, say_moment
from careerpath.ui.paper import clean_data, set_paper
from cohorts.models import Cohort, ReferralLink
from cohorts.partners.codes import said
from cohorts.partners.qr import as_svg

LAYOUT: Final = Path(__file__).with_name("sheet.typ")


def write_sheet(link: ReferralLink, *, language: str) -> bytes:
    """The PDF (PDF/UA-1, US letter). Needs the link's cohort and university. The same day's sheet has the same words."""
    with override(language):
        words = clean_data(_words(link, language))
        return set_paper(LAYOUT, words, files={"qr.svg": as_svg(referral_address(link))})


def _words(link: ReferralLink, language: str) -> dict[str, Any]:
    cohort, address = link.cohort, referral_address(link)
    return {
        "language": language,
        "site": settings.SITE_NAME,
        "title": _("A way into health IT for people with drive"),
        "lead": _(
            "A boot camp of six weeks, technical training with certification, work on a health system’s IT project, and a mentor "
            "for as long as it takes. You need no experience in IT."
        ),
        "facts": _facts(cohort),
        "points": [
            _("You are up to about five years past a bachelor’s degree. Which one does not matter."),
            _("You can take part full time for six weeks."),
            _("What counts is drive and what you have taught yourself. People decide; no score rejects anybody."),
            _("The form takes about 30 minutes. You can stop and come back."),
        ],
        "apply": _("Apply here"),
        "address": address.partition("://")[2].rstrip("/"),
        "link": address,
        "qr_alt": _("QR code that leads to %(address)s") % {"address": address},
        "code_label": _("Code"),
        "code": said(link.code),
        "sent_by": _("For students and graduates of %(university)s") % {"university": link.university.name},
        "question": _("Questions? %(address)s") % {"address": settings.CONTACT_EMAIL},
    }


def _facts(cohort: Cohort) -> list[tuple[str, str]]:
    days = {"first": say_day(cohort.bootcamp_starts), "last": say_day(cohort.bootcamp_ends)}
    facts = [
        (_("Class"), cohort.said("name")),
        (_("Apply by"), say_moment(cohort.closes_at, cohort.tz)),
        (_("Boot camp"), _("%(first)s to %(last)s") % days),
    ]
    if cohort.decisions_by:
        facts.insert(2, (_("You hear from us by"), say_day(cohort.decisions_by)))
    return facts
