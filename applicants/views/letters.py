"""Letters on the workbench: the outbox, one letter, and the words of each kind. Mounted by `applicants.admin.letters`."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language_info
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applicants.forms.letters import AgainForm, CancelForm, OutboxForm, WordsForm
from applicants.letters.placeholders import NEEDED, allowed
from applicants.letters.shipped import SPOKEN, Words
from applicants.models import Application, BulkOperation, Letter, LetterTemplate
from applicants.selectors import letters as read
from applicants.services import outbox
from applicants.services.letters import LetterRefused, cancel_message
from applicants.services.trying import preview, send_test
from applicants.services.wording import back_to_shipped, save_words
from careerpath.accounts.access import me
from cohorts.models import Cohort

CHANGE_LETTER, CHANGE_WORDS = "applicants.change_letter", "applicants.change_lettertemplate"
COHORTS: Final = 100


@never_cache
@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """The outbox: how many letters stand where, and the letters that the filters mean."""
    cohorts = list(Cohort.objects.order_by("-opens_at")[:COHORTS])
    form = OutboxForm(request.GET, cohorts=[(each.slug, each.name) for each in cohorts])
    form.is_valid()  # a filter that means nothing is left out, the others count
    asked = form.cleaned_data
    cohort = next((each for each in cohorts if each.slug == asked.get("cohort")), None)
    operation = BulkOperation.objects.filter(pk=asked["operation"]).first() if asked.get("operation") else None
    chosen: dict[str, Any] = {
        "cohort": cohort,
        "kind": asked.get("kind", ""),
        "operation": operation,
        "to": asked.get("to", ""),
    }
    counted = read.counts(read.in_outbox(**chosen))
    before = request.GET.get("before", "")
    rows, following = read.page(
        read.in_outbox(**chosen, state=asked.get("state", "")),
        before=int(before) if before.isdecimal() and len(before) < 19 else None,
    )
    here = {name: value for name, value in asked.items() if value}
    others = {name: value for name, value in here.items() if name != "state"}
    context = {
        "title": "Letters",
        "form": form,
        "cohort": cohort,
        "operation": operation,
        "rows": rows,
        "states": [
            (state, counted[state], f"?{urlencode({**others, 'state': state})}", state == asked.get("state"))
            for state in Letter.State.values
        ],
        "somebody": f"?{urlencode({**others, 'state': read.NEEDS_SOMEBODY})}",
        "any_state": f"{request.path}?{urlencode(others)}".rstrip("?"),
        "is_filtered": bool(here),
        "counted": read.COUNTED,
        "trouble": read.why_waiting() if counted[Letter.State.WAITING] else "",
        "next_url": f"?{urlencode({**here, 'before': following})}" if following else "",
        "first_url": f"{request.path}?{urlencode(here)}".rstrip("?") if before else "",
        "words_of": cohort or next(iter(cohorts), None),
    }
    return render(request, "admin/letters/outbox.html", context)


@never_cache
@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter as it was written, what became of it, and what can be done with it."""
    return _letter_page(request, _letter(pk))


@require_POST
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Cancel it, send it again, or say that it arrived."""
    _allowed(request, CHANGE_LETTER)
    found, by = _letter(pk), me(request)
    form = {"cancel": CancelForm, "again": AgainForm, "arrived": None}.get(action, Http404)
    if form is Http404:
        raise Http404
    bound: Any = form(request.POST) if form else None
    if bound is not None and not bound.is_valid():
        return _letter_page(request, found, {action: bound}, status=422)
    steps: dict[str, Callable[[], Letter]] = {
        "cancel": lambda: outbox.cancel_letter(found, why=bound.cleaned_data["why"], by=by),
        "again": lambda: outbox.send_again(found, to=bound.cleaned_data["to"], by=by),
        "arrived": lambda: outbox.settle_as_sent(found, by=by),
    }
    said = {
        "cancel": "Cancelled. It will not be sent.",
        "again": "It will be sent again.",
        "arrived": "Noted as sent.",
    }
    try:
        steps[action]()
    except LetterRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, said[action])
    return redirect("admin:letter", pk)


@require_POST
def cancel_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep back the letters of a message that have not gone."""
    _allowed(request, CHANGE_LETTER)
    operation = get_object_or_404(BulkOperation, pk=pk, kind=BulkOperation.Kind.MAIL)
    number = cancel_message(operation, why=f"The whole message was cancelled by {me(request)}.")
    messages.success(request, f"Cancelled {number:,} letters. Those that had gone before cannot be taken back.")
    return redirect("admin:operation", pk)


