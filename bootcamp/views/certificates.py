"""Certificates for those who hold them, and for those who issue and revoke them."""

import json
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bootcamp.badges import picture
from bootcamp.badges.signing import payload_of
from bootcamp.forms.certificates import NameForm, RevokeForm
from bootcamp.models import Certificate
from bootcamp.papers import summary, tables, write_certificate, write_transcript
from bootcamp.selectors.certificates import certificates, latest_of
from bootcamp.selectors.people import learner_enrolment, visible_to
from bootcamp.selectors.transcripts import frozen_figures
from bootcamp.services.certificates import (
    CertificateRefused,
    check_address,
    check_can_revoke,
    issue_again,
    issuer,
    revoke,
    show_name,
)
from bootcamp.views.guard import class_for, is_manager, staff
from careerpath.accounts.access import me
from careerpath.ui.downloads import attached

Made = tuple[bytes | str, str]


def as_pdf(certificate: Certificate) -> Made:
    """The certificate, in its holder's language."""
    return write_certificate(certificate, language=language_of(certificate)), "application/pdf"


def as_transcript(certificate: Certificate) -> Made:
    """The transcript, likewise."""
    return write_transcript(certificate, language=language_of(certificate)), "application/pdf"


def as_jwt(certificate: Certificate) -> Made:
    """The credential as Open Badges has it in a file."""
    return certificate.credential, "text/plain; charset=utf-8"


def as_json(certificate: Certificate) -> Made:
    """The credential in an envelope (Verifiable Credentials Data Model 2.0), for wallets that read JSON."""
    data = {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "id": f"data:application/vc+jwt,{certificate.credential}",
        "type": "EnvelopedVerifiableCredential",
    }
    return json.dumps(data, indent=2), "application/vc"


def as_svg(certificate: Certificate) -> Made:
    """The badge with the credential baked into it."""
    svg = picture.badge(
        title=payload_of(certificate.credential)["name"],
        issuer=issuer().name,
        year=certificate.issued_at.year,
        signed=certificate.credential,
    )
    return svg, "image/svg+xml"


FILES: Final[dict[str, Callable[[Certificate], Made]]] = {
    "certificate.pdf": as_pdf,
    "transcript.pdf": as_transcript,
    "credential.jwt": as_jwt,
    "credential.json": as_json,
    "badge.svg": as_svg,
}


def language_of(certificate: Certificate) -> str:
    """The language of whoever holds it."""
    return certificate.enrolment.application.applicant.language or "en"


@login_required
@never_cache
@require_safe
def download(request: HttpRequest, public_id: UUID, name: str) -> HttpResponse:
    """A file of a certificate that stands, for its holder and those who teach or manage the class."""
    found = get_object_or_404(certificates(), public_id=public_id)
    user = me(request)
    is_holder = found.enrolment.application.applicant.user_id == user.pk
    if name not in FILES or not (is_holder or visible_to(user).filter(pk=found.enrolment.cohort_id).exists()):
        raise Http404("There is no such file among yours.")
    if not found.is_valid:
        raise Http404("This certificate was revoked, so its files are not handed out.")
    content, content_type = FILES[name](found)
    return attached(HttpResponse(content, content_type=content_type), name)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """My certificate: what it is, how others check it, what I can take with me, and whether my name is shown."""
    found = latest_of(me(request))
    if request.method == "POST":
        if found is None:
            raise Http404("There is no certificate yet.")
        form = NameForm(request.POST)
        if form.is_valid():
            show_name(found, shows=form.cleaned_data["shows_name"])
        return redirect("bootcamp:my-certificate")
    own = found.enrolment if found else learner_enrolment(me(request))
    if own is None:
        return render(request, "bootcamp/learner/not_yet.html", {"own": None})
    context: dict[str, Any] = {"certificate": found, "own": own, "cohort": own.cohort, "tab": "certificate"}
    if found:
        figures = frozen_figures(found.enrolment.completion)
        context |= {
            "address": check_address(found.public_id),
            "form": NameForm(initial={"shows_name": found.shows_name}),
            "summary": summary(figures),
            "tables": list(tables(figures)),
        }
    return render(request, "bootcamp/my_certificate.html", context)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """One certificate for the staff: its files, what the public reads, and how it is taken back or issued again."""
    cohort = class_for(request, slug)
    found = get_object_or_404(
        certificates().select_related("issued_by", "revoked_by", "key"), public_id=public_id, enrolment__cohort=cohort
    )
    action = request.POST.get("action", "")
    form = RevokeForm(request.POST if action == "revoke" else None)
    if request.method == "POST":
        try:
            check_can_revoke(me(request))
        except CertificateRefused as refused:
            raise PermissionDenied(str(refused)) from refused
        try:
            if action == "again":
                new = issue_again(found.enrolment, by=me(request))
                messages.success(request, f"A new certificate for {new.holder} is issued, and they are told.")
                return redirect("bootcamp:certificate", cohort.slug, new.public_id)
            if form.is_valid():
                revoke(found, by=me(request), **form.cleaned_data)
                messages.success(request, "The certificate is revoked. The check page says so from now on.")
                return redirect("bootcamp:certificate", cohort.slug, found.public_id)
        except ValueError as refused:
            form = RevokeForm(request.POST)
            form.is_valid()
            form.add_error(None, str(refused))
    others = Certificate.objects.filter(enrolment=found.enrolment).exclude(pk=found.pk).defer("credential")
    context = {
        "cohort": cohort,
        "tab": "completion",
        "certificate": found,
        "person": found.enrolment,
        "address": check_address(found.public_id),
        "form": form,
        "others": others,
        "files": FILES,
        "is_manager": is_manager(request),
        "may_issue_again": is_manager(request) and not found.is_valid and not any(each.is_valid for each in others),
    }
    return render(request, "bootcamp/certificate.html", context, status=422 if form.errors else 200)
