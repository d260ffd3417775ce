"""The yearly survey, at /placement/year/."""

from django.urls import path

from placements.views import yearly

app_name = "yearly"
urlpatterns = [path("", yearly.survey, name="survey")]
