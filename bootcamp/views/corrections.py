"""Corrections of locked attendance: an instructor asks, a programme manager corrects and answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from bootcamp.models import CorrectionRequest
from bootcamp.selectors.attendance import open_requests
from bootcamp.services.locking import answer_request, ask_for_correction
from bootcamp.views.attendance import session_for
from bootcamp.views.guard import class_for, managers, need_write, staff
from careerpath.accounts.access import me

SHOWN = 200


@staff
@require_POST
def ask(request: HttpRequest, slug: str, session_id: int) -> HttpResponse:
    """An instructor asks for a correction in a session that is locked."""
    cohort = class_for(request, slug)
    session = session_for(cohort, session_id)
    by = need_write(request, cohort)
    words = request.POST.get("words", "").replace("\x00", "")
    try:
        ask_for_correction(session, session.module.programme, words=words, by=by)
    except ValueError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Asked. A programme manager sees it, and the answer stands on this page.")
    return redirect("bootcamp:attendance", cohort.slug, session.pk)


@managers
@require_http_methods(["GET", "POST"])
def corrections(request: HttpRequest) -> HttpResponse:
    """What instructors asked to have corrected, the oldest first, to be answered."""
    if request.method == "POST":
        value = request.POST.get("request", "")
        pk = int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0
        asked = get_object_or_404(CorrectionRequest, pk=pk)
        try:
            answer_request(asked, answer=request.POST.get("answer", "").replace("\x00", ""), by=me(request))
        except ValueError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "Answered. The instructor reads it beside the session.")
        return redirect("bootcamp:corrections")
    return render(request, "bootcamp/corrections.html", {"requests": open_requests()[:SHOWN]})
