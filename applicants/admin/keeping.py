"""Corrections, the talent pool, interviews, and what is kept until when, on the workbench."""

from typing import Any

from django.contrib import admin

from applicants.admin.reading_only import READERS
from applicants.selectors.correcting import open_corrections
from applicants.selectors.interviews import open_wishes
from applicants.selectors.workbench import QUEUES, Queue
from applicants.views import correcting, holds, interviewing

site: Any = admin.site

site.register_view(
    "corrections/",
    correcting.queue,
    name="corrections",
    label="Corrections",
    permission=READERS,
    icon="pencil",
    order=26,
)
site.register_view("corrections/<int:pk>/", correcting.answer, name="correction-answer", permission=READERS)
site.register_view(
    "talent-pool/",
    holds.talent_pool,
    name="talent-pool",
    label="Talent pool",
    permission=READERS,
    icon="users",
    order=38,
)
site.register_view(
    "kept/", holds.retention, name="retention", label="Kept and erased", permission=READERS, icon="archive", order=90
)
site.register_view(
    "interviews/",
    interviewing.wishes,
    name="another-times",
    label="Other times",
    permission=READERS,
    icon="calendar-clock",
    order=39,
)
site.register_view(
    "applications/<int:pk>/interview/", interviewing.interview, name="application-interview", permission=READERS
)
site.register_view("interviews/<int:pk>/keep/", interviewing.keep, name="another-time-keep", permission=READERS)

for queue in (
    Queue("Corrections asked for", "pencil", "admin:corrections", open_corrections),
    Queue("Interviews at another time", "calendar-clock", "admin:another-times", open_wishes),
):
    if queue not in QUEUES:
        QUEUES.append(queue)
