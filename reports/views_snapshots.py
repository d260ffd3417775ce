"""Frozen reports: lists, freezing, reading, comparing, signing, taking back, publishing, files."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from careerpath.accounts.access import me, role_required
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.ui.downloads import attached
from cohorts.models import Cohort
from reports.exporting import WRITERS
from reports.forms import CompareForm, FreezeForm, SignSnapshotForm, WithdrawForm
from reports.models import Snapshot
from reports.rules import RULE_SETS
from reports.sections.public import KEY as PUBLIC_SECTION
from reports.selectors.snapshots import about, comparable, publications, report_of, snapshot_of, snapshots
from reports.services.freezing import freeze_now
from reports.services.publishing import (
    can_publish,
    can_unpublish,
    check_can_publish,
    check_can_unpublish,
    publish,
    unpublish,
)
from reports.services.snapshots import (
    SnapshotRefused,
    can_freeze,
    can_sign,
    can_withdraw,
    check_can_sign,
    check_can_withdraw,
    is_intact,
    sign_off,
    withdraw,
)
from reports.services.wall import reading
from reports.side_by_side import compare
from reports.tables import find
from reports.views import REPORT_ROLES


def _find(public_id: UUID) -> Snapshot:
    try:
        return snapshot_of(public_id)
    except Snapshot.DoesNotExist:
        raise Http404("There is no such snapshot.") from None


def _after(request: HttpRequest) -> int:
    key = request.GET.get("after", "")
    return int(key) if key.isdecimal() and len(key) < 19 else 0


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


@never_cache
@role_required(*REPORT_ROLES)
@require_GET
def everything(request: HttpRequest) -> HttpResponse:
    """Snapshots of all cohorts, the newest first."""
    after = _after(request)
    return render(request, "reports/snapshots.html", {"page": snapshots(after=after), "is_later": bool(after)})


@never_cache
@role_required(*REPORT_ROLES)
@require_GET
def of_cohort(request: HttpRequest, slug: str) -> HttpResponse:
    """Snapshots of one cohort, and what stood on its public page when."""
    cohort, after = get_object_or_404(Cohort, slug=slug), _after(request)
    context = {
        "cohort": cohort,
        "page": snapshots(cohort, after=after),
        "is_later": bool(after),
        "publications": list(publications(cohort)[:20]),
        "may_freeze": can_freeze(by=me(request)),
    }
    return render(request, "reports/snapshots.html", context)


@never_cache
@role_required(*REPORT_ROLES)
@require_http_methods(["GET", "POST"])
def freeze_report(request: HttpRequest, slug: str) -> HttpResponse:
    """Name a snapshot, choose its rules, and freeze the report as it stands."""
    cohort = get_object_or_404(Cohort, slug=slug)
    form = FreezeForm(_posted(request))
    status = 200
    if form.is_valid():
        rules = RULE_SETS[form.cleaned_data["rules"]]
        with reading(by=me(request), what=f"report of {cohort.slug}, frozen under {rules.key}"):
            try:
                frozen = freeze_now(cohort, name=form.cleaned_data["name"], rules=rules, by=me(request))
            except SnapshotRefused as refusal:
                form.add_error("name", str(refusal))
                status = 409
            else:
                messages.success(request, f"Frozen. Nobody can change “{frozen.name}” from now on.")
                return redirect("reports:snapshot", frozen.public_id)
    return render(request, "reports/snapshot_freeze.html", {"cohort": cohort, "form": form}, status=status)


@never_cache
@role_required(*REPORT_ROLES)
@require_GET
def snapshot(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A frozen report as it was."""
    found = _find(public_id)
    with reading(by=me(request), what=f"snapshot {found.public_id} of {found.cohort.slug}"):
        report = report_of(found)
    context = {
        "snapshot": found,
        "report": report,
        "is_intact": is_intact(found),
        "may": _may(found, me(request)),
        "files": [("pdf", "PDF"), ("xlsx", "Excel"), ("csv", "CSV (zip)"), ("json", "JSON")],
    }
    return render(request, "reports/snapshot.html", context)


def _may(found: Snapshot, user: User) -> dict[str, bool]:
    is_public = bool(getattr(found, "is_public", False))
    return {
        "sign": can_sign(found, by=user),
        "withdraw": can_withdraw(found, by=user),
        "publish": not is_public and can_publish(found, by=user),
        "unpublish": is_public and can_unpublish(found.cohort, by=user),
    }


