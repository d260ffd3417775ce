"""Letters on the workbench."""

from typing import Any

from django.contrib import admin

from applicants.admin.reading_only import READERS
from applicants.views import letters as views
from applicants.views.notices import notices

site: Any = admin.site

site.register_view(
    "letters/", views.letters, name="letters", label="Letters", permission=READERS, icon="mail", order=35
)
site.register_view("letters/notices/", notices, name="notices", permission=READERS)
site.register_view("letters/<int:pk>/", views.letter, name="letter", permission=READERS)
site.register_view("letters/<int:pk>/<slug:action>/", views.act, name="letter-act", permission=READERS)
site.register_view("letters/of/<int:pk>/cancel/", views.cancel_all, name="message-cancel", permission=READERS)
site.register_view("letters/words/<slug:slug>/", views.words_of_cohort, name="letters-of-cohort", permission=READERS)
site.register_view("letters/words/<slug:slug>/<slug:kind>/", views.words, name="letter-words", permission=READERS)
site.register_view(
    "letters/words/<slug:slug>/<slug:kind>/<slug:language>/", views.words, name="letter-words-in", permission=READERS
)
