"""The rubric editor: every button works as a plain form, the preview follows what is typed where htmx is there."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from applicants.forms.rubric_actions import KIND_OF, act
from applicants.forms.rubric_cells import Draft, laid_out
from applicants.forms.rubrics import document_of, draft_of, read_draft
from applicants.models import RubricVersion
from applicants.screening.document import from_document
from applicants.screening.facts import FactDefinition
from applicants.screening.problems import criterion_problems, problems, rule_problems, warnings
from applicants.screening.rubric import RubricError, bind
from applicants.selectors import previewing
from applicants.services import rubrics
from applicants.views.rubrics import MAKERS, version_or_404
from careerpath.accounts.access import me, role_required
from cohorts.models import Cohort
from cohorts.services import default_question_set

GROUPS = {
    "number": "Numbers",
    "hundredths": "Numbers",
    "day": "Dates",
    "option": "One of a list",
    "mask": "Some of a list",
    "flag": "Yes or no",
    "words": "Texts",
    "health": "Texts",
    "families": "Texts",
    "review": "What readers found",
}


@dataclass
class Desk:
    """What the editor works on: a version, a cohort (None where there is none yet) and the facts of its form."""

    version: RubricVersion
    cohort: Cohort | None
    cohorts: list[Cohort]
    forms: previewing.Forms | None
    definitions: tuple[FactDefinition, ...]


def _desk(request: HttpRequest, pk: int) -> Desk:
    version = version_or_404(pk)
    cohorts = list(Cohort.objects.order_by("-opens_at", "-pk"))
    wanted = request.POST.get("cohort") or request.GET.get("cohort") or ""
    cohort = next((one for one in cohorts if str(one.pk) == wanted), None) or previewing.first_choice(cohorts)
    if cohort is None:
        return Desk(version, None, [], None, previewing.definitions_of_form(default_question_set()))
    forms = previewing.forms_of(cohort)
    return Desk(version, cohort, cohorts, forms, forms.own)


@require_http_methods(["GET", "POST"])
@never_cache
@role_required(*MAKERS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The editor. A POST says with `do` what was pressed; without `save` or `use` nothing is kept, and nothing is lost."""
    desk = _desk(request, pk)
    if not rubrics.can_change(desk.version):
        messages.info(
            request, f"A run has used {desk.version}, so it does not change any more. Make the next version of it."
        )
        return redirect("admin:screening-rubric", pk)
    if desk.cohort and desk.forms:
        rubrics.make_missing_facts(desk.cohort, desk.forms.digests)
    if request.method == "GET":
        draft = draft_of(desk.version.document, desk.version.note, desk.definitions)
        draft.base = rubrics.document_digest(desk.version.document)
        return _page(request, desk, draft)
    draft = read_draft(request.POST, desk.definitions)
    action = request.POST.get("do", "preview")
    if action not in ("save", "use", "preview"):
        new = request.POST.get("new_rule" if action == "add-rule" else "new_fact", "")
        act(draft, action, next((each for each in desk.definitions if each.key == new), None))
        return _page(request, desk, draft)
    if action == "preview":
        return _page(request, desk, draft)
    return _save(request, desk, draft, use=action == "use")


def _save(request: HttpRequest, desk: Desk, draft: Draft, *, use: bool) -> HttpResponse:
    document = document_of(draft)
    if draft.errors:
        return _page(request, desk, draft, status=422)
    try:
        saved = rubrics.save_draft(
            desk.version, document=document, note=draft.note.value, by=me(request), base=draft.base
        )
    except rubrics.RubricChanged as changed:
        desk.version.refresh_from_db()
        draft.base = rubrics.document_digest(desk.version.document)
        return _page(request, desk, draft, refused=[str(changed)], status=409)
    except rubrics.RubricRefused as refused:
        return _page(request, desk, draft, refused=[str(refused)], status=422)
    draft.base = rubrics.document_digest(saved.document)
    if not use:
        messages.success(request, f"{saved} is saved as a draft.")
        address = reverse("admin:rubric-edit", args=[saved.pk])
        return redirect(f"{address}?{urlencode({'cohort': desk.cohort.pk})}" if desk.cohort else address)
    rubric = from_document(saved.document)
    found = problems(rubric, desk.definitions)
    found += [each.text for each in warnings(rubric, desk.definitions) if not each.acknowledged(saved.note)]
    if found:
        kept = "It is saved as a draft, but cannot be used yet. What is wrong is listed beneath."
        return _page(request, desk, draft, refused=[kept], status=422)
    chosen = {"rubric_version": saved.pk} | ({"cohort": desk.cohort.pk} if desk.cohort else {})
    return redirect(f"{reverse('admin:screening-start')}?{urlencode(chosen)}")


@require_POST
@never_cache
@role_required(*MAKERS)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the editor that moves: what the fields, as they are now, would do to everybody."""
    desk = _desk(request, pk)
    draft = laid_out(read_draft(request.POST, desk.definitions))
    return render(request, "admin/rubrics/_preview.html", _preview_context(desk, draft) | {"again": True})


def _page(
    request: HttpRequest, desk: Desk, draft: Draft, *, refused: list[str] | None = None, status: int = 200
) -> HttpResponse:
    context = _preview_context(desk, laid_out(draft)) | {
        "refused": refused or [],
        "fact_groups": _grouped(desk.definitions),
        "rule_groups": _grouped([each for each in desk.definitions if each.function not in ("mask", "families")]),
        "version": desk.version,
        "cohorts": desk.cohorts,
    }
    return render(request, "admin/rubrics/edit.html", context, status=status)


def _grouped(definitions: Any) -> list[tuple[str, list[FactDefinition]]]:
    groups: dict[str, list[FactDefinition]] = {}
    for definition in definitions:
        if definition.function in KIND_OF:
            groups.setdefault(GROUPS[definition.function], []).append(definition)
    return list(groups.items())


def _preview_context(desk: Desk, draft: Draft) -> dict[str, Any]:
    """What is wrong, and the preview where the fields can be read."""
    known = {definition.key: definition for definition in desk.definitions}
    context: dict[str, Any] = {"draft": draft, "version": desk.version, "cohort": desk.cohort, "preview": None}
    try:
        rubric = from_document(document_of(draft))
    except RubricError as error:
        return context | {"problems": [str(error)], "to_put_right": 1}
    bound = bind(rubric, desk.definitions)
    for made, part, whole in zip(draft.criteria, rubric.criteria, bound.criteria, strict=True):
        made.problems, made.most = criterion_problems(part, known.get(part.fact)), whole.most
        made.is_open = made.is_open or any(cell.error for cell in made.cells())
    for rule, minimum in zip(draft.rules, rubric.rules, strict=True):
        rule.problems = rule_problems(minimum, known.get(minimum.fact))
    found = warnings(rubric, desk.definitions)
    wrong = problems(rubric, desk.definitions)
    unsaid = [each for each in found if not each.acknowledged(draft.note.value)]
    context |= {
        "problems": wrong,
        "warnings": unsaid,
        "to_put_right": len(wrong) + len(unsaid),
        "most": bound.most,
    }
    if desk.cohort and desk.forms and not draft.errors and rubric.criteria:
        last = previewing.last_used(desk.cohort)
        context["preview"] = previewing.preview(rubric, desk.cohort, desk.forms, last)
    return context
