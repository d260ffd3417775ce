"""The public check of certificates, at /check/."""

from django.urls import path

from bootcamp.views import check

app_name = "check"

urlpatterns = [
    path("", check.paste, name="paste"),
    path("<uuid:public_id>/", check.certificate, name="certificate"),
    path("<uuid:public_id>/<str:code>/", check.certificate, name="transcript"),
]
