from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("", views.home, name="home"),
    path("methods/", views.methods, name="methods"),
    path("cohorts/<slug:slug>/", views.cohort, name="cohort"),
    path("about-you/<uuid:public_id>/", views.self_identify, name="self-identify"),
    path("about-you/<uuid:public_id>/skip/", views.skip, name="self-identify-skip"),
    path("about-you/<uuid:public_id>/withdraw/", views.withdraw, name="self-identify-withdraw"),
]
