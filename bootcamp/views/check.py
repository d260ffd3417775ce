"""The public check: does a certificate stand, whose is it, and is a credential ours. No address of the mail stands on any page."""

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bootcamp.forms.certificates import PasteForm
from bootcamp.papers import summary, tables
from bootcamp.selectors.certificates import COMPACT, NUMBER, Finding, State, certificate_by, look_at
from bootcamp.selectors.transcripts import frozen_figures
from careerpath.accounts.limits import Limit, TooOften, place_of, take
from careerpath.ui.links import site_link

CHECKS: Final = Limit("certificate-checks", size=120, each_hour=600)
"""From one place: an employer with a whole class before them does not notice; somebody who guesses numbers does."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest) -> HttpResponse:
    """Paste a credential, or type the number of a certificate."""
    form = PasteForm(request.POST if request.method == "POST" else None)
    finding: Finding | None = None
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                take([CHECKS.of(place_of(request))])
            except TooOften as refusal:
                form.add_error("pasted", str(refusal))
                status = 429
            else:
                pasted = form.cleaned_data["pasted"]
                if not COMPACT.search(pasted) and (number := NUMBER.search(pasted)):
                    return redirect("check:certificate", UUID(number[0]))
                finding = look_at(pasted)
                status = 422 if finding.state == State.NOTHING else 200
    return private(render(request, "bootcamp/check_paste.html", {"form": form, "finding": finding}, status=status))


@never_cache
@require_safe
def certificate(request: HttpRequest, public_id: UUID, code: str = "") -> HttpResponse:
    """One certificate; with the code of its transcript also the figures."""
    try:
        take([CHECKS.of(place_of(request))])
    except TooOften as refusal:
        return private(render(request, "bootcamp/check_unknown.html", {"too_often": str(refusal)}, status=429))
    found = certificate_by(public_id)
    if found is None:
        return private(render(request, "bootcamp/check_unknown.html", {"number": public_id}, status=404))
    fits = bool(code) and constant_time_compare(code.replace("-", "").upper(), found.transcript_code)
    context = {
        "certificate": found,
        "cohort": found.enrolment.cohort,
        "wrong_code": bool(code) and not fits,
        "figures": fits,
        "keys": site_link("badges:keys"),
        "revocations": site_link("badges:revoked"),
    }
    if fits:
        figures = frozen_figures(found.enrolment.completion)
        context |= {"summary": summary(figures), "tables": list(tables(figures))}
    return private(render(request, "bootcamp/check.html", context))


def private(answer: HttpResponse) -> HttpResponse:
    """No search engine keeps it, and no link on it says where the reader came from."""
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
