"""The builder's pages: forms by cohort, a version with its sections and questions, and one of these at a time.

Recruiters change forms, managers read. Every button is a plain form; what is saved is saved at once, in the draft.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from careerpath.accounts.access import has_role, me, role_required
from careerpath.accounts.roles import Role
from cohorts.answers import QuestionSpec
from cohorts.building import changing, listing
from cohorts.building.changing import Changed, Refused, digest, free_key
from cohorts.building.fields import (
    QuestionFields,
    SectionFields,
    conditions_sent,
    conditions_shown,
    initial_of,
)
from cohorts.building.problems import problems_of
from cohorts.building.reading import (
    earlier_version,
    gone_questions,
    languages,
    published_kinds,
    published_options,
    shape_of,
)
from cohorts.building.saying import say_unsaid, unsaid
from cohorts.building.shape import FormShape, limits_of, say_conditions
from cohorts.form_changes import read_blind
from cohorts.models import Question, QuestionSet, Section
from cohorts.services import FormFrozen

READERS = (Role.RECRUITER, Role.MANAGER)
MAKERS = (Role.RECRUITER,)


def form_or_404(pk: int) -> QuestionSet:
    """A version of a form."""
    return get_object_or_404(QuestionSet, pk=pk)


@require_safe
@never_cache
@role_required(*READERS)
def listed(request: HttpRequest) -> HttpResponse:
    """The forms by cohort, the newest cohort first, and those that no cohort asks."""
    page = listing.by_cohort(before=request.GET.get("before", ""))
    return render(request, "admin/forms/list.html", {"page": page, "may_act": has_role(request.user, *MAKERS)})


@require_safe
@never_cache
@role_required(*READERS)
def outline(request: HttpRequest, pk: int) -> HttpResponse:
    """A version: its sections and questions in order, what is wrong with it, and which texts have no words yet."""
    form = form_or_404(pk)
    shape = shape_of(form)
    may_change = has_role(request.user, *MAKERS) and not form.is_published
    context = {
        "form": form,
        "shape": shape,
        "sections": _lines(shape),
        "may_change": may_change,
        "may_act": has_role(request.user, *MAKERS),
        "problems": [] if form.is_published else problems_of(shape, published_kinds(shape.by_key)),
        "unsaid": [
            (name, found, say_unsaid(len(found), name)) for code, name in languages() for found in [unsaid(shape, code)]
        ],
        "kinds": Question.Kind.choices,
        "resumes": QuestionSet.Resume.choices,
        "gone": gone_questions(form, shape) if may_change else [],
        "cohorts": listing.cohorts_to_use(form),
        "earlier": earlier_version(form),
    }
    return render(request, "admin/forms/outline.html", context)


def _lines(shape: FormShape) -> list[dict[str, Any]]:
    """The sections with their questions as the outline shows them."""
    known = shape.by_key
    last = len(shape.sections) - 1
    return [
        {
            "section": section,
            "condition": say_conditions(section.show_if, known),
            "first": not place,
            "last": place == last,
            "questions": [
                {
                    "question": question,
                    "kind": Question.Kind(question.kind).label,
                    "limits": ", ".join(f"{what} {value}" for what, value in limits_of(question)),
                    "condition": say_conditions(question.show_if, known),
                    "read": read_blind(QuestionSpec(question.key, question.label, question.kind)),
                    "first": not place and not row,
                    "last": place == last and row == len(section.questions) - 1,
                }
                for row, question in enumerate(section.questions)
            ],
        }
        for place, section in enumerate(shape.sections)
    ]


@require_POST
@role_required(*MAKERS)
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether a resume is asked for."""
    try:
        changing.save_settings(form_or_404(pk), resume=request.POST.get("resume", ""), by=me(request))
    except (FormFrozen, Refused) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Saved.")
    return redirect("admin:form", pk)


