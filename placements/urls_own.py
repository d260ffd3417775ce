"""A graduate's own placement, at /placement/. Their profile stands under it (`urls_profile`)."""

from django.urls import path

from placements.views import own

app_name = "own_placement"
urlpatterns = [
    path("", own.home, name="home"),
    path("documents/<uuid:public_id>/", own.document_file, name="document"),
    path("<uuid:public_id>/", own.placement, name="placement"),
    path("<uuid:public_id>/offer/", own.answer, name="answer"),
    path("<uuid:public_id>/items/<int:pk>/", own.evidence, name="evidence"),
]