@require_GET
def words_of_cohort(request: HttpRequest, slug: str) -> HttpResponse:
    """The words of a cohort's letters, kind by kind."""
    cohort = get_object_or_404(Cohort, slug=slug)
    own = {(each.language, each.kind): each for each in cohort.letter_templates.select_related("updated_by")}
    in_force = read.words_in_force(cohort)
    kinds = [
        (kind, label, code, name, own.get((code, kind)), in_force[code, kind])
        for kind, label in LetterTemplate.Kind.choices
        for code, name in _languages()
    ]
    context = {
        "title": f"Letters of {cohort}",
        "cohort": cohort,
        "cohorts": Cohort.objects.order_by("-opens_at")[:COHORTS],
        "kinds": kinds,
        "may_change": request.user.has_perm(CHANGE_WORDS),
    }
    return render(request, "admin/letters/words_of_cohort.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, slug: str, kind: str, language: str = SPOKEN[0]) -> HttpResponse:
    """Edit the words of one kind of letter, in one language, beside what a real applicant would read."""
    cohort = get_object_or_404(Cohort, slug=slug)
    if kind not in LetterTemplate.Kind.values or language not in SPOKEN:
        raise Http404
    here = reverse("admin:letter-words-in", args=[slug, kind, language])
    if request.method == "GET":
        found = read.words_in_force(cohort)[language, kind]
        return _words_page(request, cohort, kind, WordsForm(kind=kind, initial=found._asdict()), language)
    _allowed(request, CHANGE_WORDS)
    if request.POST.get("do") == "restore":
        back_to_shipped(cohort, kind=kind, language=language)
        messages.success(request, "The shipped words are used again.")
        return redirect(here)
    form = WordsForm(request.POST, kind=kind)
    if not form.is_valid():
        return _words_page(request, cohort, kind, form, language, status=422)
    said = Words(form.cleaned_data["subject"], form.cleaned_data["body"])
    if request.POST.get("do") == "save":
        save_words(cohort, kind=kind, words=said, by=me(request), language=language)
        messages.success(
            request, "Saved. Letters of later releases use these words; letters that wait stay as they are."
        )
        return redirect(here)
    if request.POST.get("do") == "test":
        _try_out(request, cohort, kind, said, language)
    return _words_page(request, cohort, kind, form, language)


def _try_out(request: HttpRequest, cohort: Cohort, kind: str, said: Words, language: str) -> None:
    _, application = _shown_with(request, cohort, kind)
    if application is None:
        messages.warning(request, "There is no application to fill it in with yet.")
        return
    try:
        send_test(application, kind=kind, words=said, to=me(request), language=language)
    except LetterRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Sent to {me(request).email}. Nothing was saved.")


def _shown_with(request: HttpRequest, cohort: Cohort, kind: str) -> tuple[list[Application], Application | None]:
    """Whom the letter can be shown with, and who is chosen."""
    asked = request.POST if request.method == "POST" else request.GET
    people = read.people_to_preview(cohort, kind, asked.get("find", ""))
    chosen = next((each for each in people if str(each.pk) == asked.get("application")), None)
    return people, chosen or next(iter(people), None)


def _words_page(
    request: HttpRequest, cohort: Cohort, kind: str, form: WordsForm, language: str, status: int = 200
) -> HttpResponse:
    people, application = _shown_with(request, cohort, kind)
    typed = Words(form["subject"].value() or "", form["body"].value() or "")
    context = {
        "title": f"Letter: {LetterTemplate.Kind(kind).label}",
        "cohort": cohort,
        "kind": kind,
        "label": LetterTemplate.Kind(kind).label,
        "form": form,
        "placeholders": [(name, means, NEEDED[kind].get(name)) for name, means in allowed(kind).items()],
        "own": cohort.letter_templates.filter(kind=kind, language=language).select_related("updated_by").first(),
        "language": language,
        "languages_of_letters": _languages(),
        "people": people,
        "application": application,
        "find": (request.POST if request.method == "POST" else request.GET).get("find", ""),
        "shown": preview(application, kind=kind, words=typed, language=language) if application else None,
        "may_change": request.user.has_perm(CHANGE_WORDS),
    }
    return render(request, "admin/letters/words.html", context, status=status)


def _languages() -> list[tuple[str, str]]:
    """The languages of letters: code, and name in English, as all of the workbench."""
    return [(code, str(get_language_info(code)["name"])) for code in SPOKEN]


def _letter(pk: int) -> Letter:
    related = ("application__applicant", "application__cohort", "decision__release", "operation")
    return get_object_or_404(Letter.objects.select_related(*related), pk=pk)


def _letter_page(
    request: HttpRequest, found: Letter, forms: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    may_act = request.user.has_perm(CHANGE_LETTER)
    context = {
        "title": f"Letter {found.pk}",
        "letter": found,
        "cohort": found.application.cohort,
        "state": read.state_of(found),
        "story": outbox.what_people_did(found),
        "cancel": (forms or {}).get("cancel", CancelForm())
        if may_act and _can(outbox.check_can_cancel, found)
        else None,
        "again": (forms or {}).get("again", AgainForm(initial={"to": found.to or found.application.applicant.email}))
        if may_act and _can(outbox.check_can_send_again, found)
        else None,
        "settle": may_act and _can(outbox.check_can_settle, found),
    }
    return render(request, "admin/letters/letter.html", context, status=status)


def _can(check: Callable[[Letter], None], found: Letter) -> bool:
    try:
        check(found)
    except LetterRefused:
        return False
    return True


def _allowed(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied("Your role may read letters, not change them.")
