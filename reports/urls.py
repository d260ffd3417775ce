from django.urls import path

from reports import views, views_about_you, views_groups, views_impact, views_outcomes, views_snapshots, views_walls

app_name = "reports"

urlpatterns = [
    path("", views.home, name="home"),
    path("methods/", views.methods, name="methods"),
    path("trend/", views_groups.trend, name="trend"),
    path("cohorts/<slug:slug>/", views_groups.cohort, name="cohort"),
    path("cohorts/<slug:slug>/groups/", views_groups.groups, name="groups"),
    path("cohorts/<slug:slug>/local-law-144/", views_groups.local_law, name="local-law"),
    path("cohorts/<slug:slug>/early-warning/", views_groups.early_warning, name="early-warning"),
    path("cohorts/<slug:slug>/impact/", views_impact.impact_page, name="impact"),
    path("cohorts/<slug:slug>/impact/sign/", views_impact.sign, name="sign"),
    path("cohorts/<slug:slug>/impact/rule/", views_impact.rule, name="sign-off-rule"),
    path("cohorts/<slug:slug>/cuts/", views_impact.compare_cuts_page, name="compare-cuts"),
    path("cohorts/<slug:slug>/outcomes/", views_outcomes.outcomes, name="cohort-outcomes"),
    path("outcomes/", views_outcomes.all_outcomes, name="outcomes"),
    path("break-glass/", views_walls.break_glass_page, name="break-glass"),
    path("reads/", views_walls.reads, name="reads"),
    path("reads/<int:pk>/seen/", views_walls.seen, name="seen"),
    path("settings/", views_walls.settings_page, name="settings"),
    path("settings/change/", views_walls.settings_change, name="settings-change"),
    path("cohorts/<slug:slug>/snapshots/", views_snapshots.of_cohort, name="snapshots-of-cohort"),
    path("cohorts/<slug:slug>/snapshots/freeze/", views_snapshots.freeze_report, name="snapshot-freeze"),
    path("snapshots/", views_snapshots.everything, name="snapshots"),
    path("snapshots/compare/", views_snapshots.compare_two, name="snapshot-compare"),
    path("snapshots/<uuid:public_id>/", views_snapshots.snapshot, name="snapshot"),
    path("snapshots/<uuid:public_id>/sign/", views_snapshots.sign, name="snapshot-sign"),
    path("snapshots/<uuid:public_id>/withdraw/", views_snapshots.take_back, name="snapshot-withdraw"),
    path("snapshots/<uuid:public_id>/publish/", views_snapshots.publish_it, name="snapshot-publish"),
    path("snapshots/<uuid:public_id>/unpublish/", views_snapshots.unpublish_it, name="snapshot-unpublish"),
    path("snapshots/<uuid:public_id>/file/<slug:kind>/", views_snapshots.export, name="snapshot-file"),
    path("about-you/<uuid:public_id>/", views_about_you.self_identify, name="self-identify"),
    path("about-you/<uuid:public_id>/skip/", views_about_you.skip, name="self-identify-skip"),
    path("about-you/<uuid:public_id>/withdraw/", views_about_you.withdraw, name="self-identify-withdraw"),
]
