"""Pages that anybody may read."""

from django.urls import path

from cohorts import views

app_name = "cohorts"
urlpatterns = [
    path("", views.front, name="front"),
    path("cohorts/<slug:slug>/", views.cohort, name="cohort"),
    path("what-is-assessed/", views.assessed, name="assessed"),
]
