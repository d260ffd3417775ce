"""A graduate's own interviews with clients."""

from django.urls import path

from placements.views import interviews

app_name = "interviews"
urlpatterns = [path("<uuid:public_id>/calendar/", interviews.own_calendar, name="calendar")]
