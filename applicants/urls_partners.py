"""The short address of a referral code, and the applicant's answer about their university."""

from django.urls import path

from applicants.views import partners

urlpatterns = [
    path("r/<str:code>/", partners.refer, name="refer"),
    path("my/<uuid:public_id>/university/", partners.university_consent, name="university-consent"),
]
