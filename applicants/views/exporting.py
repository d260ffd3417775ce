"""Fetching the file of an export."""

import logging

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from applicants.exporting.files import CONTENT_TYPES
from applicants.models import BulkOperation
from careerpath.accounts.access import me

log = logging.getLogger(__name__)


@require_GET
@never_cache
def fetch(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, always as a download and kept by no cache; who fetched it is logged. Too late is said in words."""
    if not me(request).has_perm("applicants.export_application"):
        raise PermissionDenied("Your role does not include exporting applications.")
    operation = get_object_or_404(BulkOperation, pk=pk, kind=BulkOperation.Kind.EXPORT)
    expired = operation.file_expires_at is not None and operation.file_expires_at < timezone.now()
    if not operation.file or expired:
        messages.warning(request, "This file is not kept any more. Export again: it takes a few seconds.")
        return redirect("admin:operation", pk)
    try:
        file = operation.file.open("rb")
    except FileNotFoundError:
        messages.warning(request, "This file is not where it should be. Export again: it takes a few seconds.")
        return redirect("admin:operation", pk)
    log.info("Export %s fetched by user %s", operation.pk, me(request).pk)
    kind = CONTENT_TYPES[operation.params["format"]]
    response = FileResponse(file, as_attachment=True, filename=operation.file_name, content_type=kind)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
