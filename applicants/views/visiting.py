"""Who is at a page of the form, with which application: that of their account, or the draft that this browser has the key to."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from applicants.lifecycle import ApplicationStatus
from applicants.models import Application
from applicants.selectors import applying as read
from applicants.services import applying, drafts
from applicants.services.applying_rules import takes_drafts
from applicants.services.flagging import add_flags, flags_of_form
from applicants.services.form_changes import follow_form
from careerpath.accounts.access import me
from careerpath.accounts.limits import DRAFTS, SAVES, Shield, TooOften, place_of, take
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from cohorts.models import Cohort

REFERRAL_DAYS = 60
TRAP, SERVED = "company_url", "served"
"""Fields of the first form: one that people do not see, and when the page was made (`services.flagging`)."""
SHIELD = Shield(SAVES)


@dataclass
class Visit:
    """One request to the form. `secret` is this browser's, `is_new` where it has none yet; it may lead nowhere (yet)."""

    cohort: Cohort
    application: Application | None
    user: User | None
    secret: str
    is_new: bool

    @property
    def is_own(self) -> bool:
        """Whether the application is of the account of the person signed in; else it is this browser's."""
        return self.user is not None and self.application is not None and self.application.applicant.user_id is not None

    @property
    def email_proved(self) -> bool:
        """Whether the address is known to be theirs."""
        return self.application is not None and self.application.applicant.user_id is not None

    def start(self, request: HttpRequest) -> Application:
        """The application that is there, or a new draft, before something is saved into it. Raises ApplyingRefused, TooOften."""
        flags = flags_of_form(trap=request.POST.get(TRAP, ""), served=request.POST.get(SERVED))
        if self.application is not None:
            SHIELD.take(self.application.pk)
            add_flags(self.application, flags)
            return self.application
        take([DRAFTS.of(place_of(request))])
        code = request.COOKIES.get(referral_cookie(self.cohort.slug), "")[:200]
        language = get_language() or ""
        if self.user is not None:
            self.application = applying.start_application(
                cohort=self.cohort, user=self.user, referral_code=code, language=language, flags=flags
            )
        else:
            self.application = drafts.start_draft(
                cohort=self.cohort, secret=self.secret, referral_code=code, language=language, flags=flags
            )
        return self.application


def draft_cookie(slug: str) -> str:
    """The name of the cookie with this browser's secret for a cohort. Where there is TLS no other host can set one of that name."""
    return f"draft_{slug}" if settings.DEVELOPMENT else f"__Host-draft_{slug}"


def referral_cookie(slug: str) -> str:
    """The name of the cookie with the referral code somebody came with, until the application is begun."""
    return f"ref_{slug}"


def visit_of(request: HttpRequest, slug: str) -> Visit:
    """Who is here with what: one query where there is an application, two where there is none (and Django's own for an account)."""
    user = me(request) if request.user.is_authenticated else None
    given = request.COOKIES.get(draft_cookie(slug), "")
    secret = given if drafts.is_secret(given) else ""
    application = read.my_application_at(slug, user) if user else None
    if application is None and secret:
        application = drafts.find_draft(secret, slug=slug)
    if application is not None:
        follow_form(application)
    cohort = (
        application.cohort
        if application
        else get_object_or_404(Cohort.objects.select_related("question_set"), slug=slug)
    )
    return Visit(cohort, application, user, secret or drafts.new_secret(), not secret)


def give_key(response: HttpResponse, cohort: Cohort, secret: str) -> None:
    """Let this browser keep a secret, for as long as a draft is kept."""
    response.set_cookie(
        draft_cookie(cohort.slug),
        secret,
        expires=cohort.closes_at + drafts.KEPT,
        httponly=True,
        secure=not settings.DEVELOPMENT,
        samesite="Lax",
        path="/",
    )


def take_key(response: HttpResponse, slug: str) -> None:
    """Let this browser forget its secret."""
    response.set_cookie(
        draft_cookie(slug), "", max_age=0, httponly=True, secure=not settings.DEVELOPMENT, samesite="Lax", path="/"
    )


def remember_referral(response: HttpResponse, slug: str, code: str) -> None:
    """Keep the code of the university that sent somebody until they begin; no session is made for it."""
    response.set_cookie(
        referral_cookie(slug),
        code,
        max_age=REFERRAL_DAYS * 24 * 3600,
        httponly=True,
        secure=not settings.DEVELOPMENT,
        samesite="Lax",
    )


def too_often(request: HttpRequest, visit: Visit, error: TooOften) -> HttpResponse:
    """Over a limit: when to try again, with what was sent kept in the page."""
    kept = [(name, value) for name, values in request.POST.lists() if name not in _NOT_KEPT for value in values]
    context = {"cohort": visit.cohort, "application": visit.application, "refusal": str(error), "kept": kept}
    response = render(request, "applicants/too_often.html", context, status=429)
    response["Retry-After"] = str(error.seconds)
    return response


_NOT_KEPT = ("csrfmiddlewaretoken", TRAP, SERVED)
View = Callable[..., HttpResponse]


def refusal_of(visit: Visit) -> tuple[str, int] | None:
    """Why this visit can change nothing: `sent` or `closed`, with the status of the answer; None where it can."""
    application = visit.application
    if application is not None and application.status != ApplicationStatus.DRAFT:
        return "sent", 409
    if application is None:
        return None if visit.cohort.opens_at <= clock.now() <= visit.cohort.closes_at else ("closed", 409)
    return None if takes_drafts(visit.cohort) else ("closed", 409)


def for_draft(view: View) -> View:
    """Guard a page of the form: there is time to begin (or, begun in time, to go on), and nothing was sent yet.

    The view gets the visit, whose application is None until something is saved.
    """

    @wraps(view)
    def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        visit = visit_of(request, slug)
        refusal = refusal_of(visit)
        if refusal and refusal[0] == "sent" and visit.application is not None:
            if request.method == "POST":
                messages.info(request, _("You have sent this application already. Nothing was changed."))
            return redirect("applicants:status", visit.application.public_id)
        if refusal:
            return render(
                request,
                "applicants/not_open.html",
                {
                    "cohort": visit.cohort,
                    "application": visit.application,
                    "deadline": read.deadline_words(visit.cohort),
                    "email_proved": visit.email_proved,
                },
                status=refusal[1] if request.method == "POST" else 200,
            )
        try:
            response = view(request, visit, *args, **kwargs)
        except TooOften as error:
            response = too_often(request, visit, error)
        if visit.is_new and visit.user is None:
            give_key(response, visit.cohort, visit.secret)
        return response

    return never_cache(guarded)
