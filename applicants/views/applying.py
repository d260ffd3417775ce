"""The application form: one page a section, saved page by page, sent from the review page."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applicants.forms.applying import DetailsForm, ResumeForm, SectionForm
from applicants.lifecycle import ApplicationStatus
from applicants.models import Application
from applicants.selectors import applying as read
from applicants.services import applying
from applicants.services.applying import ApplyingRefused, DocumentRefused, Incomplete
from applicants.services.claiming import applicant_of
from applicants.services.documents import too_large
from applicants.views import uploads
from applicants.views.steps import Step, step_after, steps_of
from careerpath.accounts.access import me
from cohorts.assessed import ASSESSED
from cohorts.models import Cohort

REFERRALS = "referrals"
"""In the session: the referral code by cohort, from the first visit until the application is started."""
DETAILS, RESUME, REVIEW = "your-details", "resume", "review"

View = Callable[..., HttpResponse]


@never_cache
@require_GET
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """Before: what is assessed and the way in. Signed in: the list of sections with what is done."""
    cohort = _cohort(slug)
    if code := request.GET.get("ref", "")[:200]:
        request.session[REFERRALS] = {**request.session.get(REFERRALS, {}), slug: code}
    application = read.my_application_to(cohort, me(request)) if request.user.is_authenticated else None
    if application and application.status != ApplicationStatus.DRAFT:
        return redirect("applicants:status", application.public_id)
    if not cohort.is_open:
        return render(request, "applicants/not_open.html", {"cohort": cohort, "application": application})
    if not request.user.is_authenticated:
        back = urlencode({"next": request.path})
        return render(request, "applicants/before.html", {"cohort": cohort, "back": back, "assessed": ASSESSED})
    return render(request, "applicants/task_list.html", _context(cohort, application))


def for_draft(view: View) -> View:
    """Guard a page of the form: signed in, the cohort open, and the application (if there is one) still a draft.

    The view gets the cohort and the application, which is None until something is saved.
    """

    @wraps(view)
    def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        cohort = _cohort(slug)
        application = read.my_application_to(cohort, me(request))
        if application and application.status != ApplicationStatus.DRAFT:
            if request.method == "POST":
                messages.info(request, _("You have sent this application already. Nothing was changed."))
            return redirect("applicants:status", application.public_id)
        if not cohort.is_open:
            status = 409 if request.method == "POST" else 200
            return render(
                request, "applicants/not_open.html", {"cohort": cohort, "application": application}, status=status
            )
        return view(request, cohort, application, *args, **kwargs)

    return never_cache(login_required(guarded))


@require_http_methods(["GET", "POST"])
@for_draft
def details(request: HttpRequest, cohort: Cohort, application: Application | None) -> HttpResponse:
    """Name and telephone."""
    known = application.applicant if application else applicant_of(me(request))
    first = {"name": known.name if known else me(request).name, "phone": known.phone if known else ""}
    form = DetailsForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        try:
            application = _start(request, cohort)
            applying.save_details(application, **form.cleaned_data, by=me(request))
        except ApplyingRefused as error:
            return _refused(request, cohort, error)
        return _onward(request, cohort, application, DETAILS)
    context = {**_context(cohort, application, DETAILS), "form": form}
    return render(request, "applicants/details.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_draft
def section(request: HttpRequest, cohort: Cohort, application: Application | None, section: str) -> HttpResponse:
    """The questions of one section. What fits is saved even if something else on the page does not."""
    context = _context(cohort, application, section)
    page = next((page for page in context["pages"] if page.slug == section), None)
    if page is None:
        raise Http404
    form = SectionForm(page)
    if request.method == "POST":
        form.data = request.POST
        try:
            application = _start(request, cohort)
            form.errors = applying.save_answers(application, raw=form.raw(), by=me(request), section=page.section)
        except ApplyingRefused as error:
            return _refused(request, cohort, error)
        if not _leaving(request):
            form.add_missing(application.answers)
        if not form.errors:
            return _onward(request, cohort, application, section)
        context |= _context(cohort, application, section)
    return render(request, "applicants/section.html", {**context, "form": form}, status=422 if form.errors else 200)


@csrf_exempt  # the inner view asks for the token; it must not be looked for in a body that is too large to read
def resume(request: HttpRequest, slug: str) -> HttpResponse:
    """The resume: a file that is too large is refused before it is read."""
    if request.method == "POST" and uploads.is_too_large(request):
        uploads.read_away(request)
        return _too_large(request, slug)
    return _resume(request, slug)


@csrf_protect
@require_http_methods(["GET", "POST"])
@for_draft
def _resume(request: HttpRequest, cohort: Cohort, application: Application | None) -> HttpResponse:
    form = ResumeForm(request.POST, request.FILES) if request.method == "POST" else ResumeForm()
    if request.method == "POST" and not request.FILES:  # a resume is optional
        return _onward(request, cohort, application, RESUME)
    if form.is_valid():
        try:
            application = _start(request, cohort)
            applying.attach_resume(application, file=form.cleaned_data["resume"], by=me(request))
        except DocumentRefused as error:
            form.add_error("resume", str(error))
        except ApplyingRefused as error:
            return _refused(request, cohort, error)
        else:
            return _onward(request, cohort, application, RESUME)
    return _resume_page(request, cohort, application, form)


@for_draft
def _too_large(request: HttpRequest, cohort: Cohort, application: Application | None) -> HttpResponse:
    form = ResumeForm({})
    form.full_clean()
    form.errors.clear()
    form.add_error("resume", too_large(uploads.declared_length(request)))
    return _resume_page(request, cohort, application, form, status=413)


def _resume_page(
    request: HttpRequest, cohort: Cohort, application: Application | None, form: ResumeForm, status: int = 422
) -> HttpResponse:
    context = {**_context(cohort, application, RESUME), "form": form, "most_bytes": settings.DOCUMENT_MAX_BYTES}
    return render(request, "applicants/resume.html", context, status=status if form.errors else 200)


@require_POST
@for_draft
def remove_resume(request: HttpRequest, cohort: Cohort, application: Application | None) -> HttpResponse:
    """Take the resume away."""
    if application:
        try:
            applying.remove_resume(application, by=me(request))
        except ApplyingRefused as error:
            return _refused(request, cohort, error)
        messages.success(request, _("Your resume was removed."))
    return redirect("applicants:resume", cohort.slug)


@require_http_methods(["GET", "POST"])
@for_draft
def review(request: HttpRequest, cohort: Cohort, application: Application | None) -> HttpResponse:
    """Everything on one page; sending it leads to the receipt."""
    if application is None:
        return redirect("applicants:apply", cohort.slug)
    refusal: Incomplete | None = None
    try:
        if request.method == "POST":
            sent = applying.submit(application, by=me(request), receipt=True)
            return redirect("applicants:receipt", sent.public_id)
        applying.check_can_submit(application)
    except Incomplete as error:
        refusal = error
    except ApplyingRefused as error:
        return _refused(request, cohort, error)
    context = _context(cohort, application, REVIEW)
    context |= {
        "refusal": refusal,
        "missing_keys": {question.key for question in refusal.questions} if refusal else set(),
    }
    status = 422 if refusal and request.method == "POST" else 200
    return render(request, "applicants/review.html", context, status=status)


def _cohort(slug: str) -> Cohort:
    return get_object_or_404(Cohort, slug=slug)


def _context(cohort: Cohort, application: Application | None, here: str = "") -> dict[str, Any]:
    answers = application.answers if application else {}
    pages = read.form_pages(application.question_set_id if application else cohort.question_set_id, answers)
    resume = read.resume_of(application)
    steps = steps_of(cohort, application, pages, resume=resume)
    place = next((number for number, step in enumerate(steps, start=1) if step.slug == here), 0)
    return {
        "cohort": cohort,
        "application": application,
        "pages": pages,
        "resume": resume,
        "steps": steps,
        "here": here,
        "place": place,
        "ready": all(step.is_done for step in steps),
        "done": sum(step.is_done for step in steps),
    }


def _start(request: HttpRequest, cohort: Cohort) -> Application:
    code = request.session.get(REFERRALS, {}).get(cohort.slug, "")
    return applying.start_application(cohort=cohort, user=me(request), referral_code=code)


def _leaving(request: HttpRequest) -> bool:
    """Whether the person saves to come back later: then nothing that is missing is asked for."""
    return request.POST.get("then") == "later"


def _onward(request: HttpRequest, cohort: Cohort, application: Application | None, here: str) -> HttpResponse:
    if _leaving(request):
        messages.success(request, _("Saved. Come back when it suits you."))
        return redirect("applicants:apply", cohort.slug)
    if request.GET.get("from") == REVIEW:
        return redirect("applicants:review", cohort.slug)
    following: Step | None = step_after(_context(cohort, application)["steps"], here)
    return redirect(following.url if following else reverse("applicants:review", args=[cohort.slug]))


def _refused(request: HttpRequest, cohort: Cohort, error: ApplyingRefused) -> HttpResponse:
    """Something that can no longer be done: the words, and the page where it can be seen how things stand."""
    messages.error(request, str(error))
    return redirect("applicants:apply", cohort.slug)
