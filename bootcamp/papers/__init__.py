"""The papers of somebody who completed: certificate and transcript, as tagged PDF in their language."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from bootcamp.models import Certificate, Level
from bootcamp.selectors.transcripts import frozen_figures
from careerpath.ui.links import absolute
from careerpath.ui.moments import say_day
from careerpath.ui.paper import clean_data, set_paper
from cohorts.partners.qr import as_svg

FOLDER: Final = Path(__file__).parent


def write_certificate(certificate: Certificate, *, language: str) -> bytes:
    """The certificate (PDF/UA-1, US letter). Needs `selectors.certificates.certificates`. The same one has the same words."""
    address = absolute(reverse("check:certificate", args=[certificate.public_id]))
    with override(language):
        data = clean_data(_certificate(certificate, address, language))
        files = {"qr.svg": as_svg(address)}
        return set_paper(FOLDER / "certificate.typ", data, files=files, moment=certificate.issued_at)


def write_transcript(certificate: Certificate, *, language: str) -> bytes:
    """The transcript of the figures that were frozen, with a code that shows them on the check page."""
    address = absolute(reverse("check:transcript", args=[certificate.public_id, certificate.transcript_code]))
    with override(language):
        data = clean_data(_transcript(certificate, address, language))
        files = {"qr.svg": as_svg(address)}
        return set_paper(FOLDER / "transcript.typ", data, files=files, moment=certificate.issued_at)


def ours() -> str:
    """Whose certificate it is, and whose it is not."""
    return _(
        "This is %(site)s’s own certificate. It is not a CHIME certificate; CHIME has neither issued nor reviewed it."
    ) % {"site": settings.SITE_NAME}


def _common(certificate: Certificate, address: str, language: str) -> dict[str, Any]:
    return {
        "language": language,
        "site": settings.SITE_NAME,
        "holder": certificate.holder,
        "link": address,
        "address": address.partition("://")[2].rstrip("/"),
        "qr_alt": _("QR code that leads to %(address)s") % {"address": address},
        "ours": ours(),
    }


def _days(certificate: Certificate) -> dict[str, str]:
    cohort = certificate.enrolment.cohort
    return {
        "first": say_day(cohort.bootcamp_starts),
        "last": say_day(cohort.bootcamp_ends),
        "signed": say_day(certificate.enrolment.completion.signed_at.astimezone(cohort.tz).date()),
        "issued": say_day(certificate.issued_at.astimezone(cohort.tz).date()),
    }


def _certificate(certificate: Certificate, address: str, language: str) -> dict[str, Any]:
    days = _days(certificate)
    return _common(certificate, address, language) | {
        "title": _("Certificate of completion"),
        "says": _("This is to certify that"),
        "lead": _(
            "completed the digital health boot camp: six weeks of full-time training in healthcare, IT and project management, "
            "change management, clinical informatics and professional skills. The board of the programme signed the completion."
        ),
        "facts": [
            (_("Class"), certificate.enrolment.cohort.said("name")),
            (_("Boot camp"), _("%(first)s to %(last)s") % days),
            (_("Issued"), days["issued"]),
        ],
        "check": _("Check that it stands"),
    }


def _transcript(certificate: Certificate, address: str, language: str) -> dict[str, Any]:
    days, figures = _days(certificate), frozen_figures(certificate.enrolment.completion)
    code = certificate.transcript_code
    return _common(certificate, address, language) | {
        "title": _("Transcript"),
        "facts": [
            (_("Class"), certificate.enrolment.cohort.said("name")),
            (_("Boot camp"), _("%(first)s to %(last)s") % days),
            (_("Completion signed"), days["signed"]),
            *summary(figures),
        ],
        "tables": list(tables(figures)),
        "check": _("Check that these are the figures we signed"),
        "code_label": _("Code of this transcript"),
        "code": "-".join(code[at : at + 4] for at in range(0, 12, 4)),
        "foot": _("Transcript of %(name)s, %(site)s") % {"name": certificate.holder, "site": settings.SITE_NAME},
    }


def summary(figures: dict[str, Any]) -> list[tuple[str, str]]:
    """Attendance and course mark, in words."""
    found = []
    share = figures["attendance"]
    if share["percent"] is not None:
        found.append(
            (
                _("Attendance"),
                _("%(percent)s%% (%(minutes)s of %(scheduled)s minutes)")
                % {"percent": share["percent"], "minutes": share["minutes"], "scheduled": share["scheduled"]},
            )
        )
    if figures["course_mark"] is not None:
        found.append((_("Course mark"), _("%(mark)s of 100") % {"mark": figures["course_mark"]}))
    return found


def tables(figures: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """What stands in tables: modules with the examination, and competencies where there are any."""
    parts = [*figures["modules"], *([figures["examination"]] if figures["examination"] else [])]
    if parts:
        yield {
            "title": _("Modules"),
            "head": [_("Module"), _("Weight"), _("Needed"), pgettext("of a module", "Mark")],
            "rows": [
                [part["title"], f"{part['weight']}%", part["pass_mark"], part["mark"] or _("none")] for part in parts
            ],
            "note": _("Marks are per cent, rounded half up to one decimal."),
        }
    if figures["competencies"]:
        yield {
            "title": _("Competencies"),
            "head": [_("Competency"), _("Level")],
            "rows": [
                [each["name"], f"{each['level']} · {Level(each['level']).label}"] for each in figures["competencies"]
            ],
            "note": _("Levels: 1 beginning, 2 developing, 3 proficient, 4 advanced."),
        }