@require_POST
@role_required(*MAKERS)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """What a button of the outline says: `up-q-12`, `down-s-3`, `remove-q-12`, `duplicate-q-12`, `back`."""
    form = form_or_404(pk)
    verb, _, rest = request.POST.get("do", "").partition("-")
    kind, _, number = rest.partition("-")
    anchor = rest
    try:
        if verb == "back":
            anchor = _bring_back(request, form)
        elif kind not in ("q", "s") or not (number.isascii() and number.isdecimal() and len(number) < 10):
            raise Http404
        elif verb in ("up", "down"):
            changing.shift(form, kind, int(number), down=verb == "down", by=me(request))
        elif verb == "duplicate" and kind == "q":
            anchor = f"q-{changing.duplicate_question(form, int(number), by=me(request)).pk}"
        elif verb == "remove":
            anchor = ""
            messages.success(request, f"“{changing.remove(form, kind, int(number), by=me(request))}” is taken away.")
        else:
            raise Http404
    except (FormFrozen, Refused) as error:
        messages.error(request, str(error))
    except (ObjectDoesNotExist, StopIteration):
        messages.info(request, "Somebody else has taken that away meanwhile.")
        anchor = ""
    return redirect(f"{reverse('admin:form', args=[pk])}{f'#{anchor}' if anchor else ''}")


def _bring_back(request: HttpRequest, form: QuestionSet) -> str:
    gone = {each.key: each for each in gone_questions(form, shape_of(form))}
    question, section = gone.get(request.POST.get("gone", "")), form.sections.order_by("-position").first()
    if question is None or section is None:
        raise Refused("Choose a question, and add a section for it first where there is none.")
    return f"q-{changing.bring_back(form, question, section=section, by=me(request)).pk}"


@require_POST
@role_required(*MAKERS)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    form = form_or_404(pk)
    try:
        changing.discard(form, by=me(request))
    except FormFrozen as error:
        messages.error(request, str(error))
        return redirect("admin:form", pk)
    messages.success(request, f"{form} is discarded.")
    return redirect("admin:forms")


@require_http_methods(["GET", "POST"])
@never_cache
@role_required(*MAKERS)
def section(request: HttpRequest, pk: int, section: int = 0) -> HttpResponse:
    """A section's words and conditions; a new one without a number."""
    form = form_or_404(pk)
    if form.is_published:
        return redirect("admin:form", pk)
    found = get_object_or_404(Section, pk=section, question_set=form) if section else None
    shape = shape_of(form)
    earlier = shape.before(section=section) if section else shape.questions
    known = {each.key: each for each in earlier}
    stored = found.show_if if found else []
    if request.method == "POST":
        fields = SectionFields(request.POST, languages=languages())
        conditions = conditions_sent(request.POST, known)
        if _saves(request) and fields.is_valid():
            kept = fields.fields_to_keep(found.translations if found else {})
            kept["show_if"] = [each.as_stored() for each in conditions]
            try:
                saved = changing.save_section(
                    form, fields=kept, by=me(request), section=found, base=request.POST.get("base", "")
                )
            except (FormFrozen, Refused) as refused:
                _refuse(fields, refused)
            else:
                messages.success(request, f"“{saved}” is saved.")
                return redirect(f"{reverse('admin:form', args=[pk])}#s-{saved.pk}")
    else:
        fields = SectionFields(initial=initial_of(found, languages()) if found else {}, languages=languages())
        conditions = conditions_shown(stored, known)
    context = {
        "form": form,
        "part": found,
        "fields": fields,
        "conditions": conditions,
        "earlier": earlier,
        "base": digest(found) if found else "",
        "refused": getattr(fields, "refused_conditions", ""),
    }
    return _editor(request, "admin/forms/section.html", fields, context)


