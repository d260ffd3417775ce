"""A graduate's own profile, at /placement/profile/."""

from django.urls import path

from placements.views import profile

app_name = "profile"
urlpatterns = [
    path("", profile.home, name="home"),
    path("edit/", profile.edit, name="edit"),
    path("shown/", profile.choose, name="choose"),
    path("take-back/", profile.take_back, name="take-back"),
    path("looked/", profile.looked, name="looked"),
    path("as/<uuid:public_id>/", profile.as_client, name="as-client"),
    path("preview/<slug:stage>/", profile.general, name="preview"),
]
