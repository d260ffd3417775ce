"""The applications' own addresses, by subject; the recruiter's workbench is mounted on the admin site."""

from django.urls import URLPattern

from applicants.urls_applying import urlpatterns as applying

app_name = "applicants"
urlpatterns: list[URLPattern] = [*applying]
