from django.urls import path

from reports import views, views_about_you, views_impact

app_name = "reports"

urlpatterns = [
    path("", views.home, name="home"),
    path("methods/", views.methods, name="methods"),
    path("cohorts/<slug:slug>/", views.cohort, name="cohort"),
    path("cohorts/<slug:slug>/impact/", views_impact.impact_page, name="impact"),
    path("cohorts/<slug:slug>/impact/sign/", views_impact.sign, name="sign"),
    path("cohorts/<slug:slug>/impact/rule/", views_impact.rule, name="sign-off-rule"),
    path("cohorts/<slug:slug>/cuts/", views_impact.compare_cuts_page, name="compare-cuts"),
    path("about-you/<uuid:public_id>/", views_about_you.self_identify, name="self-identify"),
    path("about-you/<uuid:public_id>/skip/", views_about_you.skip, name="self-identify-skip"),
    path("about-you/<uuid:public_id>/withdraw/", views_about_you.withdraw, name="self-identify-withdraw"),
]
