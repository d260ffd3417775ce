"""Somebody's own applications: where they stand, and what can be done about them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from applicants.lifecycle import ApplicationStatus as S
from applicants.models import Application
from applicants.own_links import interview_link
from applicants.selectors import applying as read
from applicants.selectors.correcting import corrections_of
from applicants.selectors.fairness import reconsiderations_of
from applicants.selectors.interviews import interview_shown
from applicants.selectors.telling import told, with_what_is_told
from applicants.selectors.timeline import standing, summary
from applicants.services import withdrawing
from applicants.services.applying import ApplyingRefused
from applicants.services.claiming import ClaimRefused, applicant_of, claim
from applicants.services.keeping import can_join_pool, in_pool
from applicants.services.reconsidering import can_ask
from applicants.views.whose import mine_or_404
from careerpath.accounts.access import me
from careerpath.ui.moments import say_day, say_moment
from cohorts.selectors import open_cohorts


@never_cache
@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """All applications of the person signed in, and the cohorts they can still apply to."""
    applicant_of(me(request))  # what was imported under their address becomes theirs
    applications = list(with_what_is_told(read.my_applications(me(request))).select_related("restriction"))
    applied_to = {application.cohort_id for application in applications}
    context = {
        "applications": [(application, summary(application)) for application in applications],
        "open": [cohort for cohort in open_cohorts() if cohort.pk not in applied_to],
    }
    return render(request, "applicants/mine.html", context)


@never_cache
@login_required
@require_GET
def status(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One application: done, now, next."""
    mine = with_what_is_told(read.my_applications(me(request))).select_related("restriction")
    application = get_object_or_404(mine, public_id=public_id)
    restriction = getattr(application, "restriction", None)
    at_interview = told(application).status == S.INTERVIEW
    interview = interview_shown(application) if at_interview else None
    context = {
        "application": application,
        "cohort": application.cohort,
        "standing": standing(application),
        "here": summary(application),
        "may_withdraw": _may_withdraw(application),
        "requests": reconsiderations_of(application),
        "may_ask": can_ask(application),
        "may_take_up": restriction is None and application.status == S.WITHDRAWN and application.cohort.is_open,
        "may_take_back": withdrawing.can_take_back(application),
        "documents": list(application.documents.all()),
        "restriction": restriction,
        "restriction_until": restriction and say_day(restriction.until),
        "corrections": corrections_of(application),
        "may_correct": restriction is None and application.status not in (S.DRAFT, S.DUPLICATE),
        "may_talent": can_join_pool(application) and not in_pool(application),
        "interview": interview,
        "interview_link": interview_link(application) if at_interview else None,
        "interview_when": interview and say_moment(interview.version.starts_at, application.cohort.tz),
    }
    return render(request, "applicants/status.html", context)


@never_cache
@login_required
@require_GET
def receipt(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What was sent and when; leads on to the voluntary questions and the status page."""
    application = mine_or_404(request, public_id)
    if application.submitted_at is None:
        return redirect("applicants:status", public_id)
    context = {
        "application": application,
        "cohort": application.cohort,
        "pages": read.form_pages(application.question_set, application.answers),
        "resume": read.resume_of(application),
    }
    return render(request, "applicants/receipt.html", context)


@never_cache
@login_required
@require_GET
def answers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the person answered, to read again."""
    application = mine_or_404(request, public_id)
    sent = application.submitted_at is not None and application.status not in (S.DRAFT, S.DUPLICATE)
    context = {
        "application": application,
        "cohort": application.cohort,
        "pages": read.form_pages(application.question_set_id, application.answers),
        "resume": read.resume_of(application),
        "may_correct": sent and not hasattr(application, "restriction"),
    }
    return render(request, "applicants/answers.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask once more, then withdraw."""
    application = mine_or_404(request, public_id)
    if not _may_withdraw(application):
        messages.info(request, _("This application can no longer be withdrawn here. Write to us instead."))
        return redirect("applicants:status", public_id)
    if request.method == "GET":
        context = {
            "application": application,
            "cohort": application.cohort,
            "is_draft": application.status == S.DRAFT,
            "has_offer": told(application).status == S.OFFERED,
        }
        return render(request, "applicants/withdraw.html", context)
    why = request.POST.get("reason", "").replace("\x00", "")[:1000]
    try:
        withdrawing.withdraw(application, by=me(request), reason=why)
        messages.success(request, _("Your application is withdrawn."))
    except ApplyingRefused as error:
        messages.error(request, str(error))
    return redirect("applicants:status", public_id)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def answer_offer(request: HttpRequest, public_id: UUID, answer: str) -> HttpResponse:
    """Ask once more, then accept or decline the seat."""
    from applicants.services import deciding

    application = mine_or_404(request, public_id)
    if told(application).status != S.OFFERED:
        messages.info(request, _("There is no open offer to answer."))
        return redirect("applicants:status", public_id)
    if request.method == "GET":
        offer = deciding.current_offer(application)
        context = {"application": application, "cohort": application.cohort, "answer_by": offer and offer.answer_by}
        return render(request, f"applicants/{answer}.html", context)
    carry_out: Any = {"accept": deciding.accept_offer, "decline": deciding.decline_offer}[answer]
    try:
        carry_out(application, by=me(request))
    except ValueError as error:  # refusals and illegal moves say why in words
        messages.error(request, str(error))
    else:
        said = {
            "accept": _("Your seat is yours. Welcome."),
            "decline": _("You declined the seat. Thank you for telling us."),
        }
        messages.success(request, said[answer])
    return redirect("applicants:status", public_id)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def claim_application(request: HttpRequest, token: str) -> HttpResponse:
    """Show what an invitation is for, then make the application the person's own."""
    if request.method == "GET":
        return render(request, "applicants/claim.html")
    try:
        application = claim(token, user=me(request))
    except ClaimRefused as error:
        return render(request, "applicants/claim.html", {"refusal": str(error)}, status=409)
    messages.success(request, _("This application is now yours."))
    return redirect("applicants:status", application.public_id)


def _may_withdraw(application: Application) -> bool:
    """Somebody with a seat writes to us: a seat that is given up moves the waitlist and the boot camp's plans."""
    return application.status != S.ADMITTED and withdrawing.can_withdraw(application)
