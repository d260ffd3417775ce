"""The reader's pages."""

from django.urls import path

from applicants.views import reviewing

urlpatterns = [
    path("reading/", reviewing.reading, name="reading"),
    path("reading/<uuid:public_id>/", reviewing.reading_one, name="reading-one"),
]
