"""The yardstick: a Django view without middleware, templates or rules that inserts the rows of one sent application.

`granian bench.arriving.bare:application`. One applicant, one application with its answers, its two history rows and its receipt's
row, in one transaction, by plain `objects.create`; with the same triggers, because they are in the database.
"""

import os
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.arriving.bare_settings"  # whatever the server was started with

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

handler: WSGIHandler = get_wsgi_application()
application: Any = handler


def insert(request: HttpRequest) -> HttpResponse:
    """Insert one application; the answers are the fields that were sent."""
    from applicants.models import Applicant, Application, ApplicationStatusChange
    from applicants.models.notices import Notice, NoticeKind

    now, number = timezone.now(), request.POST["number"]
    answers = {key: request.POST[key] for key in request.POST if key.startswith("q_")}
    with transaction.atomic():
        person = Applicant.objects.create(name=f"Person {number}", email=f"bare{number}@people.example")
        one = Application.objects.create(
            cohort_id=int(request.POST["cohort"]),
            applicant=person,
            question_set_id=int(request.POST["form"]),
            status="submitted",
            status_changed_at=now,
            answers=answers,
            started_at=now,
            submitted_at=now,
        )
        ApplicationStatusChange.objects.create(subject=one, from_status="", to_status="draft", at=now)
        ApplicationStatusChange.objects.create(subject=one, from_status="draft", to_status="submitted", at=now)
        Notice.objects.create(
            kind=NoticeKind.RECEIPT,
            to=person.email or "",
            subject="Receipt",
            body="x" * 2000,
            once=f"bare:{one.pk}",
            hold_until=now,
        )
    return HttpResponse(status=201)


def health(request: HttpRequest) -> HttpResponse:
    """That it runs."""
    return HttpResponse("ok")


urlpatterns = [path("health/", health), path("insert/", insert)]
