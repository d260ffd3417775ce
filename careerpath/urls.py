"""Every address of the site starts here."""

from django.contrib import admin
from django.urls import include, path

from careerpath import health

urlpatterns = [
    path("health/", health.health, name="health"),
    path("ready/", health.ready, name="ready"),
    path("accounts/", include("careerpath.accounts.urls_codes")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("reports/", include("reports.urls")),
    path("class/", include("reports.urls_public")),
    path("partner/", include("reports.urls_partners")),
    path("mentoring/", include("mentorship.urls")),
    path("portal/", include("placements.urls")),
    path("placement/interviews/", include("placements.urls_interviews")),
    path("placement/profile/", include("placements.urls_profile")),
    path("placement/year/", include("placements.urls_yearly")),
    path("placement/", include("placements.urls_own")),
    path("reading/", include("reviews.urls")),
    path("bootcamp/", include("bootcamp.urls")),
    path("check/", include("bootcamp.urls_check")),
    path("interviewing/", include("reviews.urls_interviewing")),
    path("interview/", include("reviews.urls_own")),
    path("", include("bootcamp.urls_badges")),
    path("", include("careerpath.ui.urls")),
    path("", include("careerpath.accounts.urls")),
    path("", include("applicants.urls")),
    path("", include("cohorts.urls")),
]
