"""Who may need help, and what is done about it: the list of a class, one person's support, and the rules that name people."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from bootcamp.forms.person import ContactForm, FollowUpForm
from bootcamp.forms.support import CloseForm, HandOverForm, NoteForm, PlanForm, SnoozeForm, StepForm, WarningRulesForm
from bootcamp.models import Enrolment, SupportPlan, WarningRules
from bootcamp.selectors.warnings import (
    SHOWN,
    Named,
    changes_of,
    learning,
    named_of,
    plans_of,
    who_may_own,
    with_support,
)
from bootcamp.services.following_up import (
    end_snooze,
    hand_over,
    next_weekday,
    open_follow_up,
    record_contact,
    snooze,
)
from bootcamp.services.ruling import change_warning_rules
from bootcamp.services.supporting import add_step, change_plan, close_plan, finish_step, open_plan, write_note
from bootcamp.views.guard import class_for, is_manager, plan_for, section_asked, staff
from careerpath.accounts.access import me
from careerpath.accounts.models import User
from careerpath.ui.moments import say_day


@staff
@require_GET
def warnings(request: HttpRequest, slug: str) -> HttpResponse:
    """Who may need help in a class, the first to contact in front."""
    cohort = class_for(request, slug)
    user = me(request)
    everybody = with_support(list(learning(cohort)), timezone.now().astimezone(cohort.tz).date())
    sections = list(cohort.sections.all())
    chosen = section_asked(request, cohort)
    here = [row for row in everybody if chosen is None or row.enrolment.section_id == chosen]
    show = request.GET.get("show", "open")
    show = show if show in SHOWN else "open"
    context = {
        "cohort": cohort,
        "tab": "warnings",
        "rows": [row for row in here if SHOWN[show][1](row, user)],
        "shown": [(key, words, sum(is_in(row, user) for row in here)) for key, (words, is_in) in SHOWN.items()],
        "show": show,
        "words": SHOWN[show][0],
        "sections": sections,
        "section": chosen,
        "people": len(here),
        "latest": max((row.warning.computed_at for row in here if row.warning.computed_at), default=None),
        "waiting": sum(row.enrolment.stale_since is not None for row in here),
    }
    return render(request, "bootcamp/warnings.html", context)


def forms_of(
    named: Named, plan: SupportPlan | None, owners: Any, user: User, data: Any, action: str
) -> dict[str, forms.BaseForm]:
    """The forms of the page that make sense now; the one that was sent is bound."""

    def sent(name: str) -> Any:
        return data if name == action else None

    next_day = next_weekday(named.today)
    found: dict[str, forms.BaseForm] = {
        "contact": ContactForm(sent("contact"), prefix="contact"),
        "snooze": SnoozeForm(sent("snooze"), prefix="snooze", initial={"until": next_day}),
    }
    if named.follow_up is None:
        found["take"] = FollowUpForm(sent("take"), prefix="take", initial={"contact_by": next_day})
    else:
        held = {"to": named.follow_up.owner_id, "contact_by": named.follow_up.contact_by}
        found["hand_over"] = HandOverForm(sent("hand_over"), prefix="hand_over", owners=owners, initial=held)
    if plan is None:
        found["open_plan"] = PlanForm(
            sent("open_plan"), prefix="open_plan", owners=owners, initial={"owner": user.pk, "review_on": next_day}
        )
    else:
        found |= {
            "change_plan": PlanForm(
                sent("change_plan"),
                prefix="change_plan",
                owners=owners,
                instance=SupportPlan.objects.get(pk=plan.pk) if action == "change_plan" else plan,
            ),
            "add_step": StepForm(sent("add_step"), prefix="add_step", initial={"due_on": next_day}),
            "note": NoteForm(sent("note"), prefix="note"),
            "close_plan": CloseForm(sent("close_plan"), prefix="close_plan"),
        }
    return found


def carry_out(person: Enrolment, named: Named, action: str, data: dict[str, Any], *, by: User) -> str:
    """Do what a form asks for; returns what to say. Raises ValueError in words."""
    match action:
        case "take":
            reasons = "\n".join(reason["reason"] for reason in named.reasons)
            held = open_follow_up(person, by=by, contact_by=data.get("contact_by"), reasons=reasons)
            return f"You contact {person.name} by {say_day(held.contact_by)}."
        case "hand_over":
            held = hand_over(person, by=by, **data)
            return f"{held.owner} contacts {person.name} by {say_day(held.contact_by)}."
        case "contact":
            record_contact(person, by=by, outcome=data["outcome"])
            return "Written down."
        case "snooze":
            resting = snooze(person, by=by, **data)
            return f"{person.name} rests until {say_day(resting.until)}, unless another rule speaks."
        case "open_plan":
            open_plan(person, by=by, **data)
            return "The plan is written down. Add its steps next."
    assert named.plan is not None
    return change(named.plan, action, data, by=by)


def change(plan: SupportPlan, action: str, data: dict[str, Any], *, by: User) -> str:
    """Do what a form of an open plan asks for."""
    match action:
        case "change_plan":
            change_plan(plan, by=by, **data)
            return "The plan is changed. What stood there before is in its notes."
        case "add_step":
            add_step(plan, by=by, **data)
            return "The step is in the plan."
        case "note":
            write_note(plan, by=by, **data)
            return "The note is kept."
        case "close_plan":
            close_plan(plan, by=by, **data)
            return "The plan is closed."
    raise PermissionDenied("The page does not know this.")


def press(request: HttpRequest, person: Enrolment, named: Named, action: str) -> bool:
    """The buttons that need no form; whether it was one of them. Raises ValueError in words."""
    by = me(request)
    number = request.POST.get("step", "")
    match action:
        case "take" if "take-contact_by" not in request.POST:
            messages.success(request, carry_out(person, named, "take", {}, by=by))
        case "end_snooze":
            end_snooze(person)
            messages.success(request, f"{person.name} is on the list again.")
        case "step_done" | "step_open" if named.plan is not None and number.isascii() and number.isdigit():
            finish_step(named.plan, int(number), done=action == "step_done", by=by)
        case _:
            return False
    return True


@staff
@require_http_methods(["GET", "POST"])
def support(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """What is done about one person: who contacts them, a rest, the plan with its notes, and how the warning came and went."""
    cohort = class_for(request, slug)
    plan_for(cohort)
    person = get_object_or_404(Enrolment, public_id=public_id, cohort=cohort)
    named = named_of(person, timezone.now().astimezone(cohort.tz).date())
    person, user = named.enrolment, me(request)
    plans = plans_of(person)
    action = request.POST.get("action", "")
    back = redirect("bootcamp:warnings", slug) if request.POST.get("next") == "list" else None
    back = back or redirect("bootcamp:support", slug, public_id)
    owners = who_may_own(cohort, user.pk, *([named.plan.owner_id] if named.plan else []))
    shown = forms_of(named, named.plan, owners, user, request.POST, action)
    if request.method == "POST":
        try:
            if press(request, person, named, action):
                return back
        except ValueError as refused:
            messages.error(request, str(refused))
            return back
        form = shown.get(action)
        if form is None:
            messages.error(request, "Somebody was quicker: the page shows how it stands now.")
            return back
        if form.is_valid():
            try:
                messages.success(request, carry_out(person, named, action, form.cleaned_data, by=user))
                return back
            except ValueError as refused:
                form.add_error(None, str(refused))
    context = {
        "cohort": cohort,
        "tab": "warnings",
        "person": person,
        "named": named,
        "forms": shown,
        "sent": action,
        "plan": next((plan for plan in plans if plan.closed_at is None), None),
        "closed": [plan for plan in plans if plan.closed_at is not None],
        "follow_ups": person.follow_ups.select_related("owner").prefetch_related(
            "hand_overs__from_owner", "hand_overs__to_owner"
        ),
        "snoozes": person.snoozes.select_related("by"),
        "changes": changes_of(person),
    }
    return render(request, "bootcamp/support.html", context, status=200 if request.method == "GET" else 422)


@staff
@require_http_methods(["GET", "POST"])
def warning_rules(request: HttpRequest, slug: str) -> HttpResponse:
    """When early warning speaks in a class; a programme manager changes it."""
    cohort = class_for(request, slug)
    programme = plan_for(cohort).programme
    rules = WarningRules.objects.filter(programme=programme).select_related("changed_by").first()
    form = WarningRulesForm(request.POST or None, instance=rules or WarningRules(programme=programme))
    if request.method == "POST":
        if not is_manager(request):
            raise PermissionDenied("A programme manager changes when early warning speaks.")
        if form.is_valid():
            change_warning_rules(form.instance, by=me(request))
            messages.success(request, "The rules are kept. Everybody in the class is looked at again in a moment.")
            return redirect("bootcamp:warnings", cohort.slug)
    context = {
        "cohort": cohort,
        "tab": "warnings",
        "form": form,
        "rules": rules,
        "is_manager": is_manager(request),
    }
    return render(request, "bootcamp/warning_rules.html", context, status=422 if form.errors else 200)
