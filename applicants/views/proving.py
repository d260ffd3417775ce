"""The address and the code that proves it; the link with which somebody goes on elsewhere."""

from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applicants.forms.proving import CodeForm, EmailForm
from applicants.services import drafts, proving
from applicants.services.applying import ApplyingRefused
from applicants.services.attaching import Attached, attach
from applicants.services.proving import Proved, WrongCode
from applicants.views.applying import form_context
from applicants.views.steps import step_after
from applicants.views.visiting import Visit, draft_cookie, for_draft, give_key, take_key
from careerpath.accounts.limits import TooOften, for_mail, take

EMAIL = "email"


@require_http_methods(["GET", "POST"])
@for_draft
def email(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask for the address and send a code to it. Signed in there is nothing to prove; a draft of this browser may be taken over."""
    if visit.user is not None:
        return _signed_in(request, visit)
    asked = proving.open_proof(visit.application) if visit.application else None
    form = EmailForm(
        request.POST if request.method == "POST" else None, initial={"email": asked.email if asked else ""}
    )
    if form.is_valid():
        try:
            application = visit.start(request)
            take(for_mail(request, form.cleaned_data["email"]))
            proving.ask_for_code(application, email=form.cleaned_data["email"])
        except TooOften as error:
            return _too_often(request, visit, "applicants/email.html", form, error)
        except ApplyingRefused as error:
            messages.error(request, str(error))
            return redirect("applicants:apply", visit.cohort.slug)
        return redirect("applicants:email-code", visit.cohort.slug)
    return _page(request, visit, "applicants/email.html", form)


@require_http_methods(["GET", "POST"])
@for_draft
def code(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take the code."""
    asked = proving.open_proof(visit.application) if visit.application else None
    if visit.application is None or asked is None or visit.user is not None:
        return redirect("applicants:email", visit.cohort.slug)
    form, over = CodeForm(request.POST if request.method == "POST" else None), False
    if form.is_valid():
        try:
            proved = proving.prove(visit.application, code=form.cleaned_data["code"])
        except WrongCode as error:
            form.add_error("code", str(error))
            over = error.over
        except ApplyingRefused as error:
            messages.error(request, str(error))
            return redirect("applicants:apply", visit.cohort.slug)
        else:
            return _proved(request, visit, proved)
    return _page(request, visit, "applicants/email_code.html", form, address=asked.email, over=over)


def _page(
    request: HttpRequest, visit: Visit, template: str, form: EmailForm | CodeForm, **more: object
) -> HttpResponse:
    context = {**form_context(visit, EMAIL), "form": form, **more}
    return render(request, template, context, status=422 if form.errors else 200)


def _too_often(
    request: HttpRequest, visit: Visit, template: str, form: EmailForm | CodeForm, error: TooOften
) -> HttpResponse:
    """Over a limit, beside the field; the code that was sent last stays good."""
    form.add_error("email", str(error))
    response = _page(
        request, visit, template, form, asked=bool(visit.application and proving.open_proof(visit.application))
    )
    response.status_code = 429
    response["Retry-After"] = str(error.seconds)
    return response


def _proved(request: HttpRequest, visit: Visit, proved: Proved) -> HttpResponse:
    slug = visit.cohort.slug
    if proved.may_sign_in:
        login(request, proved.user, backend=settings.AUTHENTICATION_BACKENDS[0])
        record_authentication(request, proved.user, method="code", email=proved.user.email)
        response = _onward(request, visit, proved.attached)
    else:
        messages.info(
            request,
            _(
                "Your address is confirmed, and this application is in your account. "
                "Sign in to go on: your account asks for more than a code."
            ),
        )
        response = redirect(
            f"{reverse('account_login')}?{urlencode({'next': reverse('applicants:apply', args=[slug])})}"
        )
    take_key(response, slug)
    return response


def _onward(request: HttpRequest, visit: Visit, attached: Attached) -> HttpResponse:
    """Say what became of the draft, and go on with it."""
    _say(request, attached)
    if attached.how == "sent":
        return redirect("applicants:status", attached.application.public_id)
    if request.GET.get("from") == "review":
        return redirect("applicants:review", visit.cohort.slug)
    visit.application = attached.application
    following = step_after(form_context(visit)["steps"], EMAIL)
    return redirect(following.url if following else reverse("applicants:apply", args=[visit.cohort.slug]))


def _say(request: HttpRequest, attached: Attached) -> None:
    match attached.how, attached.kept:
        case "sent", _any:
            words = _(
                "You have sent an application to this class already; here it is. "
                "What you wrote now was not sent; it is kept in your list of applications."
            )
        case "together", True:
            words = _(
                "You had begun an application to this class before. It now holds both; where both had an answer, the one that "
                "you saved last. The other answers are kept in your list of applications."
            )
        case "together", False:
            words = _(
                "You had begun an application to this class before. It now holds all that you wrote, then and now."
            )
        case _any:
            words = _("Your e-mail address is confirmed.")
    messages.success(request, words)


def _signed_in(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The address of the account is known. A draft that was begun in this browser without signing in is theirs if they say so."""
    stray, slug = visit.application, visit.cohort.slug
    if visit.is_own or stray is None:
        stray = drafts.find_draft(request.COOKIES.get(draft_cookie(slug), ""), slug=slug)
    if stray is None or visit.user is None:
        return render(request, "applicants/email.html", {**form_context(visit, EMAIL), "own": visit.user})
    if request.method == "GET":
        return render(
            request, "applicants/email.html", {**form_context(visit, EMAIL), "own": visit.user, "stray": stray}
        )
    if request.POST.get("stray") != "mine":
        left = redirect("applicants:apply", slug)
        take_key(left, slug)
        return left
    try:
        attached = attach(stray, user=visit.user, email=visit.user.email)
    except ApplyingRefused as error:
        messages.error(request, str(error))
        return redirect("applicants:apply", slug)
    response = _onward(request, visit, attached)
    take_key(response, slug)
    return response


@require_http_methods(["GET", "POST"])
@for_draft
def link(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Mail a link with which somebody without an account goes on later, or elsewhere."""
    if visit.application is None or visit.is_own:
        return redirect("applicants:apply", visit.cohort.slug)
    asked = proving.open_proof(visit.application)
    form = EmailForm(
        request.POST if request.method == "POST" else None, initial={"email": asked.email if asked else ""}
    )
    if form.is_valid():
        try:
            take(for_mail(request, form.cleaned_data["email"]))
            drafts.mail_resume_link(visit.application, to=form.cleaned_data["email"])
        except TooOften as error:
            return _too_often(request, visit, "applicants/link.html", form, error)
        except ApplyingRefused as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request,
                _("A link is on its way to %(email)s. This browser knows your application without it.")
                % {"email": form.cleaned_data["email"]},
            )
        return redirect("applicants:apply", visit.cohort.slug)
    return _page(request, visit, "applicants/link.html", form)


@never_cache
@require_http_methods(["GET", "POST"])
def resume_link(request: HttpRequest, secret: str) -> HttpResponse:
    """A mailed link: asked once more, this browser gets the key and goes on. Where it holds another draft, somebody chooses.

    Opening it changes nothing: somebody may be sent a link to a draft that others read along in.
    """
    found = drafts.find_draft(secret)
    response: HttpResponse
    if found is None:
        response = render(request, "applicants/link_gone.html", status=404)
    elif request.method == "GET":
        slug = found.cohort.slug
        held = request.COOKIES.get(draft_cookie(slug), "")
        other = drafts.find_draft(held, slug=slug) if held and held != secret else None
        chooses = other is not None and other.pk != found.pk and drafts.holds_something(other)
        context = {"cohort": found.cohort, "application": found, "other": other}
        response = render(request, f"applicants/link_{'choice' if chooses else 'open'}.html", context)
    else:
        response = redirect("applicants:apply", found.cohort.slug)
        if request.POST.get("draft") != "this-browser":
            give_key(response, found.cohort, secret)
    response["Referrer-Policy"] = "no-referrer"  # the address is the secret
    return response
