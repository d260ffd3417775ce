"""The builder's pages about whole versions: copied, compared, published, asked by a cohort."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from careerpath.accounts.access import me, role_required
from cohorts.building import listing, using
from cohorts.building.changing import Refused
from cohorts.building.differences import differences
from cohorts.building.fields import BuilderForm
from cohorts.building.problems import problems_of
from cohorts.building.reading import earlier_version, languages, published_kinds, shape_of
from cohorts.building.saying import say_unsaid, unsaid
from cohorts.building.views import MAKERS, READERS, form_or_404
from cohorts.models import Cohort, QuestionSet
from cohorts.services import FormFrozen, copy_form, make_question_set, next_version, publish

FIRST_SECTION = {"slug": "first", "title": "First section", "questions": ()}


class NewForm(BuilderForm):
    """The name of a new form and what it is copied from."""

    name = forms.CharField(
        label="Name",
        max_length=100,
        help_text="For you, not for applicants. The name of a form that is there makes its next version.",
        error_messages={"required": "Write a name."},
    )
    source = forms.ModelChoiceField(
        QuestionSet.objects.order_by("name", "-version"),
        label="Copy from",
        required=False,
        empty_label="Nothing: an empty form",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare()


@require_http_methods(["GET", "POST"])
@never_cache
@role_required(*MAKERS)
def new(request: HttpRequest) -> HttpResponse:
    """A new draft form, empty or copied from any version; for a cohort, `?cohort=` names it after that."""
    cohort = next((each for each in Cohort.objects.all() if each.slug == request.GET.get("cohort")), None)
    first = {
        "name": cohort.name if cohort else "",
        "source": request.GET.get("from") or (cohort and cohort.question_set_id),
    }
    form = NewForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        name, source = form.cleaned_data["name"], form.cleaned_data["source"]
        try:
            if source:
                made = copy_form(source, name=name, by=me(request))
            else:
                made = make_question_set(name=name, sections=[FIRST_SECTION], by=me(request))
        except ValidationError as error:  # an old version that holds what none may hold any more
            form.add_error("source", "It cannot be copied: " + " ".join(error.messages))
        else:
            messages.success(request, f"{made} is a draft. Nobody can answer it until it is published.")
            return redirect("admin:form", made.pk)
    return render(request, "admin/forms/new.html", {"form": form, "cohort": cohort}, status=422 if form.errors else 200)


@require_POST
@role_required(*MAKERS)
def next_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The next version of a form, a copy of this one; the draft that is there already where nothing in it differs."""
    form = form_or_404(pk)
    newest = QuestionSet.objects.filter(name=form.name, version__gt=form.version, published_at=None).order_by(
        "-version"
    )
    draft = newest.first()
    if draft and not differences(shape_of(form), shape_of(draft)):
        return redirect("admin:form", draft.pk)
    try:
        made = next_version(form, by=me(request))
    except ValidationError as error:
        messages.error(request, "It cannot be copied: " + " ".join(error.messages))
        return redirect("admin:form", pk)
    return redirect("admin:form", made.pk)


@require_safe
@never_cache
@role_required(*READERS)
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """A version beside another (`with`), by default the published one before it; what differs, in words."""
    form = form_or_404(pk)
    others = [each for each in listing.sources() if each.pk != pk]
    chosen = request.GET.get("with", "")
    before = next((each for each in others if str(each.pk) == chosen), None) or earlier_version(form)
    context: dict[str, Any] = {"form": form, "others": others, "before": before}
    if before is not None:
        context["differences"] = differences(shape_of(before), shape_of(form))
    return render(request, "admin/forms/compare.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@role_required(*MAKERS)
def publish_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze a version without giving it to a cohort yet; before that, what differs from the one before."""
    form = form_or_404(pk)
    if form.is_published:
        messages.info(request, f"{form} is published.")
        return redirect("admin:form", pk)
    shape = shape_of(form)
    problems = problems_of(shape, published_kinds(shape.by_key))
    if request.method == "POST" and not problems:
        try:
            publish(form, by=me(request))
        except FormFrozen as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"{form} is published, and does not change any more. No cohort asks it yet.")
        return redirect("admin:form", pk)
    before = earlier_version(form)
    context = {
        "form": form,
        "problems": problems,
        "before": before,
        "differences": differences(shape_of(before), shape) if before else None,
        "unsaid": [say_unsaid(len(unsaid(shape, code)), name) for code, name in languages()],
        "cohorts": listing.cohorts_to_use(form),
    }
    return render(request, "admin/forms/publish.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@role_required(*MAKERS)
def use(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Let a cohort ask this version: first what that means for those who have begun, then, confirmed, doing it."""
    form = form_or_404(pk)
    cohort = get_object_or_404(Cohort.objects.select_related("question_set"), slug=slug)
    if cohort.question_set_id == form.pk:
        messages.info(request, f"{cohort} asks {form}.")
        return redirect("admin:form", pk)
    shape = shape_of(form)
    problems = [] if form.is_published else problems_of(shape, published_kinds(shape.by_key))
    refused = ""
    try:
        using.check_can_use(cohort)
    except Refused as error:
        messages.info(request, str(error))
        return redirect("admin:forms")
    if request.method == "POST" and not problems:
        try:
            done = using.use_form(form, cohort=cohort, by=me(request), base=request.POST.get("base", ""))
        except (FormFrozen, Refused) as error:
            refused = str(error)
            form.refresh_from_db()
            cohort = Cohort.objects.select_related("question_set").get(pk=cohort.pk)
        else:
            moved = f" {_drafts(done.drafts_moved)} moved along." if done.drafts_moved else ""
            messages.success(request, f"{cohort} asks {done.question_set} from now on.{moved}")
            return redirect("admin:forms")
    context = {
        "form": form,
        "cohort": cohort,
        "problems": problems,
        "refused": refused,
        "found": using.consequences(form, cohort),
        "unsaid": [say_unsaid(len(unsaid(shape, code)), name) for code, name in languages()],
    }
    return render(request, "admin/forms/use.html", context, status=409 if request.method == "POST" else 200)


def _drafts(count: int) -> str:
    return "1 draft" if count == 1 else f"{count:,} drafts"
