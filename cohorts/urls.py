"""Pages that anybody may read."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path

from cohorts import views
from cohorts.public import for_machines

app_name = "cohorts"
urlpatterns = [
    path("", views.front, name="front"),
    path("cohorts/<slug:slug>/", views.cohort, name="cohort"),
    path("what-is-assessed/", views.assessed, name="assessed"),
    path("about/<slug:slug>/", views.page, name="page"),
    path("sitemap.xml", sitemap, {"sitemaps": for_machines.SITEMAPS}, name="sitemap"),
    path("robots.txt", for_machines.robots, name="robots"),
    path(".well-known/security.txt", for_machines.security, name="security"),
]
