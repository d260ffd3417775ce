"""Handing out documents: to their owner and to recruiters, once they are clean, always as a download, and written down."""

from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from applicants.models import CheckedFile
from applicants.selectors.documents import Reach, document_in_reach, slug_of
from applicants.services import drafts
from applicants.services.documents.handing_over import note_download
from applicants.views.visiting import draft_cookie
from careerpath.accounts.access import me


@never_cache
@require_GET
def document(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """One document. Until it is clean, a page that says that it is being checked, or why it was not taken."""
    user = me(request) if request.user.is_authenticated else None
    reach = _in_reach(request, public_id)
    if reach is None:
        if user is None:
            return redirect_to_login(request.get_full_path())
        raise Http404
    if not reach.document.is_clean:
        return render(request, "applicants/document_waiting.html", {"reach": reach}, status=409)
    response = as_download(reach.document)
    note_download(reach.document, by=user, own=reach.own)
    return response


def _in_reach(request: HttpRequest, public_id: UUID) -> Reach | None:
    user = me(request) if request.user.is_authenticated else None
    if found := (document_in_reach(public_id, user=user) if user else None):
        return found
    slug = slug_of(public_id)
    secret = request.COOKIES.get(draft_cookie(slug), "") if slug else ""
    draft = drafts.find_draft(secret, slug=slug) if secret else None
    return document_in_reach(public_id, user=None, draft=draft) if draft else None


def as_download(document: CheckedFile) -> FileResponse:
    """A clean file as an answer that no browser shows, guesses at or keeps. Who may have it is asked before."""
    try:
        content = document.file.open("rb")
    except FileNotFoundError:
        raise Http404(_("The file of this document is not there.")) from None
    response = FileResponse(
        content, as_attachment=True, filename=document.original_name, content_type=document.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"  # should a browser show it after all
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