@never_cache
@role_required(*REPORT_ROLES)
@require_GET
def compare_two(request: HttpRequest) -> HttpResponse:
    """Two snapshots side by side."""
    chosen = [request.GET.get(name, "") for name in ("first", "second")]
    form = CompareForm(
        request.GET if all(chosen) else None,
        among=comparable(chosen),
        initial={"first": chosen[0], "second": chosen[1]},
    )
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        first, second = (_find(form.cleaned_data[name].public_id) for name in ("first", "second"))
        with reading(by=me(request), what=f"snapshots {first.public_id} and {second.public_id} compared"):
            same = first.cohort_id == second.cohort_id
            context |= {
                "first": first,
                "second": second,
                "same_people": same,
                "compared": compare(report_of(first), report_of(second), same_people=same),
            }
    return render(request, "reports/snapshot_compare.html", context, status=400 if form.errors else 200)


@never_cache
@role_required(*REPORT_ROLES)
@require_GET
def export(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """A snapshot as a file, with the methods in it."""
    if kind not in WRITERS:
        raise Http404("There is no such file.")
    found = _find(public_id)
    write, content_type, ending = WRITERS[kind]
    with reading(by=me(request), what=f"snapshot {found.public_id} of {found.cohort.slug} as {kind}"):
        report = report_of(found)
        content = write(report, about(found, report))
    name = f"{found.cohort.slug}-{slugify(found.name) or 'report'}-{found.payload_digest[:8]}.{ending}"
    return attached(HttpResponse(content, content_type=content_type), name)


@never_cache
@role_required(Role.COMPLIANCE)
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Sign for a snapshot, with a note."""
    found = _find(public_id)
    form = SignSnapshotForm(_posted(request))
    return _act(
        request,
        found,
        form,
        "sign",
        check=lambda: check_can_sign(found, by=me(request)),
        do=lambda: sign_off(found, by=me(request), note=form.cleaned_data["note"]),
        done="Signed. Your name and your note stand on it.",
    )


@never_cache
@role_required(*REPORT_ROLES)
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Withdraw a snapshot, with a reason."""
    found = _find(public_id)
    form = WithdrawForm(_posted(request))
    return _act(
        request,
        found,
        form,
        "withdraw",
        check=lambda: check_can_withdraw(found, by=me(request)),
        do=lambda: withdraw(found, by=me(request), why=form.cleaned_data["why"]),
        done="Withdrawn. It stays to be read, with your reason on it.",
    )


@never_cache
@role_required(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def publish_it(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put the four figures of a snapshot on the cohort's public page."""
    found = _find(public_id)
    return _act(
        request,
        found,
        forms.Form(_posted(request)),
        "publish",
        check=lambda: check_can_publish(found, by=me(request)),
        do=lambda: publish(found, by=me(request)),
        done="Published. Anybody can read the four figures now.",
    )


@never_cache
@role_required(Role.MANAGER)
@require_http_methods(["GET", "POST"])
def unpublish_it(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Switch the public page of the snapshot's cohort off."""
    found = _find(public_id)
    return _act(
        request,
        found,
        forms.Form(_posted(request)),
        "unpublish",
        check=lambda: check_can_unpublish(found.cohort, by=me(request)),
        do=lambda: unpublish(found.cohort, by=me(request)),
        done="The public page is switched off.",
    )


ACTS = {
    "sign": ("Sign for this snapshot", "shield-check", "btn-primary"),
    "withdraw": ("Withdraw this snapshot", "undo-2", "btn-danger"),
    "publish": ("Publish four figures", "eye", "btn-primary"),
    "unpublish": ("Switch the public page off", "eye-off", "btn-danger"),
}


def _act(
    request: HttpRequest,
    found: Snapshot,
    form: forms.Form,
    act: str,
    *,
    check: Callable[[], None],
    do: Callable[[], object],
    done: str,
) -> HttpResponse:
    """Ask before doing: what will happen, what is needed for it, one button; or why it cannot be done."""
    refused = ""
    try:
        check()
        if request.method == "POST" and form.is_valid():
            do()
            messages.success(request, done)
            return redirect("reports:snapshot", found.public_id)
    except SnapshotRefused as refusal:
        refused = str(refusal)
    words, icon, css = ACTS[act]
    section = find(report_of(found).sections, PUBLIC_SECTION) if act == "publish" else None
    context = {
        "snapshot": found,
        "form": form,
        "act": act,
        "refused": refused,
        "words": words,
        "icon": icon,
        "css": css,
    }
    context |= {"section": section}
    return render(
        request, "reports/snapshot_act.html", context, status=409 if refused and request.method == "POST" else 200
    )
