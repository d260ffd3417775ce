"""The applications' own addresses, by subject; the recruiter's workbench is mounted on the admin site."""

from django.urls import URLPattern

from applicants.urls_applying import urlpatterns as applying
from applicants.urls_reviewing import urlpatterns as reviewing

app_name = "applicants"
urlpatterns: list[URLPattern] = [*applying, *reviewing]
