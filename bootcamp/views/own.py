"""Whose pages a learner's pages are."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from bootcamp.selectors.learning import Learning, learning_of
from careerpath.accounts.access import me


def for_learner(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view gets the reader's own `Learning`. Who is in no class, or in one without a programme, reads what will be here; an
    address that names something is not there for them.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        own, learning = learning_of(me(request))
        if learning is None:
            if args or kwargs:
                raise Http404("There is no such thing in a class of yours.")
            return render(request, "bootcamp/learner/not_yet.html", {"own": own})
        return view(request, learning, *args, **kwargs)

    return login_required(inner)


def page(
    request: HttpRequest, learning: Learning, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """One of the pages, with what all of them show."""
    common = {"learning": learning, "own": learning.own, "cohort": learning.cohort, "today": learning.today}
    return render(request, f"bootcamp/learner/{name}.html", common | {"tab": name} | context, status=status)
