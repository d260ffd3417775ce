from django.urls import path

from reports import views, views_about_you, views_impact, views_walls

app_name = "reports"

urlpatterns = [
    path("", views.home, name="home"),
    path("methods/", views.methods, name="methods"),
    path("cohorts/<slug:slug>/", views.cohort, name="cohort"),
    path("cohorts/<slug:slug>/impact/", views_impact.impact_page, name="impact"),
    path("cohorts/<slug:slug>/impact/sign/", views_impact.sign, name="sign"),
    path("cohorts/<slug:slug>/impact/rule/", views_impact.rule, name="sign-off-rule"),
    path("cohorts/<slug:slug>/cuts/", views_impact.compare_cuts_page, name="compare-cuts"),
    path("break-glass/", views_walls.break_glass_page, name="break-glass"),
    path("reads/", views_walls.reads, name="reads"),
    path("reads/<int:pk>/seen/", views_walls.seen, name="seen"),
    path("settings/", views_walls.settings_page, name="settings"),
    path("settings/change/", views_walls.settings_change, name="settings-change"),
    path("about-you/<uuid:public_id>/", views_about_you.self_identify, name="self-identify"),
    path("about-you/<uuid:public_id>/skip/", views_about_you.skip, name="self-identify-skip"),
    path("about-you/<uuid:public_id>/withdraw/", views_about_you.withdraw, name="self-identify-withdraw"),
]
