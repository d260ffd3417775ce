"""Saving fields while somebody writes: asked by the page's script, answered in JSON."""

from datetime import UTC

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from applicants.forms.applying import PREFIX, DetailsForm
from applicants.selectors.forms import form_of
from applicants.services import applying
from applicants.services.applying import ApplyingRefused
from applicants.services.saving import DETAILS
from applicants.views import uploads
from applicants.views.visiting import Visit, give_key, visit_of
from careerpath.accounts.limits import TooOften
from cohorts.models import Question
from cohorts.saying import say


@csrf_exempt  # the inner view asks for the token; it must not be looked for in a body that is too large to read
@never_cache
@require_POST
def save(request: HttpRequest, slug: str) -> HttpResponse:
    """Save the fields that were sent, and say which do not fit. The first one makes the draft and gives the browser its key."""
    if uploads.declared_length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        uploads.read_away(request)
        return refuse(_("This is more than fits into an answer. Shorten it; what you wrote before is kept."), 413)
    return _save(request, slug)


def refuse(words: str, status: int) -> JsonResponse:
    """Nothing was saved; why, in words."""
    return JsonResponse({"refused": words}, status=status)


@csrf_protect
def _save(request: HttpRequest, slug: str) -> HttpResponse:
    visit = visit_of(request, slug)
    try:
        application = visit.start(request)
        sent = _sent(request, visit)
        details, errors = _details(request)
        unfit = applying.save_fields(application, raw=sent, details=details)
        errors |= {key: say(words) for key, words in unfit.items()}
    except TooOften as error:
        refused = refuse(str(error), 429)
        refused["Retry-After"] = str(error.seconds)
        return refused
    except ApplyingRefused as error:
        return refuse(str(error), 409)
    moment = application.updated_at.astimezone(UTC)
    response = JsonResponse({"saved_at": moment.isoformat().replace("+00:00", "Z"), "errors": errors})
    if visit.is_new and visit.user is None:
        give_key(response, visit.cohort, visit.secret)
    return response


def _sent(request: HttpRequest, visit: Visit) -> dict[str, object]:
    """What was sent by question key: of the fields named in `only`, where it is there, else of all that came."""
    application = visit.application
    by_key = form_of(application.question_set if application else visit.cohort.question_set).by_key
    named = request.POST.get("only")
    names = named.split(",") if named is not None else [name.removeprefix(PREFIX) for name in request.POST]
    keys = {name.removeprefix(PREFIX) for name in names if named is not None or PREFIX + name in request.POST}
    return {
        key: request.POST.getlist(PREFIX + key)
        if spec.kind == Question.Kind.SOME_OF
        else request.POST.get(PREFIX + key)
        for key, spec in by_key.items()
        if key in keys
    }


def _details(request: HttpRequest) -> tuple[dict[str, str], dict[str, str]]:
    """Of name, telephone and language those that were sent and fit, and the words about those that do not. A name may be empty."""
    given = {name: request.POST[name] for name in DETAILS if name in request.POST}
    if not given:
        return {}, {}
    form = DetailsForm(request.POST)
    form.fields["name"].required = False
    form.is_valid()
    errors = {name: str(form.errors[name][0]) for name in given if name in form.errors}
    fits = {name: form.cleaned_data[name] for name in given if name in form.cleaned_data}
    return {name: value for name, value in fits.items() if value or name != "language"}, errors
