"""Programme templates, and a class's people, schedule and onboarding."""

from django.urls import path

from bootcamp.views import classes, onboarding, programmes, schedule

urlpatterns = [
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/<slug:slug>/", programmes.programme, name="programme"),
    path("programmes/<slug:slug>/copy/", programmes.copy, name="programme-copy"),
    path("programmes/<slug:slug>/preview/", programmes.preview, name="programme-preview"),
    path("programmes/<slug:slug>/tasks/", programmes.tasks, name="programme-tasks"),
    path("programmes/<slug:slug>/modules/<slug:module>/", programmes.module, name="programme-module"),
    path("my/onboarding/", onboarding.own_tick, name="onboarding-tick"),
    path("classes/<slug:slug>/sessions/", schedule.sessions, name="sessions"),
    path("classes/<slug:slug>/sessions/add/", schedule.add, name="session-add"),
    path("classes/<slug:slug>/sessions/shift/", schedule.shift, name="shift"),
    path("classes/<slug:slug>/sessions/<int:session_id>/change/", schedule.change, name="session-change"),
    path("classes/<slug:slug>/people/", classes.people, name="people"),
    path("classes/<slug:slug>/people/late/", classes.late, name="late"),
    path("classes/<slug:slug>/people/<uuid:public_id>/leaving/", classes.leaving, name="leaving"),
    path("classes/<slug:slug>/onboarding/", onboarding.onboarding, name="onboarding"),
    path("classes/<slug:slug>/onboarding/tasks/", onboarding.tasks, name="onboarding-tasks"),
]
