"""Pages that belong to nobody else: the theme switch, the old addresses of two public pages, the style guide, error pages."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from careerpath.ui.links import way_back
from careerpath.ui.theme import COOKIE, THEMES, YEAR


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie and go back to where the reader was."""
    response = HttpResponseRedirect(way_back(request, request.POST.get("next", "")))
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(COOKIE, theme, max_age=YEAR, samesite="Lax", secure=not settings.DEVELOPMENT, httponly=True)
    return response


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about an applicant, and who sees it: the programme manager's page."""
    return redirect("cohorts:page", "privacy")


@require_GET
def accommodation(request: HttpRequest) -> HttpResponse:
    """How to ask for another way of doing something: the programme manager's page."""
    return redirect("cohorts:page", "accommodation")
