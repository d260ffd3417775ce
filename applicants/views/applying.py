"""The application form: one page a section, saved page by page, sent from the review page."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applicants.forms.applying import DetailsForm, ResumeForm, SectionForm
from applicants.selectors import applying as read
from applicants.selectors.forms import form_of
from applicants.selectors.wide import forget_resume
from applicants.services import applying
from applicants.services.applying import ApplyingRefused, DocumentRefused, Incomplete
from applicants.services.claiming import applicant_of
from applicants.services.documents import too_large
from applicants.services.drafts import find_draft, holds_something
from applicants.services.flagging import served_at
from applicants.views import uploads
from applicants.views.steps import Step, step_after, steps_of
from applicants.views.visiting import Visit, draft_cookie, for_draft, refusal_of, remember_referral, visit_of
from cohorts.assessed import ASSESSED
from cohorts.selectors import referral

DETAILS, RESUME, REVIEW = "your-details", "resume", "review"


@never_cache
@require_GET
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """Before: what is assessed and the way in. Once something is saved, and signed in: the list of sections with what is done."""
    visit = visit_of(request, slug)
    refusal = refusal_of(visit)
    if refusal and refusal[0] == "sent" and visit.application is not None:
        return redirect("applicants:status", visit.application.public_id)
    if refusal:
        context: dict[str, Any] = {
            "cohort": visit.cohort,
            "application": visit.application,
            "deadline": read.deadline_words(visit.cohort),
            "email_proved": visit.email_proved,
        }
        return render(request, "applicants/not_open.html", context)
    stray = find_draft(request.COOKIES.get(draft_cookie(slug), ""), slug=slug) if visit.is_own else None
    if stray and holds_something(stray):  # begun in this browser before signing in: is it theirs?
        return redirect("applicants:email", slug)
    if visit.user or visit.application:
        response = render(request, "applicants/task_list.html", form_context(visit))
    else:
        context = {"cohort": visit.cohort, "assessed": ASSESSED, "deadline": read.deadline_words(visit.cohort)}
        response = render(request, "applicants/before.html", context)
    if (code := request.GET.get("ref", "")[:200]) and referral(visit.cohort, code):  # a wrong one leaves what is there
        remember_referral(response, slug, code)
    return response


@require_http_methods(["GET", "POST"])
@for_draft
def details(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Name, telephone, and the language of our letters."""
    known = visit.application.applicant if visit.application else applicant_of(visit.user) if visit.user else None
    name = known.name if known else visit.user.name if visit.user else ""
    first = {
        "name": name,
        "phone": known.phone if known else "",
        "language": (known and known.language) or get_language(),
    }
    form = DetailsForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        try:
            application = visit.start(request)
            said = {field: value for field, value in form.cleaned_data.items() if value or field != "language"}
            applying.save_details(application, **said, by=visit.user)
        except ApplyingRefused as error:
            return _refused(request, visit, error)
        return _onward(request, visit, DETAILS)
    context = {**form_context(visit, DETAILS), "form": form}
    return render(request, "applicants/details.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_draft
def section(request: HttpRequest, visit: Visit, section: str) -> HttpResponse:
    """The questions of one section. What fits is saved even if something else on the page does not."""
    context = form_context(visit, section)
    page = next((page for page in context["pages"] if page.slug == section), None)
    if page is None:
        raise Http404
    form = SectionForm(page, pages=context["pages"])
    if request.method == "POST":
        form.data = request.POST
        try:
            application = visit.start(request)
            form.errors = applying.save_answers(application, raw=form.raw(), by=visit.user, section=page.section)
        except ApplyingRefused as error:
            return _refused(request, visit, error)
        if not _leaving(request):
            form.add_missing(application.answers)
        if not form.errors:
            return _onward(request, visit, section)
        context |= form_context(visit, section)
    return render(request, "applicants/section.html", {**context, "form": form}, status=422 if form.errors else 200)


@csrf_exempt  # the inner view asks for the token; it must not be looked for in a body that is too large to read
def resume(request: HttpRequest, slug: str) -> HttpResponse:
    """The resume: a file that is too large is refused before it is read."""
    if uploads.was_too_large(request):
        return _too_large(request, slug)
    return _resume(request, slug)


@csrf_protect
@require_http_methods(["GET", "POST"])
@for_draft
def _resume(request: HttpRequest, visit: Visit) -> HttpResponse:
    _asked_for_resume(visit)
    form = ResumeForm(request.POST, request.FILES) if request.method == "POST" else ResumeForm()
    if request.method == "POST" and not request.FILES:  # one is there, or none is needed now
        return _onward(request, visit, RESUME)
    if form.is_valid():
        try:
            application = visit.start(request)
            applying.attach_resume(application, file=form.cleaned_data["resume"], by=visit.user)
            forget_resume(application)
        except DocumentRefused as error:
            form.add_error("resume", str(error))
        except ApplyingRefused as error:
            return _refused(request, visit, error)
        else:
            return _onward(request, visit, RESUME)
    return _resume_page(request, visit, form)


@for_draft
def _too_large(request: HttpRequest, visit: Visit) -> HttpResponse:
    _asked_for_resume(visit)
    form = ResumeForm({})
    form.full_clean()
    form.errors.clear()
    form.add_error("resume", too_large(uploads.declared_length(request)))
    return _resume_page(request, visit, form, status=413)


def _asked_for_resume(visit: Visit) -> None:
    application = visit.application
    if not form_of(application.question_set if application else visit.cohort.question_set).asks_for_resume:
        raise Http404


def _resume_page(request: HttpRequest, visit: Visit, form: ResumeForm, status: int = 422) -> HttpResponse:
    context = {**form_context(visit, RESUME), "form": form, "most_bytes": settings.DOCUMENT_MAX_BYTES}
    return render(request, "applicants/resume.html", context, status=status if form.errors else 200)


@require_POST
@for_draft
def remove_resume(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take the resume away."""
    if visit.application:
        try:
            applying.remove_resume(visit.application, by=visit.user)
        except ApplyingRefused as error:
            return _refused(request, visit, error)
        messages.success(request, _("Your resume was removed."))
    return redirect("applicants:resume", visit.cohort.slug)


@require_http_methods(["GET", "POST"])
@for_draft
def review(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Everything on one page; sending it leads to the receipt."""
    if visit.application is None:
        return redirect("applicants:apply", visit.cohort.slug)
    refusal: Incomplete | None = None
    try:
        if request.method == "POST":
            sent = applying.submit(visit.application, by=visit.user, receipt=True)
            return redirect("applicants:receipt", sent.public_id)
        applying.check_can_submit(visit.application)
    except Incomplete as error:
        refusal = error
    except ApplyingRefused as error:
        return _refused(request, visit, error)
    context = form_context(visit, REVIEW)
    context |= {
        "refusal": refusal,
        "missing_keys": {question.key for question in refusal.questions} if refusal else set(),
    }
    status = 422 if refusal and request.method == "POST" else 200
    return render(request, "applicants/review.html", context, status=status)


def form_context(visit: Visit, here: str = "") -> dict[str, Any]:
    """What every page of the form shows: the steps with what is done, where one is among them, the deadline."""
    cohort, application = visit.cohort, visit.application
    form = form_of(application.question_set if application else cohort.question_set)
    pages = read.pages_of(form, application.answers if application else {})
    resume = read.resume_of(application) if form.asks_for_resume else None
    steps = steps_of(cohort, application, pages, resume=resume, asks=form.resume)
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
        "deadline": read.deadline_words(cohort),
        "email_proved": visit.email_proved,
        "served": served_at() if application is None else "",
    }


def _leaving(request: HttpRequest) -> bool:
    """Whether the person saves to come back later: then nothing that is missing is asked for."""
    return request.POST.get("then") == "later"


def _onward(request: HttpRequest, visit: Visit, here: str) -> HttpResponse:
    if _leaving(request):
        if visit.application and not visit.is_own:
            return redirect("applicants:link", visit.cohort.slug)
        messages.success(request, _("Saved. Come back when it suits you."))
        return redirect("applicants:apply", visit.cohort.slug)
    if request.GET.get("from") == REVIEW:
        return redirect("applicants:review", visit.cohort.slug)
    following: Step | None = step_after(form_context(visit)["steps"], here)
    return redirect(following.url if following else reverse("applicants:review", args=[visit.cohort.slug]))


def _refused(request: HttpRequest, visit: Visit, error: ApplyingRefused) -> HttpResponse:
    """Something that can no longer be done: the words, and the page where it can be seen how things stand."""
    messages.error(request, str(error))
    return redirect("applicants:apply", visit.cohort.slug)
