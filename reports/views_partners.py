"""The pages of a partner university. Every view starts from the universities of who asks; any other is a 404.

A programme manager sees each of them, to know what partners see.
"""

import csv
import io
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from applicants.exporting.cells import harmless
from applicants.selectors.partners import referral_address
from careerpath.accounts.access import has_role, me, role_required
from careerpath.accounts.roles import Role
from careerpath.ui.downloads import attached
from cohorts.models import Cohort, ReferralLink, University
from cohorts.partners.contacts import universities_of
from cohorts.partners.materials import materials_for
from cohorts.partners.qr import as_png, as_svg
from cohorts.selectors import open_cohorts
from reports.exporting.sheet import write_sheet
from reports.selectors.partners import partner_page
from reports.services.links import links_of
from reports.services.partners import next_monday
from reports.universities.figures import csv_rows

partners_only = role_required(Role.PARTNER, Role.MANAGER)
KINDS: Final = {"svg": "image/svg+xml", "png": "image/png"}


def _university(request: HttpRequest, slug: str) -> University:
    user = me(request)
    theirs = University.objects.all() if has_role(user, Role.MANAGER) else universities_of(user)
    return get_object_or_404(theirs, slug=slug)


def _link(request: HttpRequest, slug: str, cohort: str) -> ReferralLink:
    university = _university(request, slug)
    found: Cohort = get_object_or_404(open_cohorts(), slug=cohort)
    return links_of(university, [found], by=me(request))[0]


@never_cache
@partners_only
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The page of one's university; a choice where there are several."""
    user = me(request)
    found = University.objects.filter(is_active=True) if has_role(user, Role.MANAGER) else universities_of(user)
    universities = list(found.order_by("name"))
    if len(universities) == 1 and not has_role(user, Role.MANAGER):
        return redirect("partners:university", universities[0].slug)
    return render(request, "reports/partners/home.html", {"universities": universities})


@never_cache
@partners_only
@require_GET
def university(request: HttpRequest, slug: str) -> HttpResponse:
    """Links, codes and materials; then how it goes, in figures and the names of those who allowed it."""
    found = _university(request, slug)
    links = links_of(found, list(open_cohorts()), by=me(request))
    context = {
        "university": found,
        "links": [(link, referral_address(link)) for link in links],
        "sheet_languages": settings.LANGUAGES,
        "materials": list(materials_for(found)),
        "page": partner_page(found),
        "next_count": next_monday(timezone.now()),
    }
    return render(request, "reports/partners/university.html", context)


@never_cache
@partners_only
@require_GET
def figures(request: HttpRequest, slug: str) -> HttpResponse:
    """What the page shows, as CSV: hidden there is hidden here."""
    found = _university(request, slug)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in csv_rows(partner_page(found).sections):
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return _file(("\ufeff" + text.getvalue()).encode(), "text/csv; charset=utf-8", f"{found.slug}.csv")


@never_cache
@partners_only
@require_GET
def qr(request: HttpRequest, slug: str, cohort: str, kind: str) -> HttpResponse:
    """The link as a QR code, for print (SVG) or a slide (PNG)."""
    link = _link(request, slug, cohort)
    address = referral_address(link)
    content = as_png(address) if kind == "png" else as_svg(address, label=f"QR code: {address}").encode()
    return _file(content, KINDS[kind], f"{slug}-{cohort}-qr.{kind}")


@never_cache
@partners_only
@require_GET
def sheet(request: HttpRequest, slug: str, cohort: str, language: str) -> HttpResponse:
    """One page to print and hang up: what the programme is, until when to apply, link and code."""
    link = _link(request, slug, cohort)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return _file(write_sheet(link, language=language), "application/pdf", f"{slug}-{cohort}-{language}.pdf")


@never_cache
@partners_only
@require_GET
def material(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponseBase:
    """A file for partners, always as a download."""
    found = get_object_or_404(materials_for(_university(request, slug)), public_id=public_id)
    try:
        content = found.file.open("rb")
    except FileNotFoundError:
        raise Http404("The file is not there.") from None
    response = FileResponse(content, as_attachment=True, filename=found.file_name, content_type=found.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    return attached(HttpResponse(content, content_type=content_type), name)
