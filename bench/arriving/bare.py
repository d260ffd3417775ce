"""The yardstick: a Django view without middleware, templates or rules that inserts the rows of one sent application.

`granian bench.arriving.bare:application`. One applicant, one application with its answers, its two history rows and its receipt's
row, in one transaction, by plain `objects.create`; with the same triggers, because they are in the database.
"""

import os
from typing import Any

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerpath.settings")
django.setup()
settings.MIDDLEWARE, settings.ROOT_URLCONF = [], "bench.arriving.bare"  # once allauth has seen that its own was there
application: Any = WSGIHandler()


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
            application=one,
            kind=NoticeKind.RECEIPT,
            once=f"bare:{one.pk}",
            language="en",
            urgency=Notice.Urgency.SOON,
            to=person.email or "",
            hold_until=now,
            next_try_at=now,
        )
    return HttpResponse(status=201)


def health(request: HttpRequest) -> HttpResponse:
    """That it runs."""
    return HttpResponse("ok")


urlpatterns = [path("health/", health), path("insert/", insert)]
