"""The client portal. Staff work on the workbench (`placements.views.board`, mounted in `placements.apps`)."""

from django.urls import path

from placements.views import portal

app_name = "placements"
urlpatterns = [
    path("", portal.portal, name="portal"),
    path("openings/", portal.openings, name="openings"),
    path("openings/<uuid:public_id>/", portal.opening, name="opening"),
    path("people/<uuid:public_id>/", portal.person, name="person"),
    path("people/<uuid:public_id>/interview/", portal.interview, name="interview"),
    path("people/<uuid:public_id>/feedback/", portal.feedback, name="feedback"),
]