@require_http_methods(["GET", "POST"])
@never_cache
@role_required(*MAKERS)
def question(request: HttpRequest, pk: int, question: int = 0) -> HttpResponse:
    """A question's words, limits, options and conditions; a new one of a kind without a number."""
    form = form_or_404(pk)
    if form.is_published:
        return redirect("admin:form", pk)
    found = get_object_or_404(Question, pk=question, question_set=form) if question else None
    sections = list(form.sections.order_by("position"))
    if not sections:
        messages.info(request, "Add a section first: a question stands in one.")
        return redirect("admin:form-section-new", pk)
    kind = _kind(request, found)
    shape = shape_of(form)
    earlier = _earlier(shape, found, request, sections)
    known = {each.key: each for each in earlier}
    with_kind: dict[str, Any] = {
        "kind": kind,
        "languages": languages(),
        "sections": sections,
        "published": published_options(form, found.key if found else request.POST.get("key", "")),
    }
    if request.method == "POST":
        fields = QuestionFields(request.POST, **with_kind)
        conditions = conditions_sent(request.POST, known)
        if _saves(request) and fields.is_valid():
            kept = fields.fields_to_keep(found.translations if found else {})
            kept["key"] = kept["key"] or (found.key if found else free_key(kept["label"], set(shape.by_key)))
            kept["show_if"] = [each.as_stored() for each in conditions]
            try:
                saved = changing.save_question(
                    form,
                    fields=kept,
                    section=next(each for each in sections if each.pk == fields.cleaned_data["section"]),
                    by=me(request),
                    question=found,
                    base=request.POST.get("base", ""),
                )
            except (FormFrozen, Refused) as refused:
                _refuse(fields, refused)
            else:
                messages.success(request, f"“{saved}” is saved.")
                return redirect(f"{reverse('admin:form', args=[pk])}#q-{saved.pk}")
    else:
        initial = initial_of(found, languages()) if found else {"section": request.GET.get("section", sections[-1].pk)}
        fields = QuestionFields(initial=initial, **with_kind)
        conditions = conditions_shown(found.show_if if found else [], known)
    context = {
        "form": form,
        "part": found,
        "fields": fields,
        "kind": kind,
        "kind_label": Question.Kind(kind).label,
        "kinds": Question.Kind.choices,
        "read": read_blind(_spec(request, found, kind)),
        "key_is_used": bool(found and published_kinds([found.key])),
        "conditions": conditions,
        "earlier": earlier,
        "base": digest(found) if found else "",
        "refused": getattr(fields, "refused_conditions", ""),
    }
    return _editor(request, "admin/forms/question.html", fields, context)


def _kind(request: HttpRequest, found: Question | None) -> str:
    """The kind that was sent, or asked for, or is stored."""
    wanted = request.POST.get("kind") or request.GET.get("kind") or (found.kind if found else "")
    if wanted in Question.Kind.values:
        return wanted
    return found.kind if found else Question.Kind.SHORT_TEXT


def _spec(request: HttpRequest, found: Question | None, kind: str) -> QuestionSpec:
    """The question as far as it is written: by its key, its words and its kind."""
    key = request.POST.get("key", "") or (found.key if found else "")
    return QuestionSpec(key, request.POST.get("label", found.label if found else ""), kind)


def _earlier(shape: FormShape, found: Question | None, request: HttpRequest, sections: list[Section]) -> list[Any]:
    """The questions that conditions may look at: what stands before it, or before the end of the section that a new one is for."""
    if found:
        return shape.before(question=found.pk)
    wanted = request.POST.get("section") or request.GET.get("section") or str(sections[-1].pk)
    slugs = [each.slug for each in sections]
    at = next((place for place, each in enumerate(sections) if str(each.pk) == wanted), len(sections) - 1)
    return [each for each in shape.questions if slugs.index(each.section) <= at]


def _saves(request: HttpRequest) -> bool:
    """Whether the button says to save; the others change what the page shows."""
    return request.POST.get("do", "save") == "save"


def _refuse(fields: Any, refused: FormFrozen | Refused) -> None:
    errors = dict(refused.errors) if isinstance(refused, Refused) else {"": str(refused)}
    fields.refused_conditions = errors.pop("show_if", "")
    fields.refuse(errors)
    fields.theirs = isinstance(refused, Changed)


def _editor(request: HttpRequest, template: str, fields: Any, context: dict[str, Any]) -> HttpResponse:
    """The page; where only a button that changes it was pressed, without errors, which would come too early."""
    wrong = request.method == "POST" and _saves(request)
    if request.method == "POST" and not wrong:
        fields.is_quiet = True
    context["base"] = (
        request.POST.get("base", context["base"]) if not getattr(fields, "theirs", False) else context["base"]
    )
    return render(request, template, context, status=422 if wrong else 200)
