"""Saved views of the list: keep what it shows, rename, share, begin with one, delete."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from applicants.forms.recruiting import ViewForm
from applicants.models import SavedView
from applicants.services.saved_views import ViewRefused, change_view, delete_view, save_view
from applicants.views.listing import canonical
from careerpath.accounts.access import me


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """One's own views, each with what can be changed, and the ones that others share."""
    user = me(request)
    context = {
        "title": "Saved views",
        "mine": SavedView.objects.filter(owner=user),
        "shared": SavedView.objects.filter(is_shared=True).exclude(owner=user).select_related("owner"),
    }
    return render(request, "admin/applicants/views.html", context)


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filters, order and columns of the list (`query`) under a name."""
    query = canonical(QueryDict(request.POST.get("query", "")[:20_000]))
    form = ViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Give the view a name of at most 60 characters.")
    else:
        _try(request, lambda: save_view(query=query, by=me(request), **form.cleaned_data), "The view is saved.")
    return redirect(f"{reverse('admin:applications')}?{query}")


@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename, share, begin with it; or, with `delete`, take it away. Only one's own: others' are not found."""
    view = get_object_or_404(SavedView, pk=pk, owner=me(request))
    if "delete" in request.POST:
        _try(request, lambda: delete_view(view, by=me(request)), f"The view “{view.name}” is gone.")
        return redirect("admin:saved-views")
    form = ViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Give the view a name of at most 60 characters.")
    else:
        _try(request, lambda: change_view(view, by=me(request), **form.cleaned_data), "Saved.")
    return redirect("admin:saved-views")


def _try(request: HttpRequest, work: Callable[[], object], done: str) -> None:
    try:
        work()
    except ViewRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
